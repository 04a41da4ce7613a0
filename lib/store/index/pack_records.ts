// Packing all records into a version that nobody reads yet, block by block.
import { contactSchema } from "@/lib/domain/contact.ts";
import { bitmapKey, manifestKey, nextOrdinalKey, ordinalKey, rangePrefix } from "../keys.ts";
import { emptyBits, encodeBlock, setBit } from "./bitmap.ts";
import { indexState } from "./dirty.ts";
import type { LeasedWriter } from "./leased_writer.ts";
import { emptyManifest, raisedVersions } from "./manifest.ts";
import { encodeOrdinal, textDigest } from "./ordinal.ts";
import { columnText, packAll, type Packing } from "./pack.ts";
import { ALIVE, type Packed } from "./packed.ts";
import { sealTexts, writeSealed } from "./seal.ts";

/**
 * Gives ordinals in the order of ids and seals each block that is full. `afterBlock` is told how many contacts are
 * packed; memory is that of a block.
 */
export async function packRecords(
  packed: Packed,
  writer: LeasedWriter,
  afterBlock: (contacts: number) => Promise<void>,
): Promise<void> {
  const { kv, version, layout } = packed;
  let packings: Packing[] = [];
  let next = 0;
  const records = kv.list<unknown>({ prefix: rangePrefix("c") }, { batchSize: 500 });
  for await (const { value } of records) {
    const contact = contactSchema.safeParse(value).data;
    if (contact === undefined) continue; // verify reports a record that cannot be read
    packings.push({ id: contact.id, ordinal: next++, fresh: true, state: indexState(contact) });
    if (packings.length < layout.block) continue;
    await packBlock(packed, writer, packings);
    packings = [];
    await afterBlock(next);
  }
  await packBlock(packed, writer, packings);
  await afterBlock(next);
  const segments = Array.from({ length: Math.ceil(next / layout.segment) }, (_, number) => number);
  const segmentVersions = raisedVersions(new Uint32Array(0), segments);
  await writer.put(nextOrdinalKey(version), next);
  const sealed = Math.floor(next / layout.block);
  const manifest = { ...emptyManifest(layout), published: next, sealed, segmentVersions };
  await writer.put(manifestKey(version), manifest);
  await writer.flush();
}

async function sealBlock(
  { version, layout }: Packed,
  writer: LeasedWriter,
  { block, packings }: { block: number; packings: readonly Packing[] },
): Promise<void> {
  const texts = packings.map(({ state }) => columnText("text", state));
  await writeSealed(writer, { version, block, sealed: sealTexts(texts, layout.block) });
}

async function packBlock(
  packed: Packed,
  writer: LeasedWriter,
  packings: readonly Packing[],
): Promise<void> {
  const [first] = packings;
  if (first === undefined) return;
  const size = packed.layout.block;
  await packAll(packed, writer, packings);
  const alive = emptyBits(size);
  for (const { id, ordinal, state } of packings) {
    setBit(alive, ordinal % size, true);
    const value = encodeOrdinal({ ordinal, digest: textDigest(state) });
    await writer.put(ordinalKey(packed.version, id), value);
  }
  const block = Math.floor(first.ordinal / size);
  await writer.put(bitmapKey(packed.version, block, ALIVE), encodeBlock(alive));
  if (packings.length === size) await sealBlock(packed, writer, { block, packings });
  await writer.flush();
}
