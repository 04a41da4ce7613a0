// Packing all records into a version that nobody reads yet, each value written once and as soon as it is whole.
import { contactSchema } from "@/lib/domain/contact.ts";
import { rangePrefix } from "../keys/range.ts";
import {
  bitmapKey,
  chunkKey,
  columnKey,
  manifestKey,
  nextOrdinalKey,
  ordinalKey,
} from "../keys/search_index.ts";
import { emptyBits, encodeBlock, setBit } from "./bitmap.ts";
import { appendTexts, emptyChunk, encodeChunk } from "./chunk.ts";
import { columnNumber, columnText, numberColumns, setNames, textColumns } from "./contents.ts";
import { type IndexState, readIndexState } from "./dirty.ts";
import type { LeasedWriter } from "./leased_writer.ts";
import { emptyManifest, raisedVersions } from "./manifest.ts";
import { encodeOrdinal, textDigest } from "./ordinal.ts";
import { ALIVE, encodeSegment, type NumberColumn, type Packed, type TextColumn } from "./packed.ts";
import { sealTexts, writeSealed } from "./seal.ts";

/**
 * Gives ordinals in the order of ids and seals each block that is full. `afterBlock` is told how many contacts are
 * packed. Memory is that of the search texts and sets of a block.
 */
export async function packRecords(
  packed: Packed,
  writer: LeasedWriter,
  afterBlock: (contacts: number) => Promise<void>,
): Promise<void> {
  const { kv, layout } = packed;
  const packer = new RecordPacker(packed, writer);
  const records = kv.list<unknown>({ prefix: rangePrefix("c") }, { batchSize: 500 });
  for await (const { value } of records) {
    const contact = contactSchema.safeParse(value).data;
    if (contact === undefined) continue; // verify reports a record that cannot be read
    await packer.add(contact.id, await readIndexState(kv, contact));
    if (packer.count % layout.block === 0) await afterBlock(packer.count);
  }
  await packer.finish();
  await afterBlock(packer.count);
}

class RecordPacker {
  count = 0;
  /** Of the chunk, by place. */
  #texts = new Map<TextColumn, Map<number, string>>();
  /** Of the segment. */
  #numbers = new Map<NumberColumn, Float64Array>();
  /** Of the block, from its first ordinal on. */
  #sets = new Map<string, Uint32Array>();
  #searchTexts: string[] = [];

  constructor(readonly packed: Packed, readonly writer: LeasedWriter) {}

  async add(id: number, state: IndexState): Promise<void> {
    const { version, layout } = this.packed;
    const ordinal = this.count++;
    for (const column of textColumns(state)) {
      const text = columnText(column, state);
      this.#addText(column, ordinal % layout.chunk, text);
      if (column === "text") this.#searchTexts.push(text);
    }
    for (const column of numberColumns(state)) {
      this.#addNumber(column, ordinal % layout.segment, columnNumber(column, { id, state }));
    }
    for (const name of [ALIVE, ...setNames(state)]) this.#addToSet(name, ordinal % layout.block);
    const value = encodeOrdinal({ ordinal, digest: textDigest(state) });
    await this.writer.put(ordinalKey(version, id), value);
    if (this.count % layout.chunk === 0) await this.#writeTexts();
    if (this.count % layout.segment === 0) await this.#writeNumbers();
    if (this.count % layout.block === 0) await this.#writeBlock();
  }

  /** What is not full yet, and the manifest. */
  async finish(): Promise<void> {
    const { version, layout } = this.packed;
    if (this.count % layout.chunk > 0) await this.#writeTexts();
    if (this.count % layout.segment > 0) await this.#writeNumbers();
    if (this.count % layout.block > 0) await this.#writeSets();
    const segments = Array.from({ length: Math.ceil(this.count / layout.segment) }, (_, at) => at);
    await this.writer.put(nextOrdinalKey(version), this.count);
    await this.writer.put(manifestKey(version), {
      ...emptyManifest(layout),
      published: this.count,
      sealed: Math.floor(this.count / layout.block),
      segmentVersions: raisedVersions(new Uint32Array(0), segments),
    });
    await this.writer.flush();
  }

  #addText(column: TextColumn, place: number, text: string): void {
    const texts = this.#texts.get(column) ?? new Map<number, string>();
    texts.set(place, text);
    this.#texts.set(column, texts);
  }

  /** Columns in which all is 0 are not written. */
  #addNumber(column: NumberColumn, place: number, number: number): void {
    const known = this.#numbers.get(column);
    if (number === 0 && known === undefined) return;
    const numbers = known ?? new Float64Array(this.packed.layout.segment);
    numbers[place] = number;
    this.#numbers.set(column, numbers);
  }

  #addToSet(name: string, place: number): void {
    const bits = this.#sets.get(name) ?? emptyBits(this.packed.layout.block);
    setBit(bits, place, true);
    this.#sets.set(name, bits);
  }

  async #writeTexts(): Promise<void> {
    const { version, layout } = this.packed;
    const chunk = this.#lastPart(layout.chunk);
    for (const [column, texts] of this.#texts) {
      const parts = encodeChunk(appendTexts(emptyChunk(layout.chunk), texts));
      for (const [part, value] of parts.entries()) {
        await this.writer.put(chunkKey(version, column, chunk, part), value);
      }
    }
    this.#texts = new Map();
  }

  async #writeNumbers(): Promise<void> {
    const { version, layout } = this.packed;
    const segment = this.#lastPart(layout.segment);
    for (const [column, numbers] of this.#numbers) {
      await this.writer.put(columnKey(version, column, segment), encodeSegment(numbers));
    }
    this.#numbers = new Map();
  }

  async #writeSets(): Promise<void> {
    const { version, layout } = this.packed;
    const block = this.#lastPart(layout.block);
    for (const [name, bits] of this.#sets) {
      await this.writer.put(bitmapKey(version, block, name), encodeBlock(bits));
    }
    this.#sets = new Map();
    await this.writer.flush();
  }

  /** A full one, which is sealed. */
  async #writeBlock(): Promise<void> {
    const { version, layout } = this.packed;
    const block = this.#lastPart(layout.block);
    await this.#writeSets();
    const sealed = sealTexts(this.#searchTexts, layout.block);
    this.#searchTexts = [];
    await writeSealed(this.writer, { version, block, sealed });
  }

  /** The number of the part that the contact added last is in. */
  #lastPart(size: number): number {
    return Math.floor((this.count - 1) / size);
  }
}
