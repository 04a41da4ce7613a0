// Writers, folders, rebuilders and readers as processes over one file: what must hold holds in every look.
import { assert, assertEquals } from "@std/assert";
import type { Condition } from "@/lib/domain/filter/condition.ts";
import { openContactIndex } from "@/lib/store/index/contact_index.ts";
import { populate } from "./holders.ts";
import { differences, numbersAfter, withFile, Worker } from "./processes.ts";
import { randomFrom } from "./random.ts";
import { Table } from "./table.ts";
import { aCondition } from "./conditions.ts";
import { OPTIONS } from "./worker.ts";

/** How much: looks of each reader, or so many seconds of them, and writes counted by another process. */
const READS = Number(Deno.env.get("STRESS_READS") ?? 120);
const SECONDS = Number(Deno.env.get("STRESS_SECONDS") ?? 0);
const COUNTED = Number(Deno.env.get("STRESS_COUNTED") ?? 60);
const isReported = ["STRESS_READS", "STRESS_SECONDS"].some((name) => Deno.env.has(name));

/** Until each reader has read enough, however long that takes; longer when seconds were asked for. */
async function untilRead(readers: Worker[]): Promise<void> {
  const endMs = performance.now() + SECONDS * 1000;
  for (let read = 0; read < READS || performance.now() < endMs; read++) {
    for (const reader of readers) await reader.next(read);
  }
}

function report(line: string): void {
  if (isReported) console.info(line);
}

/** Who packs, and what it has said once it has done enough. */
const PACKERS = {
  folder: /^sealed [2-9]/,
  rebuilder: /^rebuilt/,
  keeper: /^kept dead_ordinals/,
  migrator: /^migrated format/,
};

for (const [packer, enough] of Object.entries(PACKERS)) {
  Deno.test(`readers see no broken state while a writer and a ${packer} are at work`, () =>
    withFile(async (file) => {
      using kv = await Deno.openKv(file);
      await populate(kv, randomFrom(1));
      await using reader = new Worker("reader", file);
      await using other = new Worker("reader", file);
      await using writer = new Worker("writer", file);
      await using packing = new Worker(packer, file);
      const readers = [reader, other];
      await Promise.all([untilRead(readers), packing.says(enough)]);
      for (const worker of readers) await worker.says(/^(read|broken)/);
      await Promise.all([...readers, writer, packing].map((worker) => worker.kill()));
      const lines = readers.flatMap((worker) => worker.lines);
      const did = {
        looks: lines.length,
        reads: lines.filter((line) => line === "read").length,
        writes: numbersAfter("wrote", writer).length,
        folded: numbersAfter("folded", packing).reduce((sum, count) => sum + count, 0),
        sealed: Math.max(0, ...numbersAfter("sealed", packing)),
        rebuilt: packing.lines.filter((line) => /^(rebuilt|kept dead|migrated)/.test(line)).length,
      };
      report(JSON.stringify({ packer, ...did }));
      assertEquals(lines.filter((line) => line.startsWith("broken")), []);
      // While the index is of older code, searches say that they cannot be answered yet.
      const answered = packer === "migrator" ? 0 : 0.9;
      assert(did.reads > did.looks * answered && did.writes > 0, JSON.stringify(did));
      if (packer === "folder") assert(did.folded > 10, `only ${did.folded} folded`);
      if (packer === "migrator") await openContactIndex(kv, OPTIONS).rebuild();
      assertEquals(await differences(kv), []);
    }));
}

Deno.test("every count is right right after a write, in this process and in another", () =>
  withFile(async (file) => {
    using kv = await Deno.openKv(file);
    const table = new Table(kv, randomFrom(COUNTED), 200);
    await table.fill(100);
    const index = openContactIndex(kv, OPTIONS);
    await using other = new Worker("counter", file);
    await other.says(/ready/);
    const contacts = [...table.contacts.values()];
    const filters = Array.from({ length: 12 }, () => finite(aCondition({ ...table, contacts })));
    let moved = 0;
    let before = "";
    for (let write = 0; write < COUNTED; write++) {
      await table.step();
      if (write % 10 === 5) await index.fold();
      const expected = filters.map((filter) => table.count(filter));
      assertEquals(await index.countMany(filters), expected);
      assertEquals(await other.ask(JSON.stringify(filters)), `counted ${JSON.stringify(expected)}`);
      if (JSON.stringify(expected) !== before) moved++;
      before = JSON.stringify(expected);
    }
    assert(moved > COUNTED / 3, `only ${moved} of ${COUNTED} writes moved a count`);
  }));

/** JSON has no infinity. */
function finite(condition: Condition): Condition {
  const text = JSON.stringify(
    condition,
    (_, value) => value === Infinity ? 1e15 : value === -Infinity ? -1e15 : value,
  );
  return JSON.parse(text);
}
