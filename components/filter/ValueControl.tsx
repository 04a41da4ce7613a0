// What a condition is compared with: text, numbers, days, a period, or options to tick.
import { useState } from "preact/hooks";
import type { FieldLook, FilterLabels, OptionLook } from "./looks.ts";
import type { ValueShape } from "./value_shape.ts";

/** From so many options on there is a field that narrows them. */
const OPTIONS_TO_SEARCH = 12;
const DAY = /^\d{4}-\d\d-\d\d$/;

export interface ValueControlProps {
  field: FieldLook;
  shape: ValueShape;
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
  const { shape, values, labels } = props;
  if (shape === "none") return null;
  if (shape === "options") return <Options {...props} />;
  if (shape === "period") return <Period {...props} />;
  if (shape === "numbers" || shape === "days") {
    return (
      <>
        <OneValue {...props} at={0} label={labels.from} />
        <span class="muted">{labels.and}</span>
        <OneValue {...props} at={1} label={labels.to} />
      </>
    );
  }
  const label = shape === "day" ? labels.day : labels.value;
  return (
    <>
      {(values.length === 0 ? [""] : values).map((_, at) => (
        <OneValue {...props} at={at} label={label} />
      ))}
    </>
  );
}

function OneValue(props: ValueControlProps & { at: number; label: string }) {
  const { shape, values, name, at, label, describedBy, isWrong } = props;
  const value = values[at] ?? "";
  const isDay = shape === "day" || shape === "days";
  const isNumber = shape === "number" || shape === "numbers";
  return (
    <input
      class={isNumber ? "input short" : "input"}
      // A day that is none would be lost in a field of days: it stays there as text.
      type={isDay && (value === "" || DAY.test(value)) ? "date" : "text"}
      inputMode={isNumber ? "decimal" : undefined}
      id={at === 0 ? name : `${name}.${at}`}
      name={name}
      value={value}
      aria-label={label}
      aria-invalid={isWrong ? "true" : undefined}
      aria-describedby={describedBy}
      autocomplete="off"
    />
  );
}

/** A number and its unit; together they are one value such as `30d`. */
function Period({ values, name, labels, describedBy, isWrong }: ValueControlProps) {
  const [, amount = "", unit = "d"] = /^(.*?)([hdwm]?)$/.exec(values[0] ?? "") ?? [];
  return (
    <>
      <input
        class="input short"
        inputMode="numeric"
        id={name}
        name={name}
        value={amount}
        aria-label={labels.amount}
        aria-invalid={isWrong ? "true" : undefined}
        aria-describedby={describedBy}
        autocomplete="off"
      />
      <select class="input" name={`${name}.unit`} aria-label={labels.unit}>
        {Object.entries(labels.units).map(([key, label]) => (
          <option value={key} selected={key === (unit || "d")}>{label}</option>
        ))}
      </select>
    </>
  );
}

function Options(props: ValueControlProps) {
  const { field, values, name, labels, describedBy, live } = props;
  const [typed, setTyped] = useState("");
  // What was chosen from the start comes first, or one would have to look for it.
  const [first] = useState(values);
  const options = [...field.options ?? []]
    .sort((a, b) => Number(first.includes(b.value)) - Number(first.includes(a.value)));
  const known = new Set(options.map(({ value }) => value));
  const gone = values.filter((value) => !known.has(value))
    .map((value): OptionLook => ({ value, label: labels.gone }));
  const wanted = typed.trim().toLowerCase();
  return (
    <div class="option-box">
      {live && options.length >= OPTIONS_TO_SEARCH && (
        <input
          class="input"
          type="search"
          value={typed}
          placeholder={labels.findOption}
          aria-label={labels.findOption}
          autocomplete="off"
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
      )}
      <div
        class="filter-options"
        role="group"
        id={name}
        tabIndex={-1}
        aria-label={field.label}
        aria-describedby={describedBy}
      >
        {[...gone, ...options].map(({ value, label, color }) => (
          // Hidden ones stay in the form: what is ticked is not lost by looking for another.
          <label class="check" hidden={!label.toLowerCase().includes(wanted)}>
            <input type="checkbox" name={name} value={value} checked={values.includes(value)} />
            <span>
              {color && <i class={`dot ${color}`}></i>}
              {known.has(value) ? label : <s>{label}</s>}
            </span>
          </label>
        ))}
      </div>
    </div>
  );
}
