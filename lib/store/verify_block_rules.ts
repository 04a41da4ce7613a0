// What points to blocks, for verify; and whether blocks, their contacts and the digests of handles agree.
import { type Block, blockEndMs } from "@/lib/domain/block.ts";
import { type Contact, contactSchema } from "@/lib/domain/contact.ts";
import { trashedSchema } from "@/lib/domain/trash.ts";
import { type BlockRecord, blockRecordSchema } from "./blocked_handles.ts";
import { stageBlock, stageBlockGone } from "./blocks.ts";
import { saveChange } from "./change.ts";
import { requireContactIn } from "./contacts.ts";
import { canDigest, handleDigests } from "./handle_digest.ts";
import { ownedHandles } from "./handles.ts";
import { blockedHandleKey, blockEndKey, blockHeadKey, blockKey } from "./keys/blocks.ts";
import { contactKey, trashKey } from "./keys/contacts.ts";
import { rangePrefix } from "./keys/range.ts";
import type { PointerRule } from "./pointer_rule.ts";
import type { Finding } from "./verify_pointers.ts";

export const BLOCK_RULE: PointerRule<BlockRecord> = {
  name: (key) => `Block ${String(key[2])}`,
  range: "block",
  parse: (_key, value) => blockRecordSchema.safeParse(value).data ?? null,
  pointers(record, key) {
    const id = String(key[2]);
    const digests = record.digests.map((digest) => ({
      key: blockedHandleKey(digest, id),
      value: 0,
      label: "digest",
    }));
    return [{ key: blockEndKey(blockEndMs(record), id), value: 0, label: "end" }, ...digests];
  },
  ranges: [
    { range: "block_end", label: "end", owner: ({ key }) => blockOf(key[3]), named: true },
    { range: "blocked", label: "digest", owner: ({ key }) => blockOf(key[3]), named: true },
    { range: "block_attempts", label: "count", owner: ({ key }) => blockOf(key[2]), named: false },
    {
      range: "block_attempt",
      label: "time of an attempt",
      owner: ({ key }) => blockOf(key[2]),
      named: false,
    },
  ],
  heads: [blockHeadKey()],
};

function blockOf(id: unknown): Deno.KvKey | null {
  return typeof id === "string" ? blockKey(id) : null;
}

/** A contact with a block. */
type Blocked = Contact & { block: Block };

/** Blocked contacts whose block is not kept, or not as their records say; blocks that are nobody's. */
export async function* findWrongBlocks(kv: Deno.Kv): AsyncGenerator<Finding> {
  for await (const { key, value } of kv.list({ prefix: rangePrefix("c") }, { batchSize: 500 })) {
    // Hardly any has one: only those are worth parsing.
    if (typeof value !== "object" || value === null || !("block" in value)) continue;
    yield* compareContact(kv, Number(key[2]));
  }
  for await (const { key } of kv.list({ prefix: rangePrefix("block") }, { batchSize: 500 })) {
    yield* findLeftBlock(kv, String(key[2]));
  }
}

function isWithBlock(contact: Contact): contact is Blocked {
  return contact.block !== undefined;
}

/** Contact and block as one snapshot: both change in one commit. */
async function* compareContact(kv: Deno.Kv, id: number): AsyncGenerator<Finding> {
  const blockId = contactSchema.safeParse((await kv.get(contactKey(id))).value).data?.block?.id;
  if (blockId === undefined) return;
  const [of, at] = await kv.getMany<unknown[]>([contactKey(id), blockKey(blockId)]);
  const { data } = contactSchema.safeParse(of?.value);
  if (data?.block?.id !== blockId || !isWithBlock(data)) return;
  const wrong = await wrongRecord(kv, data, blockRecordSchema.safeParse(at?.value).data ?? null);
  if (wrong === null) return;
  yield {
    message: `Contact ${id}: its block ${blockId} ${wrong}`,
    repair: canDigest(kv) ? () => repairBlock(kv, id, blockId) : null,
  };
}

async function repairBlock(kv: Deno.Kv, contactId: number, blockId: string): Promise<boolean> {
  return await saveChange(kv, async (change) => {
    const { before } = await requireContactIn(change, contactId);
    if (before.block?.id === blockId) await stageBlock(change, before);
    return true;
  });
}

async function wrongRecord(
  kv: Deno.Kv,
  contact: Blocked,
  record: BlockRecord | null,
): Promise<string | null> {
  if (record === null) return "is not kept";
  if (record.contactId !== contact.id) return `is kept as contact ${record.contactId}'s`;
  if (record.untilMs !== contact.block.untilMs) return "is kept with another end";
  if (!canDigest(kv)) return null;
  const digests = await handleDigests(kv, ownedHandles(contact).map(({ key }) => key));
  const missing = digests.filter((digest) => !record.digests.includes(digest)).length;
  return missing === 0 ? null : `does not hold ${missing} of its handles`;
}

/** A block of a contact that is there and has another, or none. One whose contact is gone stays until its end (8.7). */
async function* findLeftBlock(kv: Deno.Kv, blockId: string): AsyncGenerator<Finding> {
  const { value } = await kv.get(blockKey(blockId));
  const { data } = blockRecordSchema.safeParse(value);
  if (!data) return; // gone meanwhile, or told of as one that cannot be read
  const { contactId } = data;
  const [again, of, trash] = await kv.getMany<unknown[]>([
    blockKey(blockId),
    contactKey(contactId),
    trashKey(contactId),
  ]);
  const owner = ownerOf(of?.value, trash?.value);
  if (again?.value === null || owner === null || owner.block?.id === blockId) return;
  yield {
    message: `Block ${blockId}: contact ${contactId} does not have it`,
    repair: () =>
      saveChange(kv, async (change) => {
        const { value } = await change.get(contactKey(contactId));
        const now = contactSchema.safeParse(value).data;
        if (now?.block?.id !== blockId) await stageBlockGone(change, { ...data, id: blockId });
        return true;
      }),
  };
}

function ownerOf(contact: unknown, trashed: unknown): Contact | null {
  return contactSchema.safeParse(contact).data ?? trashedSchema.safeParse(trashed).data?.contact ??
    null;
}
