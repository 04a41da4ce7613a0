// The store that is held against the model of contacts, and how its actions are called: also by a process that dies.
import { ulid } from "@std/ulid";
import type { Acting } from "@/lib/actions/deps.ts";
import { createTag } from "@/lib/actions/create_tag.ts";
import type { Channel } from "@/lib/domain/channel.ts";
import { ConflictError, ContactMovedError, InputError, NotFoundError } from "@/lib/errors.ts";
import { openContactIndex } from "@/lib/store/index/contact_index.ts";
import { findMerge, listOpenMergeIds } from "@/lib/store/merges.ts";
import { ADMIN, aTag } from "@/tests/support/cast.ts";
import { actingAs, type TestDeps, testDeps } from "@/tests/support/deps.ts";
import { aChannel } from "@/tests/support/inbound.ts";
import { Crash, type Fault, faultyKv, memoryKv } from "@/tests/support/kv.ts";
import type { ContactModel } from "./contact_model.ts";

export interface World extends Disposable {
  kv: Deno.Kv;
  deps: TestDeps;
  admin: Acting;
  tagIds: string[];
  /** Two know people by ids of their own, the third by e-mail. */
  channels: Channel[];
}

export const EMAILS = ["a@example.com", "b@example.com", "c@example.com", "d@example.com"];
export const PHONES = ["+380671234561", "+380671234562", "+380671234563"];

export async function openWorld(): Promise<World> {
  const kv = await memoryKv();
  const deps = inOrder(testDeps(kv, openContactIndex(kv)));
  const admin = actingAs(deps, ADMIN);
  const tagIds: string[] = [];
  for (const name of ["VIP", "Opt", "New"]) {
    const { id } = await createTag(admin, aTag({ name }));
    tagIds.push(id);
  }
  const channels = [
    aChannel({ id: "01CHANNELA", type: "telegram" }),
    aChannel({ id: "01CHANNELB", type: "api" }),
    aChannel({ id: "01CHANNELC", type: "email" }),
  ];
  return { kv, deps, admin, tagIds, channels, [Symbol.dispose]: () => kv.close() };
}

/** Ids in the order in which they were made, and the same ones every time. */
function inOrder(deps: TestDeps): TestDeps {
  let made = 0;
  const tail = () => String(++made).padStart(16, "0");
  return { ...deps, newId: () => ulid(deps.now()).slice(0, 10) + tail() };
}

/** Where an action is cut off: at its n-th commit, and whether that one was made. */
export interface CutOff {
  at: number;
  fault: Extract<Fault, "crash_before" | "crash_after">;
}

/** Another process on the same store, which dies there. */
export function dying({ kv, deps }: World, cutOff: CutOff): Acting {
  const faulty = faultyKv(kv, (commit) => commit === cutOff.at ? cutOff.fault : null);
  const own = testDeps(faulty.kv, deps.index);
  return actingAs({ ...own, now: deps.now, newId: deps.newId, background: () => {} }, ADMIN);
}

export type Outcome<T> =
  | { state: "ok"; value: T }
  | { state: "refused"; code: string }
  | { state: "crashed" };

/** Runs an action; errors that tell a person something are an outcome, all others are thrown. */
export async function outcomeOf<T>(run: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { state: "ok", value: await run() };
  } catch (error) {
    if (error instanceof Crash) return { state: "crashed" };
    if (error instanceof InputError) {
      const [problem] = Object.values(error.problems);
      return { state: "refused", code: problem?.code ?? "" };
    }
    if (error instanceof NotFoundError) return { state: "refused", code: "not_found" };
    if (error instanceof ConflictError) return { state: "refused", code: "conflict" };
    if (error instanceof ContactMovedError) return { state: "refused", code: "moved" };
    throw error;
  }
}

/** Which contacts are in the way of others until what was cut off has been taken on. */
export async function readLocks(model: ContactModel, { kv }: World): Promise<void> {
  model.locked.clear();
  for (const id of await listOpenMergeIds(kv)) {
    const merge = await findMerge(kv, id);
    if (merge) { for (const one of [merge.keptId, merge.mergedId]) model.locked.add(one); }
  }
}
