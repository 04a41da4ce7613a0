import { assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { HttpError } from "fresh";
import { InputError } from "@/lib/errors.ts";
import { readUpload } from "./upload.ts";

const encoder = new TextEncoder();

/** A request whose body comes in pieces of this many bytes. */
function request(
  body: string | Uint8Array,
  size: number,
  type = 'multipart/form-data; boundary="xYz"',
): Request {
  const bytes = typeof body === "string" ? encoder.encode(body) : body;
  let at = 0;
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(at, at += size));
    },
  });
  return new Request("http://localhost/", {
    method: "POST",
    body: stream,
    headers: { "content-type": type },
  });
}

async function read(req: Request): Promise<{ fileName: string; text: string }> {
  const { fileName, body } = await readUpload(req, "file");
  const decoder = new TextDecoder();
  let text = "";
  for await (const bytes of body) text += decoder.decode(bytes, { stream: true });
  return { fileName, text };
}

function form(content: string, fileName = "люди.csv"): string {
  return [
    "--xYz",
    'Content-Disposition: form-data; name="other"',
    "",
    "value",
    "--xYz",
    `Content-Disposition: form-data; name="file"; filename="${fileName}"`,
    "Content-Type: text/csv",
    "",
    content,
    "--xYz--",
    "",
  ].join("\r\n");
}

Deno.test("readUpload() gives the file as it was, however the body is cut into pieces", async () => {
  const content = fc.string({ unit: fc.constantFrom(..."ab\r\n-xYzї"), maxLength: 60 })
    .filter((text) => !`\r\n${text}`.includes("\r\n--xYz"));
  await fc.assert(
    fc.asyncProperty(content, fc.integer({ min: 1, max: 40 }), async (content, size) => {
      assertEquals(await read(request(form(content), size)), {
        fileName: "люди.csv",
        text: content,
      });
    }),
    { numRuns: 300 },
  );
});

Deno.test("readUpload() reads what browsers send", async () => {
  const data = new FormData();
  data.set("file", new File(["\uFEFFПІБ\r\nОлена"], "мої контакти.csv"));
  const sent = new Request("http://localhost/", { method: "POST", body: data });
  assertEquals(await read(sent), { fileName: "мої контакти.csv", text: "ПІБ\r\nОлена" });
});

Deno.test("readUpload() takes no folder from a file's name", async () => {
  assertEquals((await read(request(form("x", "C:\\fakepath\\a.csv"), 99))).fileName, "a.csv");
  assertEquals((await read(request(form("x", "../../etc/passwd"), 99))).fileName, "passwd");
});

Deno.test("readUpload() refuses a form without a file", async () => {
  await assertRejects(() => read(request(form("", ""), 99)), InputError);
  await assertRejects(() => read(request("--xYz--\r\n", 99)), InputError);
});

Deno.test("readUpload() answers 4xx to what is no upload or breaks off", async () => {
  const whole = form("content");
  const cut = Array.from(
    { length: 12 },
    (_, at) => whole.slice(0, Math.floor(whole.length * at / 13)),
  );
  for (const body of ["", "no mark at all", "x".repeat(200_000), ...cut]) {
    await assertRejects(() => read(request(body, 1000)), HttpError);
  }
  for (const type of ["text/csv", "multipart/form-data", "application/x-www-form-urlencoded"]) {
    const error = await assertRejects(() => read(request(whole, 99, type)), HttpError);
    assertEquals(error.status, 415);
  }
});
