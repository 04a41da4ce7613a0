/** Bundles the islands into _fresh/, by Fresh's own dev.ts. */
import { readArguments, runDeno } from "@/tools/task.ts";

/** Returns the exit code. */
export function build(): Promise<number> {
  return runDeno("run", "-A", "dev.ts", "build");
}

if (import.meta.main) {
  readArguments({ name: "build", does: "Bundles the islands and styles into _fresh/." });
  Deno.exit(await build());
}
