// What points to merges, for verify; and that nobody who was merged is among the living.
import { type Merge, mergedIntoSchema, mergeSchema } from "@/lib/domain/merge.ts";
import { contactKey } from "./keys/contacts.ts";
import {
  contactMergeKey,
  mergedKey,
  mergeKey,
  mergeLockKey,
  mergeRecordKey,
  openMergeKey,
} from "./keys/merges.ts";
import { type Range, rangePrefix } from "./keys/range.ts";
import { isOpenMerge } from "./merges.ts";
import type { Pointer, PointerRange, PointerRule } from "./pointer_rule.ts";
import type { Finding } from "./verify_pointers.ts";

export const MERGE_RULE: PointerRule<Merge> = {
  name: (key) => `Merge ${String(key[2])}`,
  range: "merge",
  parse: (_key, value) => mergeSchema.safeParse(value).data ?? null,
  pointers: (merge) => [...redirects(merge), ...records(merge), ...locks(merge)],
  ranges: [
    byKey("merge_of", "listing of a merge", 3),
    byKey("merge_record", "record of a merge", 2),
    byKey("merge_open", "sign of an unfinished merge", 2),
    byValue("merge_lock", "lock of a merge", (value) => value),
    byValue("merged", "redirect", (value) => mergedIntoSchema.safeParse(value).data?.mergeId),
  ],
  heads: [],
};

/** Until it is undone, the merged contact is found where it has gone. */
function redirects({ id, keptId, mergedId, state }: Merge): Pointer[] {
  if (state === "parting" || state === "undone") return [];
  return [
    { key: mergedKey(mergedId), value: { intoId: keptId, mergeId: id }, label: "redirect" },
    { key: contactMergeKey(keptId, id), value: 0, label: "listing" },
  ];
}

function records({ id, state, isForgotten }: Merge): Pointer[] {
  if (state === "undone" || isForgotten) return [];
  return (["kept", "merged"] as const).map((side) => ({
    key: mergeRecordKey(id, side),
    value: null,
    label: `record of the ${side} contact`,
    anyValue: true,
  }));
}

function locks(merge: Merge): Pointer[] {
  if (!isOpenMerge(merge)) return [];
  return [
    { key: openMergeKey(merge.id), value: 0, label: "sign that it is unfinished" },
    { key: mergeLockKey(merge.keptId), value: merge.id, label: "lock of the kept contact" },
    { key: mergeLockKey(merge.mergedId), value: merge.id, label: "lock of the merged contact" },
  ];
}

function byKey(range: Range, label: string, part: number): PointerRange {
  return { range, label, owner: ({ key }) => mergeOf(key[part]), named: true };
}

function byValue(range: Range, label: string, idOf: (value: unknown) => unknown): PointerRange {
  return { range, label, owner: ({ value }) => mergeOf(idOf(value)), named: true };
}

function mergeOf(id: unknown): Deno.KvKey | null {
  return typeof id === "string" ? mergeKey(id) : null;
}

/** Contacts that were merged and are there: which of the two is right is for a person to say. */
export async function* findLiveMerged(kv: Deno.Kv): AsyncGenerator<Finding> {
  for await (const { key } of kv.list({ prefix: rangePrefix("merged") }, { batchSize: 500 })) {
    const id = Number(key[2]);
    const [merged, contact] = await kv.getMany([key, contactKey(id)]);
    if (!merged?.versionstamp || !contact?.versionstamp) continue;
    yield { message: `Contact ${id} was merged, and is there`, repair: null };
  }
}
