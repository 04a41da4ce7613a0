// A run over the store as Markdown, for the terminal and for docs/performance.md.
import type { Measured, Times } from "./measure.ts";
import type { StoreReport } from "./store_bench.ts";
import { markdownTable } from "./markdown.ts";
import { type Target, targetOf, type Targets, targetsFor, verdict } from "./targets.ts";

const FIFTEEN = 15;

export function storeTable(report: StoreReport): string {
  const targets = targetsFor(report.contacts);
  const { questions, writes } = report;
  return [
    answersTable("the fifteen questions, ms", questions.slice(0, FIFTEEN), targets),
    answersTable("further questions, ms", questions.slice(FIFTEEN), targets),
    answersTable("writes, ms", writes, targets),
    ...coldTable(report, targets),
    ...engineTable(report, targets),
    backgroundText(report),
    checkedText(report),
  ].join("\n\n");
}

function answersTable(what: string, rows: readonly Measured[], targets: Targets): string {
  const head = [what, "matches", "Kartka p50", "p95", "PostgreSQL p50", "p95", "ratio", "target"];
  return markdownTable(head, rows.map((measured) => answerRow(measured, targets)));
}

function answerRow({ name, work, total, times }: Measured, targets: Targets): string[] {
  const [ours, theirs] = times;
  const row = [name, total === null ? "" : String(total), ...timeCells(ours)];
  if (ours === undefined || theirs === undefined) return [...row, "", "", "", ""];
  const ratio = ours.p50Ms / theirs.p50Ms;
  const target = targetOf(targets, work, theirs.p50Ms);
  return [
    ...row,
    ...timeCells(theirs),
    ratio.toFixed(2),
    verdict(target, { ratio, ms: ours.p50Ms }),
  ];
}

function timeCells(times: Times | undefined): string[] {
  return times === undefined ? ["", ""] : [times.p50Ms.toFixed(2), times.p95Ms.toFixed(2)];
}

const COLD_WORK = { page: "page", "search page": "page", "search and count": "page and count" };

function coldTable({ cold, rssMib }: StoreReport, targets: Targets): string[] {
  if (rssMib === null) return [];
  const rows = cold.map(({ name, work, ms, rssMib }) => {
    const limit: Target = { ms: targets.coldMs[work] };
    return [name, COLD_WORK[work], ms.toFixed(0), rssMib.toFixed(0), verdict(limit, { ms })];
  });
  const memory = rssMib.fifteen > targets.rssMib ? ": **missed**" : "";
  const limit = `≤ ${targets.rssMib} MiB${memory}`;
  rows.push(["the fifteen questions", "", "", rssMib.fifteen.toFixed(0), limit]);
  rows.push(["all questions", "", "", rssMib.all.toFixed(0), ""]);
  return [markdownTable(["in a new process", "answer", "first, ms", "RSS, MiB", "target"], rows)];
}

function engineTable(report: StoreReport, targets: Targets): string[] {
  const { engines, loadPeakMib, makeMs, contacts } = report;
  const rows = engines.map(({ name, loadMs, bytes }) => [
    name,
    (loadMs / 1000).toFixed(1),
    (bytes / 2 ** 20).toFixed(0),
    String(Math.round(bytes / contacts)),
  ]);
  const table = markdownTable(["database", "load, s", "size, MiB", "bytes a contact"], rows);
  return [
    table,
    [
      sizeText(engines, targets),
      `Loading Kartka took at most ${loadPeakMib.toFixed(0)} MiB${loadVerdict(report, targets)}.`,
      `Making the contacts is part of each load: ${(makeMs / 1000).toFixed(1)} s.`,
    ].filter((text) => text !== "").join(" "),
  ];
}

function sizeText([ours, theirs]: StoreReport["engines"], { size }: Targets): string {
  if (ours === undefined || theirs === undefined) return "";
  const ratio = ours.bytes / theirs.bytes;
  const target = size === null ? "" : ` (${verdict({ ratio: size }, { ratio })})`;
  return `Size: ${ratio.toFixed(2)} of PostgreSQL's${target}.`;
}

function loadVerdict({ engines, loadPeakMib }: StoreReport, { load }: Targets): string {
  const [ours] = engines;
  if (load === null || ours === undefined) return "";
  const isMissed = loadPeakMib > load.peakMib || ours.loadMs > load.minutes * 60_000;
  return ` (≤ ${load.minutes} minutes and ≤ ${load.peakMib} MiB${isMissed ? ": **missed**" : ""})`;
}

function backgroundText({ foldMs, seal, writes }: StoreReport): string {
  const kinds = writes.map(({ name }) => name).join(", ");
  const fold = `Fold of the writes (${kinds}): ${foldMs.toFixed(0)} ms.`;
  if (seal === null) return fold;
  const [read, make, write] = [seal.readMs, seal.makeMs, seal.writeMs].map((ms) => ms.toFixed(0));
  return `${fold} Sealing a block of ${seal.block} contacts: reading ${read} ms, making ${make} ms, ` +
    `writing ${write} ms (${seal.keys} keys, ${(seal.bytes / 2 ** 20).toFixed(1)} MiB).`;
}

function checkedText({ engines, differences }: StoreReport): string {
  const equal = engines.length === 1
    ? ""
    : "Both gave the same ids and counts before the writes, while these were not folded, and after.";
  const verified = differences === null ? "" : `\`verify\` found ${differences} differences.`;
  return `${equal} ${verified}`.trim();
}
