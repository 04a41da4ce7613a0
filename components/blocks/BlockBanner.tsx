// Above what is written to a blocked contact: it will arrive, answers will not (8.4).
import { type Block, isBlocked } from "@/lib/domain/block.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { Icon } from "../Icon.tsx";
import { endWords } from "./BlockBadge.tsx";

export interface BlockBannerProps {
  viewer: Viewer;
  block: Pick<Block, "untilMs"> | undefined;
}

/** Nothing once the block is over. */
export function BlockBanner({ viewer, block }: BlockBannerProps) {
  if (!block || !isBlocked(block, viewer.nowMs)) return null;
  const { untilMs } = block;
  return (
    <div class="notice error block-banner">
      <Icon name="ban" />
      <p>
        <b>{viewer.t("block.blocked")}.</b> {untilMs === null
          ? viewer.t("block.banner_forever")
          : viewer.t("block.banner_until", { end: endWords(viewer, untilMs) })}
      </p>
    </div>
  );
}
