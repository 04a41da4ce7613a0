import { assert, assertEquals } from "@std/assert";
import { openTestApp, ORIGIN } from "@/tests/support/app.ts";

const CASES = 4000;
const AT_ONCE = 32;
/** Behind each request, so that a server hardly ever waits for the rest of one. */
const MORE = new TextEncoder().encode(`\r\n\r\n${"x".repeat(4000)}`);
/** One that waits all the same is told that nothing more comes; that cuts off answers that a busy machine is late with. */
const PATIENCE_MS = 2000;
const SEED = 20261122;

/** A small generator of numbers in [0, 1), so that a failure can be replayed. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function templates(cookie: string): string[] {
  const form = "name=Taras&theme=dark&email=a%40b.c&password=x&next=%2Fcontacts";
  const head =
    `Host: localhost:8000\r\nConnection: close\r\nCookie: ${cookie}\r\nOrigin: ${ORIGIN}\r\n`;
  const post = (path: string, type: string, body: string) =>
    `POST ${path} HTTP/1.1\r\n${head}Content-Type: ${type}\r\n` +
    `Content-Length: ${body.length}\r\n\r\n${body}`;
  const urlencoded = "application/x-www-form-urlencoded";
  const multipart = `--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nTaras\r\n--x--\r\n`;
  return [
    `GET /contacts?q=%D1%97&sort=name&tag=x HTTP/1.1\r\n${head}\r\n`,
    `GET /contacts/1 HTTP/1.1\r\n${head}Accept-Language: uk;q=0.5,en\r\n\r\n`,
    `GET /login?next=%2Fcontacts HTTP/1.1\r\n${head}Accept: application/json\r\n\r\n`,
    `HEAD /profile HTTP/1.1\r\n${head}\r\n`,
    `GET http://localhost/icon.svg HTTP/1.1\r\n${head}If-None-Match: W/"x"\r\n\r\n`,
    post("/profile", urlencoded, form),
    post("/login", urlencoded, form),
    post("/profile/preferences", "multipart/form-data; boundary=x", multipart),
    post("/contacts/new", urlencoded, `${form}&emails=a%40b.c&phones=067&op=emails.add`),
    `POST /profile/view HTTP/1.1\r\n${head}Transfer-Encoding: chunked\r\n` +
    `Content-Type: ${urlencoded}\r\n\r\n5\r\na=b&c\r\n0\r\n\r\n`,
  ];
}

const PIECES = ["%", "%ff", "%00", "\0", "\r\n", " ", "..", "//", "\\", "é", "\x80", ":", ";", "@"];
const HEADERS = [
  "Host: a b",
  "Host: ",
  "Content-Length: -1",
  "Content-Length: 99999999999",
  "Expect: 100-continue",
  "Upgrade: websocket",
  "Transfer-Encoding: gzip",
  "X-Forwarded-For: ::1%x, ,,",
  "Cookie: kartka_flash=%%; kartka_view=..; =; ;kartka",
  "Content-Type: multipart/form-data; boundary=",
  "Range: bytes=9-1",
  "Origin: \x01",
];

/** One to four random edits. */
function mutated(text: string, random: () => number): Uint8Array {
  const pick = <T>(list: T[]): T | undefined => list[Math.floor(random() * list.length)];
  let result = text;
  for (let edits = 1 + Math.floor(random() * 4); edits > 0; edits--) {
    const at = Math.floor(random() * result.length);
    const [before, after] = [result.slice(0, at), result.slice(at)];
    const line = result.indexOf("\r\n") + 2;
    const choice = random();
    if (choice < 0.3) result = before + pick(PIECES) + after;
    else if (choice < 0.5) result = before + after.slice(1 + Math.floor(random() * 6));
    else if (choice < 0.65) {
      result = result.slice(0, line) + pick(HEADERS) + "\r\n" + result.slice(line);
    } else if (choice < 0.75) {
      result = result.replace(/^\w+/, pick(["PUT", "FOO", "", "OPTIONS"]) ?? "");
    } else if (choice < 0.85) {
      result = before + String.fromCharCode(Math.floor(random() * 256)) + after;
    } else result = before + after.slice(0, 20).repeat(1 + Math.floor(random() * 30)) + after;
  }
  return Uint8Array.from(result, (char) => char.charCodeAt(0) & 255);
}

/** The status of the first answer, or null when the server closed without one. */
async function statusOf(port: number, bytes: Uint8Array): Promise<number | null> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const impatience = setTimeout(() => connection.closeWrite().catch(() => {}), PATIENCE_MS);
  let text = "";
  try {
    await connection.write(new Uint8Array([...bytes.slice(0, 60_000), ...MORE]));
    const decoder = new TextDecoder("latin1");
    for await (const chunk of connection.readable) text += decoder.decode(chunk);
  } catch {
    // The server may close while we still write, or before it has read all.
  } finally {
    clearTimeout(impatience);
  }
  const [, status] = /^(?:HTTP\/1\.\d 100 .*?\r\n\r\n)?HTTP\/1\.\d (\d{3})/.exec(text) ?? [];
  return Number(status ?? 0) || null;
}

Deno.test(`${CASES} mutated requests get no 5xx and leave the server well (seed ${SEED})`, async () => {
  await using app = await openTestApp();
  await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, app.send);
  const { port } = server.addr;
  const random = generator(SEED);
  const all = templates(`kartka=${app.secrets.agent}`);
  const seen = new Map<number | null, number>();
  async function worker() {
    while (next < CASES) {
      const bytes = mutated(all[next++ % all.length] ?? "", random);
      const status = await statusOf(port, bytes);
      seen.set(status, (seen.get(status) ?? 0) + 1);
      assert(status === null || status < 500, `${status}: ${new TextDecoder().decode(bytes)}`);
    }
  }
  let next = 0;
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  for (const status of [200, 303, 400, 404, 405, 422]) {
    assert((seen.get(status) ?? 0) > 10, `${status} was seen ${seen.get(status)} times`);
  }
  const health = await fetch(`http://127.0.0.1:${port}/healthz`);
  assertEquals([health.status, await health.json()], [200, { ok: true }]);
});
