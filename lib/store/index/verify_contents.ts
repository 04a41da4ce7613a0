// What the packed index and the dirty set say of a contact, in one view, compared with what its record says.
import { hasBit, hasInBlock, setBit } from "./bitmap.ts";
import { type Chunk, chunkText } from "./chunk.ts";
import type { DirtyEntry, IndexState } from "./dirty.ts";
import type { Loader } from "./loader.ts";
import { type Ordinal, textDigest } from "./ordinal.ts";
import { columnNumber, columnText, numberColumns, setNames, textColumns } from "./contents.ts";
import {
  ALIVE,
  listAttributeColumns,
  NUMBER_COLUMNS,
  type NumberColumn,
  readBlock,
  TEXT_COLUMNS,
  type TextColumn,
} from "./packed.ts";
import type { View } from "./view.ts";

/** A contact by its record and its ordinal key; a null state has no record. */
export interface Compared {
  id: number;
  state: IndexState | null;
  ordinal: Ordinal | null;
}

export interface Difference {
  message: string;
  /** Whether the ordinal that the contact is said to be at is its own. */
  isAt: boolean;
}

type Sets = readonly ReadonlyMap<string, Uint8Array>[];

export class PackedContents {
  private constructor(
    readonly view: View,
    readonly loader: Loader,
    /** Alive and not masked by a dirty entry. */
    readonly living: Uint32Array,
    readonly texts: ReadonlyMap<TextColumn, readonly Chunk[]>,
    readonly numbers: ReadonlyMap<NumberColumn, readonly Float64Array[]>,
    readonly sets: Sets,
  ) {}

  /** Loads all of it; sets are taken from `before` where nothing was published since. */
  static async load(
    kv: Deno.Kv,
    loader: Loader,
    before: PackedContents | null,
  ): Promise<PackedContents> {
    const { view } = loader;
    const living = (await loader.set(ALIVE)).slice();
    for (const { ordinal } of view.dirty.values()) {
      if (ordinal !== null) setBit(living, ordinal, false);
    }
    const texts = new Map<TextColumn, readonly Chunk[]>();
    for (const column of [...TEXT_COLUMNS, ...await listAttributeColumns(loader.packed, "texts")]) {
      texts.set(column, await loader.chunks(column));
    }
    const numbers = new Map<NumberColumn, readonly Float64Array[]>();
    const ofNumbers = await listAttributeColumns(loader.packed, "numbers");
    for (const column of [...NUMBER_COLUMNS, ...ofNumbers]) {
      numbers.set(column, await loader.segments(column));
    }
    const isSame = before?.view.version === view.version &&
      before.view.publishedAt === view.publishedAt;
    const sets = isSame ? before.sets : await readAllSets(kv, loader);
    return new PackedContents(view, loader, living, texts, numbers, sets);
  }

  /** The contact id packed at an ordinal. */
  idAt(ordinal: number): number {
    return this.#number("id", ordinal);
  }

  /** What is wrong; null when all is right. */
  compare(contact: Compared): Difference | null {
    const entry = this.view.dirty.get(contact.id);
    const message = entry === undefined ? this.#packedWrong(contact) : dirtyWrong(entry, contact);
    if (message === null) return null;
    const { ordinal } = contact;
    return { message, isAt: ordinal !== null && this.idAt(ordinal.ordinal) === contact.id };
  }

  #packedWrong({ id, state, ordinal }: Compared): string | null {
    if (ordinal === null) return state === null ? null : "is missing in the index";
    if (state === null) return "is in the index and has no record";
    const at = ordinal.ordinal;
    if (!hasBit(this.living, at)) return "is hidden in the index";
    if (ordinal.digest !== textDigest(state)) return "has another text than the index says";
    for (const column of new Set([...this.texts.keys(), ...textColumns(state)])) {
      if (this.#text(column, at) !== columnText(column, state)) {
        return `has another ${column} in the index`;
      }
    }
    // What a column holds for who lacks the attribute means nothing: sets say who has it.
    for (const column of numberColumns(state)) {
      const expected = columnNumber(column, { id, state });
      if (this.#number(column, at) !== expected) return `has another ${column} in the index`;
    }
    const names = this.#setNames(at);
    const isSame = names.symmetricDifference(new Set(setNames(state))).size === 0;
    return isSame ? null : "is in other sets of the index than its record says";
  }

  #text(column: TextColumn, ordinal: number): string {
    const size = this.loader.layout.chunk;
    const chunk = this.texts.get(column)?.[Math.floor(ordinal / size)];
    return chunk === undefined ? "" : chunkText(chunk, ordinal % size);
  }

  #number(column: NumberColumn, ordinal: number): number {
    const size = this.loader.layout.segment;
    return this.numbers.get(column)?.[Math.floor(ordinal / size)]?.[ordinal % size] ?? 0;
  }

  #setNames(ordinal: number): Set<string> {
    const size = this.loader.layout.block;
    const names = new Set<string>();
    for (const [name, stored] of this.sets[Math.floor(ordinal / size)] ?? []) {
      if (name !== ALIVE && hasInBlock(stored, size, ordinal % size)) names.add(name);
    }
    return names;
  }
}

function dirtyWrong(entry: DirtyEntry, { id, state, ordinal }: Compared): string | null {
  if (entry.ordinal !== (ordinal?.ordinal ?? null)) return "masks another place in the index";
  if (entry.state === null) return state === null ? null : "counts as gone in the dirty set";
  if (state === null) return "is in the dirty set and has no record";
  const entryState = entry.state;
  const isSame = textDigest(entryState) === textDigest(state) &&
    numberColumns(state).every((column) =>
      columnNumber(column, { id, state: entryState }) === columnNumber(column, { id, state })
    ) && isSameSets(entryState, state);
  return isSame ? null : "has another state in the dirty set";
}

function isSameSets(left: IndexState, right: IndexState): boolean {
  return new Set(setNames(left)).symmetricDifference(new Set(setNames(right))).size === 0;
}

async function readAllSets(kv: Deno.Kv, { view, layout }: Loader): Promise<Sets> {
  const sets: ReadonlyMap<string, Uint8Array>[] = [];
  for (let block = 0; block * layout.block < view.manifest.published; block++) {
    sets.push(await readBlock({ kv, version: view.version, layout }, block));
  }
  return sets;
}
