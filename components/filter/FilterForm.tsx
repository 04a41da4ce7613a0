// The filter builder as a form. Every change is a submit button, so that it works without JavaScript; the island
// `FilterBuilder` renders the same markup and answers the buttons at once.
import type { ComponentChildren, RefObject } from "preact";
import type {
  DraftCommand,
  DraftGroup,
  DraftRule,
  FilterDraft,
} from "@/lib/domain/filter/draft.ts";
import {
  isGroup,
  listRules,
  type Match,
  type RulePath,
  RULES_MAX,
} from "@/lib/domain/filter/tree.ts";
import { Icon } from "../Icon.tsx";
import { FieldPicker } from "./FieldPicker.tsx";
import type { FieldLook, FilterLabels } from "./looks.ts";
import { FieldOptions, RuleRow } from "./RuleRow.tsx";

export interface FilterFormProps {
  draft: FilterDraft;
  fields: FieldLook[];
  labels: FilterLabels;
  method: "get" | "post";
  action: string;
  /** Parameters that go with it. */
  hidden: [name: string, value: string][];
  /** What is wrong, as finished sentences, by path: "0", "1.0". */
  problems: Record<string, string>;
  /** What the filter means, in words. */
  sentence: string;
  /** How many contacts it finds, in words; "" when that is not known. */
  count: string;
  /** What ends the editing: values of `do` with their labels, the primary one first. */
  ends: { value: string; label: string }[];
  /** A link that leaves everything as it was. */
  cancel: { href: string; label: string } | null;
  /** The path of a condition that has just been added, which gets the focus. */
  focus?: string | null;
  /** Above the conditions, such as the name of a segment. */
  children?: ComponentChildren;
}

/** What the island adds. */
export interface FilterFormLive {
  form: RefObject<HTMLFormElement>;
  onInput(event: Event): void;
  onCommand(command: DraftCommand): void;
}

type LiveFormProps = FilterFormProps & { live?: FilterFormLive };

export function FilterForm(props: LiveFormProps) {
  const { draft, labels, live } = props;
  return (
    <form
      ref={live?.form}
      class="filter-form"
      autocomplete="off"
      method={props.method}
      action={props.action}
      onInput={live?.onInput}
      aria-label={labels.legend}
      data-ready={live ? "" : undefined}
    >
      {/* First of the buttons, so that Enter in a field applies, and does not remove a condition. */}
      <button type="submit" name="do" value={props.ends[0]?.value} hidden />
      {props.hidden.map(([name, value]) => <input type="hidden" name={name} value={value} />)}
      {props.children}
      <MatchLine name="fm" match={draft.match} label={labels.match} labels={labels} />
      {draft.rules.length > 0 && <Rules {...props} />}
      <AddLine {...props} group={null} />
      <div class="filter-outcome">
        <p class="count" role="status">{props.count}</p>
        <p class="sentence">{props.sentence}</p>
      </div>
      <div class="form-foot">
        {props.ends.map(({ value, label }, at) => (
          <button
            class={at === 0 ? "button primary" : "button"}
            type="submit"
            name="do"
            value={value}
          >
            {label}
          </button>
        ))}
        {props.cancel && <a class="button quiet" href={props.cancel.href}>{props.cancel.label}</a>}
      </div>
    </form>
  );
}

function Rules(props: LiveFormProps) {
  return (
    <div class="filter-rules">
      {props.draft.rules.map((item, at) =>
        isGroup(item)
          ? <Group {...props} group={item} at={at} />
          : <Rule {...props} rule={item} path={[at]} />
      )}
    </div>
  );
}

/** "2", or "2.1" for the first in a group. */
export function ruleNumber(path: RulePath): string {
  return path.map((at) => at + 1).join(".");
}

function Rule(props: LiveFormProps & { rule: DraftRule; path: RulePath }) {
  const { rule, labels, live } = props;
  const path = props.path.join(".");
  const number = ruleNumber(props.path);
  return (
    <RuleRow
      rule={rule}
      path={path}
      number={number}
      fields={props.fields}
      labels={labels}
      problem={props.problems[path]}
      isNew={props.focus === path}
      live={live !== undefined}
    >
      <RemoveButton path={props.path} label={labels.remove.replace("{n}", number)} live={live} />
    </RuleRow>
  );
}

interface RemoveButtonProps {
  path: RulePath;
  label: string;
  live: FilterFormLive | undefined;
}

function RemoveButton({ path, label, live }: RemoveButtonProps) {
  return (
    <button
      class="button quiet icon-only"
      type="submit"
      name="do"
      value={`remove:${path.join(".")}`}
      aria-label={label}
      onClick={pressing(live, { kind: "remove", path })}
    >
      <Icon name="x" />
    </button>
  );
}

/** Does at once what the button would ask the server for. */
function pressing(live: FilterFormLive | undefined, command: DraftCommand) {
  return live && ((event: Event) => {
    event.preventDefault();
    live.onCommand(command);
  });
}

function Group(props: LiveFormProps & { group: DraftGroup; at: number }) {
  const { group, at, labels } = props;
  return (
    <fieldset class="filter-group" id={`f${at}`}>
      <legend class="visually-hidden">{labels.group}</legend>
      <MatchLine
        name={`f${at}.match`}
        match={group.match}
        label={labels.groupMatch}
        labels={labels}
      >
        <RemoveButton path={[at]} label={labels.removeGroup} live={props.live} />
      </MatchLine>
      {group.rules.map((rule, inner) => <Rule {...props} rule={rule} path={[at, inner]} />)}
      <AddLine {...props} group={at} />
    </fieldset>
  );
}

interface MatchLineProps {
  name: string;
  match: Match;
  label: string;
  labels: FilterLabels;
  children?: ComponentChildren;
}

function MatchLine({ name, match, label, labels, children }: MatchLineProps) {
  return (
    <div class="match-line">
      <label for={name}>{label}</label>
      <select class="input" id={name} name={name}>
        <option value="all" selected={match === "all"}>{labels.matchAll}</option>
        <option value="any" selected={match === "any"}>{labels.matchAny}</option>
      </select>
      {children}
    </div>
  );
}

/** A field to add a condition with: a combobox, or a list and a button. */
function AddLine(props: LiveFormProps & { group: number | null }) {
  const { draft, labels, live, group } = props;
  const isFull = listRules(draft).length >= RULES_MAX;
  return (
    <div class="filter-add">
      {isFull ? <p class="muted">{labels.full}</p> : <Add {...props} />}
      {group === null && !isFull && (
        <button
          class="button quiet"
          type="submit"
          name="do"
          value="add_group"
          onClick={pressing(live, { kind: "add_group" })}
        >
          <Icon name="plus" />
          {labels.addGroup}
        </button>
      )}
      {group === null && !live && draft.rules.length > 0 && (
        <button class="button quiet" type="submit" name="do" value="refresh">
          <Icon name="refresh-cw" />
          {labels.refresh}
        </button>
      )}
    </div>
  );
}

function Add({ fields, labels, live, group }: LiveFormProps & { group: number | null }) {
  const id = group === null ? "add" : `add:${group}`;
  if (live) {
    const onPick = (field: string) => live.onCommand({ kind: "add", group, field });
    return <FieldPicker id={id} fields={fields} labels={labels} onPick={onPick} />;
  }
  return (
    <>
      <select class="input" name={`${id}.field`} aria-label={labels.addField}>
        <FieldOptions fields={fields} />
      </select>
      <button class="button" type="submit" name="do" value={id}>
        <Icon name="plus" />
        {labels.addRule}
      </button>
    </>
  );
}
