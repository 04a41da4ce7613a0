// The rules for what is entered about a block: its end, its reason, a note (8.1, 8.2).
import { type FieldProblems, InputError } from "@/lib/errors.ts";
import type { BlockTerms } from "./block.ts";
import { BLOCK_NOTE_CHARS_MAX, BLOCK_PRESETS, BLOCK_REASONS } from "./block_choice.ts";
import { blockEnds } from "./block_end.ts";
import { cleanText } from "./handle.ts";

/** A block that ends at this moment or later is one for ever, or a slip. */
export const BLOCK_END_MS_MAX = Date.UTC(2200, 0, 1);

/** As a form or the API offers it. */
export interface BlockInput {
  /** One of `BLOCK_PRESETS`; "" where a change leaves the end as it is. */
  preset: string;
  /**
   * Read with the preset `until` only: a date and time of the workspace's zone (`2026-11-24T09:00`), or a moment with
   * its offset (`2026-11-24T07:00:00.000Z`).
   */
  until: string;
  /** One of `BLOCK_REASONS`, or "". */
  reason: string;
  note: string;
}

export interface BlockClock {
  nowMs: number;
  /** The workspace's. */
  timeZone: string;
  /** The end that an empty preset keeps; left out where there is none. */
  keptUntilMs?: number | null;
}

/**
 * The terms of a block. Throws `InputError` on `preset` (`block_preset`), `until` (`block_end`, `block_gap`,
 * `block_past`, `block_far`), `reason` (`block_reason`) and `note` (`too_long` beyond 500 code points).
 */
export function parseBlockInput(input: BlockInput, clock: BlockClock): BlockTerms {
  const problems: FieldProblems = {};
  const untilMs = readEnd(input, clock, problems);
  const reason = BLOCK_REASONS.find((known) => known === input.reason) ?? null;
  if (reason === null && input.reason !== "") problems["reason"] = { code: "block_reason" };
  const note = cleanText(input.note).trim();
  if ([...note].length > BLOCK_NOTE_CHARS_MAX) {
    problems["note"] = { code: "too_long", params: { max: BLOCK_NOTE_CHARS_MAX } };
  }
  const paths = Object.keys(problems);
  if (paths.length > 0) throw new InputError(`Block refused: ${paths.join(", ")}`, problems);
  return { untilMs, reason, note };
}

/** The inverse, to the millisecond: for forms that change a block, and for putting one back. */
export function blockInput({ untilMs, reason, note }: BlockTerms): BlockInput {
  const end = untilMs === null
    ? { preset: "forever", until: "" }
    : { preset: "until", until: new Date(untilMs).toISOString() };
  return { ...end, reason: reason ?? "", note };
}

/** Null for ever, and where there is a problem. */
function readEnd(input: BlockInput, clock: BlockClock, problems: FieldProblems): number | null {
  const { nowMs, timeZone, keptUntilMs } = clock;
  if (input.preset === "" && keptUntilMs !== undefined) return keptUntilMs;
  const preset = BLOCK_PRESETS.find((known) => known === input.preset);
  if (preset === "until") return readUntil(input.until, clock, problems);
  if (preset !== undefined) return blockEnds(nowMs, timeZone)[preset];
  problems["preset"] = { code: "block_preset" };
  return null;
}

function readUntil(
  typed: string,
  { nowMs, timeZone }: BlockClock,
  problems: FieldProblems,
): number | null {
  const untilMs = readMoment(typed.trim(), timeZone);
  if (untilMs === null) problems["until"] = { code: "block_end" };
  else if (untilMs === "skipped") problems["until"] = { code: "block_gap" };
  else if (untilMs <= nowMs) problems["until"] = { code: "block_past" };
  else if (untilMs >= BLOCK_END_MS_MAX) problems["until"] = { code: "block_far" };
  return untilMs === "skipped" ? null : untilMs;
}

const MOMENT =
  /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?<offset>Z|[+-]\d{2}:\d{2})?$/;

/** Of a time that comes twice it is the first; one that clocks skip is none, for what ends then was not what was read. */
function readMoment(typed: string, timeZone: string): number | "skipped" | null {
  const match = MOMENT.exec(typed);
  if (match === null) return null;
  const text = typed.replace(" ", "T");
  try {
    if (match.groups?.offset !== undefined) return Temporal.Instant.from(text).epochMilliseconds;
    const local = Temporal.PlainDateTime.from(text);
    const zoned = local.toZonedDateTime(timeZone);
    return zoned.toPlainDateTime().equals(local) ? zoned.epochMilliseconds : "skipped";
  } catch {
    return null; // 31 February, 25:00
  }
}
