// What points to contacts in the trash, for verify; and that none of them is among the living.
import { type Trashed, trashedSchema } from "@/lib/domain/trash.ts";
import { contactKey, trashKey, trashRowKey } from "./keys/contacts.ts";
import { rangePrefix } from "./keys/range.ts";
import type { PointerRule } from "./pointer_rule.ts";
import type { Finding } from "./verify_pointers.ts";

export const TRASH_RULE: PointerRule<Trashed> = {
  name: (key) => `Contact ${String(key[2])} in the trash`,
  range: "trash",
  parse(key, value) {
    const { data } = trashedSchema.safeParse(value);
    return data?.contact.id === key[2] ? data ?? null : null;
  },
  pointers: ({ contact, deletedAtMs }) => [
    { key: trashRowKey(deletedAtMs, contact.id), value: 0, label: "row of the trash" },
  ],
  ranges: [{
    range: "trash_row",
    label: "row of the trash",
    owner: ({ key }) => typeof key[3] === "number" ? trashKey(key[3]) : null,
    named: true,
  }],
  heads: [],
};

/** Contacts that are in the trash and among the living: which of the two is right is for a person to say. */
export async function* findLiveTrash(kv: Deno.Kv): AsyncGenerator<Finding> {
  for await (const { key } of kv.list({ prefix: rangePrefix("trash") }, { batchSize: 500 })) {
    const id = Number(key[2]);
    const [trashed, contact] = await kv.getMany([key, contactKey(id)]);
    if (!trashed?.versionstamp || !contact?.versionstamp) continue;
    yield { message: `Contact ${id} is in the trash, and is not`, repair: null };
  }
}
