import { assert, assertEquals, assertRejects } from "@std/assert";
import { ConflictError, TooLargeError } from "@/lib/errors.ts";
import { faultyKv, keysUnder, memoryKv } from "@/tests/support/kv.ts";
import {
  CHECKS_MAX,
  COMMIT_BYTES_MAX,
  COMMIT_KEY_BYTES_MAX,
  KEY_BYTES_MAX,
  MUTATIONS_MAX,
  saveChange,
  TRIES_MAX,
  VALUE_BYTES_MAX,
} from "./change.ts";
import { keyBytes } from "./key_size.ts";
import { valueBytes } from "./value_size.ts";

const AT_ONCE = { random: () => 0 };
const KEY = ["test", "a"];

Deno.test("saveChange() writes all or, when a checked entry has moved, stages again", async () => {
  using kv = await memoryKv();
  let staged = 0;
  await saveChange(kv, async (change) => {
    const { value } = await change.get<number>(KEY);
    if (staged++ === 0) await kv.set(KEY, 10); // another writer comes first
    change.set(KEY, (value ?? 0) + 1);
    change.set(["test", "b"], "seen");
  }, AT_ONCE);
  assertEquals(staged, 2);
  assertEquals((await kv.get(KEY)).value, 11);
});

Deno.test("saveChange() counts a locked file and a conflict alike and gives up after 30 tries", async () => {
  using kv = await memoryKv();
  const busy = faultyKv(kv, (commit) => commit % 2 ? "locked" : "conflict");
  const saving = saveChange(busy.kv, (change) => change.set(KEY, 1), AT_ONCE);
  const error = await assertRejects(() => saving, ConflictError);
  assertEquals(error.status, 409);
  assertEquals(busy.commits.length, TRIES_MAX);
  assertEquals(await keysUnder(kv, ["test"]), []);
});

Deno.test("saveChange() saves at the thirtieth try", async () => {
  using kv = await memoryKv();
  const busy = faultyKv(kv, (commit) => commit < TRIES_MAX - 1 ? "locked" : null);
  await saveChange(busy.kv, (change) => change.set(KEY, 1), AT_ONCE);
  assertEquals((await kv.get(KEY)).value, 1);
});

Deno.test("saveChange() passes on what stage throws, and writes nothing", async () => {
  using kv = await memoryKv();
  await assertRejects(
    () =>
      saveChange(kv, (change) => {
        change.set(KEY, 1);
        throw new RangeError("no");
      }),
    RangeError,
  );
  assertEquals(await keysUnder(kv, ["test"]), []);
});

Deno.test("saveChange() does not commit when there is nothing to write", async () => {
  using kv = await memoryKv();
  const watched = faultyKv(kv);
  assertEquals(await saveChange(watched.kv, async (change) => (await change.get(KEY)).value), null);
  assertEquals(watched.commits, []);
});

Deno.test("Change keeps the last write of a key, whatever came before it", async () => {
  using kv = await memoryKv();
  await kv.set(["test", "gone"], 1);
  await saveChange(kv, (change) => {
    change.delete(KEY);
    change.set(KEY, "new");
    change.set(["test", "gone"], 2);
    change.delete(["test", "gone"]);
  });
  assertEquals(await keysUnder(kv, ["test"]), [KEY]);
});

Deno.test("Change fails a commit whose two reads of one key disagree", async () => {
  using kv = await memoryKv();
  let staged = 0;
  await saveChange(kv, async (change) => {
    staged++;
    await change.get(KEY);
    if (staged === 1) await kv.set(KEY, 1);
    await change.get(KEY);
    change.set(["test", "b"], 1);
  }, AT_ONCE);
  assertEquals(staged, 2);
});

Deno.test("sum() adds and subtracts, and leaves no write when it comes to nothing", async () => {
  using kv = await memoryKv();
  const add = (delta: bigint) => saveChange(kv, (change) => change.sum(KEY, delta));
  await add(5n);
  await add(-2n);
  assertEquals((await kv.get<Deno.KvU64>(KEY)).value?.value, 3n);
  const watched = faultyKv(kv);
  await saveChange(watched.kv, (change) => {
    change.sum(KEY, 4n);
    change.sum(KEY, -4n);
  });
  assertEquals(watched.commits, []);
});

