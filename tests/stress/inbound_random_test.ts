// Random histories of what channels report and agents do, against a model of who has which address.
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { createContact } from "@/lib/actions/create_contact.ts";
import { receiveInbound } from "@/lib/actions/receive_inbound.ts";
import type { Channel } from "@/lib/domain/channel.ts";
import { type Contact, contactSchema } from "@/lib/domain/contact.ts";
import { messageSchema } from "@/lib/domain/conversation.ts";
import { InputError } from "@/lib/errors.ts";
import { openContactIndex } from "@/lib/store/index/contact_index.ts";
import { rangePrefix } from "@/lib/store/keys/range.ts";
import { ADMIN, aNamed } from "@/tests/support/cast.ts";
import { actingAs, testDeps } from "@/tests/support/deps.ts";
import { aChannel, anEvent, aReport } from "@/tests/support/inbound.ts";
import { faultyKv, memoryKv } from "@/tests/support/kv.ts";
import { assertSound } from "@/tests/support/verified.ts";

/** More with `STRESS_HISTORIES=5000`. */
const RUNS = Number(Deno.env.get("STRESS_HISTORIES") ?? 60);

const CHANNELS = [
  aChannel({ type: "telegram" }),
  aChannel({ type: "api" }),
  aChannel({ type: "email" }),
  aChannel({ type: "call" }),
];
const EMAILS = ["a@example.com", "b@example.com", "c@example.com"];
const PHONES = ["+380671234561", "+380671234562", "+380671234563"];

type Step =
  | {
    kind: "receive";
    channel: number;
    who: number;
    email?: number;
    phone?: number;
    again: boolean;
  }
  | { kind: "create"; email: number }
  | { kind: "fold" };

const place = fc.nat(2);
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        kind: fc.constant("receive" as const),
        channel: fc.nat(3),
        who: place,
        email: fc.option(place, { nil: undefined }),
        phone: fc.option(place, { nil: undefined }),
        again: fc.boolean(),
      }),
    },
    fc.record({ kind: fc.constant("create" as const), email: place }),
    fc.record({ kind: fc.constant("fold" as const) }),
  ),
  { minLength: 5, maxLength: 40 },
);

/** Whose each address is; who asked for another one's has it unclaimed. */
class Model {
  readonly owners = new Map<string, number>();
  readonly unclaimed = new Map<number, Set<string>>();
  readonly messages = new Map<number, number>();

  receive(id: number, address: string, along: string[]): void {
    const owner = this.owners.get(address) ?? id;
    assertEquals(owner, id, `${address} led to another contact`);
    this.owners.set(address, id);
    for (const handle of along) {
      const other = this.owners.get(handle) ?? id;
      this.owners.set(handle, other);
      if (other === id) continue;
      this.unclaimed.set(id, (this.unclaimed.get(id) ?? new Set()).add(handle));
    }
    this.messages.set(id, (this.messages.get(id) ?? 0) + 1);
  }
}

function identityOf(channel: Channel, step: Step & { kind: "receive" }) {
  const along = {
    email: step.email === undefined ? undefined : EMAILS[step.email],
    phone: step.phone === undefined ? undefined : PHONES[step.phone],
  };
  if (channel.type === "email") return { ...along, email: EMAILS[step.who] };
  if (channel.type === "call") return { ...along, phone: PHONES[step.who] };
  return { ...along, externalId: `who ${step.who}` };
}

Deno.test("in any history each address leads to who had it first, and nothing is merged, taken or lost", async () => {
  let received = 0;
  await fc.assert(
    fc.asyncProperty(steps, async (history) => {
      using kv = await memoryKv();
      const processes = [kv, faultyKv(kv).kv].map((one) => testDeps(one, openContactIndex(one)));
      const model = new Model();
      for (const [at, step] of history.entries()) {
        const deps = processes[at % 2] ?? testDeps(kv);
        if (step.kind === "fold") await deps.index.fold();
        if (step.kind === "create") {
          await create(deps, model, EMAILS[step.email] ?? "");
        }
        if (step.kind !== "receive") continue;
        const channel = CHANNELS[step.channel] ?? aChannel();
        const identity = identityOf(channel, step);
        const report = aReport(anEvent({ kind: "message", identity, message: { text: "Hi" } }));
        const { contactId } = await receiveInbound(deps, channel, report);
        if (step.again) await receiveInbound(processes[0] ?? deps, channel, report);
        const { externalId, email = "", phone = "" } = { externalId: "", ...identity };
        const own = channel.type === "email" ? email : channel.type === "call" ? phone : "";
        const address = own || `${channel.id} ${externalId}`;
        const along = [email, phone].filter((handle) => handle !== "" && handle !== own);
        model.receive(contactId ?? 0, address, along);
        received++;
      }
      await assertAsModelled(kv, model);
      await assertSound(kv);
    }),
    { numRuns: RUNS },
  );
  assert(received > RUNS);
});

async function create(
  deps: ReturnType<typeof testDeps>,
  model: Model,
  email: string,
): Promise<void> {
  try {
    const input = { ...aNamed("Olena"), emails: [email] };
    const { id } = await createContact(actingAs(deps, ADMIN), input);
    assert(!model.owners.has(email));
    model.owners.set(email, id);
  } catch (error) {
    assert(error instanceof InputError && model.owners.has(email), String(error));
  }
}

async function assertAsModelled(kv: Deno.Kv, model: Model): Promise<void> {
  const contacts = await Array.fromAsync(
    kv.list({ prefix: rangePrefix("c") }),
    ({ value }) => contactSchema.parse(value),
  );
  const owned = contacts.flatMap((contact) =>
    handlesOf(contact).map((handle): [string, number] => [handle, contact.id])
  );
  assertEquals(new Map(owned.toSorted()), new Map([...model.owners].sort()));
  assertEquals(owned.length, model.owners.size);
  for (const { id, unclaimed = [] } of contacts) {
    const keys = unclaimed.map(({ key }) => key).sort();
    assertEquals(keys, [...model.unclaimed.get(id) ?? []].sort());
  }
  const messages = await Array.fromAsync(
    kv.list({ prefix: rangePrefix("msg") }),
    ({ value }) => messageSchema.parse(value),
  );
  const expected = [...model.messages.values()].reduce((sum, count) => sum + count, 0);
  assertEquals(messages.length, expected);
}

function handlesOf({ emails, phones, identities = [] }: Contact): string[] {
  return [
    ...emails.map(({ key }) => key),
    ...phones.map(({ key }) => key ?? ""),
    ...identities.map(({ channelId, externalId }) => `${channelId} ${externalId}`),
  ];
}
