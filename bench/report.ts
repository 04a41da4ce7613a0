// A whole run as Markdown: what the task prints, and what docs/performance.md is made of.
import { type HttpReport, httpTable } from "./http_bench.ts";
import { type Machine, machineText } from "./machine.ts";
import type { StoreReport } from "./store_bench.ts";
import { storeTable } from "./store_table.ts";

export interface Report {
  machine: Machine;
  /** Askings of each question. */
  repeats: number;
  store: StoreReport;
  http: HttpReport | null;
  /** Sentences about what else was measured. */
  notes: string[];
  /** Of the whole run. */
  minutes: number;
}

/** Begins with `## ` and the number of contacts. */
export function reportText({ machine, repeats, store, http, notes, minutes }: Report): string {
  const beside = store.engines.map(({ name }) => name).join(" beside ");
  return [
    `## ${store.contacts.toLocaleString("en")} contacts`,
    `${machineText(machine)} ${beside}, ${repeats} askings. The run took ${
      minutes.toFixed(1)
    } minutes.`,
    storeTable(store),
    ...http === null ? [] : [httpTable(http)],
    ...notes,
  ].join("\n\n") + "\n";
}

/**
 * A page of Markdown with the section in place of the one that has the same heading, or else at its end. A section
 * reaches to the next heading of its level.
 */
export function withSection(page: string, section: string): string {
  const [heading = ""] = section.split("\n", 1);
  const start = `\n${page}`.indexOf(`\n${heading}\n`);
  if (start === -1) return `${page.trimEnd()}\n\n${section}`.trimStart();
  const next = page.indexOf("\n## ", start + heading.length);
  const rest = next === -1 ? "" : page.slice(next);
  return page.slice(0, start) + section.trimEnd() + "\n" + rest;
}
