// Verifying the packed index against the records, both ways, while the store is in use; and repairing it.
import { type Contact, contactSchema } from "@/lib/domain/contact.ts";
import { saveChange } from "../change.ts";
import { contactKey } from "../keys/contacts.ts";
import { rangePrefix } from "../keys/range.ts";
import { ordinalKey, packedRange } from "../keys/search_index.ts";
import { readMany } from "../kv.ts";
import type { Finding } from "../verify_pointers.ts";
import { members } from "./bitmap.ts";
import { ByteCache } from "./cache.ts";
import type { IndexOptions } from "./contact_index.ts";
import { readIndexState, stageIndexed, stageReindexed } from "./dirty.ts";
import { Loader } from "./loader.ts";
import { decodeOrdinal } from "./ordinal.ts";
import { isUnreadable, rebuild } from "./rebuild.ts";
import { PackedContents } from "./verify_contents.ts";
import { isReadable, readVersions } from "./versions.ts";
import { findWrongSeals } from "./verify_seals.ts";
import { type View, ViewReader } from "./view.ts";

const BATCH = 200;
/** What is found while others write is looked at again, so often. */
const LOOKS_MAX = 10;

/** What is wrong with one contact, and whether the ordinal it is said to be at is its own. */
export interface Wrong {
  id: number;
  message: string;
  isAt: boolean;
}

/**
 * Everything in which the packed index and the dirty set differ from the records. Repair puts a contact into the dirty
 * set, so the next fold packs it anew; what has no contact to go with is repaired by a rebuild.
 */
export async function* verifyIndex(
  kv: Deno.Kv,
  options: IndexOptions,
): AsyncGenerator<Finding> {
  const { versions } = await readVersions(kv);
  if (!isReadable(versions)) {
    return yield {
      message: "The index is not complete: it waits to be rebuilt, and searches with it",
      repair: () => rebuild(kv, options).then(() => true),
    };
  }
  try {
    yield* findDifferences(kv, options);
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    yield {
      message: "The index cannot be read: a stored part of it has another form",
      repair: () => rebuild(kv, options).then(() => true),
    };
  }
}

async function* findDifferences(kv: Deno.Kv, options: IndexOptions): AsyncGenerator<Finding> {
  const looks = new Looks(kv, options);
  for await (const ids of batches(kv.list({ prefix: rangePrefix("c") }, { batchSize: BATCH }))) {
    for (const wrong of await looks.confirmed(ids)) yield finding(kv, wrong);
  }
  const { version } = await looks.views.read();
  for (const kind of ["o", "d"]) {
    const range = kv.list({ prefix: packedRange(version, kind) }, { batchSize: BATCH });
    for await (const ids of batches(range)) {
      for (const wrong of await looks.confirmed(await withoutRecord(kv, ids))) {
        yield finding(kv, wrong);
      }
    }
  }
  yield* findStrayOrdinals(kv, options, looks);
  yield* findWrongSeals(kv, options, looks.views);
}

async function* batches(entries: Deno.KvListIterator<unknown>): AsyncGenerator<number[]> {
  let ids: number[] = [];
  for await (const { key } of entries) {
    ids.push(Number(key.at(-1)));
    if (ids.length < BATCH) continue;
    yield ids;
    ids = [];
  }
  yield ids;
}

async function withoutRecord(kv: Deno.Kv, ids: readonly number[]): Promise<number[]> {
  const records = await readMany(kv, ids.map(contactKey));
  return ids.filter((_, at) => records[at]?.value === null);
}

function finding(kv: Deno.Kv, { id, message, isAt }: Wrong): Finding {
  return { message: `Contact ${id} ${message}`, repair: () => reindex(kv, id, isAt) };
}

/** Puts a contact into the dirty set as its record says. */
function reindex(kv: Deno.Kv, id: number, isAt: boolean): Promise<boolean> {
  return saveChange(kv, async (change) => {
    const { value } = await change.get<Contact>(contactKey(id));
    if (value === null) await stageIndexed(change, id, null);
    else {
      const state = await readIndexState(kv, contactSchema.parse(value));
      await stageReindexed(change, id, { state, isAt });
    }
    return true;
  });
}

/** Looking at contacts in one consistent view. */
class Looks {
  readonly views: ViewReader;
  readonly #cache: ByteCache;
  #contents: PackedContents | null = null;

  constructor(readonly kv: Deno.Kv, readonly options: IndexOptions) {
    this.views = new ViewReader(kv, options.layout);
    this.#cache = new ByteCache(options.cacheBytesMax);
  }

  /** What is wrong with these contacts, and still was when nothing moved; what keeps moving, as last seen. */
  async confirmed(ids: readonly number[]): Promise<Wrong[]> {
    let suspects = ids;
    let wrong: Wrong[] = [];
    for (let look = 0; look < LOOKS_MAX && suspects.length > 0; look++) {
      const view = await this.views.read();
      const contents = await this.contents(view);
      wrong = await this.#wrongIn(suspects, view, contents);
      if (wrong.length === 0 || await this.views.read() === view) break;
      suspects = wrong.map(({ id }) => id);
    }
    return wrong;
  }

  async contents(view: View): Promise<PackedContents> {
    if (this.#contents?.view !== view) {
      const loader = new Loader(this.kv, this.options.layout, this.#cache, view);
      this.#contents = await PackedContents.load(this.kv, loader, this.#contents);
    }
    return this.#contents;
  }

  async #wrongIn(
    ids: readonly number[],
    view: View,
    contents: PackedContents,
  ): Promise<Wrong[]> {
    const [records, ordinals] = await Promise.all([
      readMany<unknown>(this.kv, ids.map(contactKey)),
      readMany<unknown>(this.kv, ids.map((id) => ordinalKey(view.version, id))),
    ]);
    const wrong: Wrong[] = [];
    for (const [at, id] of ids.entries()) {
      const record = records[at]?.value ?? null;
      const ordinal = ordinals[at]?.value ?? null;
      const contact = record === null ? null : contactSchema.safeParse(record).data;
      if (contact === undefined) continue; // the check of the records reports what cannot be read
      const difference = contents.compare({
        id,
        state: contact && await readIndexState(this.kv, contact),
        ordinal: ordinal === null ? null : decodeOrdinal(ordinal),
      });
      if (difference !== null) wrong.push({ id, ...difference });
    }
    return wrong;
  }
}

/** Living ordinals that no contact is at. */
async function* findStrayOrdinals(
  kv: Deno.Kv,
  options: IndexOptions,
  looks: Looks,
): AsyncGenerator<Finding> {
  for (let look = 0; look < LOOKS_MAX; look++) {
    const view = await looks.views.read();
    const stray = await strayOrdinals(kv, view, await looks.contents(view));
    const isSure = stray.length === 0 || await looks.views.read() === view;
    if (!isSure && look < LOOKS_MAX - 1) continue;
    if (stray.length === 0) return;
    yield {
      message: `The index shows ${stray.length} places that no contact is at`,
      repair: () => rebuild(kv, options).then(() => true),
    };
    return;
  }
}

async function strayOrdinals(
  kv: Deno.Kv,
  view: View,
  contents: PackedContents,
): Promise<number[]> {
  const living = [...members(contents.living)];
  const ids = living.map((ordinal) => contents.idAt(ordinal));
  const entries = await readMany<unknown>(kv, ids.map((id) => ordinalKey(view.version, id)));
  return living.filter((ordinal, at) => {
    const value = entries[at]?.value ?? null;
    return value === null || decodeOrdinal(value).ordinal !== ordinal;
  });
}
