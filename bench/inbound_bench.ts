// What comes in beside agents at work: fifty signed events a second, answers that go out, and pages that follow it all.
import { clickTogether, type Crowd } from "./clicks.ts";
import { rangePrefix } from "@/lib/store/keys/range.ts";
import { openKv } from "@/lib/store/kv.ts";
import { saveSegments } from "./http_filters.ts";
import { type Receiver, saveChannels, startReceiver } from "./inbound_channels.ts";
import { sendTraffic, type Traffic } from "./inbound_traffic.ts";
import { followList, type LivePages } from "./live_pages.ts";
import { loadApart } from "./load.ts";
import { markdownTable } from "./markdown.ts";
import { percentile } from "./measure.ts";
import { memoryMib } from "./memory.ts";
import { makePopulation } from "./population.ts";
import { startServer } from "./server.ts";
import { Visitor } from "./visitor.ts";

export interface InboundOptions {
  /** Empty. */
  folder: string;
  contacts: number;
  /** Events a second. */
  rate: number;
  /** For how long customers write and agents click. */
  seconds: number;
  say(line: string): void;
}

export interface InboundReport {
  contacts: number;
  rate: number;
  seconds: number;
  traffic: Traffic;
  crowd: Crowd;
  live: LivePages;
  /** Ages of answers when they arrived, in milliseconds. */
  agesMs: number[];
  /** Answers that had not arrived half a minute after the last one was sent. */
  undelivered: number;
  /** Messages in the store at the end, of customers and of agents. */
  stored: number;
  rssMib: number | null;
}

const AGENTS = 20;
const PAUSE_MS = 1000;
const PATIENCE_MS = 30_000;
const LOOK_MS = 100;

/** Loads contacts, starts the app, and lets all loose at once. Wants a build in `_fresh/`. */
export async function benchInbound(options: InboundOptions): Promise<InboundReport> {
  const { folder, contacts, say } = options;
  say(`Loading ${contacts.toLocaleString("en")} contacts …`);
  await loadApart(folder, makePopulation({ total: contacts, newcomers: 0 }));
  const segmentIds = await saveSegments(folder);
  const receiver = startReceiver();
  try {
    const measured = await measure(options, { receiver, segmentIds });
    return { ...measured, stored: await countMessages(folder) };
  } finally {
    await receiver.stop();
  }
}

async function measure(
  { folder, contacts, rate, seconds, say }: InboundOptions,
  { receiver, segmentIds }: { receiver: Receiver; segmentIds: string[] },
): Promise<Omit<InboundReport, "stored">> {
  const channels = await saveChannels(folder, receiver.url);
  say("Starting the app …");
  const server = await startServer(folder, { KARTKA_PRIVATE_HOSTS: "127.0.0.1" });
  try {
    const visitor = new Visitor(server);
    const leaving = new AbortController();
    const following = followList(server, AGENTS, leaving.signal);
    say(`${rate} events a second beside ${AGENTS} agents, ${seconds} seconds …`);
    const site = { contacts, segmentIds, pid: server.pid };
    const [crowd, traffic] = await Promise.all([
      clickTogether(visitor, site, { agents: AGENTS, pauseMs: PAUSE_MS, seconds }),
      sendTraffic({ url: server.url, channels, visitor, rate, seconds }),
    ]);
    leaving.abort();
    const live = await following;
    const replies = traffic.repliesMs.filter((ms) => ms !== null).length;
    await untilArrived(receiver, replies);
    const agesMs = [...receiver.agesMs.values()];
    const rssMib = await memoryMib(server.pid, "now");
    const undelivered = replies - agesMs.length;
    return { contacts, rate, seconds, traffic, crowd, live, agesMs, undelivered, rssMib };
  } finally {
    await server.stop();
  }
}

async function untilArrived({ agesMs }: Receiver, count: number): Promise<void> {
  const endMs = performance.now() + PATIENCE_MS;
  while (agesMs.size < count && performance.now() < endMs) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

async function countMessages(folder: string): Promise<number> {
  using kv = await openKv({ kvUrl: null, dataDir: folder });
  let count = 0;
  for await (const _ of kv.list({ prefix: rangePrefix("msg") }, { batchSize: 500 })) count++;
  return count;
}

/** Whether everything that was sent was taken, stored once, and delivered. */
export function isInboundGood(report: InboundReport): boolean {
  const { traffic, crowd, live, undelivered, stored } = report;
  const all = [traffic.eventsMs, traffic.repliesMs, live.refreshesMs].flat();
  return !all.includes(null) && crowd.errors + live.lost + undelivered === 0 &&
    stored === traffic.eventsMs.length + traffic.repliesMs.length;
}

/** Begins with `## ` and the number of contacts. */
export function inboundText(report: InboundReport): string {
  const { contacts, rate, seconds, traffic, crowd, live, agesMs, stored } = report;
  const row = (name: string, times: readonly (number | null)[]) => {
    const good = times.filter((ms) => ms !== null);
    const cells = [0.5, 0.99, 1].map((share) => percentile(good, share).toFixed(1));
    return [name, String(times.length), String(times.length - good.length), ...cells];
  };
  const clicks = [crowd.clicks, crowd.errors].map(String);
  const crowdTimes = [crowd.p50Ms, crowd.p99Ms].map((ms) => ms.toFixed(1));
  const statuses = [...traffic.statuses].map(([status, count]) => `${count} × ${status}`);
  return [
    `## Inbound, ${contacts.toLocaleString("en")} contacts`,
    `${rate} signed events a second for ${seconds} seconds, from known and new senders in six channels, beside ` +
    `${AGENTS} agents who click once a second and ${AGENTS} open lists that follow it all.`,
    markdownTable(["", "count", "errors", "p50, ms", "p99, ms", "worst, ms"], [
      row("events in", traffic.eventsMs),
      row("answers sent", traffic.repliesMs),
      row("outbox: age at arrival", [...agesMs, ...Array(report.undelivered).fill(null)]),
      ["agents' clicks", ...clicks, ...crowdTimes, ""],
      row("open lists fetched anew", live.refreshesMs),
    ]),
    ...statuses.length > 0 ? [`Refused events: ${statuses.join(", ")}.`] : [],
    `${stored} messages are stored; ${live.events} live events were sent, ${live.lost} connections lost. ` +
    `RSS of the server at the end: ${report.rssMib?.toFixed(0) ?? "unknown"} MiB.`,
    ...busyText(crowd),
  ].join("\n\n") + "\n";
}

/** Whether it is the server that was measured, or the machine that was full. */
function busyText({ busy }: Crowd): string[] {
  if (busy === null) return [];
  const [server, bench] = [busy.server, busy.agents].map((share) =>
    `${(share * 100).toFixed(0)} %`
  );
  return [`The server had ${server} of a processor, those who write and click ${bench}.`];
}
