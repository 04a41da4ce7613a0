// Builds the app, or serves it while developing: `deno task build`, `deno task dev`.
import { Builder } from "fresh/dev";
import { writeStyles } from "@/tools/styles.ts";
import { build } from "./fresh.config.ts";

await writeStyles();
const builder = new Builder(build);

if (Deno.args.includes("build")) {
  await builder.build();
} else {
  await builder.listen(async () => {
    const main = await import("./main.ts");
    const { prepareFirstStart } = await import("@/lib/http/first_start.ts");
    const { siteUrl } = await import("@/lib/http/site_url.ts");
    const setupPath = await prepareFirstStart(main.deps, main.config);
    if (setupPath) console.log(`Create the first admin: ${siteUrl(main.config)}${setupPath}`);
    return main;
  }, { hostname: "127.0.0.1", port: Number(Deno.env.get("PORT") ?? 8000) });
}
