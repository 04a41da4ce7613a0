// When a page was read, and the link that reads it anew: for pages that do not follow changes by themselves.
// The words are seen where there are no scripts; else an icon with a title keeps the head of the page in one row.
import { Icon } from "../Icon.tsx";

export interface RefreshLabels {
  /** With the time. */
  updated: string;
  refresh: string;
}

export function RefreshLine({ href, labels }: { href: string; labels: RefreshLabels }) {
  return (
    <p class="live">
      <span class="visually-hidden">{labels.updated}</span>{" "}
      <a href={href} title={`${labels.updated} ${labels.refresh}`}>
        <Icon name="refresh-cw" />
        <span class="visually-hidden">{labels.refresh}</span>
      </a>
    </p>
  );
}
