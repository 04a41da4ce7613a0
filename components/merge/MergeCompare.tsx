// The second step of merging: both contacts and the result, with a choice wherever they contradict each other. Sides are
// named by what becomes of them. The result follows the choices by style alone.
import type { MergeSide } from "@/lib/domain/merge.ts";
import { contactName } from "@/lib/i18n/contact_name.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { Avatar } from "../Avatar.tsx";
import { Icon } from "../Icon.tsx";
import { ErrorSummary, Notice } from "../Notice.tsx";
import { type CompareRow, compareRows, fieldLabel, isSeen, type Sides } from "./merge_rows.tsx";
import { Carried, MergeSteps } from "./pieces.tsx";

export interface MergeCompareProps {
  viewer: Viewer;
  sides: Sides;
  /** Fields that are new since the page before; null: nothing has changed meanwhile. */
  changed: ReadonlySet<string> | null;
  /** Why these two do not fit into one, by field, as finished sentences. */
  problems: Record<string, string>;
  showsAll: boolean;
  action: string;
  carried: [string, string][];
  swapHref: string;
  pickHref: string;
  cancelHref: string;
}

export function MergeCompare(props: MergeCompareProps) {
  const { viewer, sides, changed, problems, action, swapHref, pickHref } = props;
  const { t } = viewer;
  const rows = compareRows(viewer, sides);
  return (
    <>
      <MergeSteps t={t} current="compare" />
      <h1 id="dialog-title" tabIndex={-1}>{t("merge.compare_title")}</h1>
      <p class="muted">{t("merge.compare_lead")}</p>
      <ErrorSummary title={t("merge.refused_title")} problems={namedProblems(props)} />
      {changed && <Changed viewer={viewer} />}
      <form class="merge-form" method="get" action={action}>
        <Carried params={props.carried} />
        <table class="merge-table">
          <Heads viewer={viewer} sides={sides} swapHref={swapHref} />
          <tbody>
            {rows.map((row) => <Row viewer={viewer} row={row} isNew={isNew(row, changed)} />)}
          </tbody>
        </table>
        {rows.every(({ choice }) => choice === null) && (
          <p class="muted">{t("merge.no_conflicts")}</p>
        )}
        {rows.some(({ isSame }) => isSame) && <ShowSame {...props} />}
        <div class="form-foot">
          <a class="button quiet at-start" href={pickHref} data-step>{t("merge.pick_other")}</a>
          <a class="button" href={props.cancelHref} data-cancel>{t("action.cancel")}</a>
          {Object.keys(problems).length === 0 && (
            <button class="button primary" type="submit">{t("merge.next")}</button>
          )}
        </div>
      </form>
    </>
  );
}

function namedProblems({ viewer, sides, problems }: MergeCompareProps): Record<string, string> {
  const entries = Object.entries(problems).map(([field, text]) => {
    const label = fieldLabel(viewer, sides, field);
    return [`row-${rowOf(sides, field)}`, viewer.t("merge.problem", { field: label, text })];
  });
  return Object.fromEntries(entries);
}

/** Attributes have a row each: the first of them is led to. */
function rowOf(sides: Sides, field: string): string {
  if (field !== "attributes") return field;
  const fields = sides.preview.values.map((row) => row.field);
  return fields.find((one) => one.startsWith("attr.") && isSeen(sides, one)) ?? field;
}

function isNew({ field }: CompareRow, changed: ReadonlySet<string> | null): boolean {
  return changed?.has(field) ?? false;
}

function Changed({ viewer: { t } }: { viewer: Viewer }) {
  return (
    <div id="error-summary" tabIndex={-1} autofocus>
      <Notice kind="warn" role="alert">
        <h2>{t("merge.changed_title")}</h2>
        <p>{t("merge.changed_text")}</p>
      </Notice>
    </div>
  );
}

function Heads(
  { viewer, sides, swapHref }: { viewer: Viewer; sides: Sides; swapHref: string },
) {
  const { t } = viewer;
  return (
    <thead>
      <tr>
        <td></td>
        <th scope="col" id="side-kept">
          <Side viewer={viewer} sides={sides} side="kept" />
        </th>
        <th scope="col" id="side-merged">
          <Side viewer={viewer} sides={sides} side="merged" />
          <a
            class="swap"
            href={swapHref}
            title={t("merge.swap_hint", { id: sides.merged.id })}
            data-step
          >
            <Icon name="arrow-left-right" />
            {t("merge.swap")}
          </a>
        </th>
        <th scope="col" class="result">{t("merge.result")}</th>
      </tr>
    </thead>
  );
}

function Side({ viewer: { t }, sides, side }: { viewer: Viewer; sides: Sides; side: MergeSide }) {
  const contact = sides[side];
  const name = contactName(t, contact);
  return (
    <span class="merge-side">
      <Avatar id={contact.id} name={contact.name || null} />
      <span>
        {t(`merge.side.${side}`)}
        <span class="muted">
          <bdi>{name}</bdi>
          {", "}
          <span class="number">{t("contact.number", { id: contact.id })}</span>
        </span>
      </span>
    </span>
  );
}

/** What is the same is there from the beginning, so that showing it needs no page. */
function Row({ viewer, row, isNew }: { viewer: Viewer; row: CompareRow; isNew: boolean }) {
  const { t } = viewer;
  const { field, label, isSame, choice } = row;
  return (
    <tr id={`row-${field}`} class={isSame && !isNew ? "same" : undefined} data-chosen={choice}>
      <th scope="row" id={`label-${field}`}>
        {label} {isNew && <span class="badge warn">{t("merge.new")}</span>}
      </th>
      <Cell row={row} side="kept" />
      <Cell row={row} side="merged" />
      <td class="result" data-label={t("merge.result")}>
        {choice === null ? row.result : (
          <>
            <span class="of-kept">{row.kept}</span>
            <span class="of-merged">{row.merged}</span>
          </>
        )}
      </td>
    </tr>
  );
}

function Cell({ row, side }: { row: CompareRow; side: MergeSide }) {
  const { field, choice } = row;
  if (choice === null) return <td>{row[side]}</td>;
  const valueId = `${side}-${field}`;
  return (
    <td>
      <label class="merge-value">
        <input
          type="radio"
          name={`keep.${field}`}
          value={side}
          checked={choice === side}
          aria-labelledby={`label-${field} ${valueId} side-${side}`}
        />
        <span id={valueId}>{row[side]}</span>
      </label>
    </td>
  );
}

function ShowSame({ viewer: { t }, showsAll }: MergeCompareProps) {
  return (
    <label class="check show-same">
      <input type="checkbox" name="all" value="1" checked={showsAll} />
      {t("merge.show_same")}
    </label>
  );
}
