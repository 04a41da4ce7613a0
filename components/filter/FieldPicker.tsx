// Adds a condition: an editable combobox of fields (ARIA practices: list autocomplete, manual selection).
import { useEffect, useRef, useState } from "preact/hooks";
import type { FieldLook, FilterLabels } from "./looks.ts";

export interface FieldPickerProps {
  /** Unique on the page. */
  id: string;
  fields: FieldLook[];
  labels: FilterLabels;
  onPick(field: string): void;
}

export function FieldPicker({ id, fields, labels, onPick }: FieldPickerProps) {
  const [typed, setTyped] = useState("");
  const [isOpen, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const list = useRef<HTMLUListElement>(null);
  const shown = fields.filter(({ label }) => lower(label).includes(lower(typed)));
  const active = shown[at];

  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [at]);

  function pick(field: FieldLook) {
    setTyped("");
    setAt(-1);
    setOpen(false);
    onPick(field.key);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const step = event.key === "ArrowDown" ? 1 : -1;
      const from = at === -1 && step === -1 ? 0 : at;
      setOpen(true);
      setAt((from + step + shown.length) % Math.max(1, shown.length));
    } else if (event.key === "Enter") {
      const field = active ?? (typed.trim() === "" ? undefined : shown[0]);
      if (field) pick(field);
      else setOpen(true);
    } else if (event.key === "Escape" && (isOpen || typed !== "")) {
      if (isOpen) setOpen(false);
      else setTyped("");
    } else return;
    event.preventDefault(); // Enter must not send the form, nor an arrow move the cursor
  }

  return (
    <div class="picker">
      <input
        class="input"
        id={id}
        role="combobox"
        aria-expanded={isOpen}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && active ? `${id}-${active.key}` : undefined}
        aria-label={labels.addField}
        placeholder={labels.addField}
        autocomplete="off"
        value={typed}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          setOpen(true);
          setAt(-1);
        }}
        onKeyDown={onKeyDown}
        onClick={() => setOpen(true)}
        onBlur={() => setOpen(false)}
      />
      <ul
        ref={list}
        class="options"
        id={`${id}-list`}
        role="listbox"
        aria-label={labels.addField}
        hidden={!isOpen || shown.length === 0}
      >
        {shown.map((field, index) => (
          <>
            {field.group !== shown[index - 1]?.group && (
              <li class="group" role="presentation">{field.group}</li>
            )}
            <li
              id={`${id}-${field.key}`}
              role="option"
              aria-selected={index === at}
              onPointerDown={(event) => {
                event.preventDefault(); // keeps the focus in the field until it moves on
                pick(field);
              }}
            >
              {field.label}
            </li>
          </>
        ))}
      </ul>
      <span class="visually-hidden" role="status">
        {isOpen && shown.length === 0 && labels.noneFits}
      </span>
    </div>
  );
}

function lower(text: string): string {
  return text.trim().toLowerCase();
}
