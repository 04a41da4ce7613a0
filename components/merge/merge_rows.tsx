// The rows of two contacts side by side: conflicts first, then what differs, then what is the same.
import type { ComponentChildren } from "preact";
import type { Attribute } from "@/lib/domain/attribute.ts";
import type { Block } from "@/lib/domain/block.ts";
import type { Channel } from "@/lib/domain/channel.ts";
import type { Contact } from "@/lib/domain/contact.ts";
import { formatPhone } from "@/lib/domain/handle.ts";
import type { MergeSide } from "@/lib/domain/merge.ts";
import type { MergeListRow, MergePreview, MergeValueRow } from "@/lib/domain/merge_preview.ts";
import { formatNumber } from "@/lib/i18n/format.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { BlockEndBadge } from "../blocks/BlockBadge.tsx";
import { Icon } from "../Icon.tsx";
import { TagChip, type TagLook } from "../TagChip.tsx";
import { ValueText } from "./ValueText.tsx";
import { ExactTime } from "../Time.tsx";

/** Two contacts and what becomes of them; what this viewer may not see is absent from the maps. */
export interface Sides extends Record<MergeSide, Contact> {
  preview: MergePreview;
  notes: Record<MergeSide, number>;
  losesPin: boolean;
  tags: ReadonlyMap<string, TagLook>;
  /** By field `attr.<key>`. */
  attributes: ReadonlyMap<string, Attribute>;
  channels: ReadonlyMap<string, Pick<Channel, "name" | "type">>;
}

export interface CompareRow {
  /** What the row's id and its mark are called. */
  field: string;
  label: string;
  isSame: boolean;
  /** Whose value is chosen, where there is a choice. */
  choice: MergeSide | null;
  kept: ComponentChildren;
  merged: ComponentChildren;
  result: ComponentChildren;
}

/** In the order in which they are shown. */
export function compareRows(viewer: Viewer, sides: Sides): CompareRow[] {
  const { values, lists } = sides.preview;
  const rows = [
    ...values.filter((row) => isShown(row, sides)).map((row) => valueRow(viewer, sides, row)),
    ...lists.map((row) => listRow(viewer, sides, row)),
    ...blockRows(viewer, sides),
    ...countRows(viewer, sides),
    ...momentRows(viewer, sides),
  ];
  const order = (row: CompareRow) => row.choice !== null ? 0 : row.isSame ? 2 : 1;
  return rows.sort((a, b) => order(a) - order(b));
}

/** What a field is called; attributes by their names. */
export function fieldLabel(
  { t }: Viewer,
  { attributes }: Pick<Sides, "attributes">,
  field: string,
): string {
  const own = OWN_FIELDS.find((one) => one === field);
  return own ? t(`merge.field.${own}`) : attributes.get(field)?.name ?? field;
}

const OWN_FIELDS = [
  "name",
  "language",
  "primaryEmail",
  "primaryPhone",
  "emails",
  "phones",
  "identities",
  "unclaimed",
  "tags",
  "attributes",
  "block",
] as const;

/** Which address is primary is a question only where it is one. */
function isShown({ field, kind }: MergeValueRow, sides: Sides): boolean {
  return isSeen(sides, field) && (kind === "conflict" || !field.startsWith("primary"));
}

/** Values of deleted attributes stay hidden. */
export function isSeen({ attributes }: Pick<Sides, "attributes">, field: string): boolean {
  return !field.startsWith("attr.") || attributes.has(field);
}

function valueRow(viewer: Viewer, sides: Sides, row: MergeValueRow): CompareRow {
  const { field, kind, chosen } = row;
  const { attributes } = sides;
  const text = (value: MergeValueRow["kept"]) => (
    <ValueText viewer={viewer} field={field} attributes={attributes} value={value} />
  );
  return {
    field,
    label: fieldLabel(viewer, sides, field),
    isSame: kind === "same",
    choice: kind === "conflict" ? chosen : null,
    kept: text(row.kept),
    merged: text(row.merged),
    result: text(row.result),
  };
}

function listRow(viewer: Viewer, sides: Sides, { field, kept, merged }: MergeListRow): CompareRow {
  const list = (contact: Contact) => <List viewer={viewer} sides={sides} of={{ contact, field }} />;
  return {
    field,
    label: fieldLabel(viewer, sides, field),
    isSame: [...kept].sort().join("\n") === [...merged].sort().join("\n"),
    choice: null,
    kept: list(sides.kept),
    merged: list(sides.merged),
    result: list(sides.preview.result),
  };
}

