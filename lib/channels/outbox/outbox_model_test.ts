// Random histories of the outbox, against the little that has to be true of each message whatever happens.
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Channel } from "@/lib/domain/channel.ts";
import { type Message, messageSchema } from "@/lib/domain/conversation.ts";
import { saveChange } from "@/lib/store/change.ts";
import { stageEditChannel } from "@/lib/store/channels.ts";
import { requireMessageIn } from "@/lib/store/conversations.ts";
import { messageKey } from "@/lib/store/keys/conversations.ts";
import { rangePrefix } from "@/lib/store/keys/range.ts";
import { nextDueAtMs, stageRetry } from "@/lib/store/outbox.ts";
import { type TestDeps, testDeps } from "@/tests/support/deps.ts";
import { type Fault, faultyKv, memoryKv } from "@/tests/support/kv.ts";
import {
  allBy,
  connectorOf,
  deliveryOf,
  outboxProblems,
  queueReply,
  type RecordingConnector,
  withChannel,
} from "@/tests/support/outbox.ts";
import { DeliveryError } from "../connectors/connector.ts";
import { openOutbox } from "./drain.ts";

const RUNS = Number(Deno.env.get("RUNS") ?? 150);
type Answer = "sent" | "later" | "never" | "broken";

type Step =
  | { do: "queue"; conversation: number }
  | { do: "drain"; processes: number }
  | { do: "crash"; commit: number; fault: Fault }
  | { do: "pass"; ms: number }
  | { do: "retry"; message: number }
  | { do: "receipt"; message: number }
  | { do: "switch"; enabled: boolean };

const aStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant("queue" as const), conversation: fc.nat(3) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("drain" as const),
      processes: fc.integer({ min: 1, max: 3 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("crash" as const),
      commit: fc.nat(8),
      fault: fc.constantFrom<Fault>("crash_before", "crash_after", "locked", "conflict"),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("pass" as const),
      ms: fc.constantFrom(1, 5000, 60_000, 3_600_000, 86_400_000),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("retry" as const), message: fc.nat(30) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("receipt" as const), message: fc.nat(30) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("switch" as const), enabled: fc.boolean() }),
  },
);
const anAnswer = fc.constantFrom<Answer>("sent", "sent", "sent", "later", "never", "broken");

class World {
  readonly messages: Message[] = [];
  readonly taken = new Map<string, number>();
  readonly connector: RecordingConnector;
  readonly deps: TestDeps;
  crashes = 0;

  constructor(
    readonly kv: Deno.Kv,
    readonly channel: Channel,
    /** Used up in order, then all is taken. */
    readonly answers: Answer[],
  ) {
    this.deps = testDeps(kv);
    this.connector = connectorOf(async ({ message, conversation }) => {
      await this.#assertFirst(conversation.id, message.id);
      const answer = this.answers.shift() ?? "sent";
      if (answer === "later") throw new DeliveryError("receiver_error", { isFinal: false });
      if (answer === "never") throw new DeliveryError("refused", { isFinal: true });
      if (answer === "broken") throw new TypeError("broken");
      this.taken.set(message.id, (this.taken.get(message.id) ?? 0) + 1);
      return { state: "sent", externalId: null, status: 200 };
    });
  }

