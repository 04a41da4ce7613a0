// Every key of the store and nothing else: one builder a key, described in docs/data_model.md (a test compares).

/** Version of the layout, first in every key, so that a migration or a tenant prefix can come later. */
export const SCHEMA_VERSION = 1;

const V = SCHEMA_VERSION;

// Contacts -------------------------------------------------------------------------------------

export function contactKey(id: number): Deno.KvKey {
  return [V, "c", id];
}

/** Blind-set by every change of an existing contact, so that a batch can watch all of them with one check. */
export function contactHeadKey(): Deno.KvKey {
  return [V, "ch"];
}

/** A contact without activity sorts as time 0: last when the newest come first. */
export function activityRowKey(lastActivityAtMs: number | null, id: number): Deno.KvKey {
  return [V, "sl", lastActivityAtMs ?? 0, id];
}

export function createdRowKey(createdAtMs: number, id: number): Deno.KvKey {
  return [V, "sc", createdAtMs, id];
}

export function nameRowKey(nameKey: string, id: number): Deno.KvKey {
  return [V, "sn", nameKey, id];
}

export function emailOwnerKey(email: string): Deno.KvKey {
  return [V, "e", email];
}

export function phoneOwnerKey(e164: string): Deno.KvKey {
  return [V, "p", e164];
}

/** Whose an identity in a channel is. */
export function identityOwnerKey(channelId: string, externalId: string): Deno.KvKey {
  return [V, "i", channelId, externalId];
}

/** Blind-set by every commit that gives a handle to a contact, so that many handles need one check. */
export function handleHeadKey(): Deno.KvKey {
  return [V, "eh"];
}

export function contactTotalKey(): Deno.KvKey {
  return [V, "N"];
}

/** The next block of contact ids that no process has taken yet. */
export function nextIdBlockKey(): Deno.KvKey {
  return [V, "next_id"];
}

export function eventKey(contactId: number, eventId: string): Deno.KvKey {
  return [V, "ev", contactId, eventId];
}

// Attributes and notes -------------------------------------------------------------------------

export function attributeKey(key: string): Deno.KvKey {
  return [V, "attribute", key];
}

/** Set by every change of a definition: its versionstamp says whether a cached list is still right. */
export function attributeHeadKey(): Deno.KvKey {
  return [V, "attribute_head"];
}

export function noteKey(contactId: number, noteId: string): Deno.KvKey {
  return [V, "note", contactId, noteId];
}

/** Which of a contact's notes is pinned: one key, so that there cannot be two. */
export function pinnedNoteKey(contactId: number): Deno.KvKey {
  return [V, "note_pin", contactId];
}

// Channels and conversations -------------------------------------------------------------------

export function channelKey(id: string): Deno.KvKey {
  return [V, "channel", id];
}

/** Set by every change of a channel: its versionstamp says whether a cached list is still right. */
export function channelHeadKey(): Deno.KvKey {
  return [V, "channel_head"];
}

/** What came in, went out, or was refused, for the admins who look after a channel. */
export function channelLogKey(channelId: string, entryId: string): Deno.KvKey {
  return [V, "channel_log", channelId, entryId];
}
/** The latest thing that went well in one direction: the log itself is forgotten after a week. */
export function channelSeenKey(channelId: string, direction: string): Deno.KvKey {
  return [V, "channel_seen", channelId, direction];
}

/** An inbound event that was taken: the same one again gets the first answer. */
export function inboundKey(channelId: string, eventId: string): Deno.KvKey {
  return [V, "in", channelId, eventId];
}

export function conversationKey(id: string): Deno.KvKey {
  return [V, "conv", id];
}

/** The latest conversation with an address in a channel. */
export function threadKey(channelId: string, address: string): Deno.KvKey {
  return [V, "ct", channelId, address];
}

/** A contact's conversations by their newest message. */
export function contactConversationKey(contactId: number, lastAtMs: number, id: string) {
  return [V, "cc", contactId, lastAtMs, id] satisfies Deno.KvKey;
}

/** All conversations of a status by their newest message. */
export function conversationRowKey(status: string, lastAtMs: number, id: string) {
  return [V, "cs", status, lastAtMs, id] satisfies Deno.KvKey;
}

export function messageKey(conversationId: string, messageId: string): Deno.KvKey {
  return [V, "msg", conversationId, messageId];
}

/** A message that waits to be delivered, in the order of its conversation. */
export function outboxKey(conversationId: string, messageId: string): Deno.KvKey {
  return [V, "outbox", conversationId, messageId];
}

/** Whose turn it is in a conversation's outbox, and when; absent when nothing waits there. */
export function outboxLineKey(conversationId: string): Deno.KvKey {
  return [V, "outbox_line", conversationId];
}

/** The lines of a channel by the time at which something can be done: a channel that is slow or off is in nobody's way. */
export function outboxDueKey(channelId: string, dueAtMs: number, id: string): Deno.KvKey {
  return [V, "outbox_due", channelId, dueAtMs, id];
}

// Blocks, merges, trash ------------------------------------------------------------------------

export function blockKey(blockId: string): Deno.KvKey {
  return [V, "block", blockId];
}

