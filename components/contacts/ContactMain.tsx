// Who a contact is and how to reach them: name, addresses, channels, tags (5.2).
import type { ComponentChildren } from "preact";
import type { Channel } from "@/lib/domain/channel.ts";
import {
  type Contact,
  contactRow,
  displayName,
  type Email,
  type Phone,
  type Unclaimed,
} from "@/lib/domain/contact.ts";
import { formatPhone } from "@/lib/domain/handle.ts";
import { formatDateTime } from "@/lib/i18n/format.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { Avatar } from "../Avatar.tsx";
import { channelIcon } from "../channel_icon.ts";
import { Icon } from "../Icon.tsx";
import { TagChip, type TagLook } from "../TagChip.tsx";
import { RelativeTime } from "../Time.tsx";

/** From here on a name is set smaller, or it would push everything else off the screen. */
const LONG_NAME_CHARS = 60;

export interface ContactMainProps {
  viewer: Viewer;
  contact: Contact;
  /** Only the tags this viewer may see. */
  tags: TagLook[];
  channels: ReadonlyMap<string, Pick<Channel, "name" | "type">>;
  /** Whose an unclaimed address is, or null. */
  ownerOf: (address: Unclaimed) => number | null;
  editHref: string;
  /** What everyone has to see first. */
  children?: ComponentChildren;
}

export function ContactMain(props: ContactMainProps) {
  const { viewer, contact, tags, editHref } = props;
  const { t, locale, timeZone } = viewer;
  return (
    <>
      <CardHead viewer={viewer} contact={contact} />
      {props.children}
      <h2>{t("contact.main")}</h2>
      <dl class="facts">
        <Addresses {...props} />
        <dt>{t("contact.last_activity")}</dt>
        <dd>
          <RelativeTime
            viewer={viewer}
            atMs={contact.lastActivityAtMs}
            none={t("contact.no_activity")}
          />
        </dd>
        <dt>{t("contact.created")}</dt>
        <dd>{formatDateTime(locale, timeZone, contact.createdAtMs)}</dd>
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
    </>
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

function Addresses({ viewer, contact, channels, ownerOf }: ContactMainProps) {
  const { t } = viewer;
  const { phones, emails, identities = [], unclaimed = [] } = contact;
  return (
    <>
      <dt>{t("contact.phones")}</dt>
      <dd>
        <Handles viewer={viewer} none={t("contact.no_phone")}>
          {phones.map((phone) => (
            <>
              <PhoneLink viewer={viewer} phone={phone} />
              <Copy viewer={viewer} value={phone.key ?? phone.typed} />
            </>
          ))}
        </Handles>
      </dd>
      <dt>{t("contact.emails")}</dt>
      <dd>
        <Handles viewer={viewer} none={t("contact.no_emails")}>
          {emails.map((email) => (
            <>
              <EmailLink email={email} />
              <Copy viewer={viewer} value={email.key} />
            </>
          ))}
        </Handles>
      </dd>
      {identities.length > 0 && (
        <>
          <dt>{t("card.identities")}</dt>
          <dd>
            <ul class="identities">
              {identities.map((identity) => (
                <li>
                  <Icon name={channelIcon(channels.get(identity.channelId)?.type)} />
                  <span>
                    {channels.get(identity.channelId)?.name ?? t("conversation.channel_gone")}{" "}
                    <span class="muted">{identity.label || identity.externalId}</span>
                  </span>
                </li>
              ))}
            </ul>
          </dd>
        </>
      )}
      {unclaimed.length > 0 && (
        <>
          <dt>{t("card.unclaimed")}</dt>
          <dd>
            <ul class="handles">
              {unclaimed.map((address) => (
                <li>
                  {address.typed} <Owner viewer={viewer} id={ownerOf(address)} />
                </li>
              ))}
            </ul>
          </dd>
        </>
      )}
    </>
  );
}

function Owner({ viewer: { t }, id }: { viewer: Viewer; id: number | null }) {
  if (id === null) return null;
  return <a class="small" href={`/contacts/${id}`}>{t("card.unclaimed_of", { id: String(id) })}</a>;
}

/** Shown by the page's island, where copying works. */
function Copy({ viewer: { t }, value }: { viewer: Viewer; value: string }) {
  const label = t("contact.copy", { value });
  return (
    <button type="button" class="copy" data-copy={value} aria-label={label} title={label}>
      <Icon name="copy" />
      <Icon name="check" />
    </button>
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
          {handle}{" "}
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
