// A process of the sender's kill test: agents write in some conversations while the outbox delivers to a receiver.
import { openConnectors } from "@/lib/channels/connectors/open_connectors.ts";
import { openOutbox } from "@/lib/channels/outbox/drain.ts";
import { nextDueAtMs } from "@/lib/store/outbox.ts";
import { testDeps } from "@/tests/support/deps.ts";
import { queueReply } from "@/tests/support/outbox.ts";

/** What the process is told, as JSON. */
export interface SenderRole {
  channelId: string;
  /** How far its clock is ahead: leases of those who were killed are over by then. */
  aheadMs: number;
  /** Agents write until this many messages wait or have gone; none at the end. */
  messages: number;
  /** Ids of messages begin with it: each process's come after those of the processes before. */
  series: string;
}

const CONVERSATIONS = 7;

if (import.meta.main) {
  const [role = "", file] = Deno.args;
  const { channelId, aheadMs, messages, series }: SenderRole = JSON.parse(role);
  using kv = await Deno.openKv(file);
  const now = () => Date.now() + aheadMs;
  const deps = { ...testDeps(kv), now };
  const outbox = openOutbox({
    connectors: openConnectors({
      privateHosts: ["127.0.0.1"],
      telegramApi: new URL("https://api.telegram.org"),
      secrets: deps.secrets,
      now,
    }),
    onFailure: (error) => console.log(`failed ${error}`),
    waitMsMax: 0,
  });
  const drains = [outbox.drain(deps)];
  for (let at = 0; at < messages; at++) {
    const conversationId = `C${at % CONVERSATIONS}`;
    const id = `${series}${String(at).padStart(6, "0")}`;
    await queueReply(kv, { id: channelId }, { id, conversationId, atMs: now() });
    console.log(`queued ${conversationId} ${id}`);
    drains.push(outbox.drain(deps));
  }
  await Promise.all(drains);
  const isDone = await nextDueAtMs(kv, channelId) === null;
  console.log(isDone ? "done" : "waiting");
}
