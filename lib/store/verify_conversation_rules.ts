// What points to conversations, messages and the outbox, for verify; and whether contacts count their conversations right.
import { type Contact, contactSchema } from "@/lib/domain/contact.ts";
import {
  type Conversation,
  conversationSchema,
  type Message,
  messageSchema,
} from "@/lib/domain/conversation.ts";
import { saveChange } from "./change.ts";
import { requireContactIn, stageActiveContact } from "./contacts.ts";
import { conversationRows } from "./conversations.ts";
import { contactKey } from "./keys/contacts.ts";
import {
  conversationKey,
  messageKey,
  outboxDueKey,
  outboxKey,
  outboxLineKey,
  threadKey,
} from "./keys/conversations.ts";
import { mergeLockKey } from "./keys/merges.ts";
import { rangePrefix } from "./keys/range.ts";
import { readMany } from "./kv.ts";
import { LOST_LANE, type OutboxLine, outboxLineSchema } from "./outbox.ts";
import type { PointerRule } from "./pointer_rule.ts";
import type { Finding } from "./verify_pointers.ts";

export const CONVERSATION_RULE: PointerRule<Conversation> = {
  name: (key) => `Conversation ${String(key[2])}`,
  range: "conv",
  parse: (_key, value) => conversationSchema.safeParse(value).data ?? null,
  pointers(conversation) {
    const [byContact, byStatus] = conversationRows(conversation).map((key) => ({ key, value: 0 }));
    const { channelId, address, id } = conversation;
    return [
      ...(byContact ? [{ ...byContact, label: "row of the contact" }] : []),
      ...(byStatus ? [{ ...byStatus, label: "row of the status" }] : []),
      // A later conversation with the same address has taken the place over.
      { key: threadKey(channelId, address), value: id, label: "thread", anyValue: true },
    ];
  },
  ranges: [
    {
      range: "cc",
      label: "row of a contact",
      owner: ({ key }) => conversationOf(key[4]),
      named: true,
    },
    {
      range: "cs",
      label: "row of a status",
      owner: ({ key }) => conversationOf(key[4]),
      named: true,
    },
    { range: "ct", label: "thread", owner: ({ value }) => conversationOf(value), named: true },
    { range: "msg", label: "message", owner: ({ key }) => conversationOf(key[2]), named: false },
  ],
  heads: [],
};

function conversationOf(id: unknown): Deno.KvKey | null {
  return typeof id === "string" ? conversationKey(id) : null;
}

/** A queued message waits in the outbox, and its conversation has a line there. */
export const MESSAGE_RULE: PointerRule<Message> = {
  name: (key) => `Message ${String(key[3])}`,
  range: "msg",
  parse: (_key, value) => messageSchema.safeParse(value).data ?? null,
  pointers({ conversationId, id, delivery, atMs }) {
    if (delivery?.state !== "queued") return [];
    const waiting = { queuedAtMs: atMs };
    // Whose lane it belongs to stands in the conversation: the outbox moves it there.
    const line: OutboxLine = { channelId: LOST_LANE, dueAtMs: atMs, lease: null };
    return [
      {
        key: outboxKey(conversationId, id),
        value: waiting,
        label: "place in the outbox",
        anyValue: true,
      },
      { key: outboxLineKey(conversationId), value: line, label: "outbox line", anyValue: true },
    ];
  },
  ranges: [{
    range: "outbox",
    label: "place in the outbox",
    owner: ({ key }) => messageKey(String(key[2]), String(key[3])),
    named: true,
  }],
  heads: [],
};

export const OUTBOX_LINE_RULE: PointerRule<OutboxLine> = {
  name: (key) => `Outbox line ${String(key[2])}`,
  range: "outbox_line",
  parse: (_key, value) => outboxLineSchema.safeParse(value).data ?? null,
  pointers: ({ channelId, dueAtMs }, key) => [
    { key: outboxDueKey(channelId, dueAtMs, String(key[2])), value: 0, label: "turn" },
  ],
  ranges: [{
    range: "outbox_due",
    label: "turn",
    owner: ({ key }) => typeof key[4] === "string" ? outboxLineKey(key[4]) : null,
    named: true,
  }],
  heads: [],
};

/** What a contact says of its conversations, and what there is. */
interface Tally {
  count: number;
  channelIds: string[];
}

/** Contacts that do not count their conversations, or name the channels of them, as they are. */
export async function* findWrongCounts(kv: Deno.Kv): AsyncGenerator<Finding> {
  const rows = kv.list({ prefix: rangePrefix("cc") }, { batchSize: 500 })[Symbol.asyncIterator]();
  let row = await rows.next();
  const contacts = kv.list({ prefix: rangePrefix("c") }, { batchSize: 200 });
  // Both are in the order of contact ids, so that one walk beside the other compares them.
  for await (const { key, value } of contacts) {
    const id = Number(key[2]);
    let count = 0;
    while (!row.done && Number(row.value.key[2]) <= id) {
      if (Number(row.value.key[2]) === id) count++;
      row = await rows.next();
    }
    const { data } = contactSchema.safeParse(value);
    if (data && (count > 0 || said(data).count > 0)) yield* compareTally(kv, id);
  }
}

/** Reads rows and record until the record stood still meanwhile: both change in one commit. */
async function* compareTally(kv: Deno.Kv, id: number): AsyncGenerator<Finding> {
  for (;;) {
    const before = await kv.get<unknown>(contactKey(id));
    const { data } = contactSchema.safeParse(before.value);
    const actual = await tallyOf(kv, id);
    const after = await kv.get<unknown>(contactKey(id));
    if (before.versionstamp !== after.versionstamp) continue;
    if (!data || isSame(said(data), actual)) return;
    // Which channels are left is found out in the last commit of an undone merge.
    const isParting = (await kv.get(mergeLockKey(id))).value !== null;
    if (isParting && said(data).count === actual.count) return;
    return yield {
      message: `Contact ${id}: ${wrongTally(said(data), actual)}`,
      repair: () => recount(kv, id),
    };
  }
}

function wrongTally({ count }: Tally, actual: Tally): string {
  if (count === actual.count) return "the channels of its conversations are others";
  return `${count} conversations are counted, but there are ${actual.count}`;
}

async function tallyOf(kv: Deno.Kv, contactId: number): Promise<Tally> {
  const rows = await Array.fromAsync(
    kv.list({ prefix: rangePrefix("cc", contactId) }, { batchSize: 500 }),
  );
  const keys = rows.map(({ key }) => conversationKey(String(key.at(-1))));
  const found = await readMany<unknown>(kv, keys);
  const channels = found.map(({ value }) => conversationSchema.safeParse(value).data?.channelId);
  return {
    count: rows.length,
    channelIds: [...new Set(channels.filter((channel) => channel !== undefined))],
  };
}

async function recount(kv: Deno.Kv, id: number): Promise<boolean> {
  return await saveChange(kv, async (change) => {
    const read = await requireContactIn(change, id);
    const { conversationCount: _, channelIds: __, ...rest } = read.before;
    const { count, channelIds } = await tallyOf(kv, id);
    const after = count === 0 ? rest : { ...rest, conversationCount: count, channelIds };
    stageActiveContact(change, { ...read, after });
    return true;
  });
}

function said({ conversationCount = 0, channelIds = [] }: Contact): Tally {
  return { count: conversationCount, channelIds };
}

function isSame(left: Tally, right: Tally): boolean {
  return left.count === right.count &&
    new Set(left.channelIds).symmetricDifference(new Set(right.channelIds)).size === 0;
}
