// Says that someone is blocked, and until when: with an icon, in words. Of a block that is over, nothing.
import { type Block, isBlocked } from "@/lib/domain/block.ts";
import { formatDateTime, formatUntil } from "@/lib/i18n/format.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { Icon } from "../Icon.tsx";

export interface BlockBadgeProps {
  viewer: Viewer;
  block: Pick<Block, "untilMs"> | undefined;
}

/** Beside a name. */
export function BlockBadge({ viewer, block }: BlockBadgeProps) {
  if (!block || !isBlocked(block, viewer.nowMs)) return null;
  return (
    <Badge viewer={viewer} untilMs={block.untilMs}>
      {blockedWords(viewer, block.untilMs)}
    </Badge>
  );
}

/** Below a heading that says what it is about. */
export function BlockEndBadge({ viewer, block }: BlockBadgeProps) {
  if (!block || !isBlocked(block, viewer.nowMs)) return null;
  return (
    <Badge viewer={viewer} untilMs={block.untilMs}>
      <span class="visually-hidden">{viewer.t("block.blocked")}</span> {untilWords(
        viewer,
        block.untilMs,
      )}
    </Badge>
  );
}

interface BadgeProps {
  viewer: Viewer;
  untilMs: number | null;
  children: preact.ComponentChildren;
}

function Badge({ viewer: { locale, timeZone }, untilMs, children }: BadgeProps) {
  return (
    <span
      class="badge error blocked"
      title={untilMs === null ? undefined : formatDateTime(locale, timeZone, untilMs)}
    >
      <Icon name="ban" />
      <span>{children}</span>
    </span>
  );
}

/** "Blocked until Tue 24 Nov, 00:00". */
export function blockedWords(viewer: Viewer, untilMs: number | null): string {
  return untilMs === null
    ? viewer.t("block.blocked_forever")
    : viewer.t("block.blocked_until", { end: endWords(viewer, untilMs) });
}

/** "until Tue 24 Nov, 00:00". */
function untilWords(viewer: Viewer, untilMs: number | null): string {
  return untilMs === null
    ? viewer.t("block.forever")
    : viewer.t("block.until", { end: endWords(viewer, untilMs) });
}

/** "Tue 24 Nov, 00:00", and of today "15:24". */
export function endWords({ locale, timeZone, nowMs }: Viewer, untilMs: number): string {
  return formatUntil(locale, timeZone, untilMs, nowMs);
}
