// Several e-mails or phones with a primary one. The buttons submit the form without JavaScript, and the server
// answers with one row more or less; with it, rows come and go at once.
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "@/components/Icon.tsx";
import { Problem } from "@/components/Field.tsx";

export interface HandleFieldsProps {
  /** Name of the inputs: the form field of `lib/http/contact_form.ts`. */
  name: "emails" | "phones";
  values: string[];
  problems: (HandleProblem | null)[];
  max: number;
  /** `{n}` stands for the row's number. */
  labels: {
    legend: string;
    item: string;
    primary: string;
    remove: string;
    add: string;
    isPrimary: string;
  };
}

export interface HandleProblem {
  text: string;
  /** The contact that has this handle (1.4). */
  link: { href: string; label: string } | null;
}

interface Row {
  key: number;
  value: string;
  problem: HandleProblem | null;
}

export default function HandleFields({ name, values, problems, max, labels }: HandleFieldsProps) {
  const rows = useSignal<Row[]>(
    values.map((value, index) => ({ key: index, value, problem: problems[index] ?? null })),
  );
  const primary = useSignal(0);
  const list = useRef<HTMLDivElement>(null);

  useEffect(() => list.current?.setAttribute("data-ready", ""), []);

  function add(event: Event) {
    event.preventDefault();
    const key = Math.max(-1, ...rows.value.map((row) => row.key)) + 1;
    rows.value = [...rows.value, { key, value: "", problem: null }];
    queueMicrotask(() =>
      list.current?.querySelector<HTMLInputElement>(".handle-row:last-child .input")?.focus()
    );
  }

  function remove(event: Event, at: number) {
    event.preventDefault();
    rows.value = rows.value.filter((_, index) => index !== at);
    if (primary.value >= at) primary.value = Math.max(0, primary.value - 1);
    queueMicrotask(() => list.current?.querySelector<HTMLInputElement>(".input")?.focus());
  }

  function write(at: number, value: string) {
    rows.value = rows.value.map((row, index) => index === at ? { ...row, value } : row);
  }

  return (
    <fieldset class="field">
      <legend>{labels.legend}</legend>
      <div class="handle-rows" ref={list}>
        {rows.value.map((row, at) => (
          <div class="handle-row" key={row.key}>
            <input
              class="input"
              id={`${name}.${at}`}
              name={name}
              type={name === "emails" ? "email" : "tel"}
              inputMode={name === "emails" ? "email" : "tel"}
              value={row.value}
              onInput={(event) => write(at, event.currentTarget.value)}
              aria-label={labels.item.replace("{n}", String(at + 1))}
              aria-invalid={row.problem ? "true" : undefined}
              aria-describedby={row.problem ? `${name}.${at}-problem` : undefined}
              autocomplete="off"
            />
            {rows.value.length > 1 && (
              <label class="primary">
                <input
                  type="radio"
                  name={`${name}Primary`}
                  value={at}
                  checked={primary.value === at}
                  onChange={() => primary.value = at}
                  aria-label={labels.isPrimary.replace("{n}", String(at + 1))}
                />
                <span aria-hidden="true">{labels.primary}</span>
              </label>
            )}
            {rows.value.length > 1 && (
              <button
                class="button quiet icon-only"
                type="submit"
                name="op"
                value={`${name}.remove.${at}`}
                formNoValidate
                aria-label={labels.remove.replace("{n}", String(at + 1))}
                onClick={(event) => remove(event, at)}
              >
                <Icon name="x" />
              </button>
            )}
            <Problem id={`${name}.${at}-problem`} text={row.problem && problemText(row.problem)} />
          </div>
        ))}
      </div>
      {rows.value.length < max && (
        <button
          class="button quiet add-row"
          type="submit"
          name="op"
          value={`${name}.add`}
          formNoValidate
          onClick={add}
        >
          <Icon name="plus" />
          {labels.add}
        </button>
      )}
    </fieldset>
  );
}

function problemText(problem: HandleProblem) {
  return (
    <>
      {problem.text} {problem.link && <a href={problem.link.href}>{problem.link.label}</a>}
    </>
  );
}
