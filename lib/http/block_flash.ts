// What is said after a contact was blocked, its block was changed, or lifted.
import type { Contact } from "@/lib/domain/contact.ts";
import { formatEnd } from "@/lib/i18n/format.ts";
import { seenBlock } from "./block_page.ts";
import type { State } from "./define.ts";
import type { FlashOptions } from "./redirect.ts";

/** `seen` is what the block was before. */
export function blockFlash(
  { locale, timeZone, nowMs }: State,
  { block }: Contact,
  seen: string,
): FlashOptions {
  if (seenBlock(block) === seen) return { key: "flash.block_unchanged", params: {}, kind: "info" };
  const isNew = seen === "";
  const untilMs = block?.untilMs ?? null;
  if (untilMs === null) {
    const key = isNew ? "flash.blocked_forever" : "flash.block_changed_forever";
    return { key, params: {} };
  }
  const end = formatEnd(locale, timeZone, untilMs, nowMs);
  return { key: isNew ? "flash.blocked" : "flash.block_changed", params: { end } };
}
