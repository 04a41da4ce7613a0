// The control of an entry that takes it back, for those who may; and that it has been taken back.
import type { TimelineEvent } from "@/lib/domain/event.ts";
import type { Rights } from "@/lib/domain/rights.ts";
import { isUndoable, mayUndo } from "@/lib/domain/undo.ts";
import type { Principal } from "@/lib/domain/user.ts";
import { formatDateTime } from "@/lib/i18n/format.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";

/** What the control depends on, besides the event. */
export interface UndoDesk {
  viewer: Viewer;
  principal: Principal;
  /** What this person may do. */
  rights: Rights;
  /** The address at which an event is undone. */
  hrefOf(event: TimelineEvent): string;
}

/** Null where there is nothing to offer, so that an entry leaves no place for it. */
export function undoButton(desk: UndoDesk, event: TimelineEvent) {
  const { viewer: { t, locale, timeZone, nowMs }, principal, rights } = desk;
  if (!isUndoable(event, nowMs) || !mayUndo(principal, rights, event)) return null;
  const time = formatDateTime(locale, timeZone, event.atMs);
  return (
    <form method="post" action={desk.hrefOf(event)}>
      <button class="undo small" type="submit">
        {t("undo.undo")}
        <span class="visually-hidden">{` ${t("undo.which", { time })}`}</span>
      </button>
    </form>
  );
}
