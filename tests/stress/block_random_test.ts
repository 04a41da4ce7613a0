// Random histories of a contact that is blocked, edited, deleted and restored while messages come, against a model.
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { blockContact } from "@/lib/actions/block_contact.ts";
import { createContact } from "@/lib/actions/create_contact.ts";
import { deleteContact } from "@/lib/actions/delete_contact.ts";
import type { Acting } from "@/lib/actions/deps.ts";
import { editContact } from "@/lib/actions/edit_contact.ts";
import { endBlocks } from "@/lib/actions/end_blocks.ts";
import { restoreContact } from "@/lib/actions/restore_contact.ts";
import { unblockContact } from "@/lib/actions/unblock_contact.ts";
import { isBlocked, type PastBlock } from "@/lib/domain/block.ts";
import { findContact, requireContact } from "@/lib/store/contacts.ts";
import { rangePrefix } from "@/lib/store/keys/range.ts";
import { verify } from "@/lib/store/verify.ts";
import { aBlock } from "@/tests/support/blocks.ts";
import { ADMIN, aNamed } from "@/tests/support/cast.ts";
import { actingAs, type TestDeps, testDeps } from "@/tests/support/deps.ts";
import { aChannel, aMessage, receive } from "@/tests/support/inbound.ts";
import { memoryKv } from "@/tests/support/kv.ts";

/** More with `STRESS_HISTORIES=2000`. */
const RUNS = Number(Deno.env.get("STRESS_HISTORIES") ?? 60);
const MINUTE_MS = 60_000;
const MAIL = aChannel({ type: "email" });
const CHAT = aChannel({ type: "telegram" });
const ADDRESSES = ["a@example.com", "b@example.com", "c@example.com"];

type Step =
  | { kind: "block"; preset: "hour" | "forever" }
  | { kind: "unblock" | "end" | "delete" | "restore" }
  | { kind: "pass"; minutes: number }
  | { kind: "have"; addresses: string[] }
  | { kind: "mail"; address: string }
  | { kind: "chat"; who: number; address: string | null };

const address = fc.constantFrom(...ADDRESSES);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant("block" as const),
    preset: fc.constantFrom("hour" as const, "forever" as const),
  }),
  fc.record({ kind: fc.constantFrom("unblock", "end", "delete", "restore") }),
  fc.record({ kind: fc.constant("pass" as const), minutes: fc.integer({ min: 1, max: 90 }) }),
  fc.record({ kind: fc.constant("have" as const), addresses: fc.subarray(ADDRESSES) }),
  fc.record({ kind: fc.constant("mail" as const), address }),
  fc.record({
    kind: fc.constant("chat" as const),
    who: fc.nat(1),
    address: fc.option(address, { freq: 1 }),
  }),
);

/** What should be. Contact 1 is the only one that is ever blocked. */
class Model {
  /** Whose each address is: contact 1, or whoever has written from it or named it first. */
  owners = new Map<string, number>();
  /** What others have named that was not free. */
  unclaimed = new Map<number, Set<string>>();
  block: { untilMs: number | null; addresses: Set<string> } | null = null;
  refused = 0;

  isKeptOut(addresses: readonly string[], nowMs: number): boolean {
    const { block } = this;
    return block !== null && isBlocked(block, nowMs) &&
      addresses.some((address) => block.addresses.has(address));
  }

  namedBy(contactId: number | undefined): string[] {
    return contactId === undefined ? [] : [...this.unclaimed.get(contactId) ?? []];
  }

  ownAddresses(): string[] {
    return ADDRESSES.filter((address) => this.owners.get(address) === 1);
  }

  free(): void {
    for (const address of this.ownAddresses()) this.owners.delete(address);
  }
}

interface Run {
  deps: TestDeps;
  admin: Acting;
  model: Model;
  /** Contacts of those who chat. */
  chatters: Map<number, number>;
}

