/** Measures the store, beside PostgreSQL if asked, and the pages over HTTP; prints Markdown. */
import { NoPostgresError, startCluster } from "@/bench/cluster.ts";
import { DifferenceError } from "@/bench/measure.ts";
import { benchHttp } from "@/bench/http_bench.ts";
import { benchInbound, inboundText, isInboundGood } from "@/bench/inbound_bench.ts";
import { describeMachine } from "@/bench/machine.ts";
import { type Report, reportText, withSection } from "@/bench/report.ts";
import { benchStore } from "@/bench/store_bench.ts";
import { readArguments, runDeno } from "@/tools/task.ts";
import { type RenderRatio, renderRatio } from "./bench_render.ts";
import { build } from "./build.ts";

const CONTACTS_MIN = 100;
const CONTACTS_MAX = 2_000_000;
const REPEATS_MAX = 10_000;
const SECONDS_MAX = 3600;
const RATE_MAX = 1000;
/** Comparing every index with the records takes minutes beyond so many. */
const VERIFIED_MAX = 200_000;
/** From so many contacts on, agents click for two minutes. */
const LONG_CLICKS_FROM = 500_000;

const CLICKS = 100;
const SIGNALS = ["SIGINT", "SIGTERM"] as const;

interface Wishes {
  contacts: number;
  repeats: number;
  /** Null: no PostgreSQL; "": one of our own. */
  postgresUrl: string | null;
  /** Whether to ask in new processes too. */
  cold: boolean;
  /** For how long agents click; null: the pages are not measured. */
  httpSeconds: number | null;
  verify: boolean;
}

async function bench(
  { httpSeconds, postgresUrl, ...wishes }: Wishes,
  cleanUps: AsyncDisposableStack,
): Promise<Report> {
  const machine = await describeMachine();
  const folder = await Deno.makeTempDir({ prefix: "kartka_bench_" });
  cleanUps.defer(() => Deno.remove(folder, { recursive: true }));
  const cluster = postgresUrl === "" ? await startCluster() : null;
  const beside = cleanUps.use(new AsyncDisposableStack());
  beside.defer(async () => await cluster?.stop());
  const url = cluster?.url ?? postgresUrl;
  const store = await benchStore({ ...wishes, folder, postgresUrl: url, say });
  await beside.disposeAsync();
  const pages = httpSeconds === null
    ? NO_PAGES
    : await benchPages(folder, wishes.contacts, httpSeconds).catch(pagesFailed);
  const minutes = (Date.now() - machine.atMs) / 60_000;
  return { machine, repeats: wishes.repeats, store, ...pages, minutes };
}

const NO_PAGES = { http: null, notes: [] };

/** What was measured before, for many minutes, is told all the same. */
function pagesFailed(error: unknown): Pick<Report, "http" | "notes"> {
  Deno.exitCode = 1;
  return { http: null, notes: [`The pages could not be measured: ${error}`] };
}

/** The bench leaves nothing behind, not even when it is stopped half-way. */
async function cleaningUp<T>(task: (cleanUps: AsyncDisposableStack) => Promise<T>): Promise<T> {
  const cleanUps = new AsyncDisposableStack();
  let leaving: Promise<void> | null = null;
  const onSignal = () => {
    leaving ??= cleanUps.disposeAsync().finally(() => Deno.exit(130));
  };
  for (const signal of SIGNALS) Deno.addSignalListener(signal, onSignal);
  try {
    return await task(cleanUps);
  } finally {
    await (leaving ?? cleanUps.disposeAsync());
    for (const signal of SIGNALS) Deno.removeSignalListener(signal, onSignal);
  }
}

async function benchPages(
  folder: string,
  contacts: number,
  seconds: number,
): Promise<Pick<Report, "http" | "notes">> {
  if (await build() !== 0) throw new Error("The app cannot be built");
  const http = await benchHttp({ folder, contacts, seconds, repeats: CLICKS, say });
  return { http, notes: (await renderRatio()).map(renderLine) };
}

/** Ends with 1 when something was refused, lost or doubled. */
async function inbound(
  wishes: { contacts: number; rate: number; seconds: number },
  cleanUps: AsyncDisposableStack,
): Promise<string> {
  if (await build() !== 0) throw new Error("The app cannot be built");
  const folder = await Deno.makeTempDir({ prefix: "kartka_bench_" });
  cleanUps.defer(() => Deno.remove(folder, { recursive: true }));
  const report = await benchInbound({ ...wishes, folder, say });
  if (!isInboundGood(report)) Deno.exitCode = 1;
  return inboundText(report);
}

