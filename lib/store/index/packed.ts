// Reading the packed parts of one index version from the store, uncached.
import { type AttributeColumn, isAttributeColumn } from "@/lib/domain/filter/condition.ts";
import { bitmapKey, chunkKey, columnKey, packedRange } from "../keys/search_index.ts";
import { readMany } from "../kv.ts";
import { decodeBlock, emptyBits } from "./bitmap.ts";
import { type Chunk, decodeChunk, emptyChunk } from "./chunk.ts";
import type { Layout } from "./layout.ts";

/** Texts per ordinal, which never change while it lives: the search text, the name's sort key, and lines for filters. */
export const TEXT_COLUMNS = ["text", "name", "email", "phone"] as const;
/** Attributes have columns of their own, which exist only where there are values. */
export type TextColumn = typeof TEXT_COLUMNS[number] | AttributeColumn;
/** Numbers per ordinal. All but the id may change while an ordinal lives. */
export const NUMBER_COLUMNS = [
  "id",
  "created",
  "last",
  "imports",
  "conversations",
  "blockedUntil",
] as const;
/** What stands in an attribute's column for who is not in its set is left over, and means nothing. */
export type NumberColumn = typeof NUMBER_COLUMNS[number] | AttributeColumn;
/** The set of ordinals that are some contact's. */
export const ALIVE = "alive";
const TAG = "t:";
const LANGUAGE = "l:";
const SOURCE = "s:";
const CHANNEL = "c:";
const BLOCK_REASON = "r:";
const ATTRIBUTE = "a:";
const HAS = "has:";
/** Behind every name that begins in a certain way. */
const LAST_LETTER = "\u{10ffff}";
const VALUES_PER_BATCH = 32;

export function tagSet(tagId: string): string {
  return TAG + tagId;
}

export function languageSet(language: string): string {
  return LANGUAGE + language;
}

export function sourceSet(source: string): string {
  return SOURCE + source;
}

export function channelSet(channelId: string): string {
  return CHANNEL + channelId;
}

export function blockReasonSet(reason: string): string {
  return BLOCK_REASON + reason;
}

/** Those with an option of a list, or with a checkbox that says "true" or "false". Keys have no `=`. */
export function choiceSet(key: string, choice: string): string {
  return `${ATTRIBUTE}${key}=${choice}`;
}

type OptionalField =
  | "name"
  | "email"
  | "phone"
  | "tags"
  | "language"
  | "channel"
  | "blockedUntil"
  | "blockReason"
  | AttributeColumn;

/** Those that have any value of a field at all. */
export function hasSet(field: OptionalField): string {
  return HAS + field;
}

/** One index version in one store. */
export interface Packed {
  kv: Deno.Kv;
  version: number;
  layout: Layout;
}

/** Chunks by number, of `first` up to but not with `end`; those never written are missing. */
export async function readChunks(
  { kv, version }: Packed,
  column: TextColumn,
  { first, end }: Run,
): Promise<Map<number, Chunk>> {
  const selector = {
    start: chunkKey(version, column, first, 0),
    end: chunkKey(version, column, end, 0),
  };
  const parts = new Map<number, unknown[]>();
  for await (const { key, value } of kv.list(selector, { batchSize: VALUES_PER_BATCH })) {
    const [chunk, part] = [Number(key.at(-2)), Number(key.at(-1))];
    const ofChunk = parts.get(chunk) ?? [];
    ofChunk[part] = value;
    parts.set(chunk, ofChunk);
  }
  return new Map([...parts].map(([chunk, values]) => [chunk, decodeChunk(values)]));
}

export async function readChunk(packed: Packed, column: TextColumn, no: number): Promise<Chunk> {
  const chunks = await readChunks(packed, column, { first: no, end: no + 1 });
  return chunks.get(no) ?? emptyChunk(packed.layout.chunk);
}