/** Does the step where it can be done, in Kartka and in the model. */
async function take(run: Run, step: Step): Promise<void> {
  const { deps, model, chatters } = run;
  if (step.kind === "pass") deps.pass(step.minutes * MINUTE_MS);
  else if (step.kind === "end") await endBlocks(deps);
  else if (step.kind === "mail") {
    const from = { id: model.owners.get(step.address), address: step.address };
    await write(run, from, () => receive(deps, MAIL, aMessage({ email: step.address })));
  } else if (step.kind === "chat") {
    const externalId = `chat-${step.who}`;
    const sender = { externalId, email: step.address ?? undefined };
    const from = { id: chatters.get(step.who), address: externalId, named: step.address };
    const id = await write(run, from, () => receive(deps, CHAT, aMessage(sender)));
    if (id !== null) chatters.set(step.who, id);
  } else {
    const contact = await findContact(deps.kv, 1);
    if (contact !== null) await act(run, step, contact.revision);
    else if (step.kind === "restore") await restore(run);
  }
}

/** What is done to contact 1 while it is there. */
async function act({ deps, admin, model }: Run, step: Step, revision: number): Promise<void> {
  if (step.kind === "block") {
    const { block } = await blockContact(admin, 1, aBlock({ preset: step.preset }));
    const before = model.isKeptOut(ADDRESSES, deps.now()) ? model.block?.addresses ?? [] : [];
    const addresses = new Set([...before, ...model.ownAddresses()]);
    model.block = { untilMs: block?.untilMs ?? null, addresses };
  } else if (step.kind === "unblock") {
    await unblockContact(admin, 1);
    model.block = null;
  } else if (step.kind === "delete") {
    await deleteContact(admin, 1);
    model.free();
  } else if (step.kind === "have") {
    const emails = step.addresses.filter((one) => (model.owners.get(one) ?? 1) === 1);
    await editContact(admin, 1, revision, { ...aNamed("Olena"), emails });
    model.free();
    for (const one of emails) {
      model.owners.set(one, 1);
      model.block?.addresses.add(one);
    }
  }
}

/** With the addresses that are nobody else's by now. */
async function restore({ deps: { kv }, admin, model }: Run): Promise<void> {
  await restoreContact(admin, 1, { withoutTaken: true });
  const { emails } = await requireContact(kv, 1);
  for (const { key } of emails) model.owners.set(key, 1);
}

interface Sender {
  /** The contact's, where there is one. */
  id: number | undefined;
  address: string;
  /** Another address that comes along. */
  named?: string | null;
}

/** From whom the block keeps out, it does from then on, also when they name nothing. */
async function write(
  { deps, model }: Run,
  { id, address, named = null }: Sender,
  send: () => ReturnType<typeof receive>,
): Promise<number | null> {
  const told = [address, named ?? []].flat();
  const isKeptOut = model.isKeptOut([...told, ...model.namedBy(id)], deps.now());
  const { result, contactId } = await send();
  assertEquals(result, isKeptOut ? "dropped" : "stored");
  if (isKeptOut) {
    model.refused++;
    model.block?.addresses.add(address);
  }
  if (contactId === null) return null;
  for (const one of told) {
    const owner = model.owners.get(one);
    if (owner === undefined) model.owners.set(one, contactId);
    else if (owner !== contactId) {
      model.unclaimed.set(contactId, new Set([...model.namedBy(contactId), one]));
    }
  }
  return contactId;
}

/** In blocks that are over and in the one that may hold. */
async function attemptsOf(kv: Deno.Kv): Promise<number> {
  let attempts = 0;
  for await (const { value } of kv.list<PastBlock>({ prefix: rangePrefix("past_block") })) {
    attempts += value.attempts;
  }
  for await (const { value } of kv.list<Deno.KvU64>({ prefix: rangePrefix("block_attempts") })) {
    attempts += Number(value.value);
  }
  return attempts;
}

Deno.test("whatever happens to a blocked contact, what comes is kept out and counted as the model says", async () => {
  const histories = fc.array(step, { minLength: 5, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(histories, async (steps) => {
      using kv = await memoryKv();
      const deps = testDeps(kv);
      const admin = actingAs(deps, ADMIN);
      const run: Run = { deps, admin, model: new Model(), chatters: new Map() };
      await createContact(admin, { ...aNamed("Olena"), emails: ["a@example.com"] });
      run.model.owners.set("a@example.com", 1);
      for (const step of steps) await take(run, step);
      assertEquals(await attemptsOf(kv), run.model.refused);
      const found: string[] = [];
      await verify(kv, { fix: false, report: ({ message }) => found.push(message) });
      assertEquals(found.filter((message) => /[Bb]lock/.test(message)), []);
    }),
    { numRuns: RUNS },
  );
});
