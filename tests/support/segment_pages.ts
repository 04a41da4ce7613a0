// What the form of a segment sends, and those who send it.
import type { TestApp } from "./app.ts";
import { actingAs } from "./deps.ts";

/** Of contacts without a phone. */
export const SEGMENT_FORM: [string, string][] = [
  ["name", "No phone"],
  ["fm", "all"],
  ["f0.field", "phone"],
  ["f0.op", "empty"],
  ["do", "save"],
];

export function actors({ deps, users }: TestApp) {
  return { admin: actingAs(deps, users.admin), agent: actingAs(deps, users.agent) };
}
