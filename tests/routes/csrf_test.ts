import { assert, assertEquals } from "@std/assert";
import { openTestApp, ORIGIN, withOneOfEach } from "@/tests/support/app.ts";
import { EXPECTED, pathOf } from "./expectations.ts";

const EVIL = "https://evil.example";

/** What a request says of where it comes from, and whether a write with a session cookie may pass. */
const COMBINATIONS: { headers: Record<string, string>; passes: boolean }[] = [
  { headers: { "sec-fetch-site": "same-origin", origin: ORIGIN }, passes: true },
  { headers: { "sec-fetch-site": "same-origin" }, passes: true },
  { headers: { "sec-fetch-site": "none" }, passes: true },
  { headers: { origin: ORIGIN }, passes: true },
  { headers: { "sec-fetch-site": "cross-site", origin: EVIL }, passes: false },
  { headers: { "sec-fetch-site": "same-site", origin: EVIL }, passes: false },
  { headers: { "sec-fetch-site": "cross-site" }, passes: false },
  { headers: { origin: "null" }, passes: false },
  { headers: {}, passes: false },
];

Deno.test("a write with a session passes only from this site, on every route that writes", async () => {
  const writing = Object.entries(EXPECTED).filter(([, row]) => row.POST[2] !== 404);
  assert(writing.length >= 8);
  for (const { headers, passes } of COMBINATIONS) {
    for (const [pattern, row] of writing) {
      await using app = await openTestApp();
      const { ids } = await withOneOfEach(app);
      const path = pathOf(pattern, ids);
      const cookie = `kartka=${app.secrets.admin}`;
      const body = new URLSearchParams();
      const init = { method: "POST", headers: { ...headers, cookie }, body };
      const response = await app.send(new Request(ORIGIN + path, init));
      await response.body?.cancel();
      const expected = passes ? row.POST[2] : 403;
      assertEquals(response.status, expected, `${pattern} ${JSON.stringify(headers)}`);
    }
  }
});

Deno.test("a refused write changes nothing", async () => {
  await using app = await openTestApp();
  const { tag } = await withOneOfEach(app);
  const headers = { cookie: `kartka=${app.secrets.admin}`, origin: EVIL };
  const before = await Array.fromAsync(app.deps.kv.list({ prefix: [] }));
  await app.deps.settle();
  await app.send(
    new Request(`${ORIGIN}/settings/tags/${tag.id}/delete`, {
      method: "POST",
      headers,
      body: new URLSearchParams(),
    }),
  );
  await app.deps.settle();
  assertEquals(await Array.fromAsync(app.deps.kv.list({ prefix: [] })), before);
});

Deno.test("reading changes nothing, whatever its query says", async () => {
  await using app = await openTestApp();
  const { ids } = await withOneOfEach(app);
  const query = "?name=x&theme=dark&columns=email&hash=x&secret=x&op=emails.add&next=%2Fx";
  const before = await Array.fromAsync(app.deps.kv.list({ prefix: [] }));
  for (const pattern of Object.keys(EXPECTED).filter((pattern) => pattern !== "/readyz")) {
    const path = pathOf(pattern, ids);
    await (await app.ask(path + query, { as: "admin" })).body?.cancel();
  }
  await app.deps.settle();
  assertEquals(await Array.fromAsync(app.deps.kv.list({ prefix: [] })), before);
});

Deno.test("behind a TLS proxy the public origin passes and the inner one does not", async () => {
  await using app = await openTestApp({ publicUrl: "https://kartka.example.com" });
  const post = async (origin: string) => {
    const headers = { host: "kartka.example.com", origin };
    const body = new URLSearchParams({ theme: "dark" });
    const url = "http://kartka.example.com/profile/preferences";
    const response = await app.send(new Request(url, { method: "POST", headers, body }));
    return response.status;
  };
  assertEquals(await post("https://kartka.example.com"), 303);
  assertEquals(await post("http://kartka.example.com"), 403);
});
