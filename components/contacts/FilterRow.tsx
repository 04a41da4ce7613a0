// Above a filtered list: every condition as a chip that can be removed by itself, what the filter means in words, and the
// open segment (4.5, 4.7).
import {
  type ContactListView,
  editFilterHref,
  listHref,
  withoutFilter,
} from "@/lib/domain/contact_list.ts";
import { treeWithout } from "@/lib/domain/filter/draft.ts";
import { printFilter } from "@/lib/domain/filter/text.ts";
import {
  type FilterRule,
  type FilterTree,
  isGroup,
  type RulePath,
} from "@/lib/domain/filter/tree.ts";
import { withQuery } from "@/lib/domain/query_string.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { Icon } from "../Icon.tsx";

/** A condition in three parts, as finished words. */
export interface RuleLook {
  field: string;
  op: string;
  /** "" where the operator says it all. */
  value: string;
}

export interface FilterRowProps {
  viewer: Viewer;
  view: ContactListView;
  tree: FilterTree;
  lookOf(rule: FilterRule): RuleLook;
  /** Rules about deleted tags, and rules that are not possible. */
  ignored: RulePath[];
  wrong: RulePath[];
  /** What the whole filter means. */
  sentence: string;
  segment: OpenSegment | null;
}

export interface OpenSegment {
  id: string;
  name: string;
  revision: number;
  isChanged: boolean;
  /** May save it. */
  canChange: boolean;
}

export function FilterRow(props: FilterRowProps) {
  const { viewer: { t }, view, tree, segment } = props;
  return (
    <section class="filter-row" aria-label={t("chips.label")}>
      {segment && (
        <h2 class="segment-name">
          {segment.name}
          {segment.isChanged && <span class="badge warn">{t("chips.changed")}</span>}
        </h2>
      )}
      <div class="conditions">
        <span class="filter-match">{t(`chips.${tree.match}`)}</span>
        <ul class="filter-chips">
          {tree.rules.map((item, at) => (
            <li>
              {isGroup(item)
                ? (
                  <div class="filter-set">
                    <span class="filter-match">{t(`chips.${item.match}`)}</span>
                    {item.rules.map((rule, inner) => (
                      <Chip {...props} rule={rule} path={[at, inner]} />
                    ))}
                  </div>
                )
                : <Chip {...props} rule={item} path={[at]} />}
            </li>
          ))}
        </ul>
        <a class="button quiet" href={listHref(withoutFilter(view))}>{t("chips.clear")}</a>
      </div>
      <Saving {...props} />
      <p class="sentence">{props.sentence}</p>
    </section>
  );
}

function Chip(props: FilterRowProps & { rule: FilterRule; path: RulePath }) {
  const { viewer: { t }, view, tree, rule, path, lookOf } = props;
  const { field, op, value } = lookOf(rule);
  const isIgnored = hasPath(props.ignored, path);
  const isWrong = hasPath(props.wrong, path);
  const Struck = isIgnored ? "s" : "span";
  return (
    <div class={`filter-chip${isIgnored ? " ignored" : ""}${isWrong ? " wrong" : ""}`}>
      <a
        class="chip-words"
        href={`${editFilterHref(view)}#f${path.join(".")}`}
        title={t("chips.edit")}
      >
        <Struck class="chip-field">{field}</Struck>
        <Struck class="chip-op">{op}</Struck>
        {value !== "" && <Struck class="chip-value">{value}</Struck>}
      </a>
      {isIgnored && <span class="chip-note">{t("chips.gone")}</span>}
      {isWrong && <span class="chip-note">{t("chips.wrong")}</span>}
      <a
        class="chip-remove"
        href={listHref(viewWithout(view, tree, path))}
        aria-label={t("chips.remove", { condition: [field, op, value].join(" ").trim() })}
      >
        <Icon name="x" />
      </a>
    </div>
  );
}

function Saving({ viewer, view, tree, segment, wrong }: FilterRowProps) {
  if (segment && !segment.isChanged) return <EditLink viewer={viewer} segment={segment} />;
  if (wrong.length > 0) return null;
  const { t } = viewer;
  const filter = printFilter(tree);
  const newHref = withQuery("/segments/new", [["f", filter]]);
  if (!segment) {
    return (
      <div class="filter-actions">
        <a class="button" href={newHref}>{t("chips.save")}</a>
      </div>
    );
  }
  return (
    <div class="filter-actions">
      {segment.canChange && (
        <form method="post" action={`/segments/${segment.id}`}>
          <input type="hidden" name="filter" value={filter} />
          <input type="hidden" name="revision" value={String(segment.revision)} />
          <input type="hidden" name="next" value={listHref({ ...view, filter: "" })} />
          <button class="button primary" type="submit">{t("chips.save_changed")}</button>
        </form>
      )}
      <a class="button" href={newHref}>{t("chips.save_new")}</a>
    </div>
  );
}

function EditLink({ viewer: { t }, segment }: { viewer: Viewer; segment: OpenSegment }) {
  if (!segment.canChange) return null;
  return (
    <div class="filter-actions">
      <a class="button" href={`/segments/${segment.id}`}>{t("segments.edit")}</a>
    </div>
  );
}

/** The filter goes with its last rule. */
function viewWithout(view: ContactListView, tree: FilterTree, path: RulePath): ContactListView {
  const left = treeWithout(tree, path);
  if (left.rules.length === 0) return withoutFilter(view);
  return { ...view, cursor: null, filter: printFilter(left) };
}

function hasPath(paths: RulePath[], path: RulePath): boolean {
  return paths.some((other) => other.join(".") === path.join("."));
}
