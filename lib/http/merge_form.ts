// The address of merging: whom with, which values stay, what had been seen. All steps are read from it and lead to it.
import { attributeKeyOf, isAttributeKey } from "@/lib/domain/attribute_key.ts";
import { type ContactListView, listParams } from "@/lib/domain/contact_list.ts";
import { MERGE_FIELDS, type MergeChoices, mergeSideSchema } from "@/lib/domain/merge.ts";
import { withQuery } from "@/lib/domain/query_string.ts";

export interface MergeForm {
  /** Words to find the other contact by; null when nobody has searched yet. */
  find: string | null;
  /** The other contact's number as it was given; "" when none was chosen. */
  withText: string;
  isConfirming: boolean;
  choices: MergeChoices;
  /** Rows that are the same on both sides are shown too. */
  showsAll: boolean;
  /** What `mergeSeenText` said of the page before; "" when there was none. */
  seen: string;
  /** Of the form that merges. */
  onceKey: string;
}

const CHOICE = "keep.";
const CHOICES_MAX = 100;
const FIND_CHARS_MAX = 200;

/** From the address, or from the form that merges. */
export function readMergeForm(sent: URLSearchParams | FormData): MergeForm {
  const textOf = (name: string) => {
    const value = sent.get(name);
    return typeof value === "string" ? value : "";
  };
  return {
    find: sent.has("find") ? textOf("find").slice(0, FIND_CHARS_MAX) : null,
    withText: textOf("with").trim(),
    isConfirming: textOf("step") === "confirm",
    choices: readChoices(sent),
    showsAll: textOf("all") === "1",
    seen: textOf("seen"),
    onceKey: textOf("onceKey"),
  };
}

/** The number in `with`, or null. */
export function otherIdOf({ withText }: MergeForm): number | null {
  const id = Number(withText);
  return /^[1-9]\d{0,15}$/.test(withText) && Number.isSafeInteger(id) ? id : null;
}

/** The pairs that lead to a step again; what is as by default is left out. */
export function mergeParams(
  view: ContactListView,
  form: Partial<MergeForm>,
): [name: string, value: string][] {
  const { find = null, withText = "", isConfirming, choices = {}, showsAll, seen } = form;
  return [
    ...listParams({ ...view, cursor: null, pageSize: null }),
    ...(find === null ? [] : [["find", find] satisfies [string, string]]),
    ...(withText === "" ? [] : [["with", withText] satisfies [string, string]]),
    ...(isConfirming ? [["step", "confirm"] satisfies [string, string]] : []),
    ...Object.entries(choices).map(([field, side]): [string, string] => [CHOICE + field, side]),
    ...(showsAll ? [["all", "1"] satisfies [string, string]] : []),
    ...(seen ? [["seen", seen] satisfies [string, string]] : []),
  ];
}

export function mergeHref(id: number, view: ContactListView, form: Partial<MergeForm> = {}) {
  return withQuery(mergePath(id), mergeParams(view, form));
}

/** Where the forms of merging go. */
export function mergePath(id: number): string {
  return `/contacts/${id}/merge`;
}

/** Only of fields that there can be: anything else is nobody's choice. */
function readChoices(sent: URLSearchParams | FormData): MergeChoices {
  const choices: MergeChoices = {};
  for (const [name, value] of [...sent].slice(0, CHOICES_MAX)) {
    const field = name.slice(CHOICE.length);
    const side = mergeSideSchema.safeParse(value);
    if (name.startsWith(CHOICE) && side.success && isField(field)) choices[field] = side.data;
  }
  return choices;
}

function isField(field: string): boolean {
  return MERGE_FIELDS.some((one) => one === field) || isAttributeKey(attributeKeyOf(field) ?? "");
}
