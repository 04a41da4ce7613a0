import { assert, assertEquals, assertMatch } from "@std/assert";
import { guard, type Handler } from "./guard.ts";

const INFO: Deno.ServeHandlerInfo = {
  remoteAddr: { transport: "tcp", hostname: "203.0.113.7", port: 5 },
  completed: Promise.resolve(),
};
const POLICY_OF_FRESH = "default-src 'self'; script-src 'self' 'nonce-abc123'";

function page(body = "<p>hi", headers: HeadersInit = {}): Response {
  const all = new Headers(headers);
  if (!all.has("content-type")) all.set("content-type", "text/html; charset=utf-8");
  return new Response(body, { headers: all });
}

async function ask(
  handler: Handler,
  init: RequestInit & { url?: string } = {},
  publicUrl: string | null = null,
): Promise<Response> {
  const options = { publicUrl: publicUrl === null ? null : new URL(publicUrl) };
  const req = new Request(init.url ?? "http://localhost:8000/contacts", init);
  return await guard(handler, options)(req, INFO);
}

Deno.test("guard() replaces Fresh's policy by one that lets only the page's own script run", async () => {
  const response = await ask(() => page("", { "content-security-policy": POLICY_OF_FRESH }));
  assertEquals(
    response.headers.get("content-security-policy"),
    "default-src 'none'; script-src 'self' 'nonce-abc123'; style-src 'self' 'nonce-abc123'; " +
      "img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; " +
      "base-uri 'none'; frame-ancestors 'none'",
  );
});

Deno.test("guard() lets no script run on a page without a nonce, and nothing at all elsewhere", async () => {
  const bare = await ask(() =>
    page("", { "content-security-policy": "script-src 'unsafe-inline'" })
  );
  assertMatch(bare.headers.get("content-security-policy") ?? "", /script-src 'none'/);
  const json = await ask(() => Response.json({}));
  assertMatch(json.headers.get("content-security-policy") ?? "", /^default-src 'none'; base-uri/);
});

Deno.test("guard() sets its headers on immutable responses too", async () => {
  const response = await ask(() => Response.redirect("http://localhost:8000/login"));
  assertEquals(response.status, 302);
  assertEquals(response.headers.get("x-content-type-options"), "nosniff");
  assertEquals(response.headers.get("location"), "http://localhost:8000/login");
});

Deno.test("guard() keeps a cache rule and forbids caching where there is none", async () => {
  const rule = { "cache-control": "public, max-age=60" };
  assertEquals(
    (await ask(() => page("", rule))).headers.get("cache-control"),
    rule["cache-control"],
  );
  assertEquals((await ask(() => page())).headers.get("cache-control"), "no-store");
});

Deno.test("guard() promises https only where the site is on https", async () => {
  const name = "strict-transport-security";
  assertEquals((await ask(() => page())).headers.has(name), false);
  const response = await ask(() => page(), {}, "https://kartka.example.com");
  assertEquals(response.headers.get(name), "max-age=31536000; includeSubDomains");
});

Deno.test("guard() answers 405 with the methods to any other method", async () => {
  for (const method of ["PUT", "PATCH", "DELETE", "OPTIONS", "FOO"]) {
    const response = await ask(() => page(), { method });
    assertEquals([response.status, response.headers.get("allow")], [405, "GET, HEAD, POST"]);
  }
});

Deno.test("guard() answers 400 to malformed hosts and paths, and 414 to endless URLs", async () => {
  const hosts = ["a b", "", "x:y", "a/b", "evil.com@localhost", "[::1", "ї", "x".repeat(300)];
  for (const host of hosts) {
    const headers = new Headers();
    const req = new Request("http://localhost:8000/");
    Object.defineProperty(req, "headers", { value: headers });
    headers.get = (name) => name === "host" ? host : null; // Headers itself refuses some of these
    assertEquals((await guard(() => page(), { publicUrl: null })(req, INFO)).status, 400, host);
  }
  for (const path of ["/%ff", "/contacts/%E0%A4", "/%", "/x%00"]) {
    assertEquals((await ask(() => page(), { url: `http://localhost${path}` })).status, 400, path);
  }
  const url = `http://localhost/?q=${"x".repeat(17_000)}`;
  assertEquals((await ask(() => page(), { url })).status, 414);
});

Deno.test("guard() serves only the public host and this machine once there is a public URL", async () => {
  const publicUrl = "https://kartka.example.com";
  const status = async (url: string) => (await ask(() => page(), { url }, publicUrl)).status;
  assertEquals(await status("https://kartka.example.com/contacts"), 200);
  assertEquals(await status("http://localhost:8000/contacts"), 200);
  assertEquals(await status("http://[::1]:8000/contacts"), 200);
  assertEquals(await status("http://10.0.0.7/healthz"), 200);
  assertEquals(await status("http://10.0.0.7/contacts"), 400);
  assertEquals(await status("http://evil.example/contacts"), 400);
});

Deno.test("guard() answers 413 to a body declared too large", async () => {
  const headers = { "content-length": String(100_000_000) };
  const response = await ask(() => page(), { method: "POST", headers, body: "x" });
  assertEquals(response.status, 413);
});

Deno.test("guard() hides what a handler throws and gives the request a number", async () => {
  const { error } = console;
  const logged: string[] = [];
  console.error = (line: string) => logged.push(line);
  try {
    const response = await ask(() => {
      throw new TypeError("secret of olena@example.com");
    });
    const text = await response.text();
    assertEquals(response.status, 500);
    assertEquals(text.includes("secret"), false);
    const id = response.headers.get("x-request-id") ?? "";
    assert(id.length >= 12 && text.includes(id));
    assert(logged.some((line) => line.includes(id)));
  } finally {
    console.error = error;
  }
});

Deno.test("guard() answers in JSON and in the reader's language where asked", async () => {
  const json = await ask(() => page(), {
    method: "FOO",
    headers: { accept: "application/json", "accept-language": "uk" },
  });
  const { error } = await json.json();
  assertEquals([error.status, error.title], [405, "Такого методу тут немає"]);
  const head = await ask(() => page(), { method: "HEAD", url: "http://localhost/%ff" });
  assertEquals([head.status, await head.text()], [400, ""]);
});
