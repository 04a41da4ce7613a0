/** Serves without a build, and again after every change of a file. */
import { readArguments, runDeno, SERVER_VARIABLES } from "@/tools/task.ts";

readArguments({
  name: "dev",
  does: "Serves Kartka for whoever works on it: a saved file restarts the server, " +
    "rebuilds the islands and reloads the browser.",
  variables: SERVER_VARIABLES,
});

Deno.exit(await runDeno("run", "-A", "--watch=static/,styles/,routes/,islands/", "dev.ts"));