/** Blocks by their end, those for ever last: cron reads the ended ones as one range. */
export function blockEndKey(untilMs: number, blockId: string): Deno.KvKey {
  return [V, "block_end", untilMs, blockId];
}

/** A block that an address is under, wherever it turns up; the digest is made under the installation's key. */
export function blockedHandleKey(digest: string, blockId: string): Deno.KvKey {
  return [V, "blocked", digest, blockId];
}

/** Set by every commit that keeps more out than before: checked by every commit that lets something in. */
export function blockHeadKey(): Deno.KvKey {
  return [V, "block_head"];
}

export function blockAttemptsKey(blockId: string): Deno.KvKey {
  return [V, "block_attempts", blockId];
}

export function lastAttemptKey(blockId: string): Deno.KvKey {
  return [V, "block_attempt", blockId];
}

export function pastBlockKey(contactId: number, blockId: string): Deno.KvKey {
  return [V, "past_block", contactId, blockId];
}

/** Where a merged contact has gone. */
export function mergedKey(contactId: number): Deno.KvKey {
  return [V, "merged", contactId];
}

export function mergeKey(mergeId: string): Deno.KvKey {
  return [V, "merge", mergeId];
}

/** The records of both sides as they were when a merge was decided. */
export function mergeRecordKey(mergeId: string, side: "kept" | "merged"): Deno.KvKey {
  return [V, "merge_record", mergeId, side];
}

/** Merges that a contact has been kept in. */
export function contactMergeKey(keptId: number, mergeId: string): Deno.KvKey {
  return [V, "merge_of", keptId, mergeId];
}

/** Merges and partings that are not finished. */
export function openMergeKey(mergeId: string): Deno.KvKey {
  return [V, "merge_open", mergeId];
}

/** A contact that is being merged or parted belongs to nobody else's merge; holds the merge's id. */
export function mergeLockKey(contactId: number): Deno.KvKey {
  return [V, "merge_lock", contactId];
}

export function trashKey(contactId: number): Deno.KvKey {
  return [V, "trash", contactId];
}

export function trashRowKey(deletedAtMs: number, contactId: number): Deno.KvKey {
  return [V, "trash_row", deletedAtMs, contactId];
}

// Suspected duplicates -------------------------------------------------------------------------

/** Whoever has the value: contacts with one in common are neighbours here. */
export function duplicateKey(kind: string, value: string, contactId: number): Deno.KvKey {
  return [V, "dup", kind, value, contactId];
}

/** A contact whose pairs are to be found anew. */
export function duplicateTodoKey(contactId: number): Deno.KvKey {
  return [V, "dup_todo", contactId];
}

/** A suspected pair: the queue is this range from its end. */
export function duplicatePairKey(score: number, newerId: number, olderId: number): Deno.KvKey {
  return [V, "dup_pair", score, newerId, olderId];
}

/** The pairs of a contact, from both sides. */
export function duplicateOfKey(contactId: number, otherId: number): Deno.KvKey {
  return [V, "dup_of", contactId, otherId];
}

/** A pair of which someone has said that it is two people. */
export function notDuplicatesKey(newerId: number, olderId: number): Deno.KvKey {
  return [V, "dup_not", newerId, olderId];
}

export function duplicateTotalKey(): Deno.KvKey {
  return [V, "dup_total"];
}

// Workspace ------------------------------------------------------------------------------------

/** What admins have decided about everyone's rights. */
export function workspaceKey(): Deno.KvKey {
  return [V, "workspace"];
}

/** What people have done, everyone's; holds the contact's id, or null for a change of the settings. */
export function activityKey(eventId: string): Deno.KvKey {
  return [V, "activity", eventId];
}

export function userActivityKey(userId: string, eventId: string): Deno.KvKey {
  return [V, "activity_user", userId, eventId];
}

export function workspaceEventKey(eventId: string): Deno.KvKey {
  return [V, "wev", eventId];
}

// Tags -----------------------------------------------------------------------------------------

export function tagKey(id: string): Deno.KvKey {
  return [V, "tag", id];
}

/** Only tags that are not deleted hold their name. */
export function tagNameKey(foldedName: string): Deno.KvKey {
  return [V, "tag_name", foldedName];
}

/** Set by every change of a tag: its versionstamp says whether a cached list is still right. */
export function tagHeadKey(): Deno.KvKey {
  return [V, "tag_head"];
}

// Segments -------------------------------------------------------------------------------------

/** The scope is `shared`, or the id of the owner of a personal one: whose it is decides who can read it. */
export function segmentKey(scope: string, id: string): Deno.KvKey {
  return [V, "segment", scope, id];
}

/** Set by every change of a segment of the scope: its versionstamp says whether a cached list is still right. */
export function segmentHeadKey(scope: string): Deno.KvKey {
  return [V, "segment_head", scope];
}

// Index (lib/store/index) ----------------------------------------------------------------------

/** Which index version readers use and which one is being built; every writer checks it. */
export function indexVersionKey(): Deno.KvKey {
  return [V, "ix"];
}