function renderLine({ page, ratio, bareMicros, freshMicros }: RenderRatio): string {
  const times = `bare ${bareMicros.toFixed(0)} µs, Fresh ${freshMicros.toFixed(0)} µs`;
  return `Rendering a list page ${page}: ${
    ratio.toFixed(2)
  } of bare Preact (${times}; target ≥ 0.8).`;
}

/** Progress is not part of what is printed. */
function say(line: string): void {
  console.error(line);
}

function wholeNumber(text: string, name: string, [min, max]: [number, number]): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= min && number <= max) return number;
  console.error(`--${name} must be a whole number from ${min} to ${max}, not "${text}"`);
  Deno.exit(2);
}

async function writeSection(path: string, section: string): Promise<void> {
  await Deno.writeTextFile(path, withSection(await readIfThere(path), section));
  await runDeno("fmt", "--quiet", path);
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

function secondsOf(wanted: string | undefined, contacts: number): number {
  if (wanted !== undefined) return wholeNumber(wanted, "seconds", [1, SECONDS_MAX]);
  return contacts < LONG_CLICKS_FROM ? 20 : 120;
}

if (import.meta.main) {
  const { values } = readArguments({
    name: "bench",
    does:
      "Loads made-up contacts into a temporary database, asks and writes, and prints the times. " +
      "With --pg it does the same in PostgreSQL, question by question in turn, and ends with 1 " +
      "when the answers differ. See docs/performance.md.",
    options: {
      contacts: { type: "string", default: "10000", help: "How many contacts." },
      repeats: { type: "string", default: "51", help: "How often each question is asked." },
      pg: {
        type: "boolean",
        help: "Compare with a PostgreSQL that is started for it in a temporary folder.",
      },
      "pg-url": {
        type: "string",
        help: "Compare with this PostgreSQL; the schema kartka_bench in it is made anew.",
      },
      cold: { type: "boolean", help: "Also ask in new processes, and tell their memory." },
      http: {
        type: "boolean",
        help: "Also start the app on the same data and measure its pages, alone and for 20 agents.",
      },
      inbound: {
        type: "boolean",
        help:
          "Instead of all that: signed events from customers, beside 20 agents and the pages they have open.",
      },
      rate: { type: "string", default: "50", help: "Of --inbound: events a second." },
      seconds: {
        type: "string",
        help: "How long the agents click; 20, or 120 from half a million contacts on and with " +
          "--inbound.",
      },
      verify: {
        type: "boolean",
        help: "Compare every index with the records, also beyond 200,000 contacts.",
      },
      json: { type: "string", help: "Also write all figures into this file." },
      markdown: {
        type: "string",
        help:
          "Also write what is printed into this file, in place of its section of as many contacts.",
      },
    },
  });
  try {
    const contacts = wholeNumber(values.contacts, "contacts", [CONTACTS_MIN, CONTACTS_MAX]);
    if (values.inbound) {
      const seconds = secondsOf(values.seconds ?? "120", contacts);
      const rate = wholeNumber(values.rate, "rate", [1, RATE_MAX]);
      const wishes = { contacts, rate, seconds };
      const text = await cleaningUp((cleanUps) => inbound(wishes, cleanUps));
      console.log(text);
      if (values.markdown) await writeSection(values.markdown, text);
      Deno.exit();
    }
    const wishes = {
      contacts,
      repeats: wholeNumber(values.repeats, "repeats", [1, REPEATS_MAX]),
      postgresUrl: values["pg-url"] ?? (values.pg ? "" : null),
      cold: values.cold === true,
      httpSeconds: values.http ? secondsOf(values.seconds, contacts) : null,
      verify: values.verify === true || contacts <= VERIFIED_MAX,
    };
    const report = await cleaningUp((cleanUps) => bench(wishes, cleanUps));
    const text = reportText(report);
    console.log(text);
    if (values.json) await Deno.writeTextFile(values.json, JSON.stringify(report, null, 2));
    if (values.markdown) await writeSection(values.markdown, text);
    if ((report.store.differences ?? 0) > 0) Deno.exitCode = 1;
  } catch (error) {
    if (!(error instanceof DifferenceError || error instanceof NoPostgresError)) throw error;
    console.error(error.message);
    Deno.exitCode = error instanceof DifferenceError ? 1 : 2;
  }
}
