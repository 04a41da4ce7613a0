import { assertEquals, assertRejects } from "@std/assert";
import {
  type Address,
  FetchFailedError,
  REPLY_BYTES_MAX,
  type Resolve,
  safeAddresses,
  safeFetch,
  type SafeRequest,
  UnsafeAddressError,
} from "./safe_fetch.ts";

/** Spellings of this machine and its network, as reports about other systems have them. */
const INSIDE = [
  "http://127.0.0.1",
  "http://127.1",
  "http://127.0.0.1.",
  "http://2130706433",
  "http://0x7f000001",
  "http://0x7f.1",
  "http://0177.0.0.1",
  "http://017700000001",
  "http://①②⑦.⓪.⓪.①",
  "http://127。0。0。1",
  "http://%31%32%37.0.0.1",
  "http:\\\\127.0.0.1",
  "http://0",
  "http://0.0.0.0",
  "http://[::1]",
  "http://[::]",
  "http://[::127.0.0.1]",
  "http://[::7f00:1]",
  "http://[::ffff:127.0.0.1]",
  "http://[::ffff:7f00:1]",
  "http://[0:0:0:0:0:ffff:127.0.0.1]",
  "http://[64:ff9b::127.0.0.1]",
  "http://[2002:7f00:1::]",
  "http://[fe80::1]",
  "http://[fd00::1]",
  "http://10.0.0.1",
  "http://172.16.0.1",
  "http://192.168.1.1",
  "http://100.64.0.1",
  "http://169.254.169.254",
  "http://[::ffff:169.254.169.254]",
  "http://198.18.0.1",
  "http://224.0.0.1",
  "http://255.255.255.255",
  "http://localhost",
  "http://LOCALHOST.",
];

Deno.test("no spelling of an inside address is reached, and nothing listens to a request", async () => {
  await using server = serve(() => new Response("inside"));
  const reached: string[] = [];
  for (const address of INSIDE) {
    const sent = safeFetch(`${address}:${server.port}/`, aRequest({ resolve: LOOPBACK }));
    await sent.then(() => reached.push(address), (error) => {
      const isRefusal = error instanceof UnsafeAddressError && error.code === "address_private";
      if (!isRefusal) reached.push(`${address}: ${error}`);
    });
  }
  assertEquals(reached, []);
  assertEquals(server.requests.length, 0);
});

Deno.test("an address is http or https, without a name and password", async () => {
  const bad = [
    "",
    "example.org",
    "ftp://example.org/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "http://user@example.org/",
    "http://user:word@example.org/",
    "http://:word@example.org/",
    "http://256.256.256.256/",
  ];
  for (const address of bad) {
    const refusal = () => safeFetch(address, aRequest({ resolve: LOOPBACK }));
    const error = await assertRejects(refusal, UnsafeAddressError, undefined, address);
    assertEquals(error.code, "address_invalid");
  }
});

Deno.test("one inside address among public ones makes a name unsafe", async () => {
  const answers: Address[] = [
    { address: "93.184.216.34", family: 4 },
    { address: "2606:4700::1111", family: 6 },
  ];
  const judge = (last: Address) =>
    safeAddresses("example.org", {
      privateHosts: [],
      resolve: () => Promise.resolve([...answers, last]),
    });
  assertEquals((await judge({ address: "1.1.1.1", family: 4 })).length, 3);
  for (const address of ["10.0.0.1", "::1", "::ffff:10.0.0.1", "no address", ""]) {
    await assertRejects(
      () => judge({ address, family: 4 }),
      UnsafeAddressError,
      undefined,
      address,
    );
  }
});

Deno.test("a name that is not known, or whose resolver fails, is not reached", async () => {
  const resolvers: Resolve[] = [
    () => Promise.reject(new Error("SERVFAIL")),
    () => Promise.resolve([]),
  ];
  for (const resolve of resolvers) {
    const error = await assertRejects(
      () => safeFetch("http://example.org/", aRequest({ resolve })),
      FetchFailedError,
    );
    assertEquals(error.code, "unknown_host");
  }
});

Deno.test("a host named by the machine's admin is reached, under its own name", async () => {
  await using server = serve((req) => new Response(`${req.method} ${req.headers.get("host")}`));
  const named = aRequest({ privateHosts: ["crm.internal"], resolve: LOOPBACK });
  for (const host of ["crm.internal", "CRM.internal", "crm.internal."]) {
    const { status, body } = await safeFetch(`http://${host}:${server.port}/in`, named);
    assertEquals([status, textOf(body).slice(0, 5)], [200, "POST "]);
  }
  assertEquals(server.requests[0]?.headers.get("host"), `crm.internal:${server.port}`);
  for (const host of ["other.internal", "x.crm.internal", "127.0.0.1", "[::1]"]) {
    const refused = () => safeFetch(`http://${host}:${server.port}/`, named);
    await assertRejects(refused, UnsafeAddressError, undefined, host);
  }
  const literals = aRequest({ privateHosts: ["127.0.0.1"] });
  assertEquals((await safeFetch(`http://127.0.0.1:${server.port}/`, literals)).status, 200);
});

