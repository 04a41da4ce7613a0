// One run over HTTP: the built app on the data of the store's run.
import { type Clicks, clickTogether, type Crowd, measureClicks } from "./clicks.ts";
import { markdownTable } from "./markdown.ts";
import { memoryMib } from "./memory.ts";
import { type Bytes, pageBytes } from "./page_bytes.ts";
import { startServer } from "./server.ts";
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

/** Starts the app, clicks, and stops it. */
export async function benchHttp(options: HttpOptions): Promise<HttpReport> {
  const { folder, contacts, repeats, seconds, say } = options;
  say("Starting the app …");
  const server = await startServer(folder);
  try {
    const visitor = new Visitor(server);
    const bytes = await pageBytes(visitor, "/contacts");
    say("Clicking …");
    const clicks = await measureClicks(visitor, contacts, repeats);
    const crowds: Crowd[] = [];
    for (const pauseMs of PAUSES_MS) {
      say(`${AGENTS} agents, ${seconds} seconds …`);
      const crowd = { agents: AGENTS, seconds, pauseMs };
      crowds.push(await clickTogether(visitor, contacts, crowd));
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
      ["agents at once", "clicks", "clicks/s", "p50, ms", "p99, ms", "errors"],
      crowds.map((crowd) => [
        `${crowd.agents}, ${pauseText(crowd.pauseMs)}`,
        String(crowd.clicks),
        crowd.rate.toFixed(0),
        ms(crowd.p50Ms),
        ms(crowd.p99Ms),
        String(crowd.errors),
      ]),
    ),
    markdownTable(
      ["list page", "files", "KiB", "KiB gzip"],
      bytes.map(({ what, files, raw, gzip }) => [what, String(files), kib(raw), kib(gzip)]),
    ),
    `RSS of the server at the end: ${rssMib === null ? "unknown" : `${rssMib.toFixed(0)} MiB`}.`,
  ].join("\n\n");
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
