// One condition of the builder: field, operator, value, and a button that removes it.
import type { ComponentChildren } from "preact";
import { Icon } from "../Icon.tsx";
import type { FieldLook, FilterLabels } from "./looks.ts";
import { ValueControl } from "./ValueControl.tsx";
import { opsOf } from "@/lib/domain/filter/field.ts";
import type { DraftRule } from "@/lib/domain/filter/draft.ts";

/** Operators that also find contacts without a value (4.3), which the builder says. */
const NEGATIVE = ["is_not", "not_contains", "ne", "none"];

export interface RuleRowProps {
  rule: DraftRule;
  /** Its place: "0", or "1.0" in a group. */
  path: string;
  /** As people count: "1", "2.1". */
  number: string;
  fields: FieldLook[];
  labels: FilterLabels;
  /** The finished sentence of what is wrong with it. */
  problem: string | undefined;
  /** Gets the focus when the page arrives. */
  isNew: boolean;
  live: boolean;
  /** The button that removes it. */
  children: ComponentChildren;
}

export function RuleRow(props: RuleRowProps) {
  const { rule, path, number, fields, labels, problem, live } = props;
  const field = fields.find(({ key }) => key === rule.field);
  const ops = field ? opsOf(field) : [];
  const op = ops.find((known) => known === rule.op) ?? ops[0];
  const name = `f${path}`;
  const hint = field && NEGATIVE.includes(rule.op) && field.optional ? labels.negative : undefined;
  const notes = [hint && `${name}-hint`, problem && `${name}-problem`].filter(Boolean);
  const describedBy = notes.join(" ") || undefined;
  return (
    <fieldset class="filter-rule" id={name}>
      <legend class="visually-hidden">{labels.rule.replace("{n}", number)}</legend>
      <select
        class="input rule-field"
        name={`${name}.field`}
        aria-label={labels.field}
        aria-invalid={problem && !field ? "true" : undefined}
        aria-describedby={field ? undefined : describedBy}
      >
        {!field && <option value={rule.field} selected>{rule.field || labels.noField}</option>}
        <FieldOptions fields={fields} chosen={rule.field} />
      </select>
      {field
        ? (
          <select
            class="input rule-op"
            name={`${name}.op`}
            aria-label={labels.op}
            autofocus={props.isNew}
          >
            {ops.map((one) => (
              <option value={one} selected={one === op}>{labels.ops[field.kind]?.[one]}</option>
            ))}
          </select>
        )
        : <input type="hidden" name={`${name}.op`} value={rule.op} />}
      <div class="values">
        {field && op
          ? (
            <ValueControl
              field={field}
              op={op}
              values={rule.values}
              name={`${name}.v`}
              labels={labels}
              describedBy={describedBy}
              isWrong={problem !== undefined}
              live={live}
            />
          )
          : rule.values.map((value) => <input type="hidden" name={`${name}.v`} value={value} />)}
      </div>
      {props.children}
      {hint && <p class="hint" id={`${name}-hint`}>{hint}</p>}
      {problem && (
        <p class="problem" id={`${name}-problem`}>
          <Icon name="circle-alert" />
          {problem}
        </p>
      )}
    </fieldset>
  );
}

/** Under the headings of their groups. */
export function FieldOptions({ fields, chosen }: { fields: FieldLook[]; chosen?: string }) {
  const groups = [...new Set(fields.map(({ group }) => group))];
  return (
    <>
      {groups.map((group) => (
        <optgroup label={group}>
          {fields.filter((field) => field.group === group).map(({ key, label }) => (
            <option value={key} selected={key === chosen}>{label}</option>
          ))}
        </optgroup>
      ))}
    </>
  );
}
