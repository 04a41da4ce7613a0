// Which version of the packed index readers use, in which format it is, and which one a rebuild is making beside it.
import { z } from "zod";
import { BusyError, IndexNotReadyError } from "@/lib/errors.ts";
import { contactTotalKey } from "../keys/contacts.ts";
import { indexVersionKey } from "../keys/search_index.ts";

/**
 * How packed values and dirty entries are written by this code. Raise it with every change of either, and say in
 * docs/decisions/012 what has changed. 1: texts, ids, two times, tags and languages. 2: all that filters
 * ask about of the contact itself. 3: attributes, channels and numbers of conversations.
 */
export const INDEX_FORMAT = 3;

const indexVersionsSchema = z.object({
  /** Of `current`. */
  format: z.int().positive().default(1), // formats were not numbered at first
  current: z.int().positive(),
  /** Records are being written, or were, of which `current` knows nothing: a bulk load leaves the index to a rebuild. */
  incomplete: z.boolean().default(false),
  /** Always in the format of whoever builds it. */
  building: z.object({
    version: z.int().positive(),
    /** True once all ordinals of the new version are given, so that writers can say which one they mask. */
    settled: z.boolean(),
  }).nullable(),
});
export type IndexVersions = z.infer<typeof indexVersionsSchema>;

/** What holds in a store that was empty when this code came to it. */
export const FIRST_VERSIONS: IndexVersions = {
  format: INDEX_FORMAT,
  current: 1,
  incomplete: false,
  building: null,
};
/** What holds in a store with contacts that says nothing: it was filled before formats were numbered. */
const UNNUMBERED_VERSIONS: IndexVersions = { ...FIRST_VERSIONS, format: 1 };

export interface VersionsEntry {
  versions: IndexVersions;
  /** For a commit that depends on them. */
  check: Deno.AtomicCheck;
  isStored: boolean;
}

export function parseVersions(value: unknown): IndexVersions {
  return value === null ? FIRST_VERSIONS : indexVersionsSchema.parse(value);
}

/** One snapshot of the versions and, where nothing says them, of whether there were ever contacts. */
export async function readVersions(kv: Deno.Kv): Promise<VersionsEntry> {
  const [entry, total] = await kv.getMany<[unknown, unknown]>([
    indexVersionKey(),
    contactTotalKey(),
  ]);
  const isStored = entry.versionstamp !== null;
  const isOld = !isStored && total.versionstamp !== null;
  const versions = isOld ? UNNUMBERED_VERSIONS : parseVersions(entry.value);
  return { versions, check: { key: entry.key, versionstamp: entry.versionstamp }, isStored };
}

/** Whether `current` is in this code's format and knows all contacts. */
export function isReadable({ format, incomplete }: IndexVersions): boolean {
  return format === INDEX_FORMAT && !incomplete;
}

/** Throws `IndexNotReadyError`, or `BusyError` when a newer Kartka has written the index. */
export function requireReadable(versions: IndexVersions): void {
  requireKnownFormat(versions);
  if (!isReadable(versions)) throw new IndexNotReadyError();
}

/** A process that is older than the data must not write what newer ones cannot read. Throws `BusyError`. */
export function requireKnownFormat({ format }: IndexVersions): void {
  if (format <= INDEX_FORMAT) return;
  throw new BusyError(
    `Cannot use the index: it is of format ${format}, this process knows ${INDEX_FORMAT}; ` +
      "restart it with the Kartka that the others run",
    503,
    60,
  );
}
