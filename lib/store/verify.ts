// Verify: every index compared with the records both ways, in words, with repair; safe while the store is in use.
import { saveChange } from "./change.ts";
import { DEFAULT_INDEX_OPTIONS, type IndexOptions } from "./index/contact_index.ts";
import { verifyIndex } from "./index/verify.ts";
import { contactTotalKey, nextIdBlockKey } from "./keys/contacts.ts";
import { rangePrefix } from "./keys/range.ts";
import { activityRules } from "./verify_activity_rules.ts";
import { BLOCK_RULE, findWrongBlocks } from "./verify_block_rules.ts";
import {
  CONVERSATION_RULE,
  findWrongCounts,
  MESSAGE_RULE,
  OUTBOX_LINE_RULE,
} from "./verify_conversation_rules.ts";
import { DUPLICATE_PAIR_RULE, findWrongPairTotal } from "./verify_duplicate_rules.ts";
import { findLiveMerged, MERGE_RULE } from "./verify_merge_rules.ts";
import { findDifferences, type Finding } from "./verify_pointers.ts";
import { findLiveTrash, TRASH_RULE } from "./verify_trash_rules.ts";
import { CONTACT_RULE, SESSION_RULE, TAG_RULE, USER_RULE } from "./verify_rules.ts";

/** A difference between an index and the records, as it is told to a person. */
export interface Difference {
  /** What is wrong; ids only. */
  message: string;
  fixed: boolean;
}

export interface VerifyOptions {
  /** Repair what can be repaired; the packed index catches up at its next fold. */
  fix: boolean;
  /** As the index was opened with; the defaults if left out. */
  index?: IndexOptions;
  /** Told of each difference as soon as it is found. */
  report?: (difference: Difference) => void;
}

export interface VerifyReport {
  contacts: number;
  differences: number;
  fixed: number;
}

/** What the scan of the records has learnt, for the steps after it. */
interface Seen {
  contacts: number;
  maxId: number;
  /** Of the count of contacts, before the scan. */
  totalVersionstamp: string | null;
}

const RECOUNTS_MAX = 3;
const RULES = [
  TAG_RULE,
  USER_RULE,
  SESSION_RULE,
  CONVERSATION_RULE,
  MESSAGE_RULE,
  OUTBOX_LINE_RULE,
  BLOCK_RULE,
  DUPLICATE_PAIR_RULE,
  TRASH_RULE,
  MERGE_RULE,
];

/** Compares and, if asked, repairs. Memory does not grow with the store; time does, some 0.4 ms a contact. */
export async function verify(kv: Deno.Kv, options: VerifyOptions): Promise<VerifyReport> {
  const report: VerifyReport = { contacts: 0, differences: 0, fixed: 0 };
  const { versionstamp } = await kv.get(contactTotalKey());
  const seen: Seen = { contacts: 0, maxId: 0, totalVersionstamp: versionstamp };
  const index = options.index ?? DEFAULT_INDEX_OPTIONS;
  for await (const { message, repair } of findings(kv, seen, index)) {
    const fixed = options.fix && repair !== null && await repair();
    report.differences += 1;
    report.fixed += fixed ? 1 : 0;
    options.report?.({ message, fixed });
  }
  return { ...report, contacts: seen.contacts };
}

async function* findings(kv: Deno.Kv, seen: Seen, index: IndexOptions): AsyncGenerator<Finding> {
  yield* findDifferences(kv, CONTACT_RULE, (key) => note(seen, Number(key[2])));
  yield* findWrongTotal(kv, seen);
  yield* findLowIds(kv, seen.maxId);
  for (const rule of RULES) yield* findDifferences<unknown>(kv, rule);
  for (const rule of await activityRules(kv)) yield* findDifferences(kv, rule);
  yield* findWrongCounts(kv);
  yield* findWrongBlocks(kv);
  yield* findWrongPairTotal(kv);
  yield* findLiveTrash(kv);
  yield* findLiveMerged(kv);
  yield* verifyIndex(kv, index);
}

function note(seen: Seen, id: number): void {
  seen.contacts += 1;
  seen.maxId = Math.max(seen.maxId, id);
}

/** A scan counts right only if no contact was created meanwhile, so it is repeated when the count has moved. */
async function* findWrongTotal(kv: Deno.Kv, seen: Seen): AsyncGenerator<Finding> {
  let counted = { contacts: seen.contacts, versionstamp: seen.totalVersionstamp };
  for (let recount = 0; recount < RECOUNTS_MAX; recount++) {
    const entry = await kv.get<Deno.KvU64>(contactTotalKey());
    if (entry.versionstamp === counted.versionstamp) {
      return yield* compareTotal(kv, entry, counted.contacts);
    }
    counted = { contacts: await countContacts(kv), versionstamp: entry.versionstamp };
  }
  const message =
    "The number of contacts could not be compared: contacts are being created; try again later";
  yield { message, repair: null };
}

async function countContacts(kv: Deno.Kv): Promise<number> {
  let count = 0;
  for await (const _ of kv.list({ prefix: rangePrefix("c") }, { batchSize: 500 })) count++;
  return count;
}

function* compareTotal(
  kv: Deno.Kv,
  entry: Deno.KvEntryMaybe<Deno.KvU64>,
  contacts: number,
): Generator<Finding> {
  const total = entry.value instanceof Deno.KvU64 ? entry.value.value : 0n;
  if (total === BigInt(contacts)) return;
  yield {
    message: `The number of contacts is kept as ${total}, but there are ${contacts}`,
    repair: () =>
      saveChange(kv, async (change) => {
        const { versionstamp } = await change.get(contactTotalKey());
        if (versionstamp !== entry.versionstamp) return false;
        change.set(contactTotalKey(), new Deno.KvU64(BigInt(contacts)));
        return true;
      }),
  };
}

/** An id that is given out again would meet the contact that has it. */
async function* findLowIds(kv: Deno.Kv, maxId: number): AsyncGenerator<Finding> {
  const { value } = await kv.get<number>(nextIdBlockKey());
  if ((value ?? 1) > maxId) return;
  yield {
    message: `The next contact id is kept as ${value ?? 1}, but there is a contact ${maxId}`,
    repair: () =>
      saveChange(kv, async (change) => {
        const next = (await change.get<number>(nextIdBlockKey())).value ?? 1;
        change.set(nextIdBlockKey(), Math.max(next, maxId + 1));
        return true;
      }),
  };
}
