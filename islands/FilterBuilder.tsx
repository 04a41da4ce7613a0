// The filter form, live: conditions come and go without a reload, and what they find is counted while they are edited.
// Without JavaScript the form's own buttons do the same.
import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { FilterForm, type FilterFormProps } from "@/components/filter/FilterForm.tsx";
import { changedDraft, type DraftCommand } from "@/lib/domain/filter/draft.ts";
import { readShownDraft } from "@/lib/domain/filter/draft_form.ts";
import type { FilterOutcome } from "@/lib/domain/filter/outcome.ts";

/** Typing pauses this long before a request goes out. */
const PAUSE_MS = 250;
const LAST = ".filter-rules > :last-child";

export interface FilterBuilderProps extends FilterFormProps {
  /** Answers the form's parameters with `FilterOutcome` as JSON. */
  countUrl: string;
}

export default function FilterBuilder({ countUrl, ...props }: FilterBuilderProps) {
  const isLive = useSignal(false);
  const draft = useSignal(props.draft);
  /** The last answer; until there is one, what the page came with. */
  const outcome = useSignal<Partial<FilterOutcome>>({ text: props.count });
  const form = useRef<HTMLFormElement>(null);
  /** Where the focus goes after the next rendering. */
  const focus = useRef<string[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const running = useRef<AbortController | null>(null);

  useEffect(() => {
    isLive.value = true;
    return () => clearTimeout(timer.current);
  }, []);

  // Before the next key is pressed, or it would go to where the focus was.
  useLayoutEffect(() => {
    const found = focus.current.map((place) => form.current?.querySelector<HTMLElement>(place));
    focus.current = [];
    found.find((element) => element)?.focus();
  });

  function change(command: DraftCommand) {
    draft.value = changedDraft(readShownDraft(entriesOf(form.current)), command, findField);
    clearTimeout(timer.current);
    timer.current = setTimeout(count, PAUSE_MS);
  }

  function findField(key: string) {
    return props.fields.find((field) => field.key === key) ?? null;
  }

  async function count() {
    running.current?.abort();
    const controller = running.current = new AbortController();
    try {
      const params = new URLSearchParams(entriesOf(form.current));
      const response = await fetch(`${countUrl}?${params}`, {
        signal: controller.signal,
        headers: { accept: "application/json" },
      });
      if (!response.ok) throw new Error(String(response.status));
      outcome.value = await response.json();
    } catch {
      if (controller.signal.aborted) return;
      outcome.value = { ...outcome.value, text: props.labels.countFailed };
    }
  }

  /** Fields without a name only help to choose. */
  function onInput({ target }: Event) {
    const isValue = target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
    if (isValue && target.name !== "") change({ kind: "refresh" });
  }

  function onCommand(command: DraftCommand) {
    focus.current = placesAfter(command);
    change(command);
  }

  return (
    <FilterForm
      {...props}
      {...outcome.value}
      count={outcome.value.text ?? ""}
      draft={draft.value}
      live={isLive.value ? { form, onInput, onCommand } : undefined}
    />
  );
}

function entriesOf(form: HTMLFormElement | null): [string, string][] {
  return form ? [...new FormData(form)].map(([name, value]) => [name, String(value)]) : [];
}

/** The first of the places that is there. */
function placesAfter(command: DraftCommand): string[] {
  switch (command.kind) {
    case "add": {
      // The value comes next; a condition without one has an operator to choose.
      const added = command.group === null ? LAST : `#f${command.group} > :nth-last-child(2)`;
      return [`${added} .values :is(input, select)`, `${added} .rule-op`];
    }
    case "add_group":
      return [`${LAST} [role=combobox]`];
    case "remove":
      // What moved up, or else where one can be added.
      return [`button[value="remove:${command.path.join(".")}"]`, "#add"];
    default:
      return [];
  }
}