/** Segments of a number column, of `first` up to but not with `end`; those never written are missing. */
export async function readSegments(
  { kv, version, layout }: Packed,
  column: NumberColumn,
  { first, end }: Run,
): Promise<Map<number, Float64Array>> {
  const selector = {
    start: columnKey(version, column, first),
    end: columnKey(version, column, end),
  };
  const segments = new Map<number, Float64Array>();
  for await (const { key, value } of kv.list(selector, { batchSize: VALUES_PER_BATCH })) {
    segments.set(Number(key.at(-1)), decodeSegment(value, layout.segment));
  }
  return segments;
}

export async function readSegment(
  packed: Packed,
  column: NumberColumn,
  no: number,
): Promise<Float64Array> {
  const segments = await readSegments(packed, column, { first: no, end: no + 1 });
  return segments.get(no) ?? new Float64Array(packed.layout.segment);
}

/** A segment as bytes. */
export function encodeSegment(segment: Float64Array): Uint8Array {
  return new Uint8Array(segment.slice().buffer);
}

function decodeSegment(value: unknown, size: number): Float64Array {
  if (!(value instanceof Uint8Array) || value.byteLength !== size * 8) {
    throw new TypeError(
      "Cannot read a column: the stored value has another form; run verify --fix",
    );
  }
  return new Float64Array(value.slice().buffer);
}

/** Blocks of a set, in the order of their numbers. */
export async function readSet(
  { kv, version, layout }: Packed,
  name: string,
  blocks: readonly number[],
): Promise<Uint32Array[]> {
  const entries = await readMany<unknown>(
    kv,
    blocks.map((block) => bitmapKey(version, block, name)),
  );
  return entries.map(({ value }) =>
    value === null ? emptyBits(layout.block) : decodeBlock(value, layout.block)
  );
}

/** All sets of one block by name, in the form they are stored in. */
export async function readBlock(
  { kv, version }: Packed,
  block: number,
): Promise<Map<string, Uint8Array>> {
  return await listSets(kv, { prefix: packedRange(version, "b", block) });
}

/** The sets of tags of one block by tag, in the form they are stored in. */
export async function readTagSets(
  { kv, version }: Packed,
  block: number,
): Promise<Map<string, Uint8Array>> {
  const prefix = packedRange(version, "b", block);
  const sets = await listSets(kv, {
    start: [...prefix, TAG],
    end: [...prefix, TAG + LAST_LETTER],
  });
  return new Map([...sets].map(([name, set]) => [name.slice(TAG.length), set]));
}

async function listSets(
  kv: Deno.Kv,
  selector: Deno.KvListSelector,
): Promise<Map<string, Uint8Array>> {
  const sets = new Map<string, Uint8Array>();
  const entries = kv.list<Uint8Array>(selector, { batchSize: VALUES_PER_BATCH });
  for await (const { key, value } of entries) sets.set(String(key.at(-1)), value);
  return sets;
}

/** The columns of attributes that the version has anything of: one look a column. */
export async function listAttributeColumns(
  { kv, version }: Packed,
  kind: "texts" | "numbers",
): Promise<AttributeColumn[]> {
  const prefix = packedRange(version, kind === "texts" ? "t" : "n");
  const columns: AttributeColumn[] = [];
  for (let start = "attr.";;) {
    const entries = kv.list({ prefix, start: [...prefix, start] }, { limit: 1 });
    const { value } = await entries.next();
    const column = String(value?.key.at(prefix.length));
    if (!isAttributeColumn(column)) return columns;
    columns.push(column);
    start = column + "\0"; // the next name
  }
}

/** Numbers from `first` up to but not with `end`. */
export interface Run {
  first: number;
  end: number;
}

/** Rising numbers as runs; gaps of up to so many numbers become part of a run. */
export function runsOf(numbers: Iterable<number>, gapMax = 0): Run[] {
  const runs: Run[] = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last !== undefined && number - last.end <= gapMax) last.end = number + 1;
    else runs.push({ first: number, end: number + 1 });
  }
  return runs;
}
