// Packing contacts at ordinals: texts, numbers and sets. Nothing of it is visible before it is published.
import { bitmapKey, chunkKey, columnKey } from "../keys/search_index.ts";
import { decodeBlock, emptyBits, encodeBlock, replaced, setBit } from "./bitmap.ts";
import { appendTexts, encodeChunk } from "./chunk.ts";
import { columnNumber, columnText, numberColumns, setNames, textColumns } from "./contents.ts";
import type { IndexState } from "./dirty.ts";
import type { LeasedWriter } from "./leased_writer.ts";
import {
  ALIVE,
  encodeSegment,
  type NumberColumn,
  type Packed,
  readBlock,
  readChunk,
  readSegment,
  type TextColumn,
} from "./packed.ts";

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
  for (const [column, having] of byColumn(fresh, textColumns)) {
    await packTexts(packed, writer, { column, packings: having });
  }
  await packNumbers(packed, writer, { column: "id", packings: fresh });
  const segments = new Set<number>();
  for (const [column, having] of byColumn(packings, changingColumns)) {
    const changed = await packNumbers(packed, writer, { column, packings: having });
    for (const segment of changed) segments.add(segment);
  }
  const blocks = await packSets(packed, writer, packings);
  await writer.flush();
  return { segments, blocks };
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

/** An id never changes. */
function changingColumns(state: IndexState): readonly NumberColumn[] {
  return numberColumns(state).filter((column) => column !== "id");
}

/** By the columns that each has something in. */
function byColumn<Column extends string>(
  packings: readonly Packing[],
  columnsOf: (state: IndexState) => readonly Column[],
): Map<Column, Packing[]> {
  const columns = new Map<Column, Packing[]>();
  for (const packing of packings) {
    for (const column of columnsOf(packing.state)) {
      const having = columns.get(column) ?? [];
      having.push(packing);
      columns.set(column, having);
    }
  }
  return columns;
}

/** By the part of the given size that their ordinals are in, in rising order. */
function byPart(packings: readonly Packing[], size: number): [number, Packing[]][] {
  const parts = Map.groupBy(packings, ({ ordinal }) => Math.floor(ordinal / size));
  return [...parts].sort(([left], [right]) => left - right);
}
