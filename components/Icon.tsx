// One icon of the sprite `static/icons.svg`. Decorative: the text beside it, or the control's label, says what it means.
import { asset } from "fresh/runtime";

/** Names in the sprite; a test holds the two lists together. */
export const ICONS = [
  "users",
  "search",
  "plus",
  "upload",
  "tag",
  "chevron-down",
  "chevron-left",
  "chevron-right",
  "arrow-down",
  "arrow-up",
  "x",
  "check",
  "pencil",
  "mail",
  "phone",
  "languages",
  "settings",
  "log-out",
  "sun",
  "moon",
  "monitor",
  "keyboard",
  "circle-alert",
  "circle-check",
  "circle-x",
  "info",
  "triangle-alert",
  "copy",
  "menu",
  "sliders-horizontal",
  "history",
  "star",
  "file-up",
  "trash-2",
  "rotate-ccw",
  "download",
  "circle-user",
  "globe",
  "key-round",
  "list",
  "list-filter",
  "sparkles",
  "calendar",
  "refresh-cw",
  "circle-stop",
  "user-plus",
  "message-square",
  "message-square-plus",
  "clock",
  "check-check",
  "send",
  "paperclip",
  "arrow-down-left",
  "arrow-up-right",
  "sticky-note",
  "pin",
  "pin-off",
  "cable",
  "flask-conical",
] as const;
export type IconName = typeof ICONS[number];

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" aria-hidden="true">
      <use href={`${asset("/icons.svg")}#${name}`} />
    </svg>
  );
}
