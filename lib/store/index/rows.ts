// The rows of a page by id, and whether they are still as the view says.
import { type Contact, type ContactRow, contactRow } from "@/lib/domain/contact.ts";
import { contactKey } from "../keys/contacts.ts";
import { readMany } from "../kv.ts";
import { shardOf } from "./dirty.ts";
import type { View } from "./view.ts";

export interface ViewRows {
  rows: ContactRow[];
  /** False: a contact is gone, or was written after the view was read. */
  isAsViewed: boolean;
}

/** Every write of a record moves the head of its shard in the same commit, so a younger record is a newer write. */
export async function readViewRows(
  kv: Deno.Kv,
  view: View,
  ids: readonly number[],
): Promise<ViewRows> {
  const entries = await readMany<Contact>(kv, ids.map(contactKey));
  const isAsViewed = entries.every(({ versionstamp }, at) =>
    versionstamp !== null && versionstamp <= (view.heads[shardOf(ids[at] ?? 0)] ?? "")
  );
  const rows = entries.flatMap(({ value }) => value === null ? [] : [contactRow(value)]);
  return { rows, isAsViewed };
}
