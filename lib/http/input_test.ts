import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { HttpError } from "fresh";
import { z } from "zod";
import { InputError } from "@/lib/errors.ts";
import { parseInput, readFormData, readLimited } from "./input.ts";

const URL_ENCODED = { "content-type": "application/x-www-form-urlencoded" };

function post(body: BodyInit, headers: HeadersInit = URL_ENCODED): Request {
  return new Request("http://localhost/x", { method: "POST", body, headers });
}

/** A body of so many chunks of one KiB, without a declared length. */
function chunked(count: number): ReadableStream<Uint8Array> {
  let sent = 0;
  return new ReadableStream({
    pull(controller) {
      if (sent++ < count) controller.enqueue(new Uint8Array(1024));
      else controller.close();
    },
  });
}

async function status(promise: Promise<unknown>): Promise<number> {
  return (await assertRejects(() => promise, HttpError)).status;
}

Deno.test("readLimited() takes a body of exactly the limit and not a byte more", async () => {
  const limitBytes = 4096;
  assertEquals((await readLimited(post(chunked(4)), { limitBytes })).length, 4096);
  assertEquals(await status(readLimited(post(chunked(5)), { limitBytes })), 413);
  const declared = post("x", { "content-length": "4097" });
  assertEquals(await status(readLimited(declared, { limitBytes })), 413);
});

Deno.test("readLimited() answers 408 to a sender who falls silent, and to one who never ends", async () => {
  const silent = new ReadableStream({
    start: (controller) => controller.enqueue(new Uint8Array(3)),
    pull: () => new Promise(() => {}),
  });
  assertEquals(await status(readLimited(post(silent), { timeoutMs: 1 })), 408);
  const endless = new ReadableStream({ pull: (one) => one.enqueue(new Uint8Array(1)) });
  const options = { timeoutMs: 5, limitBytes: Infinity };
  assertEquals(await status(readLimited(post(endless), options)), 408);
});

Deno.test("readLimited() answers 400 when the connection breaks", async () => {
  const broken = new ReadableStream({ pull: (c) => c.error(new Error("reset")) });
  assertEquals(await status(readLimited(post(broken))), 400);
});

Deno.test("readFormData() reads both kinds of form and refuses others", async () => {
  const form = new FormData();
  form.set("name", "Їжак");
  const multipart = new Request("http://localhost/x", { method: "POST", body: form });
  assertEquals((await readFormData(multipart)).get("name"), "Їжак");
  assertEquals((await readFormData(post("name=%D0%87"))).get("name"), "Ї");
  assertEquals(await status(readFormData(post("{}", { "content-type": "application/json" }))), 415);
  const headers = { "content-type": "multipart/form-data; boundary=x" };
  assertEquals(await status(readFormData(post("nonsense", headers))), 400);
  assertEquals(
    await status(readFormData(post("x", { "content-type": "multipart/form-data" }))),
    400,
  );
});

Deno.test("parseInput() keeps what the schema knows and names the fields that do not fit", () => {
  const schema = z.object({ name: z.string(), theme: z.enum(["light", "dark"]) });
  const given = { name: "a", theme: "dark", more: "1" };
  assertEquals(parseInput(schema, given), { name: "a", theme: "dark" });
  const hostile = JSON.parse('{"__proto__":"x","theme":"pink"}');
  const error = assertThrows(() => parseInput(schema, hostile), InputError);
  assertEquals(Object.keys(error.problems), ["name", "theme"]);
});
