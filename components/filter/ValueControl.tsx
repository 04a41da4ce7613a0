// What a condition is compared with: text, numbers, days, a period, or options to tick.
import { useState } from "preact/hooks";
import { arityOf } from "@/lib/domain/filter/field.ts";
import type { FilterOp } from "@/lib/domain/filter/tree.ts";
import type { FieldLook, FilterLabels, OptionLook } from "./looks.ts";

/** From so many options on there is a field that narrows them. */
const OPTIONS_TO_SEARCH = 12;

export interface ValueControlProps {
  field: FieldLook;
  op: FilterOp;
  values: string[];
  /** Of the controls. */
  name: string;
  labels: FilterLabels;
  /** Ids of hint and problem. */
  describedBy: string | undefined;
  isWrong: boolean;
  /** With JavaScript. */
  live: boolean;
}

export function ValueControl(props: ValueControlProps) {
  const { field: { kind }, op, values: [value = ""], name, labels } = props;
  if (arityOf(op) === "none") return null;
  if (kind === "list" || kind === "tags") return <Options {...props} />;
  if (kind === "date" && (op === "last" || op === "ago")) {
    const [, amount = "", unit = ""] = /^(.*?)([hdwm]?)$/.exec(value) ?? [];
    return (
      <>
        <OneValue {...props} kind="number" value={amount} label={labels.amount} />
        <select class="input" name={`${name}.unit`} aria-label={labels.unit}>
          {Object.entries(labels.units).map(([key, label]) => (
            <option value={key} selected={key === (unit || "d")}>{label}</option>
          ))}
        </select>
      </>
    );
  }
  if (op !== "between") {
    const label = kind === "date" ? labels.day : labels.value;
    return <OneValue {...props} kind={kind} value={value} label={label} />;
  }
  return (
    <>
      <OneValue {...props} kind={kind} value={value} label={labels.from} />
      <span class="muted">{labels.and}</span>
      <OneValue {...props} kind={kind} value={props.values[1] ?? ""} label={labels.to} />
    </>
  );
}

interface OneValueProps extends ValueControlProps {
  kind: string;
  value: string;
  label: string;
}

function OneValue({ kind, value, name, label, describedBy, isWrong }: OneValueProps) {
  const isNumber = kind === "number";
  return (
    <input
      class={isNumber ? "input short" : "input"}
      // A day that is none would be lost in a field of days: it stays there as text.
      type={kind === "date" && (value === "" || isDay(value)) ? "date" : "text"}
      inputMode={isNumber ? "decimal" : undefined}
      name={name}
      value={value}
      aria-label={label}
      aria-invalid={isWrong}
      aria-describedby={describedBy}
    />
  );
}

function isDay(text: string): boolean {
  return new Date(text).toJSON()?.slice(0, 10) === text;
}

function Options({ field, values, name, labels, describedBy, live }: ValueControlProps) {
  const [typed, setTyped] = useState("");
  // What was chosen from the start comes first, or one would have to look for it.
  const [first] = useState(values);
  const known = field.options ?? [];
  const chosen = first.map((id): OptionLook =>
    known.find(({ value }) => value === id) ?? { value: id, label: labels.gone, isGone: true }
  );
  const options = [...chosen, ...known.filter(({ value }) => !first.includes(value))];
  const wanted = typed.trim().toLowerCase();
  return (
    <div class="option-box">
      {live && known.length >= OPTIONS_TO_SEARCH && (
        <input
          class="input"
          type="search"
          value={typed}
          placeholder={labels.findOption}
          aria-label={labels.findOption}
          onInput={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={(event) => event.key === "Enter" && event.preventDefault()}
        />
      )}
      <div
        class="filter-options"
        role="group"
        aria-label={field.label}
        aria-describedby={describedBy}
      >
        {options.map(({ value, label, color, isGone }) => (
          // Hidden ones stay in the form: what is ticked is not lost by looking for another.
          <label class="check" hidden={!label.toLowerCase().includes(wanted)}>
            <input type="checkbox" name={name} value={value} checked={values.includes(value)} />
            <span>
              {color && <i class={`dot ${color}`}></i>}
              {isGone ? <s>{label}</s> : label}
            </span>
          </label>
        ))}
      </div>
    </div>
  );
}