interface ListProps {
  viewer: Viewer;
  sides: Sides;
  of: { contact: Contact; field: MergeListRow["field"] };
}

function List({ viewer: { t }, sides, of: { contact, field } }: ListProps) {
  if (field === "tags") {
    const tags = contact.tagIds.flatMap((id) => sides.tags.get(id) ?? []);
    if (tags.length > 0) {
      return <span class="chips">{tags.map((tag) => <TagChip tag={tag} />)}</span>;
    }
  }
  const texts = field === "tags" ? [] : listTexts(t, sides, { contact, field });
  if (texts.length === 0) return <span class="muted">{t("contacts.none")}</span>;
  return <ul>{texts.map((text) => <li>{text}</li>)}</ul>;
}

/** The addresses of a contact as people know them. */
export function listTexts(
  t: Viewer["t"],
  { channels }: Pick<Sides, "channels">,
  { contact, field }: { contact: Contact; field: Exclude<MergeListRow["field"], "tags"> },
): string[] {
  switch (field) {
    case "emails":
      return contact.emails.map(({ typed }) => typed);
    case "phones":
      return contact.phones.map(({ key, typed }) => key === null ? typed : formatPhone(key));
    case "unclaimed":
      return (contact.unclaimed ?? []).map(({ typed }) => typed);
    case "identities":
      return (contact.identities ?? []).map(({ channelId, externalId, label }) => {
        const channel = channels.get(channelId)?.name ?? t("conversation.channel_gone");
        return `${channel}: ${label || externalId}`;
      });
  }
}

/** Nobody can choose to lift a block by merging. */
function blockRows(viewer: Viewer, { preview }: Sides): CompareRow[] {
  const { t } = viewer;
  const { kept, merged, result } = preview.block;
  if (result === null) return [];
  return [{
    field: "block",
    label: t("merge.field.block"),
    isSame: false,
    choice: null,
    kept: <BlockCell viewer={viewer} block={kept} />,
    merged: <BlockCell viewer={viewer} block={merged} />,
    result: (
      <>
        <BlockCell viewer={viewer} block={result} />
        <span class="locked">
          <Icon name="lock" />
          {t(kept && merged ? "merge.block_longer" : "merge.block_only")}
        </span>
      </>
    ),
  }];
}

function BlockCell({ viewer, block }: { viewer: Viewer; block: Block | null }) {
  const { t } = viewer;
  if (block === null) return <span class="muted">{t("contacts.none")}</span>;
  const why = [block.reason && t(`block.reason.${block.reason}`), block.note].filter(Boolean);
  return (
    <>
      <BlockEndBadge viewer={viewer} block={block} />
      {why.length > 0 && <span class="block-why">{why.join(". ")}</span>}
    </>
  );
}

function countRows({ t, locale }: Viewer, { kept, merged, notes }: Sides): CompareRow[] {
  const counts = {
    conversations: [kept.conversationCount ?? 0, merged.conversationCount ?? 0],
    notes: [notes.kept, notes.merged],
  } as const;
  return (["conversations", "notes"] as const).map((field) => {
    const [ofKept, ofMerged] = counts[field];
    return {
      field,
      label: t(`merge.field.${field}`),
      isSame: ofKept + ofMerged === 0,
      choice: null,
      kept: formatNumber(locale, ofKept),
      merged: formatNumber(locale, ofMerged),
      result: formatNumber(locale, ofKept + ofMerged),
    };
  });
}

/** Created is the earlier of both, active the later (9.3). */
function momentRows(viewer: Viewer, { preview }: Sides): CompareRow[] {
  const moments = { created: preview.createdAtMs, lastActivity: preview.lastActivityAtMs };
  return (["created", "lastActivity"] as const).map((field) => {
    const { kept, merged, result } = moments[field];
    return {
      field,
      label: viewer.t(`merge.field.${field}`),
      isSame: kept === merged,
      choice: null,
      kept: <Moment viewer={viewer} atMs={kept} />,
      merged: <Moment viewer={viewer} atMs={merged} />,
      result: <Moment viewer={viewer} atMs={result} />,
    };
  });
}

function Moment({ viewer, atMs }: { viewer: Viewer; atMs: number | null }) {
  if (atMs === null) return <span class="muted">{viewer.t("contacts.none")}</span>;
  return <ExactTime viewer={viewer} atMs={atMs} />;
}
