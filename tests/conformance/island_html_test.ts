// States what the server renders of an island, before any script runs.
import assert from "node:assert/strict";
import { builtHandler, quietly, read, send } from "./support.ts";

const handler = await builtHandler("island_html");

Deno.test("a function as an island's prop is a 500", async () => {
  assert.equal((await quietly(() => send(handler, "/islands/function"))).status, 500);
});

Deno.test("without scripts an island is its server-rendered HTML", async () => {
  assert.match(await read(handler, "/islands/two"), /<button[^>]*id="one"[^>]*>[\s\S]*?1/);
});

Deno.test("IS_BROWSER is false on the server", async () => {
  assert.match(await read(handler, "/islands/slots"), /class="side">server</);
});
