// Edits a value where it stands on the card: fetches the form of its page, puts it in the value's place and posts it.
// Without JavaScript the links lead to that page.
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

const SECTION = "attributes";
const FORM = "form.attribute-form";

export interface AttributeEditorProps {
  /** Said beside the control when the server could not be reached. */
  failed: string;
}

export default function AttributeEditor({ failed }: AttributeEditorProps) {
  const said = useSignal("");
  const status = useRef<HTMLSpanElement>(null);

  useEffect(() => {
    const listeners = new AbortController();
    const { signal } = listeners;
    document.addEventListener("click", onClick, { signal });
    document.addEventListener("keydown", onKeyDown, { signal });
    document.addEventListener("submit", onSubmit, { signal });
    status.current?.setAttribute("data-ready", "");
    return () => listeners.abort();
  }, []);

  function onClick(event: MouseEvent) {
    const link = closest(event, "a");
    const cell = cellOf(link);
    if (!link || !cell || event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (link.closest(FORM)) close(cell);
    else if (link.matches(".edit-value")) open(cell, link.href);
    else return;
    event.preventDefault();
  }

  function onKeyDown(event: KeyboardEvent) {
    const cell = cellOf(closest(event, FORM));
    if (event.key === "Escape" && cell) close(cell);
  }

  function onSubmit(event: SubmitEvent) {
    const form = closest<HTMLFormElement>(event, FORM);
    const cell = cellOf(form);
    if (!form || !cell) return;
    event.preventDefault();
    if (form.ariaBusy !== "true") save(form, cell);
  }

  async function open(cell: HTMLElement, href: string) {
    said.value = ""; // the same message twice would be read out once
    const form = formIn(await fetched(href));
    if (!form) return location.assign(href);
    cell.dataset.editing = "";
    cell.append(form);
    focusControl(form);
  }

  async function save(form: HTMLFormElement, cell: HTMLElement) {
    form.ariaBusy = "true";
    const answer = await fetched(form.action, { method: "POST", body: new FormData(form) });
    const again = formIn(answer);
    form.ariaBusy = "false";
    if (answer === null) tell(form);
    else if (again) {
      form.replaceWith(again);
      focusControl(again);
    } else take(answer, cell.dataset.attribute ?? "", form.action);
  }

  /** The section as it is after the change, with the focus where it was. */
  function take(page: Document, key: string, href: string) {
    const [section, wanted] = [document, page].map((one) => one.getElementById(SECTION));
    if (!section || !wanted) return location.assign(href);
    const isUnfolded = section.querySelector("details")?.open ?? false;
    section.replaceWith(wanted);
    const details = wanted.querySelector("details");
    if (details) details.open = isUnfolded;
    wanted.querySelector<HTMLElement>(`[data-attribute="${key}"] .edit-value`)?.focus();
    said.value = page.querySelector(".flash")?.textContent ?? "";
  }

  function tell(form: HTMLFormElement) {
    const problem = form.querySelector(".failed") ?? document.createElement("p");
    problem.className = "problem failed";
    problem.role = "alert";
    problem.textContent = failed;
    form.append(problem);
  }

  return <span class="visually-hidden attribute-status" role="status" ref={status}>{said}</span>;
}

function close(cell: HTMLElement) {
  delete cell.dataset.editing;
  cell.querySelector(FORM)?.remove();
  cell.querySelector<HTMLElement>(".edit-value")?.focus();
}

/** The page at an address, whatever its status; null when there is none: the network is down, or the server is. */
async function fetched(href: string, init: RequestInit = {}): Promise<Document | null> {
  const answer = await fetch(href, init).catch(() => null);
  if (answer === null || answer.status >= 500) return null;
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

function formIn(page: Document | null): HTMLFormElement | null {
  return page?.querySelector<HTMLFormElement>(FORM) ?? null;
}

function focusControl(form: HTMLFormElement) {
  form.querySelector<HTMLElement>("input:not([type=hidden]), select")?.focus();
}

function closest<E extends Element = HTMLAnchorElement>(event: Event, selector: string): E | null {
  return event.target instanceof Element ? event.target.closest<E>(selector) : null;
}

/** The place of the value that an element on the card belongs to. */
function cellOf(element: Element | null): HTMLElement | null {
  return element?.closest<HTMLElement>(`#${SECTION} [data-attribute]`) ?? null;
}
