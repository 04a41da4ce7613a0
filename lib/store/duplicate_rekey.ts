// Makes all keys of duplicates anew where they are those of older rules, or where there are none yet.
import { z } from "zod";
import { contactSchema } from "@/lib/domain/contact.ts";
import { saveChange } from "./change.ts";
import {
  DUPLICATE_RULES,
  DUPLICATE_RULES_KEY,
  DUPLICATE_WALK_KEY,
  DUPLICATE_WALK_START,
  duplicateRows,
} from "./duplicate_rows.ts";
import type { Lease } from "./index/lease.ts";
import { contactKey } from "./keys/contacts.ts";
import { rangePrefix } from "./keys/range.ts";

const CONTACTS_PER_ROUND = 450;
/** Their keys fit a commit, however long they are, and so do their checks and the lease's. */
const CONTACTS_PER_COMMIT = 6;
const KEYS_PER_ROUND = 4_000;
const KEYS_PER_COMMIT = 400;
/** Keys that are written or deleted while one contact could have been looked at. */
const KEYS_PER_LOOK = 20;

const stateSchema = z.object({
  rules: z.number(),
  step: z.enum(["clear", "write", "done"]),
  /** Contacts up to this id have their keys. */
  afterId: z.number(),
});
type State = z.infer<typeof stateSchema>;

interface Part {
  next: State;
  /** That were touched. */
  keys: number;
}

/** Whether the keys are those of today's rules. */
export async function areKeysCurrent(kv: Deno.Kv): Promise<boolean> {
  const { value } = await kv.get<unknown>(DUPLICATE_RULES_KEY);
  return stateOf(value).step === "done";
}

/**
 * The next part: first all keys go, then each contact gets its own, and at the end a walk through them is due. Answers
 * how many contacts of the queue could have been looked at instead; null when there is nothing to do.
 */
export async function rekeyOn(kv: Deno.Kv, lease: Lease): Promise<number | null> {
  const entry = await kv.get<unknown>(DUPLICATE_RULES_KEY);
  const state = stateOf(entry.value);
  if (state.step === "done") return null;
  const { next, keys } = state.step === "clear"
    ? await clearSome(kv, lease, state)
    : await writeSome(kv, lease, state);
  await saveChange(kv, (change) => {
    change.check(lease.check);
    change.check(entry);
    change.set(DUPLICATE_RULES_KEY, next);
    if (next.step === "done") change.set(DUPLICATE_WALK_KEY, DUPLICATE_WALK_START);
  });
  return Math.ceil(keys / KEYS_PER_LOOK);
}

function stateOf(value: unknown): State {
  const { data } = stateSchema.safeParse(value);
  return data?.rules === DUPLICATE_RULES
    ? data
    : { rules: DUPLICATE_RULES, step: "clear", afterId: 0 };
}

/** Keys that are written meanwhile may go with them: their contacts come to their turn in the next step. */
async function clearSome(kv: Deno.Kv, lease: Lease, state: State): Promise<Part> {
  const selector = { prefix: rangePrefix("dup") };
  const entries = await Array.fromAsync(kv.list(selector, { limit: KEYS_PER_ROUND }));
  for (let at = 0; at < entries.length; at += KEYS_PER_COMMIT) {
    await saveChange(kv, (change) => {
      change.check(lease.check);
      for (const { key } of entries.slice(at, at + KEYS_PER_COMMIT)) change.delete(key);
    });
  }
  const isLast = entries.length < KEYS_PER_ROUND;
  return { next: isLast ? { ...state, step: "write" } : state, keys: entries.length };
}

async function writeSome(kv: Deno.Kv, lease: Lease, state: State): Promise<Part> {
  const selector = { prefix: rangePrefix("c"), start: contactKey(state.afterId + 1) };
  const entries = kv.list(selector, { limit: CONTACTS_PER_ROUND });
  const ids = await Array.fromAsync(entries, ({ key }) => Number(key.at(-1)));
  let keys = 0;
  for (let at = 0; at < ids.length; at += CONTACTS_PER_COMMIT) {
    keys += await writeKeys(kv, lease, ids.slice(at, at + CONTACTS_PER_COMMIT));
  }
  const step = ids.length < CONTACTS_PER_ROUND ? "done" : "write";
  return { next: { ...state, step, afterId: ids.at(-1) ?? state.afterId }, keys };
}

async function writeKeys(kv: Deno.Kv, lease: Lease, ids: number[]): Promise<number> {
  return await saveChange(kv, async (change) => {
    change.check(lease.check);
    const records = await Promise.all(ids.map((id) => change.get<unknown>(contactKey(id))));
    const rows = records.flatMap(({ value }) => {
      const { data } = contactSchema.safeParse(value); // verify finds one that cannot be read
      return data ? duplicateRows(data) : [];
    });
    for (const key of rows) change.set(key, 0);
    return rows.length;
  });
}