/** Whoever folds or rebuilds holds this; each of its commits checks it. */
export function leaseKey(): Deno.KvKey {
  return [V, "lease"];
}

/** All keys of one index version, or of one kind of them. */
export function packedRange(version: number, ...parts: Deno.KvKeyPart[]): Deno.KvKey {
  return [V, "x", version, ...parts];
}

/** The newest index state of a contact written since the last fold. */
export function dirtyKey(version: number, shard: number, id: number): Deno.KvKey {
  return [V, "x", version, "d", shard, id];
}

/** Blind-set by every write to the shard: its versionstamp is the signal to read the shard again. */
export function dirtyHeadKey(version: number, shard: number): Deno.KvKey {
  return [V, "x", version, "h", shard];
}

export function ordinalKey(version: number, id: number): Deno.KvKey {
  return [V, "x", version, "o", id];
}

/** Bytes per ordinal: column `text` or `name`; large chunks continue in further parts. */
export function chunkKey(version: number, column: string, chunk: number, part: number): Deno.KvKey {
  return [V, "x", version, "t", column, chunk, part];
}

/** A number per ordinal: column `id`, `last` or `created`. */
export function columnKey(version: number, column: string, segment: number): Deno.KvKey {
  return [V, "x", version, "n", column, segment];
}

/** A set of ordinals: `alive`, `t:<tag id>`, `l:<language>`. Block first: a fold reads all sets of a block. */
export function bitmapKey(version: number, block: number, name: string): Deno.KvKey {
  return [V, "x", version, "b", block, name];
}

/** Postings of neighbouring grams in the texts of a sealed block. */
export function sealedPageKey(version: number, block: number, page: number): Deno.KvKey {
  return [V, "x", version, "s", block, page];
}

/** The first gram of each page of a sealed block. */
export function sealedDirectoryKey(version: number, block: number): Deno.KvKey {
  return [V, "x", version, "sd", block];
}

export function manifestKey(version: number): Deno.KvKey {
  return [V, "x", version, "man"];
}

/** The next ordinal to give. Not in the manifest, for giving ordinals publishes nothing. */
export function nextOrdinalKey(version: number): Deno.KvKey {
  return [V, "x", version, "next"];
}

// People and sign-in ---------------------------------------------------------------------------

export function userKey(id: string): Deno.KvKey {
  return [V, "user", id];
}

export function userEmailKey(email: string): Deno.KvKey {
  return [V, "user_email", email];
}

export function sessionKey(hash: string): Deno.KvKey {
  return [V, "session", hash];
}

export function userSessionKey(userId: string, hash: string): Deno.KvKey {
  return [V, "user_session", userId, hash];
}

export function limitKey(rule: string, subject: string): Deno.KvKey {
  return [V, "limit", rule, subject];
}

export function setupKey(): Deno.KvKey {
  return [V, "setup"];
}

/** Written to see whether the store takes writes; holds the time of the last try. */
export function probeKey(): Deno.KvKey {
  return [V, "probe"];
}

export function linkKey(hash: string): Deno.KvKey {
  return [V, "link", hash];
}

/** What a form that was sent twice has already made. */
export function onceKey(userId: string, token: string): Deno.KvKey {
  return [V, "once", userId, token];
}

// Imports and other long jobs ------------------------------------------------------------------

export function importRunKey(runId: string): Deno.KvKey {
  return [V, "import", runId];
}

export function importChunkKey(runId: string, chunk: number): Deno.KvKey {
  return [V, "import_chunk", runId, chunk];
}

export function importRowKey(runId: string, row: number): Deno.KvKey {
  return [V, "import_row", runId, row];
}

export function jobKey(name: string): Deno.KvKey {
  return [V, "job", name];
}

// Ranges ---------------------------------------------------------------------------------------

/** Names of ranges that are listed as a whole. */
export type Range =
  | "c"
  | "sl"
  | "sc"
  | "sn"
  | "e"
  | "p"
  | "i"
  | "ev"
  | "attribute"
  | "note"
  | "note_pin"
  | "channel"
  | "channel_log"
  | "channel_seen"
  | "in"
  | "conv"
  | "ct"
  | "cc"
  | "cs"
  | "msg"
  | "outbox"
  | "outbox_line"
  | "outbox_due"
  | "wev"
  | "block"
  | "block_end"
  | "blocked"
  | "block_attempts"
  | "block_attempt"
  | "past_block"
  | "merged"
  | "merge"
  | "merge_record"
  | "merge_of"
  | "merge_open"
  | "merge_lock"
  | "trash"
  | "trash_row"
  | "dup"
  | "dup_todo"
  | "dup_pair"
  | "dup_of"
  | "dup_not"
  | "activity"
  | "activity_user"
  | "tag"
  | "tag_name"
  | "segment"
  | "user"
  | "user_email"
  | "session"
  | "user_session"
  | "limit"
  | "link"
  | "once"
  | "import"
  | "import_chunk"
  | "import_row";

/** The prefix of all keys of one kind, or of those below the given parts: `rangePrefix("ev", 42)`. */
export function rangePrefix(range: Range, ...parts: Deno.KvKeyPart[]): Deno.KvKey {
  return [V, range, ...parts];
}
