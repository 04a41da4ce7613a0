// A run over the store as Markdown, for the terminal and for docs/performance.md.
import type { Measured, Times } from "./measure.ts";
import type { StoreReport } from "./store_bench.ts";
import { markdownTable } from "./markdown.ts";
import { targetOf, targetsFor, verdict } from "./targets.ts";

type Targets = ReturnType<typeof targetsFor>;

export function storeTable(report: StoreReport): string {
  const targets = targetsFor(report.contacts);
  return [
    answersTable(report, targets),
    processTable(report, targets),
    engineTable(report, targets),
    `Fold of the writes: ${
      report.foldMs.toFixed(0)
    } ms. Differences found by verify: ${report.differences}.`,
  ].join("\n\n");
}

function answersTable({ contacts, questions, writes }: StoreReport, targets: Targets): string {
  const head = [`${contacts} contacts`, "matches", "Kartka p50", "p95", "PostgreSQL p50", "p95"];
  const rows = [...questions, ...writes].map((measured) => answerRow(measured, targets));
  return markdownTable([...head, "ratio", "target"], rows);
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

function processTable({ cold, rssMib }: StoreReport, targets: Targets): string {
  const rows = cold.map(({ name, work, ms, rssMib }) => {
    const limit = work === "page" ? targets.coldPageMs : targets.coldSearchMs;
    return [name, ms.toFixed(0), rssMib.toFixed(0), verdict({ ms: limit }, { ms })];
  });
  const memory = rssMib > targets.rssMib ? ": **missed**" : "";
  rows.push(["all questions", "", rssMib.toFixed(0), `≤ ${targets.rssMib} MiB${memory}`]);
  return markdownTable(["in a new process", "first answer, ms", "RSS, MiB", "target"], rows);
}

function engineTable({ engines }: StoreReport, targets: Targets): string {
  const rows = engines.map(({ name, loadMs, bytes }) => [
    name,
    (loadMs / 1000).toFixed(1),
    (bytes / 2 ** 20).toFixed(0),
  ]);
  const [ours, theirs] = engines;
  const table = markdownTable(["database", "load, s", "size, MiB"], rows);
  if (ours === undefined || theirs === undefined) return table;
  const ratio = ours.bytes / theirs.bytes;
  const target = targets.size === null ? "" : ` (${verdict({ ratio: targets.size }, { ratio })})`;
  return `${table}\n\nSize: ${ratio.toFixed(2)} of PostgreSQL's${target}.`;
}
