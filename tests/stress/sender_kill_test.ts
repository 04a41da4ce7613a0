// The sender, killed while it delivers: every message is delivered at least once, in the order of its conversation.
import { assert, assertEquals } from "@std/assert";
import { messageSchema } from "@/lib/domain/conversation.ts";
import { LEASE_MS } from "@/lib/channels/outbox/drain.ts";
import { rangePrefix } from "@/lib/store/keys/range.ts";
import { NOON, testDeps } from "@/tests/support/deps.ts";
import { outboxProblems, withChannel } from "@/tests/support/outbox.ts";
import { openReceiver } from "@/tests/support/receiver.ts";
import { withFile, Worker } from "./processes.ts";
import type { SenderRole } from "./sender.ts";

/** More with `STRESS_KILLS=50`. */
const KILLS = Number(Deno.env.get("STRESS_KILLS") ?? 8);
/** Deliveries of a life before it is killed: another number each time, so that the kill meets all kinds of moments. */
const deliveriesBefore = (kill: number) => 1 + (kill * 17) % 41;
const MESSAGES_A_LIFE = 120;

Deno.test("a killed sender loses no message, and no message overtakes an older one", async () => {
  await withFile(async (file) => {
    const arrived: string[] = [];
    let onArrival: (life: number) => Promise<unknown> | void = () => {};
    let inLife = 0;
    await using receiver = openReceiver(async ({ headers }) => {
      arrived.push(headers.get("webhook-id") ?? "");
      await onArrival(++inLife);
      return new Response();
    });
    const channelId = await fill(file, receiver.url);
    const queued: string[] = [];
    let unanswered = 0;
    for (let kill = 1; kill <= KILLS; kill++) {
      const role = { channelId, messages: MESSAGES_A_LIFE, ...lifeOf(kill) };
      const worker = new Worker(JSON.stringify(role satisfies SenderRole), file, "sender.ts");
      const enough = Promise.withResolvers<void>();
      const killed = Promise.withResolvers<void>();
      inLife = 0;
      onArrival = (count) => {
        if (count < deliveriesBefore(kill)) return;
        enough.resolve();
        // Every other kill comes before the receiver has answered.
        if (kill % 2 === 0) return killed.promise;
      };
      await enough.promise;
      await worker.kill();
      killed.resolve();
      if (kill % 2 === 0) unanswered++;
      queued.push(...queuedBy(worker));
    }
    onArrival = () => {};
    await using last = new Worker(
      JSON.stringify({ channelId, messages: 0, ...lifeOf(KILLS + 1) } satisfies SenderRole),
      file,
      "sender.ts",
    );
    await last.says(/^done$/);
    await last.kill();
    await assertAllArrived(file, { queued, arrived });
    const doubles = arrived.length - new Set(arrived).size;
    assert(unanswered >= Math.floor(KILLS / 2));
    console.log(
      `${KILLS} kills, ${unanswered} of them before the receiver had answered: ` +
        `${queued.length} messages acknowledged, all delivered; ${doubles} came twice`,
    );
  });
});

function lifeOf(life: number): Pick<SenderRole, "aheadMs" | "series"> {
  return { aheadMs: life * 2 * LEASE_MS, series: `01LIFE${String(life).padStart(4, "0")}` };
}

async function fill(file: string, url: string): Promise<string> {
  using kv = await Deno.openKv(file);
  const plain = `whsec_${new Uint8Array(32).fill(1).toBase64()}`;
  const sealed = await testDeps(kv).secrets.seal(plain);
  const secrets = [{ id: "01SECRET", sealed, createdAtMs: NOON }];
  return (await withChannel(kv, { connector: { kind: "webhook", url }, secrets })).id;
}

/** The last line may have been cut off by the kill. */
function queuedBy({ lines }: Worker): string[] {
  return lines.flatMap((line) => /^queued (C\d+ \w{16,})$/.exec(line)?.[1] ?? []);
}

async function assertAllArrived(
  file: string,
  { queued, arrived }: { queued: string[]; arrived: string[] },
): Promise<void> {
  using kv = await Deno.openKv(file);
  assertEquals(await outboxProblems(kv), []);
  const messages = await Array.fromAsync(
    kv.list({ prefix: rangePrefix("msg") }),
    ({ value }) => messageSchema.parse(value),
  );
  const stored = new Set(messages.map(({ conversationId, id }) => `${conversationId} ${id}`));
  assertEquals(queued.filter((one) => !stored.has(one)), []);
  assertEquals(
    messages.filter(({ delivery }) => delivery?.state !== "sent").map(({ id }) => id),
    [],
  );
  const first = new Map(arrived.map((id, at) => [id, at] as const).reverse());
  assertEquals(messages.filter(({ id }) => !first.has(id)).map(({ id }) => id), []);
  for (const conversationId of new Set(messages.map((message) => message.conversationId))) {
    const mine = messages.filter((message) => message.conversationId === conversationId);
    const times = mine.map(({ id }) => first.get(id) ?? -1);
    assertEquals(times, times.toSorted((a, b) => a - b), conversationId);
  }
}
