// The outbox in tests: whether its keys agree with each other, and with the messages.
import { messageSchema } from "@/lib/domain/conversation.ts";
import { messageKey, outboxDueKey, outboxLineKey, rangePrefix } from "@/lib/store/keys.ts";
import { outboxLineSchema } from "@/lib/store/outbox.ts";

/** What is not as it must be: lines without a place in the order of time or without messages, and the other way round. */
export async function outboxProblems(kv: Deno.Kv): Promise<string[]> {
  return await Array.fromAsync(findProblems(kv));
}

async function* findProblems(kv: Deno.Kv): AsyncGenerator<string> {
  for await (const { key, value } of kv.list({ prefix: rangePrefix("outbox_line") })) {
    const id = String(key[2]);
    const line = outboxLineSchema.parse(value);
    const due = await kv.get(outboxDueKey(line.channelId, line.dueAtMs, id));
    if (due.versionstamp === null) yield `Line ${id} has no place in the order of time`;
    if (!(await hasPlace(kv, id))) yield `Line ${id} has no message`;
  }
  for await (const { key } of kv.list({ prefix: rangePrefix("outbox_due") })) {
    const line = outboxLineSchema.safeParse((await kv.get(outboxLineKey(String(key[4])))).value);
    const isRight = line.data?.channelId === key[2] && line.data?.dueAtMs === key[3];
    if (!isRight) yield `Turn of ${String(key[4])} at ${String(key[3])} has no line`;
  }
  for await (const { key } of kv.list({ prefix: rangePrefix("outbox") })) {
    const [conversationId, messageId] = [String(key[2]), String(key[3])];
    const [line, message] = await kv.getMany([
      outboxLineKey(conversationId),
      messageKey(conversationId, messageId),
    ]);
    if (line.value === null) yield `Message ${messageId} waits in no line`;
    const state = messageSchema.safeParse(message.value).data?.delivery?.state;
    if (state !== "queued") yield `Message ${messageId} waits, but is ${state ?? "gone"}`;
  }
}

async function hasPlace(kv: Deno.Kv, conversationId: string): Promise<boolean> {
  const places = kv.list({ prefix: rangePrefix("outbox", conversationId) }, { limit: 1 });
  for await (const _ of places) return true;
  return false;
}
