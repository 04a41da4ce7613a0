// Below the list: which rows these are, how many fit a page, and the pages before and after.
import { type ContactListView, listHref } from "@/lib/domain/contact_list.ts";
import { PAGE_SIZES } from "@/lib/domain/user.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";

export interface ListFootProps {
  viewer: Viewer;
  view: ContactListView;
  pageSize: number;
  rowCount: number;
  /** Null when it is not counted yet. */
  total: number | null;
  /** 1-based place of the first row; null when it is not known. */
  position: number | null;
  previous: string | null;
  next: string | null;
}

export function ListFoot(props: ListFootProps) {
  const { viewer: { t }, view, pageSize, previous, next } = props;
  return (
    <footer class="list-foot">
      <span id="list-range">{rangeText(props)}</span>
      <nav class="pages" aria-label={t("contacts.pages")}>
        <PageSizes viewer={props.viewer} view={view} pageSize={pageSize} />
        <PageLink href={previous && listHref(view, { cursor: previous })} rel="prev">
          {t("contacts.previous")}
        </PageLink>
        <PageLink href={next && listHref(view, { cursor: next })} rel="next">
          {t("contacts.next")}
        </PageLink>
      </nav>
    </footer>
  );
}

function rangeText({ viewer: { t }, rowCount, total, position }: ListFootProps): string {
  const to = position === null ? 0 : position + rowCount - 1;
  if (total === null) {
    return position === null ? "" : t("contacts.range_open", { from: position, to });
  }
  if (position === null) return t("contacts.total", { count: total });
  return t("contacts.range", { from: position, to, total });
}

function PageSizes(
  { viewer, view, pageSize }: Pick<ListFootProps, "viewer" | "view" | "pageSize">,
) {
  return (
    <span class="page-sizes" role="group" aria-label={viewer.t("contacts.view_size")}>
      {PAGE_SIZES.map((size) => (
        <a
          href={listHref(view, { pageSize: size })}
          aria-current={size === pageSize ? "true" : "false"}
          aria-label={viewer.t("contacts.per_page", { count: size })}
        >
          {size}
        </a>
      ))}
    </span>
  );
}

/** A link, or its place kept by a plain text where there is no such page. */
function PageLink({ href, rel, children }: {
  href: string | null;
  rel: "prev" | "next";
  children: string;
}) {
  if (!href) return <span class="button off">{children}</span>;
  return <a class="button" href={href} rel={rel}>{children}</a>;
}
