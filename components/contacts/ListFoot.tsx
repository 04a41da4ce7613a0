// Below the list: which rows these are, how many fit a page, and the pages before and after.
import { type ContactListView, listHref } from "@/lib/domain/contact_list.ts";
import { PAGE_SIZES } from "@/lib/domain/user.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";

export interface ListFootProps {
  viewer: Viewer;
  view: ContactListView;
  pageSize: number;
  rowCount: number;
  total: number;
  /** 1-based place of the first row; null when it is not known. */
  position: number | null;
  previous: string | null;
  next: string | null;
}

export function ListFoot(props: ListFootProps) {
  const { viewer: { t }, view, pageSize, rowCount, total, position, previous, next } = props;
  return (
    <footer class="list-foot">
      <span>
        {position === null
          ? t("contacts.total", { count: total })
          : t("contacts.range", { from: position, to: position + rowCount - 1, total })}
      </span>
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
