// Tags of a contact: a combobox with removable chips, which can create a tag. Without JavaScript it is a list of
// checkboxes and a field for new names.
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Problem } from "@/components/Field.tsx";
import { Icon } from "@/components/Icon.tsx";
import type { TagLook } from "@/components/TagChip.tsx";

export interface TagPickerProps {
  /** All that can be chosen, in the order shown. */
  tags: TagLook[];
  chosen: string[];
  /** Names typed for tags that do not exist yet. */
  newNames: string[];
  canCreate: boolean;
  problem: string | null;
  /** `{name}` stands for a tag's name. */
  labels: {
    legend: string;
    pick: string;
    hint: string;
    chosen: string;
    remove: string;
    create: string;
    none: string;
    newNames: string;
  };
}

/** Options shown at once; typing narrows them. */
const OPTIONS_MAX = 50;

export default function TagPicker(props: TagPickerProps) {
  const enhanced = useSignal(false);
  useEffect(() => {
    enhanced.value = true;
  }, []);
  return (
    <fieldset class="field" id="tagIds">
      <legend>{props.labels.legend}</legend>
      {enhanced.value ? <Combobox {...props} /> : <Checkboxes {...props} />}
      <Problem id="tagIds-problem" text={props.problem} />
    </fieldset>
  );
}

function Checkboxes({ tags, chosen, newNames, canCreate, labels }: TagPickerProps) {
  return (
    <>
      {tags.length > 0 && (
        <div class="tag-options">
          {tags.map((tag) => (
            <label class="check">
              <input
                type="checkbox"
                name="tagIds"
                value={tag.id}
                checked={chosen.includes(tag.id)}
              />
              <span>{tag.name}</span>
            </label>
          ))}
        </div>
      )}
      {canCreate && (
        <input
          class="input"
          name="newTags"
          value={newNames.join(", ")}
          placeholder={labels.newNames}
          aria-label={labels.newNames}
          autocomplete="off"
        />
      )}
    </>
  );
}

interface Option {
  /** Null creates a tag of this name. */
  id: string | null;
  label: string;
  color: string;
}

function Combobox({ tags, chosen, newNames, canCreate, labels }: TagPickerProps) {
  const ids = useSignal(chosen);
  const names = useSignal(newNames);
  const typed = useSignal("");
  const open = useSignal(false);
  const at = useSignal(-1);
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLUListElement>(null);

  useEffect(() => list.current?.children[at.value]?.scrollIntoView({ block: "nearest" }), [
    at.value,
  ]);

  const options = optionsFor(typed.value, tags, ids.value, names.value, canCreate, labels.create);
  const active = options[at.value];

  function choose(option: Option) {
    if (option.id === null) names.value = [...names.value, typed.value.trim()];
    else ids.value = [...ids.value, option.id];
    typed.value = "";
    at.value = -1;
    open.value = false;
    input.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      open.value = true;
      const step = event.key === "ArrowDown" ? 1 : -1;
      at.value = (at.value + step + options.length) % Math.max(1, options.length);
    } else if (event.key === "Enter" && (typed.value !== "" || active)) {
      event.preventDefault();
      const option = active ?? bestMatch(options, typed.value);
      if (option) choose(option);
    } else if (event.key === "Escape" && (open.value || typed.value !== "")) {
      event.preventDefault();
      if (open.value) open.value = false;
      else typed.value = "";
    }
  }

  function onInput(text: string) {
    typed.value = text;
    open.value = true;
    at.value = -1;
  }

  return (
    <div class="picker" data-ready="">
      <ul class="chips" aria-label={labels.chosen}>
        {ids.value.map((id) => tags.find((tag) => tag.id === id)).filter((tag) => tag !== undefined)
          .map((tag) => (
            <Chip
              key={tag.id}
              field="tagIds"
              value={tag.id}
              label={tag.name}
              color={tag.color}
              remove={labels.remove}
              onRemove={() => ids.value = ids.value.filter((id) => id !== tag.id)}
            />
          ))}
        {names.value.map((name) => (
          <Chip
            key={`new ${name}`}
            field="newTags"
            value={name}
            label={name}
            color="gray"
            remove={labels.remove}
            onRemove={() => names.value = names.value.filter((other) => other !== name)}
          />
        ))}
      </ul>
      <div class="picker">
        <input
          ref={input}
          class="input"
          role="combobox"
          aria-expanded={open.value}
          aria-controls="tag-options"
          aria-autocomplete="list"
          aria-activedescendant={open.value && active ? `tag-option-${at.value}` : undefined}
          aria-label={labels.pick}
          placeholder={labels.pick}
          autocomplete="off"
          value={typed.value}
          onInput={(event) => onInput(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          onFocus={() => open.value = typed.value !== ""}
          onClick={() => open.value = true}
          onBlur={() => open.value = false}
        />
        <ul
          ref={list}
          class="options"
          id="tag-options"
          role="listbox"
          aria-label={labels.pick}
          hidden={!open.value}
        >
          {options.map((option, index) => (
            <li
              key={option.id ?? "new"}
              id={`tag-option-${index}`}
              role="option"
              aria-selected={index === at.value}
              onPointerDown={(event) => {
                event.preventDefault(); // keeps the focus in the field
                choose(option);
              }}
            >
              <i class={`dot ${option.color}`}></i>
              <span>{option.label}</span>
            </li>
          ))}
        </ul>
      </div>
      <span class="hint">{labels.hint}</span>
      <span class="visually-hidden" role="status">
        {open.value && typed.value !== "" && options.length === 0 && labels.none}
      </span>
    </div>
  );
}

interface ChipProps {
  field: string;
  value: string;
  label: string;
  color: string;
  remove: string;
  onRemove: () => void;
}

function Chip({ field, value, label, color, remove, onRemove }: ChipProps) {
  return (
    <li class="tag">
      <i class={`dot ${color}`}></i>
      <span>{label}</span>
      <input type="hidden" name={field} value={value} />
      <button type="button" aria-label={remove.replace("{name}", label)} onClick={onRemove}>
        <Icon name="x" />
      </button>
    </li>
  );
}

function optionsFor(
  typed: string,
  tags: TagLook[],
  chosen: string[],
  newNames: string[],
  canCreate: boolean,
  createLabel: string,
): Option[] {
  const wanted = lower(typed);
  const free = tags.filter((tag) => !chosen.includes(tag.id) && lower(tag.name).includes(wanted));
  const options: Option[] = free.slice(0, OPTIONS_MAX)
    .map(({ id, name, color }) => ({ id, label: name, color }));
  const known = [...tags.map((tag) => tag.name), ...newNames].some((name) =>
    lower(name) === wanted
  );
  if (!canCreate || wanted === "" || known) return options;
  return [...options, {
    id: null,
    label: createLabel.replace("{name}", typed.trim()),
    color: "gray",
  }];
}

/** What Enter takes when no option was moved to: the very name, else the first that has it in it. */
function bestMatch(options: Option[], typed: string): Option | undefined {
  return options.find((option) => lower(option.label) === lower(typed)) ?? options[0];
}

function lower(text: string): string {
  return text.trim().toLowerCase();
}
