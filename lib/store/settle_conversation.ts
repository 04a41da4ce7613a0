// Conversations that a merge, or its undoing, has not come to yet: whoever writes in one has it moved first.
import type { Conversation } from "@/lib/domain/conversation.ts";
import { mergedIntoSchema } from "@/lib/domain/merge.ts";
import { mergedKey } from "./keys/merges.ts";
import { moveConversationNow } from "./merge_steps.ts";
import { findMerge } from "./merges.ts";

/** Moves the conversation to where an unfinished merge is taking it, in a commit of its own. True if it has to be read again. */
export async function settleConversation(
  kv: Deno.Kv,
  conversation: Conversation,
): Promise<boolean> {
  const mergeId = await findPendingMerge(kv, conversation);
  if (mergeId === null) return false;
  await moveConversationNow(kv, mergeId, conversation);
  return true;
}

/** The merge that is about to move the conversation, or null: the usual case, for one read. */
async function findPendingMerge(
  kv: Deno.Kv,
  { contactId, mergeIds = [] }: Conversation,
): Promise<string | null> {
  const { value } = await kv.get(mergedKey(contactId));
  if (value !== null) return mergedIntoSchema.parse(value).mergeId;
  const last = mergeIds.at(-1);
  const merge = last === undefined ? null : await findMerge(kv, last);
  const isGoing = merge?.state === "parting" && merge.keptId === contactId;
  return isGoing ? merge.id : null;
}