Deno.test("getMany() answers more keys than one read may ask for, in their order", async () => {
  using kv = await memoryKv();
  for (let at = 0; at < 25; at += 2) await kv.set(["test", at], at);
  const keys = Array.from({ length: 25 }, (_, at) => ["test", at]);
  const values = await saveChange(kv, async (change) => {
    return (await change.getMany<number>(keys)).map(({ value }) => value);
  });
  assertEquals(values, keys.map((_, at) => at % 2 ? null : at));
});

Deno.test("a commit takes ten checks and not eleven, of different keys", async () => {
  using kv = await memoryKv();
  const check = (count: number) =>
    saveChange(kv, (change) => {
      for (let at = 0; at < count * 2; at++) {
        change.check({ key: ["test", at % count], versionstamp: null });
      }
      change.set(["other"], count);
    });
  await check(CHECKS_MAX);
  await assertRejects(() => check(CHECKS_MAX + 1), TooLargeError, "11 checks");
});

Deno.test("a commit takes a thousand writes and not one more", async () => {
  using kv = await memoryKv();
  const write = (count: number) =>
    saveChange(kv, (change) => {
      for (let at = 0; at < count; at++) change.set(["test", at], 0);
    });
  await write(MUTATIONS_MAX);
  await assertRejects(() => write(MUTATIONS_MAX + 1), TooLargeError, "1001 writes");
});

/** A text whose stored value has exactly this many bytes or, in a wide script, one less. */
function textOfBytes(letter: string, bytes: number): string {
  const unit = valueBytes(letter.repeat(1000)) - valueBytes(letter.repeat(999));
  let text = letter.repeat(Math.floor((bytes - 16) / unit));
  while (valueBytes(text + letter) <= bytes) text += letter;
  return text;
}

for (const letter of ["a", "é", "ї", "😀"]) {
  Deno.test(`a value of ${letter} fits up to 64 KiB as the KV itself counts, and fails clearly beyond`, async () => {
    using kv = await memoryKv();
    const save = (value: unknown) => saveChange(kv, (change) => change.set(KEY, value));
    const fitting = textOfBytes(letter, VALUE_BYTES_MAX);
    assert(valueBytes(fitting) > VALUE_BYTES_MAX - 4);
    await save(fitting);
    await save(fitting.slice(letter.length));
    await assertRejects(() => save(fitting + letter), TooLargeError, "65536");
    await assertRejects(() => kv.set(KEY, fitting + letter), TypeError); // the limit is a real one
    assertEquals((await kv.get(KEY)).value, fitting.slice(letter.length));
  });
}

Deno.test("bytes are counted as they are", async () => {
  using kv = await memoryKv();
  const save = (size: number) => saveChange(kv, (change) => change.set(KEY, new Uint8Array(size)));
  await save(VALUE_BYTES_MAX);
  await assertRejects(() => save(VALUE_BYTES_MAX + 1), TooLargeError);
});

for (const letter of ["a", "ї", "😀", "\0", "\ud800"]) {
  Deno.test(`a key of ${JSON.stringify(letter)} is measured as the KV measures it`, async () => {
    using kv = await memoryKv();
    let text = letter.repeat(500);
    while (keyBytes(["test", text + letter]) <= KEY_BYTES_MAX) text += letter;
    await saveChange(kv, (change) => change.set(["test", text], 1));
    await assertRejects(
      () => saveChange(kv, (change) => change.set(["test", text + letter], 1)),
      TooLargeError,
    );
    await assertRejects(() => kv.set(["test", text + letter], 1), TypeError);
  });
}

Deno.test("a commit's bytes and its keys' bytes are limited", async () => {
  using kv = await memoryKv();
  const write = (count: number, key: string, bytes: number) =>
    saveChange(kv, (change) => {
      for (let at = 0; at < count; at++) change.set(["test", key, at], new Uint8Array(bytes));
    });
  const each = 16_000;
  const room = Math.floor(COMMIT_BYTES_MAX / (each + keyBytes(["test", "k", 0])));
  await write(room, "k", each);
  await assertRejects(() => write(room + 1, "k", each), TooLargeError, "bytes in a commit");
  const long = "k".repeat(1000);
  const keys = Math.floor(COMMIT_KEY_BYTES_MAX / keyBytes(["test", long, 0]));
  await write(keys, long, 1);
  await assertRejects(() => write(keys + 1, long, 1), TooLargeError, "bytes of keys");
});
