// The third step of merging: who goes into whom, and what moves, before anything is done.
import type { MergeSide } from "@/lib/domain/merge.ts";
import { contactName } from "@/lib/i18n/contact_name.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { Avatar } from "../Avatar.tsx";
import { BlockBadge, BlockEndBadge } from "../blocks/BlockBadge.tsx";
import { Icon } from "../Icon.tsx";
import { fieldLabel, isSeen, listTexts, type Sides } from "./merge_rows.tsx";
import { Carried, MergeSteps } from "./pieces.tsx";
import { ValueText } from "./ValueText.tsx";

export interface MergeConfirmProps {
  viewer: Viewer;
  sides: Sides;
  /** From so many notes on there may be more. */
  notesMax: number;
  action: string;
  carried: [string, string][];
  backHref: string;
  cancelHref: string;
}

export function MergeConfirm(props: MergeConfirmProps) {
  const { viewer, sides, action, carried, backHref, cancelHref } = props;
  const { t } = viewer;
  return (
    <>
      <MergeSteps t={t} current="confirm" />
      <h1 id="dialog-title" tabIndex={-1}>{t("merge.confirm_title")}</h1>
      <dl class="merge-two">
        <Side viewer={viewer} sides={sides} side="kept" />
        <Side viewer={viewer} sides={sides} side="merged" />
      </dl>
      <Moves {...props} />
      <Lost viewer={viewer} sides={sides} />
      <p class="muted">{t("merge.undo_for")}</p>
      <form method="post" action={action} data-leads={cancelHref}>
        <Carried params={carried} />
        <div class="form-foot">
          <a class="button quiet at-start" href={backHref} data-step>{t("merge.back")}</a>
          <a class="button" href={cancelHref} data-cancel>{t("action.cancel")}</a>
          <button class="button primary" type="submit">
            <Icon name="merge" />
            {t("merge.submit")}
          </button>
        </div>
      </form>
    </>
  );
}

function Side({ viewer, sides, side }: { viewer: Viewer; sides: Sides; side: MergeSide }) {
  const { t } = viewer;
  const contact = side === "kept" ? { ...sides.preview.result, block: undefined } : sides.merged;
  const name = contactName(t, contact);
  const { block } = sides.preview;
  const ids = { kept: sides.kept.id, merged: sides.merged.id };
  return (
    <div>
      <dt>{t(side === "kept" ? "merge.confirm_kept" : "merge.confirm_merged", ids)}</dt>
      <dd>
        <Avatar id={contact.id} name={contact.name || null} />
        <span>
          <b>
            <bdi>{name}</bdi>
          </b>{" "}
          <span class="muted">{t("contact.number", { id: contact.id })}</span>{" "}
          <BlockBadge
            viewer={viewer}
            block={(side === "kept" ? block.result : block.merged) ?? undefined}
          />
        </span>
      </dd>
    </div>
  );
}

function Moves({ viewer: { t }, sides, notesMax }: MergeConfirmProps) {
  const { conversations, notes, tags, handles } = movesOf(t, sides);
  const notesText = notes >= notesMax ? t("merge.notes_many", { count: notes }) : t("merge.notes", {
    count: notes,
  });
  const lines = [
    conversations > 0 && t("merge.conversations", { count: conversations }),
    notes > 0 && notesText,
    tags > 0 && t("merge.tags", { count: tags }),
    handles > 0 && t("merge.handles", { count: handles }),
  ].filter((line) => line !== false);
  return (
    <section class="merge-moves">
      <h2>{t("merge.moves")}</h2>
      {lines.length > 0
        ? <ul>{lines.map((line) => <li>{line}</li>)}</ul>
        : <p>{t("merge.moves_nothing")}</p>}
    </section>
  );
}

/** Values that were not chosen, the block that ends sooner, a pin; values of deleted attributes stay hidden. */
function Lost({ viewer, sides }: { viewer: Viewer; sides: Sides }) {
  const { t } = viewer;
  const { attributes, preview, losesPin } = sides;
  const values = preview.lost.filter(({ field }) => isSeen(sides, field));
  const { kept, merged, from } = preview.block;
  const shorter = kept && merged ? { kept: merged, merged: kept }[from ?? "kept"] : null;
  if (values.length === 0 && shorter === null && !losesPin) return null;
  const lead = (field: string, id: number) =>
    t("merge.lost_of", { field: fieldLabel(viewer, sides, field), id });
  return (
    <section class="merge-moves">
      <h2>{t("merge.lost")}</h2>
      <ul>
        {values.map(({ field, side, value }) => (
          <li>
            {lead(field, sides[side].id)}{" "}
            <ValueText viewer={viewer} field={field} attributes={attributes} value={value} />
          </li>
        ))}
        {shorter && (
          <li>
            {lead("block", sides[from === "kept" ? "merged" : "kept"].id)}{" "}
            <BlockEndBadge viewer={viewer} block={shorter} />
          </li>
        )}
        {losesPin && <li>{t("merge.lost_pin", { id: sides.merged.id })}</li>}
      </ul>
      <p class="muted">{t("merge.lost_hint")}</p>
    </section>
  );
}

/** Tags and addresses that the kept contact has not; tags only as far as this viewer sees them. */
function movesOf(t: Viewer["t"], sides: Sides) {
  const { kept, merged, notes, tags } = sides;
  const newTags = merged.tagIds.filter((id) => !kept.tagIds.includes(id) && tags.has(id));
  const lists = (["emails", "phones", "identities"] as const).map((field) => {
    const own = new Set(listTexts(t, sides, { contact: kept, field }));
    return listTexts(t, sides, { contact: merged, field }).filter((text) => !own.has(text));
  });
  return {
    conversations: merged.conversationCount ?? 0,
    notes: notes.merged,
    tags: newTags.length,
    handles: lists.flat().length,
  };
}
