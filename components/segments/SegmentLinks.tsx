// The segments in the navigation: name and count, each a link to its list.
import type { Translate } from "@/lib/i18n/translate.ts";
import { Icon } from "../Icon.tsx";

export interface SegmentLook {
  id: string;
  name: string;
  /** Already formatted. */
  count: string;
  flaw: "ignores" | "broken" | null;
}

export interface SegmentLinksProps {
  t: Translate;
  path: string;
  segments: SegmentLook[];
  currentId: string | null;
}

export function SegmentLinks({ t, path, segments, currentId }: SegmentLinksProps) {
  return (
    <>
      {segments.map(({ id, name, count, flaw }) => (
        <a href={`/contacts?segment=${id}`} aria-current={currentness(id === currentId, path)}>
          <Icon name={flaw === null ? "list-filter" : "triangle-alert"} />
          <span class="nav-label" title={name}>{name}</span>
          {flaw !== null && (
            <span class="visually-hidden">
              {flaw === "ignores" ? t("segments.flawed_short") : t("segments.broken_short")}
            </span>
          )}
          <span class="count">{count}</span>
        </a>
      ))}
    </>
  );
}

/** Its list is the page itself, a card from it is a page below. */
function currentness(isCurrent: boolean, path: string): "page" | "true" | "false" {
  if (!isCurrent) return "false";
  return path === "/contacts" ? "page" : "true";
}
