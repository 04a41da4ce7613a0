// On a card: conversations that are still on their way, and that another number has led here.
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { Notice } from "../Notice.tsx";

export interface MergeNoticesProps {
  viewer: Viewer;
  news: { moving: "merge" | "parting" | null; fromId: number | null };
  /** The card itself. */
  href: string;
}

/** Nothing where nothing is to be said. */
export function MergeNotices({ viewer: { t }, news: { moving, fromId }, href }: MergeNoticesProps) {
  return (
    <>
      {fromId !== null && (
        <div class="flash">
          <Notice kind="info" role="status">{t("merge.came_from", { id: fromId })}</Notice>
        </div>
      )}
      {moving && (
        <div class="flash">
          <Notice kind="info" role="status">
            {t(moving === "merge" ? "merge.moving" : "merge.parting")}{" "}
            <a href={href}>{t("merge.refresh")}</a>
          </Notice>
        </div>
      )}
    </>
  );
}
