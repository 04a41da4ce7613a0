// When a page was read, and the link that reads it anew: for pages that do not follow changes by themselves.

export interface RefreshLabels {
  /** With the time. */
  updated: string;
  refresh: string;
}

export function RefreshLine({ href, labels }: { href: string; labels: RefreshLabels }) {
  return (
    <p class="live">
      {labels.updated} <a href={href}>{labels.refresh}</a>
    </p>
  );
}
