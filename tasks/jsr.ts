/** A deno.json for machines that reach JSR: real Fresh and Deno std instead of the stand-ins in jsr/. */
import denoJson from "@/deno.json" with { type: "json" };
import { readArguments } from "@/tools/task.ts";

/** The settings without `links`, so that `jsr:` names mean the real packages. */
export function jsrConfig(config: Record<string, unknown>): string {
  const { links: _, lock: __, ...rest } = config;
  // The stand-ins are not linked, so nothing of them is to be tested or checked either.
  const exclude = [...(Array.isArray(config.exclude) ? config.exclude : []), "jsr"];
  return JSON.stringify({ ...rest, lock: false, exclude }, null, 2) + "\n";
}

if (import.meta.main) {
  const { values } = readArguments({
    name: "jsr",
    does:
      "Prints a deno.json without `links`: with it Kartka runs on real Fresh and Deno std from " +
      "JSR instead of the stand-ins in jsr/. Keep the file beside deno.json and use it by " +
      "`deno run --config FILE …`.",
    options: {
      write: { type: "string", help: "Write it to this file instead of printing it." },
    },
  });
  const text = jsrConfig(denoJson);
  if (values.write === undefined) console.log(text.trimEnd());
  else await Deno.writeTextFile(values.write, text);
}
