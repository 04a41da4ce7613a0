/** Builds and serves: the command of the README. */
import { readArguments, SERVER_VARIABLES } from "@/tools/task.ts";
import { build } from "./build.ts";

readArguments({
  name: "start",
  does: "Builds Kartka, opens its database and serves it until it is stopped. " +
    "On the first start it prints a link that makes the first admin.",
  variables: SERVER_VARIABLES,
});

const code = await build();
if (code !== 0) Deno.exit(code);
// In this process, so that a signal to stop reaches the server itself.
const { serve } = await import("@/server.ts");
serve();
