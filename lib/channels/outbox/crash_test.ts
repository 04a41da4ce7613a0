// A process dies, or the store refuses, at every commit of a delivery: what is queued goes out all the same.
import { assert, assertEquals } from "@std/assert";
import type { Message } from "@/lib/domain/conversation.ts";
import { nextDueAtMs } from "@/lib/store/outbox.ts";
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

const FAULTS: Fault[] = ["crash_before", "crash_after", "locked", "conflict"];

interface Story {
  kv: Deno.Kv;
  deps: TestDeps;
  channelId: string;
  connector: RecordingConnector;
  messages: Message[];
}

/** Two conversations of three messages; of one, the second message fails for now, of the other for good. */
async function begin(kv: Deno.Kv): Promise<Story> {
  const channel = await withChannel(kv);
  const messages: Message[] = [];
  for (const text of ["one", "two", "three"]) {
    for (const conversationId of ["C1", "C2"]) {
      messages.push(await queueReply(kv, channel, { conversationId, text }));
    }
  }
  const connector = connectorOf(({ message, conversation }, before) => {
    if (message.text !== "two") return;
    if (conversation.id === "C2") throw new DeliveryError("refused", { isFinal: true });
    if (before === 0) throw new DeliveryError("timeout", { isFinal: false });
  });
  return { kv, deps: testDeps(kv), channelId: channel.id, connector, messages };
}

/** One process, until it finds nothing to do; its failures are told. */
async function drain({ deps, connector }: Story, kv: Deno.Kv): Promise<unknown[]> {
  const failures: unknown[] = [];
  const outbox = openOutbox({
    connectors: allBy(connector),
    onFailure: (error) => failures.push(error),
    waitMsMax: 0,
    channelLinesAtOnce: 1,
  });
  await outbox.drain({ ...deps, kv });
  return failures;
}

/** Other processes, as time goes by, until nothing waits. */
async function drainAll(story: Story): Promise<void> {
  for (let round = 0; round < 20; round++) {
    await drain(story, story.kv);
    const dueAtMs = await nextDueAtMs(story.kv, story.channelId);
    if (dueAtMs === null) return;
    story.deps.pass(Math.max(0, dueAtMs - story.deps.now()));
  }
  throw new Error("The outbox is never empty");
}

async function assertDelivered({ kv, connector, messages }: Story, where: string) {
  for (const message of messages) {
    const isRefused = message.conversationId === "C2" && message.text === "two";
    const delivery = await deliveryOf(kv, message);
    assertEquals(delivery?.state, isRefused ? "failed" : "sent", where);
    assert(connector.orders.some((order) => order.message.id === message.id), where);
  }
  for (const conversationId of ["C1", "C2"]) {
    const orders = connector.orders.filter(({ conversation }) =>
      conversation.id === conversationId
    );
    const ids = orders.map(({ message }) => message.id);
    assertEquals(ids, ids.toSorted(), where); // none before an older one
  }
  assertEquals(await outboxProblems(kv), [], where);
}

for (const fault of FAULTS) {
  Deno.test(`whatever commit of a delivery meets "${fault}", all goes out, in order`, async () => {
    const commits = await countCommits();
    let failed = 0;
    for (let at = 0; at < commits; at++) {
      using kv = await memoryKv();
      const story = await begin(kv);
      const faulty = faultyKv(kv, (commit) => commit === at ? fault : null);
      failed += (await drain(story, faulty.kv)).length;
      await drainAll(story);
      await assertDelivered(story, `${fault} at commit ${at}`);
      // A double is sent only where the answer to a commit was lost.
      const doubles = story.connector.orders.length - 7;
      const isCrash = fault.startsWith("crash");
      assert(doubles === 0 || (isCrash && doubles === 1), `${doubles} doubles at commit ${at}`);
    }
    // Two turns taken, four messages settled, one put off.
    assertEquals(commits, 7);
    assertEquals(failed, fault.startsWith("crash") ? commits : 0);
  });
}

async function countCommits(): Promise<number> {
  using kv = await memoryKv();
  const { kv: watched, commits } = faultyKv(kv);
  await drain(await begin(kv), watched);
  return commits.length;
}
