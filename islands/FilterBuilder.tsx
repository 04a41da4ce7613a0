// The filter form, live: conditions come and go without a reload, and what they find is counted while they are edited.
// Without JavaScript the form's own buttons do the same.
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { FilterForm, type FilterFormProps } from "@/components/filter/FilterForm.tsx";
import { changedDraft, type DraftCommand, type FilterDraft } from "@/lib/domain/filter/draft.ts";
import { readCommand, readDraft } from "@/lib/domain/filter/draft_form.ts";
import { isGroup } from "@/lib/domain/filter/tree.ts";
import { withQuery } from "@/lib/domain/query_string.ts";

/** Typing pauses this long before a request goes out. */
const PAUSE_MS = 250;

export interface FilterBuilderProps extends FilterFormProps {
  /** Answers the form's parameters with `FilterOutcome` as JSON. */
  countUrl: string;
}

/** Finished sentences; of the problems only those that will not go away by typing on. */
export interface FilterOutcome {
  count: number | null;
  text: string;
  sentence: string;
  problems: Record<string, string>;
}

export default function FilterBuilder({ countUrl, ...props }: FilterBuilderProps) {
  const isLive = useSignal(false);
  const draft = useSignal(props.draft);
  const outcome = useSignal({
    text: props.count,
    sentence: props.sentence,
    problems: props.problems,
  });
  const form = useRef<HTMLFormElement>(null);
  /** Where the focus goes after the next rendering. */
  const focus = useRef<string[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const running = useRef<AbortController | null>(null);

  useEffect(() => {
    isLive.value = true;
    return () => clearTimeout(timer.current);
  }, []);

  useEffect(() => {
    const found = focus.current.map((place) => form.current?.querySelector<HTMLElement>(place));
    focus.current = [];
    found.find((element) => element)?.focus();
  });

  function change(command: DraftCommand, from = readDraft(entriesOf(form.current))) {
    draft.value = changedDraft(from, command, findField);
    clearTimeout(timer.current);
    timer.current = setTimeout(count, PAUSE_MS);
  }

  function findField(key: string) {
    const look = props.fields.find((field) => field.key === key);
    if (!look) return null;
    const { kind, optional } = look;
    return { key, kind, optional, group: "contact" as const };
  }

  async function count() {
    running.current?.abort();
    const controller = running.current = new AbortController();
    try {
      const url = withQuery(countUrl, entriesOf(form.current));
      const response = await fetch(url, {
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

  function onSubmit(event: SubmitEvent) {
    const button = event.submitter;
    const pressed = button instanceof HTMLButtonElement ? button.value : "";
    const command = readCommand([["do", pressed]]);
    if (command === null || command.kind === "apply") return;
    event.preventDefault();
    focus.current = placesAfter(command, draft.value);
    change(command);
  }

  function onAdd(field: string, group: number | null) {
    const command = { kind: "add", group, field } as const;
    focus.current = placesAfter(command, draft.value);
    change(command);
  }

  return (
    <FilterForm
      {...props}
      draft={draft.value}
      count={outcome.value.text}
      sentence={outcome.value.sentence}
      problems={outcome.value.problems}
      live={isLive.value ? { form, onInput, onSubmit, onAdd } : undefined}
    />
  );
}

function entriesOf(form: HTMLFormElement | null): [string, string][] {
  const entries = form ? [...new FormData(form)] : [];
  return entries.flatMap(([name, value]) => typeof value === "string" ? [[name, value]] : []);
}

/**
 * Where the focus goes, the first that is there. In a new condition the value is what comes next, or else the operator;
 * after a removal it is the condition that moved up, else the one above, else where one can be added.
 */
function placesAfter(command: DraftCommand, { rules }: FilterDraft): string[] {
  if (command.kind === "remove") {
    const at = [...command.path];
    const last = at.pop() ?? 0;
    const places = [last, last - 1].map((place) => `remove:${[...at, place].join(".")}`);
    return [...places.map((value) => `button[value="${value}"]`), "#add"];
  }
  if (command.kind === "add_group") return [`#${CSS.escape(`add:${rules.length}`)}`];
  if (command.kind !== "add") return [];
  const item = command.group === null ? undefined : rules[command.group];
  const path = item && isGroup(item) ? `${command.group}.${item.rules.length}` : `${rules.length}`;
  const rule = `#${CSS.escape(`f${path}`)}`;
  return [`${rule} .values :is(input, select)`, `${rule} .rule-op`];
}
