// What surrounds every page of a signed-in user: skip link, navigation, flash, main.
import type { ComponentChildren } from "preact";
import type { Translate } from "@/lib/i18n/translate.ts";
import { Brand } from "./Brand.tsx";
import { Icon, type IconName } from "./Icon.tsx";
import { SegmentLinks, type SegmentLook } from "./segments/SegmentLinks.tsx";

export interface ShellProps {
  t: Translate;
  /** The path of this page, by which the navigation marks where one is. */
  path: string;
  userName: string;
  isAdmin: boolean;
  mayImport: boolean;
  /** Number of contacts, already formatted. */
  contactCount: string;
  /** Number of suspected pairs, already formatted; "" when there are none. */
  duplicateCount: string;
  segments: SegmentLook[];
  /** The open one. */
  segmentId: string | null;
  flash?: ComponentChildren;
  children: ComponentChildren;
}

export function Shell(props: ShellProps) {
  const { t } = props;
  return (
    <div class="shell">
      <a class="skip-link" href="#main">{t("app.skip")}</a>
      <header class="side">
        <Brand />
        <Nav {...props} />
        <details class="menu">
          <summary>
            <Icon name="menu" />
            {t("app.menu")}
          </summary>
          <Nav {...props} />
        </details>
      </header>
      <main id="main" tabIndex={-1}>
        {props.flash}
        {props.children}
      </main>
    </div>
  );
}

function Nav(props: ShellProps) {
  const { t, path, userName, isAdmin, contactCount } = props;
  return (
    <nav class="nav" aria-label={t("app.navigation")}>
      <NavLink
        href="/contacts"
        path={isInSegment(props) ? "" : path}
        icon="users"
        label={t("nav.contacts")}
      >
        <span class="count">{contactCount}</span>
      </NavLink>
      <NavLink
        href="/conversations"
        path={path}
        icon="message-square"
        label={t("nav.conversations")}
      />
      <NavLink
        href="/dialog"
        path={path}
        icon="message-square-plus"
        label={t("nav.new_dialog")}
      />
      <NavLink href="/contacts/duplicates" path={path} icon="copy" label={t("nav.duplicates")}>
        {props.duplicateCount && <span class="count">{props.duplicateCount}</span>}
      </NavLink>
      {props.mayImport && (
        <NavLink href="/contacts/import" path={path} icon="upload" label={t("nav.import")} />
      )}
      <NavLink href="/contacts/trash" path={path} icon="trash-2" label={t("trash.title")} />
      <NavLink href="/activity" path={path} icon="history" label={t("nav.activity")} />
      <h2>{t("segments.title")}</h2>
      <SegmentLinks t={t} path={path} segments={props.segments} currentId={props.segmentId} />
      <NavLink href="/segments" path={path} icon="list" label={t("segments.all")} />
      <h2>{t("nav.settings")}</h2>
      {isAdmin && (
        <>
          <NavLink href="/settings/tags" path={path} icon="tag" label={t("nav.tags")} />
          <NavLink
            href="/settings/attributes"
            path={path}
            icon="sliders-horizontal"
            label={t("nav.attributes")}
          />
          <NavLink
            href="/settings/channels"
            path={path}
            icon="cable"
            label={t("nav.channels")}
          />
          <NavLink href="/settings/rights" path={path} icon="shield" label={t("nav.rights")} />
        </>
      )}
      <NavLink href="/sandbox" path={path} icon="flask-conical" label={t("nav.sandbox")} />
      <div class="nav-user">
        <NavLink href="/profile" path={path} icon="circle-user" label={userName} />
        <form method="post" action="/logout">
          <button type="submit">
            <Icon name="log-out" />
            {t("nav.sign_out")}
          </button>
        </form>
      </div>
    </nav>
  );
}

/** Then its link is the one that says where one is. */
function isInSegment({ segments, segmentId }: ShellProps): boolean {
  return segments.some(({ id }) => id === segmentId);
}

interface NavLinkProps {
  href: string;
  path: string;
  icon: IconName;
  label: string;
  children?: ComponentChildren;
}

function NavLink({ href, path, icon, label, children }: NavLinkProps) {
  return (
    <a href={href} aria-current={currentness(href, path)}>
      <Icon name={icon} />
      <span class="nav-label">{label}</span>
      {children}
    </a>
  );
}

/** Below the contacts, with links of their own. */
const OWN_LINKS = ["/contacts/import", "/contacts/duplicates", "/contacts/trash"];

/** The page itself, a page below it, or neither. Stated for every link, or Fresh would mark ancestors. */
function currentness(href: string, path: string): "page" | "true" | "false" {
  if (path === href) return "page";
  const isOwn = OWN_LINKS.some((own) => path.startsWith(own));
  const below = path.startsWith(`${href}/`) && !isOwn;
  return below || path.startsWith(`${href}/`) && href !== "/contacts" ? "true" : "false";
}
