// Packing contacts at ordinals: texts, numbers and sets. Nothing of it is visible before it is published.
import { bitmapKey, chunkKey, columnKey } from "../keys.ts";
import { decodeBlock, emptyBits, encodeBlock, replaced, setBit } from "./bitmap.ts";
import { appendTexts, encodeChunk } from "./chunk.ts";
import { type IndexState, lastMs } from "./dirty.ts";
import type { LeasedWriter } from "./leased_writer.ts";
import { narrow } from "./narrow.ts";
import {
  ALIVE,
  encodeSegment,
  hasSet,
  languageSet,
  type NumberColumn,
  type Packed,
  readBlock,
  readChunk,
  readSegment,
  sourceSet,
  tagSet,
  TEXT_COLUMNS,
  type TextColumn,
} from "./packed.ts";
import { keyBytesOf } from "./place.ts";

/** Numbers that may change while an ordinal lives. */
const CHANGING_COLUMNS = ["created", "last", "imports"] as const;

/** A contact's state to pack at an ordinal; `fresh` when the ordinal was never used before. */
export interface Packing {
  id: number;
  ordinal: number;
  fresh: boolean;
  state: IndexState;
}

/** What readers have to read again. */
export interface PackedChanges {
  /** Segments whose numbers have changed. */
  segments: Set<number>;
  /** Blocks whose sets have changed. */
  blocks: Set<number>;
}

/** Writes what has changed. */
export async function packAll(
  packed: Packed,
  writer: LeasedWriter,
  packings: readonly Packing[],
): Promise<PackedChanges> {
  const fresh = packings.filter((packing) => packing.fresh);
  for (const column of TEXT_COLUMNS) {
    await packTexts(packed, writer, { column, packings: fresh });
  }
  await packNumbers(packed, writer, { column: "id", packings: fresh });
  const segments = new Set<number>();
  for (const column of CHANGING_COLUMNS) {
    const changed = await packNumbers(packed, writer, { column, packings });
    for (const segment of changed) segments.add(segment);
  }
  const blocks = await packSets(packed, writer, packings);
  await writer.flush();
  return { segments, blocks };
}

/** A text as it is stored in its column: one byte a letter; handles are lines. */
export function columnText(column: TextColumn, { text, nameKey, subject }: IndexState): string {
  if (column === "text") return narrow(text);
  if (column === "name") return keyBytesOf(nameKey);
  const lines = column === "email" ? subject.emails : subject.phones;
  return narrow(lines.join("\n"));
}

export function columnNumber(
  column: NumberColumn,
  { id, state: { subject } }: Pick<Packing, "id" | "state">,
): number {
  if (column === "id") return id;
  if (column === "imports") return subject.imports;
  return column === "created" ? subject.createdAtMs : lastMs(subject);
}

/** The names of all sets a contact is in, but `alive`. */
export function setNames({ subject }: IndexState): string[] {
  const { name, emails, phones, tagIds, language, source } = subject;
  const names = [...tagIds.map(tagSet), sourceSet(source)];
  if (language !== null) names.push(languageSet(language), hasSet("language"));
  if (name !== "") names.push(hasSet("name"));
  if (emails.length > 0) names.push(hasSet("email"));
  if (phones.length > 0) names.push(hasSet("phone"));
  if (tagIds.length > 0) names.push(hasSet("tags"));
  return names;
}

async function packTexts(
  packed: Packed,
  writer: LeasedWriter,
  { column, packings }: { column: TextColumn; packings: readonly Packing[] },
): Promise<void> {
  const size = packed.layout.chunk;
  for (const [number, members] of byPart(packings, size)) {
    const before = await readChunk(packed, column, number);
    const texts = members.map(({ ordinal, state }) =>
      [ordinal % size, columnText(column, state)] as const
    );
    const parts = encodeChunk(appendTexts(before, new Map(texts)));
    for (const [part, value] of parts.entries()) {
      await writer.put(chunkKey(packed.version, column, number, part), value);
    }
  }
}

async function packNumbers(
  packed: Packed,
  writer: LeasedWriter,
  { column, packings }: { column: NumberColumn; packings: readonly Packing[] },
): Promise<Set<number>> {
  const size = packed.layout.segment;
  const changed = new Set<number>();
  for (const [number, members] of byPart(packings, size)) {
    const segment = await readSegment(packed, column, number);
    for (const packing of members) {
      const value = columnNumber(column, packing);
      if (segment[packing.ordinal % size] !== value) changed.add(number);
      segment[packing.ordinal % size] = value;
    }
    if (changed.has(number)) {
      await writer.put(columnKey(packed.version, column, number), encodeSegment(segment));
    }
  }
  return changed;
}

/** Every set of a touched block is made right, whatever a fold that was cut off has left in it. */
async function packSets(
  packed: Packed,
  writer: LeasedWriter,
  packings: readonly Packing[],
): Promise<Set<number>> {
  const size = packed.layout.block;
  const changed = new Set<number>();
  for (const [block, members] of byPart(packings, size)) {
    const stored = await readBlock(packed, block);
    stored.delete(ALIVE);
    const wanted = wantedSets(members, size);
    const touched = emptyBits(size);
    for (const { ordinal } of members) setBit(touched, ordinal % size, true);
    for (const name of new Set([...stored.keys(), ...wanted.keys()])) {
      const value = stored.get(name);
      const before = value === undefined ? emptyBits(size) : decodeBlock(value, size);
      const after = replaced(before, touched, wanted.get(name) ?? emptyBits(size));
      if (after.every((word, at) => word === before[at])) continue;
      changed.add(block);
      await writer.put(bitmapKey(packed.version, block, name), encodeBlock(after));
    }
  }
  return changed;
}

/** The sets of these contacts in one block. */
function wantedSets(members: readonly Packing[], size: number): Map<string, Uint32Array> {
  const sets = new Map<string, Uint32Array>();
  for (const { ordinal, state } of members) {
    for (const name of setNames(state)) {
      const bits = sets.get(name) ?? emptyBits(size);
      setBit(bits, ordinal % size, true);
      sets.set(name, bits);
    }
  }
  return sets;
}

/** By the part of the given size that their ordinals are in, in rising order. */
function byPart(packings: readonly Packing[], size: number): [number, Packing[]][] {
  const parts = Map.groupBy(packings, ({ ordinal }) => Math.floor(ordinal / size));
  return [...parts].sort(([left], [right]) => left - right);
}
