// The card's way to block its contact, or to change the block. An island opens it as a dialog.
import { type Block, isBlocked } from "@/lib/domain/block.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { Icon } from "../Icon.tsx";

export interface BlockLinkProps {
  viewer: Viewer;
  block: Pick<Block, "untilMs"> | undefined;
  href: string;
}

export function BlockLink({ viewer: { t, nowMs }, block, href }: BlockLinkProps) {
  return (
    <span class="block-link" data-live="block-link">
      <a class="button" href={href} data-dialog data-shortcut="b">
        <Icon name="ban" />
        {t(isBlocked(block, nowMs) ? "block.open_change" : "block.open")}
      </a>
    </span>
  );
}
