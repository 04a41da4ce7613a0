// A labelled control with its hint and its problem, tied together for screen readers.
import type { ComponentChildren } from "preact";
import { Icon } from "./Icon.tsx";

export interface FieldProps {
  name: string;
  label: string;
  value?: string;
  /** The finished sentence of what is wrong; undefined when nothing is. */
  problem?: string;
  hint?: string;
  type?: "text" | "email" | "tel" | "password" | "search" | "date";
  /** "off" for data about other people (WCAG 1.3.5). */
  autocomplete?: string;
  required?: boolean;
  maxLength?: number;
  inputMode?: "text" | "email" | "tel" | "numeric" | "decimal" | "url";
}

/** One line of text. Its id is its name, which is what an error summary links to. */
export function Field({ name, label, value, problem, hint, ...input }: FieldProps) {
  return (
    <div class="field">
      <label for={name}>{label}</label>
      {hint && <span class="hint" id={`${name}-hint`}>{hint}</span>}
      <input
        class="input"
        id={name}
        name={name}
        type={input.type ?? "text"}
        value={value}
        autocomplete={input.autocomplete ?? "off"}
        required={input.required}
        maxLength={input.maxLength}
        inputMode={input.inputMode}
        aria-invalid={problem ? "true" : undefined}
        aria-describedby={describedBy(name, problem, hint)}
      />
      <Problem id={`${name}-problem`} text={problem} />
    </div>
  );
}

export interface SelectFieldProps {
  name: string;
  label: string;
  value: string;
  options: { value: string; label: string }[];
  problem?: string;
  hint?: string;
}

/** One of a short list. */
export function SelectField({ name, label, value, options, problem, hint }: SelectFieldProps) {
  return (
    <div class="field">
      <label for={name}>{label}</label>
      {hint && <span class="hint" id={`${name}-hint`}>{hint}</span>}
      <select
        class="input"
        id={name}
        name={name}
        aria-invalid={problem ? "true" : undefined}
        aria-describedby={describedBy(name, problem, hint)}
      >
        {options.map((option) => (
          <option value={option.value} selected={option.value === value}>{option.label}</option>
        ))}
      </select>
      <Problem id={`${name}-problem`} text={problem} />
    </div>
  );
}

export interface CheckFieldProps {
  name: string;
  label: string;
  checked: boolean;
  value?: string;
  hint?: string;
  type?: "checkbox" | "radio";
}

/** A checkbox, or one radio of a group, with its label beside it. */
export function CheckField({ name, label, checked, value = "on", hint, type }: CheckFieldProps) {
  return (
    <label class="check">
      <input type={type ?? "checkbox"} name={name} value={value} checked={checked} />
      <span>
        {label}
        {hint && <span class="hint">{hint}</span>}
      </span>
    </label>
  );
}

/** What is wrong with a field, below it. Renders nothing when nothing is. */
export function Problem({ id, text }: { id: string; text: ComponentChildren }) {
  if (!text) return null;
  return (
    <p class="problem" id={id}>
      <Icon name="circle-alert" />
      <span>{text}</span>
    </p>
  );
}

/** The value of `aria-describedby` for a field with a hint, a problem, both or neither. */
export function describedBy(name: string, problem?: unknown, hint?: unknown): string | undefined {
  const ids = [hint ? `${name}-hint` : "", problem ? `${name}-problem` : ""].filter(Boolean);
  return ids.length > 0 ? ids.join(" ") : undefined;
}
