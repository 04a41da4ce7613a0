// What a card says of merges besides its timeline: that one is not finished, and that one has led here.
import { findMerge, findMergeLock } from "@/lib/store/merges.ts";
import { resolveContactId } from "@/lib/store/redirects.ts";

export interface MergeNews {
  /** What is on its way: to this contact, or back; null when nothing is. */
  moving: "merge" | "parting" | null;
  /** The number that was asked for, which leads here since a merge. */
  fromId: number | null;
}

export async function readMergeNews(
  kv: Deno.Kv,
  contactId: number,
  { searchParams }: Pick<URL, "searchParams">,
): Promise<MergeNews> {
  const [mergeId, fromId] = await Promise.all([
    findMergeLock(kv, contactId),
    readFrom(kv, contactId, searchParams.get("from") ?? ""),
  ]);
  if (mergeId === null) return { moving: null, fromId };
  const state = (await findMerge(kv, mergeId))?.state;
  const moving = state === "moving" ? "merge" : state === "parting" ? "parting" : null;
  return { moving, fromId };
}

/** Only what is true is said, whatever the address says. */
async function readFrom(kv: Deno.Kv, contactId: number, text: string): Promise<number | null> {
  if (!/^[1-9]\d{0,14}$/.test(text) || Number(text) === contactId) return null;
  return await resolveContactId(kv, Number(text)) === contactId ? Number(text) : null;
}
