// The first step of merging: finding the other contact, with all that tells one Ivan from another.
import { type ContactRow, displayName } from "@/lib/domain/contact.ts";
import type { Channel } from "@/lib/domain/channel.ts";
import { formatPhone } from "@/lib/domain/handle.ts";
import { formatDateTime, formatRelative } from "@/lib/i18n/format.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { Avatar } from "../Avatar.tsx";
import { BlockBadge } from "../blocks/BlockBadge.tsx";
import { ChannelName } from "../conversations/pieces.tsx";
import { Field } from "../Field.tsx";
import { Icon } from "../Icon.tsx";
import { Carried, MergeSteps } from "./pieces.tsx";

export interface MergePickProps {
  viewer: Viewer;
  id: number;
  name: string;
  /** What is searched for; "" is nothing. */
  find: string;
  found: { row: ContactRow; channels: Channel[] }[];
  /** Of all that match. */
  total: number;
  /** Only numbers can be found for now. */
  isIndexing: boolean;
  /** Chosen already, or null. */
  chosenId: number | null;
  /** Where both forms go, what the search carries, and what the choice carries. */
  action: string;
  carriedBySearch: [string, string][];
  carriedByChoice: [string, string][];
  cancelHref: string;
}

export function MergePick(props: MergePickProps) {
  const { viewer: { t }, id, name } = props;
  return (
    <>
      <MergeSteps t={t} current="pick" />
      <h1 id="dialog-title" tabIndex={-1}>{t("merge.pick_title", { name })}</h1>
      <p class="muted">{t("merge.pick_lead", { id })}</p>
      <Search {...props} />
      <p class="muted" id="found-status" role="status">{statusOf(props)}</p>
      <div id="found">
        {props.found.length > 0 ? <Choice {...props} /> : <NoChoice {...props} />}
      </div>
    </>
  );
}

function statusOf({ viewer: { t }, find, found, total, isIndexing }: MergePickProps): string {
  if (isIndexing) return t("merge.indexing");
  if (found.length > 0) return t("merge.found", { count: total });
  return find.trim() === "" ? t("merge.not_searched") : t("merge.none_found", { query: find });
}

function Search({ viewer: { t }, find, action, carriedBySearch }: MergePickProps) {
  return (
    <form class="merge-find" method="get" action={action} role="search" data-find>
      <Carried params={carriedBySearch} />
      <Field
        name="find"
        type="search"
        label={t("merge.find")}
        hint={t("merge.find_hint")}
        value={find}
      />
      <button class="button" type="submit">
        <Icon name="search" />
        {t("merge.find_submit")}
      </button>
    </form>
  );
}

function NoChoice({ viewer: { t }, cancelHref }: MergePickProps) {
  return (
    <div class="form-foot">
      <a class="button" href={cancelHref} data-cancel>{t("action.cancel")}</a>
    </div>
  );
}

function Choice(props: MergePickProps) {
  const { viewer: { t }, found, total, action, carriedByChoice, cancelHref } = props;
  const more = total - found.length;
  return (
    <form method="get" action={action} class="merge-choice">
      <Carried params={carriedByChoice} />
      <fieldset class="field" id="with">
        <legend class="visually-hidden">{t("merge.candidates")}</legend>
        {found.map((candidate) => <CandidateRow {...props} candidate={candidate} />)}
      </fieldset>
      {more > 0 && <p class="muted">{t("merge.candidates_more", { count: more })}</p>}
      <div class="form-foot">
        <a class="button" href={cancelHref} data-cancel>{t("action.cancel")}</a>
        <button class="button primary" type="submit">{t("merge.next")}</button>
      </div>
    </form>
  );
}

function CandidateRow(
  { viewer, candidate: { row, channels }, chosenId, found }: MergePickProps & {
    candidate: MergePickProps["found"][number];
  },
) {
  const { t } = viewer;
  const name = displayName(row);
  const isChosen = row.id === chosenId || (found.length === 1 && chosenId === null);
  return (
    <label class="candidate">
      <input type="radio" name="with" value={row.id} checked={isChosen} required />
      <Avatar id={row.id} name={name} />
      <span class="candidate-main">
        <b>
          <bdi>{name ?? t("contact.numbered", { id: String(row.id) })}</bdi>
        </b>{" "}
        <span class="muted">{t("contact.number", { id: row.id })}</span>{" "}
        <BlockBadge viewer={viewer} block={row.block} />
        <span class="candidate-facts">
          <Handle text={row.email} count={row.emailCount} />
          <Handle text={row.phone && formatPhone(row.phone)} count={row.phoneCount} />
        </span>
        <span class="candidate-facts">
          {channels.map((channel) => <ChannelName t={t} channel={channel} />)}
          <span>
            {row.conversationCount
              ? t("merge.conversations", { count: row.conversationCount })
              : t("merge.no_conversations")}
          </span>
          <LastActivity viewer={viewer} atMs={row.lastActivityAtMs} />
        </span>
      </span>
    </label>
  );
}

function Handle({ text, count }: { text: string | null; count: number }) {
  if (!text) return null;
  return <span>{count > 1 ? `${text} +${count - 1}` : text}</span>;
}

function LastActivity({ viewer, atMs }: { viewer: Viewer; atMs: number | null }) {
  const { t, locale, timeZone, nowMs } = viewer;
  if (atMs === null) return <span>{t("merge.no_activity")}</span>;
  return (
    <time dateTime={new Date(atMs).toISOString()} title={formatDateTime(locale, timeZone, atMs)}>
      {t("merge.last_activity", { time: formatRelative(locale, timeZone, atMs, nowMs) })}
    </time>
  );
}
