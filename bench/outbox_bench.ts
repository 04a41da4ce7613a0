/** How fast the outbox delivers by webhook to a receiver that answers at once: a full queue, then a steady stream. */
import process from "node:process";
import { openConnectors } from "@/lib/channels/connectors/open_connectors.ts";
import { openOutbox, type Outbox } from "@/lib/channels/outbox/drain.ts";
import { type Message, messageSchema } from "@/lib/domain/conversation.ts";
import { rangePrefix } from "@/lib/store/keys/range.ts";
import { openKv } from "@/lib/store/kv.ts";
import { type TestDeps, testDeps } from "@/tests/support/deps.ts";
import { outboxProblems, queueReply, withChannel } from "@/tests/support/outbox.ts";
import { openReceiver } from "@/tests/support/receiver.ts";

const CONVERSATIONS = 1000;
/** Fewer with an argument: `deno run -A bench/outbox_bench.ts 2000`. */
const QUEUED = Number(Deno.args[0] ?? 10_000);
const STREAM_A_SECOND = 50;
const STREAM_SECONDS = 20;

interface Sender {
  kv: Deno.Kv;
  deps: TestDeps;
  outbox: Outbox;
  channel: { id: string };
}

async function openSender(kv: Deno.Kv, url: string): Promise<Sender> {
  const deps = { ...testDeps(kv), now: () => Date.now() };
  const plain = `whsec_${new Uint8Array(32).fill(1).toBase64()}`;
  const sealed = await deps.secrets.seal(plain);
  const secrets = [{ id: "01SECRET", sealed, createdAtMs: 0 }];
  const channel = await withChannel(kv, { connector: { kind: "webhook", url }, secrets });
  const settings = { privateHosts: ["127.0.0.1"], telegramApi: new URL(url), ...deps };
  const connectors = openConnectors(settings);
  return { kv, deps, channel, outbox: openOutbox({ connectors, onFailure: console.error }) };
}

async function deliverQueue(sender: Sender): Promise<string> {
  for (let at = 0; at < QUEUED; at++) await queueOne(sender, `Q${at % CONVERSATIONS}`);
  const [startMs, cpu] = [performance.now(), process.cpuUsage()];
  await sender.outbox.drain(sender.deps);
  const seconds = (performance.now() - startMs) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const cpuMs = ((user + system) / 1000 / QUEUED).toFixed(1);
  const rate = Math.round(QUEUED / seconds);
  return `${QUEUED} messages that wait in ${CONVERSATIONS} conversations: ${rate} a second, ` +
    `${cpuMs} ms of processor each`;
}

/** Each message asks for a delivery, as a request does that has stored one. */
async function deliverStream(sender: Sender): Promise<string> {
  const asked: Promise<void>[] = [];
  const startMs = performance.now();
  for (let at = 0; at < STREAM_A_SECOND * STREAM_SECONDS; at++) {
    const dueMs = startMs + at * 1000 / STREAM_A_SECOND;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, dueMs - performance.now())));
    await queueOne(sender, `S${at % CONVERSATIONS}`);
    asked.push(sender.outbox.drain(sender.deps));
  }
  await Promise.all(asked);
  const ages = (await storedIn(sender.kv, "S")).map(({ atMs, delivery }) =>
    (delivery?.atMs ?? Infinity) - atMs
  ).sort((a, b) => a - b);
  const [p50, p99] = [0.5, 0.99].map((part) => ages[Math.floor(ages.length * part)]);
  return `${STREAM_A_SECOND} a second: age p50 ${p50} ms, p99 ${p99} ms, at most ${ages.at(-1)} ms`;
}

function queueOne({ kv, channel }: Sender, conversationId: string): Promise<Message> {
  return queueReply(kv, channel, { conversationId, atMs: Date.now() });
}

async function storedIn(kv: Deno.Kv, letter: string): Promise<Message[]> {
  const entries = kv.list({ prefix: rangePrefix("msg") });
  const messages = await Array.fromAsync(entries, ({ value }) => messageSchema.parse(value));
  return messages.filter(({ conversationId }) => conversationId.startsWith(letter));
}

/** A process of its own, so that what it costs is not the sender's. */
async function receiverProcess() {
  const args = ["run", "-A", "--no-check", import.meta.filename ?? "", "receiver"];
  const child = new Deno.Command(Deno.execPath(), { args, stdout: "piped" }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value = "" } = await reader.read();
  return { child, url: value.trim() };
}

async function main(): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "kartka_outbox_" });
  const { child, url } = await receiverProcess();
  const kv = await openKv({ kvUrl: null, dataDir: folder });
  try {
    const sender = await openSender(kv, url);
    console.log(await deliverQueue(sender));
    console.log(await deliverStream(sender));
    const unsent = [...await storedIn(kv, "Q"), ...await storedIn(kv, "S")]
      .filter(({ delivery }) => delivery?.state !== "sent");
    const problems = await outboxProblems(kv);
    if (unsent.length + problems.length > 0) throw new Error(`${unsent.length} were not sent`);
  } finally {
    kv.close();
    child.kill();
    await child.status;
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) {
  if (Deno.args[0] === "receiver") console.log(openReceiver().url);
  else await main();
}
