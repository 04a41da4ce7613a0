// What the page that blocks a contact shares with the one that unblocks it: the form, its refusals, where it leads.
import type { Context } from "fresh";
import { type Block, isBlocked } from "@/lib/domain/block.ts";
import { blockEnds } from "@/lib/domain/block_end.ts";
import type { BlockInput } from "@/lib/domain/block_input.ts";
import { aboveHref, belowCardHref, fromRowHref, parseListView } from "@/lib/domain/contact_list.ts";
import { ConflictError, type FieldProblems, InputError } from "@/lib/errors.ts";
import type { State } from "./define.ts";
import { formText } from "./input.ts";
import { contactIdOf } from "./path_id.ts";

export interface BlockFormValues extends BlockInput {
  /** Which block the form was about, as `seenBlock` says it. */
  seen: string;
  /** When it printed the end of each choice: milliseconds since the epoch. */
  shown: string;
}

/** Never fails by what is in it. */
export function readBlockForm(form: FormData): BlockFormValues {
  return {
    preset: formText(form, "preset"),
    until: formText(form, "until"),
    reason: formText(form, "reason"),
    note: formText(form, "note"),
    seen: formText(form, "seen"),
    shown: formText(form, "shown"),
  };
}

/** Of a block that holds its own terms, with its end as it is; else the shortest. */
export function blockFormOf(
  block: Block | undefined,
  { nowMs, timeZone }: { nowMs: number; timeZone: string },
): BlockFormValues {
  const untilMs = block?.untilMs ?? blockEnds(nowMs, timeZone).tomorrow;
  return {
    preset: block ? "" : "hour",
    until: untilMs === null ? "" : localMoment(untilMs, timeZone),
    reason: block?.reason ?? "",
    note: block?.note ?? "",
    seen: seenBlock(block),
    shown: String(nowMs),
  };
}

const CALENDAR_PRESETS = ["tomorrow", "next_week", "next_month"] as const;

/**
 * What the form printed for a day of the calendar is what is about to be set. Throws `InputError` on `preset`
 * (`block_new_day`) where a day has begun in between.
 */
export function requireShownEnd(
  { preset, shown }: BlockFormValues,
  { nowMs, timeZone }: { nowMs: number; timeZone: string },
): void {
  const choice = CALENDAR_PRESETS.find((one) => one === preset);
  if (choice === undefined || !/^\d{1,15}$/.test(shown)) return;
  if (blockEnds(Number(shown), timeZone)[choice] === blockEnds(nowMs, timeZone)[choice]) return;
  throw new InputError(`Block refused: ${choice} ends later than the form has said`, {
    preset: { code: "block_new_day" },
  });
}

/** Tells one state of a contact's block from another; "" of none that holds. */
export function seenBlock(block: Block | undefined): string {
  return block ? [block.id, block.untilMs ?? "", block.reason ?? "", block.note].join(" ") : "";
}

/** The block that a contact is under now. */
export function holdingBlock(block: Block | undefined, nowMs: number): Block | undefined {
  return isBlocked(block, nowMs) ? block : undefined;
}

/** What is wrong is said on the form, and so is that a colleague was quicker. Other errors are thrown on. */
export function blockRefusal(error: unknown): { problems: FieldProblems; status: number } {
  if (error instanceof InputError) return { problems: error.problems, status: 422 };
  if (error instanceof ConflictError) {
    return { problems: { form: { code: "block_meanwhile" } }, status: 409 };
  }
  throw error;
}

/** Where the page was opened from, and the addresses of its forms. */
export function blockPlace({ params, url }: Context<State>) {
  const id = contactIdOf(params);
  const view = parseListView(url.searchParams);
  const hrefOf = url.searchParams.get("from") === "list" ? fromRowHref : belowCardHref;
  return {
    id,
    view,
    action: hrefOf(id, "block", view),
    unblockAction: hrefOf(id, "unblock", view),
    backHref: aboveHref(id, url.searchParams),
  };
}

/** As a field for date and time has it: "2026-11-24T00:00". */
function localMoment(atMs: number, timeZone: string): string {
  const moment = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(timeZone);
  return moment.toPlainDateTime().toString({ smallestUnit: "minute" });
}
