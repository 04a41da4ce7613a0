// The left side of the card: who this is, how to reach them, what is known (5.2).
import {
  type Contact,
  contactRow,
  displayName,
  type Email,
  type Phone,
} from "@/lib/domain/contact.ts";
import { formatPhone } from "@/lib/domain/handle.ts";
import { formatDateTime, formatLanguage, formatRelative } from "@/lib/i18n/format.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { Avatar } from "../Avatar.tsx";
import { TagChip, type TagLook } from "../TagChip.tsx";

/** From here on a name is set smaller, or it would push everything else off the screen. */
const LONG_NAME_CHARS = 60;

export interface ContactCardProps {
  viewer: Viewer;
  contact: Contact;
  /** Only the tags this viewer may see. */
  tags: TagLook[];
  editHref: string;
  /** A control that copies an e-mail or phone. */
  copy: (value: string) => preact.JSX.Element;
  /** Below what belongs to the contact itself. */
  children?: preact.ComponentChildren;
}

export function ContactCard(props: ContactCardProps) {
  const { viewer, contact, tags, editHref, copy, children } = props;
  const { t, locale, timeZone } = viewer;
  return (
    <section aria-label={t("contact.main")}>
      <CardHead viewer={viewer} contact={contact} />
      <h2>{t("contact.main")}</h2>
      <dl class="facts">
        <dt>{t("contact.phones")}</dt>
        <dd>
          <Handles viewer={viewer} none={t("contact.no_phone")}>
            {contact.phones.map((phone) => (
              <>
                <PhoneLink viewer={viewer} phone={phone} />
                {copy(phone.key ?? phone.typed)}
              </>
            ))}
          </Handles>
        </dd>
        <dt>{t("contact.emails")}</dt>
        <dd>
          <Handles viewer={viewer} none={t("contact.no_emails")}>
            {contact.emails.map((email) => (
              <>
                <EmailLink email={email} />
                {copy(email.key)}
              </>
            ))}
          </Handles>
        </dd>
        <dt>{t("contact.language")}</dt>
        <dd>
          {contact.language
            ? formatLanguage(locale, contact.language)
            : <span class="muted">{t("contact.language_none")}</span>}
        </dd>
        <dt>{t("contact.last_activity")}</dt>
        <dd>
          <LastActivity viewer={viewer} atMs={contact.lastActivityAtMs} />
        </dd>
        <dt>{t("contact.created")}</dt>
        <dd>
          {formatDateTime(locale, timeZone, contact.createdAtMs)}
          <span class="muted">{`, ${t(`source.${contact.source}`)}`}</span>
        </dd>
      </dl>
      <h2>
        {t("contact.tags")}
        <a href={`${editHref}#tagIds`}>
          {tags.length > 0 ? t("contact.change_tags") : t("contact.add_tags")}
        </a>
      </h2>
      {tags.length > 0
        ? <div class="chips">{tags.map((tag) => <TagChip tag={tag} />)}</div>
        : <p class="muted">{t("contact.no_tags")}</p>}
      {children}
    </section>
  );
}

function CardHead({ viewer: { t }, contact }: { viewer: Viewer; contact: Contact }) {
  const shown = displayName(contactRow(contact));
  return (
    <div class={(shown ?? "").length > LONG_NAME_CHARS ? "card-head long" : "card-head"}>
      <Avatar id={contact.id} name={shown} large />
      <div>
        <h1>{shown ?? t("contact.numbered", { id: String(contact.id) })}</h1>
        <p class="muted">{t("contact.number", { id: contact.id })}</p>
      </div>
    </div>
  );
}

interface HandlesProps {
  viewer: Viewer;
  none: string;
  /** The primary one first. */
  children: preact.JSX.Element[];
}

function Handles({ viewer: { t }, none, children }: HandlesProps) {
  if (children.length === 0) return <span class="muted">{none}</span>;
  return (
    <ul class="handles">
      {children.map((handle, index) => (
        <li>
          {handle}
          {index === 0 && children.length > 1 && <span class="badge">{t("contact.primary")}</span>}
        </li>
      ))}
    </ul>
  );
}

/** Breaks before the @ where it has to break. */
function EmailLink({ email }: { email: Email }) {
  const at = email.typed.lastIndexOf("@");
  return (
    <a href={`mailto:${email.key}`}>
      {email.typed.slice(0, at)}
      <wbr />
      {email.typed.slice(at)}
    </a>
  );
}

/** What cannot be read as a number is shown as it was typed, and says so. */
function PhoneLink({ viewer: { t }, phone }: { viewer: Viewer; phone: Phone }) {
  if (phone.key) return <a href={`tel:${phone.key}`}>{formatPhone(phone.key)}</a>;
  return (
    <span>
      {phone.typed} <span class="muted small">{t("contact.unread_phone")}</span>
    </span>
  );
}

function LastActivity({ viewer, atMs }: { viewer: Viewer; atMs: number | null }) {
  const { t, locale, timeZone, nowMs } = viewer;
  if (atMs === null) return <span class="muted">{t("contact.no_activity")}</span>;
  return (
    <time dateTime={new Date(atMs).toISOString()} title={formatDateTime(locale, timeZone, atMs)}>
      {formatRelative(locale, timeZone, atMs, nowMs)}
    </time>
  );
}