Deno.test("metadata services and nobody's addresses are not reached, not even when they are named", async () => {
  const never = [
    "169.254.169.254",
    "fe80::1",
    "::ffff:169.254.169.254",
    "::a9fe:a9fe",
    "0.0.0.0",
    "224.0.0.1",
  ];
  for (const address of never) {
    const resolve = () => Promise.resolve([{ address, family: 4 as const }]);
    for (const host of ["meta.internal", address]) {
      const judged = safeAddresses(host, { privateHosts: ["meta.internal", address], resolve });
      await assertRejects(() => judged, UnsafeAddressError, undefined, address);
    }
  }
});

Deno.test("the connection goes to the address that was checked, whatever the name means next", async () => {
  await using server = serve(() => new Response("first"));
  const asked: string[] = [];
  const rebinding: Resolve = (host) => {
    asked.push(host);
    // An address of this machine where nothing listens.
    const address = asked.length === 1 ? "127.0.0.1" : "127.9.9.9";
    return Promise.resolve([{ address, family: 4 }]);
  };
  const request = aRequest({ privateHosts: ["rebind.test"], resolve: rebinding });
  const { body } = await safeFetch(`http://rebind.test:${server.port}/`, request);
  assertEquals(textOf(body), "first");
  assertEquals(asked, ["rebind.test"]);
});

Deno.test("a redirect is an answer, and is not followed", async () => {
  await using server = serve(() =>
    new Response(null, { status: 302, headers: { location: "http://169.254.169.254/" } })
  );
  const { status } = await safeFetch(server.url, aRequest({ privateHosts: ["127.0.0.1"] }));
  assertEquals([status, server.requests.length], [302, 1]);
});

Deno.test("body and headers arrive byte for byte", async () => {
  await using server = serve(async (req) => new Response(await req.arrayBuffer()));
  const body = Uint8Array.from({ length: 256 }, (_, index) => index);
  const headers = { "content-type": "application/octet-stream", "webhook-id": "evt_1" };
  const request = { ...aRequest({ privateHosts: ["127.0.0.1"] }), body, headers };
  assertEquals((await safeFetch(server.url, request)).body, body);
  assertEquals(server.requests[0]?.headers.get("webhook-id"), "evt_1");
  assertEquals(server.requests[0]?.headers.get("content-length"), "256");
  const text = { ...request, body: "Добрий день" };
  assertEquals(textOf((await safeFetch(server.url, text)).body), "Добрий день");
});

Deno.test("of an answer without an end, 64 KiB are read", async () => {
  let isCancelled = false;
  await using server = serve(() => {
    const chunk = new Uint8Array(10_000);
    return new Response(
      new ReadableStream({
        pull: (controller) => controller.enqueue(chunk),
        cancel: () => void (isCancelled = true),
      }),
    );
  });
  const { body } = await safeFetch(server.url, aRequest({ privateHosts: ["127.0.0.1"] }));
  assertEquals(body.byteLength, REPLY_BYTES_MAX);
  await server.shutdown();
  assertEquals(isCancelled, true);
});

Deno.test("a receiver that never answers, stops half way or is not there fails with a code", async () => {
  const local = { privateHosts: ["127.0.0.1"] };
  const halves: Deno.TcpConn[] = [];
  using silent = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const accepting = (async () => {
    for await (const conn of silent) {
      halves.push(conn);
      await conn.write(new TextEncoder().encode("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nab"));
    }
  })();
  const codeOf = async (url: string, timeoutMs: number, resolve?: Resolve) =>
    (await assertRejects(
      () => safeFetch(url, { ...aRequest({ ...local, resolve }), timeoutMs }),
      FetchFailedError,
    )).code;
  assertEquals(await codeOf(`http://127.0.0.1:${silent.addr.port}/`, 200), "timeout");
  assertEquals(await codeOf("http://slow.test/", 50, () => new Promise(() => {})), "timeout");
  const gone = silent.addr.port;
  silent.close();
  await accepting;
  for (const conn of halves) conn.close();
  assertEquals(await codeOf(`http://127.0.0.1:${gone}/`, 5_000), "refused");
  await using plain = serve(() => new Response());
  const code = await codeOf(plain.url.replace("http:", "https:"), 5_000);
  assertEquals(["tls", "broken"].includes(code), true, code);
});

Deno.test("whoever gives up stops the request", async () => {
  await using server = serve(() => new Promise<Response>(() => {}));
  const stop = new AbortController();
  const sent = safeFetch(server.url, {
    ...aRequest({ privateHosts: ["127.0.0.1"] }),
    signal: stop.signal,
  });
  stop.abort();
  await assertRejects(() => sent, FetchFailedError);
});

const LOOPBACK: Resolve = () => Promise.resolve([{ address: "127.0.0.1", family: 4 }]);

function aRequest(changes: Partial<SafeRequest>): SafeRequest {
  return { method: "POST", headers: {}, body: "{}", privateHosts: [], ...changes };
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function serve(answer: (req: Request) => Response | Promise<Response>) {
  const requests: { headers: Headers }[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (req) => {
    requests.push({ headers: new Headers(req.headers) });
    return answer(req);
  });
  const { port } = server.addr;
  return {
    port,
    requests,
    url: `http://127.0.0.1:${port}/`,
    shutdown: () => server.shutdown(),
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
