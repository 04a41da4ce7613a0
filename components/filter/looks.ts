// What the filter builder is given: fields and words, finished, because the same markup is rendered by the server and in
// the browser, where there are no texts.
import type { FieldKind } from "@/lib/domain/filter/field.ts";

export interface OptionLook {
  value: string;
  label: string;
  /** Of a tag. */
  color?: string;
  /** It was deleted, and is ignored. */
  isGone?: boolean;
}

export interface FieldLook {
  key: string;
  kind: FieldKind;
  /** False: "empty" and "set" are not offered. */
  optional: boolean;
  label: string;
  /** The heading it stands under. */
  group: string;
  /** Of lists and tags. */
  options?: OptionLook[];
}

/** `{n}` stands for the number of a condition, `{name}` for a name. */
export interface FilterLabels {
  legend: string;
  match: string;
  matchAll: string;
  matchAny: string;
  group: string;
  groupMatch: string;
  rule: string;
  field: string;
  noField: string;
  op: string;
  value: string;
  from: string;
  to: string;
  and: string;
  day: string;
  amount: string;
  unit: string;
  remove: string;
  removeGroup: string;
  addRule: string;
  addField: string;
  addGroup: string;
  refresh: string;
  noneFits: string;
  findOption: string;
  gone: string;
  negative: string;
  countFailed: string;
  full: string;
  /** By kind of field. */
  ops: Record<string, Record<string, string>>;
  units: Record<string, string>;
}
