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
