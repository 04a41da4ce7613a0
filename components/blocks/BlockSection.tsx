// The block that a contact is under, on its card: until when, who said so and why, what it has kept out, and the way out.
import type { Block } from "@/lib/domain/block.ts";
import { formatDateTime } from "@/lib/i18n/format.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { Icon } from "../Icon.tsx";
import { blockedWords } from "./BlockBadge.tsx";
import { BlockTally, type BlockTallyProps } from "./BlockTally.tsx";

export interface BlockSectionProps {
  viewer: Viewer;
  block: Block;
  tally: BlockTallyProps["tally"];
  /** Who blocked. */
  userName: string;
  /** Null where this person may not unblock. */
  unblockAction: string | null;
}

export function BlockSection(props: BlockSectionProps) {
  const { viewer, block, tally, unblockAction } = props;
  const { t } = viewer;
  return (
    <div class="notice error block-state">
      <Icon name="ban" />
      <div>
        <p>
          <b>{blockedWords(viewer, block.untilMs)}</b>
        </p>
        <BlockWhy viewer={viewer} block={block} />
        <p>
          <BlockTally viewer={viewer} tally={tally} />
        </p>
        <p>{byWords(props)}</p>
        {unblockAction && (
          <form method="post" action={unblockAction}>
            <button class="button" type="submit">{t("block.unblock")}</button>
          </form>
        )}
      </div>
    </div>
  );
}

/** The reason, and what was added in words; nothing when nobody said. */
export function BlockWhy(
  { viewer: { t }, block: { reason, note } }: {
    viewer: Viewer;
    block: Pick<Block, "reason" | "note">;
  },
) {
  if (reason === null && note === "") return null;
  return (
    <p class="block-why">
      {reason && t(`block.reason.${reason}`)}
      {reason && note !== "" && ": "}
      <bdi>{note}</bdi>
    </p>
  );
}

function byWords({ viewer, block, userName }: BlockSectionProps): string {
  const time = formatDateTime(viewer.locale, viewer.timeZone, block.atMs);
  return viewer.t("block.by", { user: userName, time });
}
