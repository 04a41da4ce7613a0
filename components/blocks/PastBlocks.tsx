// Blocks that are over: who set them, for how long and why, what they kept out, how they ended (8.6).
import type { PastBlock } from "@/lib/domain/block.ts";
import { formatDateTime } from "@/lib/i18n/format.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { Icon } from "../Icon.tsx";
import { BlockWhy } from "./BlockSection.tsx";

export interface PastBlocksProps {
  viewer: Viewer;
  /** Newest first. */
  past: readonly PastBlock[];
  /** Names of users by id. */
  users: ReadonlyMap<string, string>;
}

export interface BlockHistoryProps extends PastBlocksProps {
  /** The page with all of them; null when they are all here. */
  allHref: string | null;
}

/** Folded, on the card. Nothing of someone who never was blocked. */
export function BlockHistory({ allHref, ...list }: BlockHistoryProps) {
  const { viewer: { t }, past } = list;
  if (past.length === 0) return null;
  const count = past.length;
  return (
    <details class="block-history">
      <summary>
        {allHref ? t("block.history_many", { max: count }) : t("block.history", { count })}
        <Icon name="chevron-down" />
      </summary>
      <PastBlocks {...list} />
      {allHref && <a href={allHref}>{t("block.history_all")}</a>}
    </details>
  );
}

export function PastBlocks({ viewer, past, users }: PastBlocksProps) {
  return (
    <ol class="past-blocks">
      {past.map((block) => (
        <li>
          <p>{spanWords(viewer, block)}</p>
          <BlockWhy viewer={viewer} block={block} />
          <p class="muted">{setByWords(viewer, block, users)}</p>
          <p class="muted">
            {endedWords(viewer, block, users)}.{" "}
            {viewer.t("block.attempts_kept", { count: block.attempts })}
          </p>
        </li>
      ))}
    </ol>
  );
}

function spanWords({ t, locale, timeZone }: Viewer, { atMs, untilMs }: PastBlock): string {
  const from = formatDateTime(locale, timeZone, atMs);
  if (untilMs === null) return t("block.history_forever", { from });
  return t("block.history_for", { from, until: formatDateTime(locale, timeZone, untilMs) });
}

function setByWords(
  { t }: Viewer,
  { byUserId }: PastBlock,
  users: PastBlocksProps["users"],
): string {
  return t("block.set_by", { user: users.get(byUserId) ?? t("actor.unknown") });
}

function endedWords(
  { t, locale, timeZone }: Viewer,
  { ended, endedAtMs, endedByUserId }: PastBlock,
  users: PastBlocksProps["users"],
): string {
  const time = formatDateTime(locale, timeZone, endedAtMs);
  const user = users.get(endedByUserId ?? "") ?? t("actor.unknown");
  return t(`block.ended.${ended}`, { time, user });
}
