// What is said after a contact was blocked, its block was changed, or lifted.
import type { Contact } from "@/lib/domain/contact.ts";
import { formatUntil } from "@/lib/i18n/format.ts";
import { isBlocked } from "@/lib/domain/block.ts";
import { seenBlock } from "./block_page.ts";
import type { State } from "./define.ts";
import type { FlashOptions } from "./redirect.ts";
import { latestUndo } from "./undo_pages.ts";

/** With the button that takes it back. `seen` is what the block was before. */
export async function blockFlash(
  state: State,
  { id, block }: Pick<Contact, "id" | "block">,
  seen: string,
): Promise<FlashOptions> {
  if (seenBlock(block) === seen) return { key: "flash.block_unchanged", params: {}, kind: "info" };
  return { ...blockedFlash(state, block, seen === ""), ...await latestUndo(state, id) };
}

/** There may have been nothing to lift any more. */
export async function unblockFlash(
  state: State,
  { id, block }: Pick<Contact, "id" | "block">,
): Promise<FlashOptions> {
  return isBlocked(block, state.nowMs)
    ? { key: "flash.unblocked", params: {}, ...await latestUndo(state, id) }
    : { key: "flash.not_blocked", params: {}, kind: "info" };
}

function blockedFlash(
  { locale, timeZone, nowMs }: State,
  block: Contact["block"],
  isNew: boolean,
): FlashOptions {
  const untilMs = block?.untilMs ?? null;
  if (untilMs === null) {
    const key = isNew ? "flash.blocked_forever" : "flash.block_changed_forever";
    return { key, params: {} };
  }
  const end = formatUntil(locale, timeZone, untilMs, nowMs);
  return { key: isNew ? "flash.blocked" : "flash.block_changed", params: { end } };
}
