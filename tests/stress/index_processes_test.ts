// Writers, folder and readers as processes over one file: what must hold holds in every read, and after every kill -9.
import { assert, assertEquals } from "@std/assert";
import type { Contact } from "@/lib/domain/contact.ts";
import { DEFAULT_INDEX_OPTIONS, openContactIndex } from "@/lib/store/index/contact_index.ts";
import { rangePrefix } from "@/lib/store/keys.ts";
import { verify } from "@/lib/store/verify.ts";
import { randomFrom } from "./people.ts";
import { Worker } from "./processes.ts";
import { brokenIn, OPTIONS, PEOPLE, populate } from "./worker.ts";

/** How much: reads of each reader, and kills. */
const READS = Number(Deno.env.get("STRESS_READS") ?? 150);
const KILLS = Number(Deno.env.get("STRESS_KILLS") ?? 4);
const isReported = Deno.env.has("STRESS_READS") || Deno.env.has("STRESS_KILLS");

async function withFile(run: (file: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "kartka-stress-" });
  try {
    await run(`${folder}/stress.kv`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Reads to the end of the pipe is what counts, not time: until each reader has read enough. */
async function untilRead(readers: Worker[], reads: number): Promise<void> {
  for (const reader of readers) {
    for (let read = 1; read <= reads; read++) await reader.says(/./, read - 1);
  }
}

async function differences(kv: Deno.Kv): Promise<string[]> {
  const found: string[] = [];
  const index = { ...DEFAULT_INDEX_OPTIONS, ...OPTIONS };
  const { contacts } = await verify(kv, {
    fix: false,
    index,
    report: ({ message }) => found.push(message),
  });
  assertEquals(contacts, PEOPLE);
  return found;
}

function numbersAfter(word: string, worker: Worker): number[] {
  const lines = worker.lines.filter((line) => line.startsWith(`${word} `));
  return lines.map((line) => Number(line.split(" ")[1]));
}

function report(line: string): void {
  if (isReported) console.info(line);
}

Deno.test("readers see no broken state while other processes write and fold", () =>
  withFile(async (file) => {
    using kv = await Deno.openKv(file);
    await populate(kv);
    await using reader = new Worker("reader", file);
    await using other = new Worker("reader", file);
    await using writer = new Worker("writer", file);
    await using folder = new Worker("folder", file);
    const readers = [reader, other];
    await untilRead(readers, READS);
    const workers = [...readers, writer, folder];
    await Promise.all(workers.map((worker) => worker.kill()));
    const lines = readers.flatMap((worker) => worker.lines);
    const broken = lines.filter((line) => line.startsWith("broken"));
    const folded = numbersAfter("folded", folder).reduce((sum, count) => sum + count, 0);
    const writes = numbersAfter("wrote", writer).length;
    const reads = lines.filter((line) => line === "read").length;
    report(`${reads} of ${lines.length} reads, ${writes} writes, ${folded} folded`);
    assertEquals(broken, []);
    assert(reads > lines.length * 0.9, `only ${reads} of ${lines.length} reads were answered`);
    assert(writes > 10 && folded > 10, `only ${writes} writes and ${folded} folded`);
    assertEquals(await differences(kv), []);
  }));

Deno.test("no acknowledged write is lost and the index stays right when writer and folder are killed", () =>
  withFile(async (file) => {
    using kv = await Deno.openKv(file);
    await populate(kv);
    const random = randomFrom(KILLS);
    let inFold = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      await using writer = new Worker("writer", file);
      await using folder = new Worker("folder", file);
      await writer.says(/wrote/);
      await folder.says(/folded/);
      const from = folder.lines.length;
      const writes = writer.lines.length;
      await folder.says(/folding/, from - 1);
      for (let write = 1; write <= random() * 20; write++) {
        await writer.says(/wrote/, writes + write - 1);
      }
      await Promise.all([writer.kill(), folder.kill()]);
      if (folder.lines.at(-1) === "folding") inFold++;
      const acknowledged = numbersAfter("wrote", writer).at(-1) ?? 0;
      assert(await newestSequence(kv) >= acknowledged, "an acknowledged write is lost");
      assertEquals(await differences(kv), []);
      const index = openContactIndex(kv, OPTIONS);
      for (let look = 0; look < 8; look++) assertEquals(await brokenIn(index, random), []);
    }
    report(`${KILLS} kills, ${inFold} of them inside a fold`);
    assert(inFold > 0, "no kill has hit a fold");
  }));

async function newestSequence(kv: Deno.Kv): Promise<number> {
  let newest = 0;
  for await (const { value } of kv.list<Contact>({ prefix: rangePrefix("c") })) {
    newest = Math.max(newest, value.lastActivityAtMs ?? 0);
  }
  return newest;
}
