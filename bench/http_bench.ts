// One run over HTTP: the built app on the data of the store's run.
import { requireFilters } from "./click_kinds.ts";
import { type Clicks, clickTogether, type Crowd, measureClicks } from "./clicks.ts";
import { markdownTable } from "./markdown.ts";
import { memoryMib } from "./memory.ts";
import { type Bytes, pageBytes } from "./page_bytes.ts";
import { startServer } from "./server.ts";
import { saveSegments } from "./http_filters.ts";
import { Visitor } from "./visitor.ts";

export interface HttpOptions {
  /** With the database of `contacts` contacts, which nobody else has open. */
  folder: string;
  contacts: number;
  /** Of each kind of click alone. */
  repeats: number;
  /** For how long all agents click together. */
  seconds: number;
  say(line: string): void;
}

export interface HttpReport {
  clicks: Clicks[];
  crowds: Crowd[];
  bytes: Bytes[];
  rssMib: number | null;
}

const AGENTS = 20;
/** Agents who read what they see, and agents who never do. */
const PAUSES_MS = [1000, 0];
/** Of those without a pause. */
const HURRY_SECONDS = 20;

/** Starts the app, clicks, and stops it. */
export async function benchHttp(options: HttpOptions): Promise<HttpReport> {
  const { folder, contacts, repeats, seconds, say } = options;
  const segmentIds = await saveSegments(folder);
  say("Starting the app …");
  const server = await startServer(folder);
  try {
    const visitor = new Visitor(server);
    const site = { contacts, segmentIds, pid: server.pid };
    const bytes = await pageBytes(visitor, "/contacts");
    await requireFilters(visitor);
    say("Clicking …");
    const clicks = await measureClicks(visitor, site, repeats);
    const crowds: Crowd[] = [];
    for (const pauseMs of PAUSES_MS) {
      const crowd = { agents: AGENTS, pauseMs, seconds: pauseMs > 0 ? seconds : HURRY_SECONDS };
      say(`${AGENTS} agents, ${crowd.seconds} seconds …`);
      crowds.push(await clickTogether(visitor, site, crowd));
    }
    return { clicks, crowds, bytes, rssMib: await memoryMib(server.pid, "now") };
  } finally {
    await server.stop();
  }
}

export function httpTable({ clicks, crowds, bytes, rssMib }: HttpReport): string {
  return [
    markdownTable(
      ["over HTTP, one at a time", "p50, ms", "p95, ms"],
      clicks.map(({ name, times }) => [name, ms(times.p50Ms), ms(times.p95Ms)]),
    ),
    markdownTable(
      ["agents at once", "seconds", "clicks", "clicks/s", "p50, ms", "p99, ms", "errors"],
      crowds.map(crowdRow),
    ),
    ...crowds.slice(0, 1).map(kindsTable),
    ...crowds.flatMap(busyText),
    markdownTable(
      ["list page", "files", "KiB", "KiB gzip"],
      bytes.map(({ what, files, raw, gzip }) => [what, String(files), kib(raw), kib(gzip)]),
    ),
    `RSS of the server at the end: ${rssMib === null ? "unknown" : `${rssMib.toFixed(0)} MiB`}.`,
  ].join("\n\n");
}

function crowdRow(crowd: Crowd): string[] {
  const { agents, pauseMs, seconds, rate, clicks, errors, p50Ms, p99Ms } = crowd;
  const counts = [seconds, clicks, Math.round(rate)].map(String);
  return [`${agents}, ${pauseText(pauseMs)}`, ...counts, ms(p50Ms), ms(p99Ms), String(errors)];
}

function kindsTable({ agents, pauseMs, byKind }: Crowd): string {
  return markdownTable(
    [`${agents} agents, ${pauseText(pauseMs)}`, "clicks", "p50, ms", "p99, ms"],
    byKind.map(({ name, clicks, p50Ms, p99Ms }) => [name, String(clicks), ms(p50Ms), ms(p99Ms)]),
  );
}

/** Whether it is the server that was measured, or they who clicked. */
function busyText({ agents, pauseMs, busy }: Crowd): string[] {
  if (busy === null) return [];
  const share = (processors: number) => `${(processors * 100).toFixed(0)} %`;
  return [
    `${agents} agents, ${pauseText(pauseMs)}: the server had ${
      share(busy.server)
    } of a processor, ` +
    `the agents had ${share(busy.agents)}.`,
  ];
}

function pauseText(pauseMs: number): string {
  return pauseMs === 0 ? "without a pause" : `${pauseMs / 1000} s between clicks`;
}

function ms(value: number): string {
  return value.toFixed(1);
}

function kib(bytes: number): string {
  return (bytes / 1024).toFixed(1);
}