  /** No older message of the conversation may still wait. */
  async #assertFirst(conversationId: string, id: string): Promise<void> {
    const range = {
      prefix: rangePrefix("msg", conversationId),
      end: messageKey(conversationId, id),
    };
    for await (const { value } of this.kv.list(range)) {
      const older = messageSchema.parse(value);
      assert(older.delivery?.state !== "queued", `${id} before ${older.id}`);
    }
  }

  async take(step: Step): Promise<void> {
    if (step.do === "queue") await this.#queue(step.conversation);
    else if (step.do === "drain") await this.drain(Array(step.processes).fill(this.kv));
    else if (step.do === "crash") await this.#crash(step);
    else if (step.do === "pass") this.deps.pass(step.ms);
    else if (step.do === "retry") await this.#retry(this.messages[step.message]);
    else if (step.do === "receipt") await this.#receive(this.messages[step.message]);
    else await this.switch(step.enabled);
    assertEquals(await this.#problems(), []);
  }

  /** Places of messages that a receipt has settled are cleared away when their turn comes. */
  async #problems(): Promise<string[]> {
    return (await outboxProblems(this.kv)).filter((problem) => !problem.endsWith("is delivered"));
  }

  async #queue(conversation: number): Promise<void> {
    const changes = { conversationId: `C${conversation}`, atMs: this.deps.now() };
    this.messages.push(await queueReply(this.kv, this.channel, changes));
  }

  async drain(kvs: Deno.Kv[]): Promise<void> {
    await Promise.all(kvs.map((kv) => {
      const onFailure = () => {};
      const options = { connectors: allBy(this.connector), onFailure, waitMsMax: 0 };
      return openOutbox(options).drain({ ...this.deps, kv });
    }));
  }

  async #crash({ commit, fault }: { commit: number; fault: Fault }): Promise<void> {
    if (fault.startsWith("crash")) this.crashes++;
    const { kv } = faultyKv(this.kv, (at) => at === commit ? fault : null);
    await this.drain([kv]);
  }

  async #retry(message: Message | undefined): Promise<void> {
    if (message === undefined) return;
    const state = (await deliveryOf(this.kv, message))?.state;
    if (state !== "failed" && state !== "queued") return;
    const nowMs = this.deps.now();
    await saveChange(this.kv, async (change) => {
      const read = await requireMessageIn(change, message.conversationId, message.id);
      await stageRetry(change, read, { channelId: this.channel.id, nowMs });
    });
  }

  /** As inbound reports on deliveries do. */
  async #receive(message: Message | undefined): Promise<void> {
    if (message?.delivery == null) return;
    const delivery = { ...message.delivery, state: "delivered" as const, nextTryAtMs: null };
    await this.kv.set(messageKey(message.conversationId, message.id), { ...message, delivery });
  }

  async switch(enabled: boolean): Promise<void> {
    await saveChange(this.kv, (change) => stageEditChannel(change, { ...this.channel, enabled }));
  }

  /** Time goes by, and nobody dies any more. */
  async finish(): Promise<void> {
    await this.switch(true);
    for (let round = 0; round < 400; round++) {
      await this.drain([this.kv]);
      const dueAtMs = await nextDueAtMs(this.kv, this.channel.id);
      if (dueAtMs === null) return;
      this.deps.pass(Math.max(0, dueAtMs - this.deps.now()));
    }
    throw new Error("The outbox is never empty");
  }

  async assertAllSettled(): Promise<void> {
    assertEquals(await outboxProblems(this.kv), []);
    for (const message of this.messages) {
      const delivery = await deliveryOf(this.kv, message);
      const taken = this.taken.get(message.id) ?? 0;
      assert(delivery !== null && delivery.state !== "queued", `${message.id} still waits`);
      if (delivery.state === "sent") assert(taken >= 1, `${message.id} was lost`);
      // A double is sent only where the answer to a commit was lost.
      assert(taken <= 1 + this.crashes, `${message.id} was sent ${taken} times`);
      const hasGivenUp = delivery.state === "failed" && delivery.problem !== "refused";
      if (hasGivenUp) assertEquals(delivery.tries, 8);
    }
  }
}

Deno.test("whatever happens, each message ends sent or failed, none is lost, and none overtakes an older one", async () => {
  const seen = { messages: 0, orders: 0, crashes: 0 };
  const steps = fc.array(aStep, { minLength: 5, maxLength: 40, size: "max" });
  const answers = fc.array(anAnswer, { maxLength: 30, size: "max" });
  const property = fc.asyncProperty(steps, answers, async (steps, answers) => {
    using kv = await memoryKv();
    const world = new World(kv, await withChannel(kv), [...answers]);
    for (const step of steps) await world.take(step);
    await world.finish();
    await world.assertAllSettled();
    seen.messages += world.messages.length;
    seen.orders += world.connector.orders.length;
    seen.crashes += world.crashes;
  });
  await fc.assert(property, { numRuns: RUNS });
  // A run in which little happened proves little.
  assert(seen.messages > RUNS * 3 && seen.orders > RUNS * 4 && seen.crashes > RUNS / 2);
});
