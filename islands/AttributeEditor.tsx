// Edits a value where it stands on the card: fetches the form of its page, puts it in the value's place and posts it.
// Without JavaScript the links lead to that page.
import { useEffect, useRef } from "preact/hooks";
import { dropFlash, takeFlash } from "@/components/live/page_parts.ts";

const SECTION = "attributes";
const FORM = "form.attribute-form";

export interface AttributeEditorProps {
  /** Said beside the control when the server could not be reached. */
  failed: string;
}

export default function AttributeEditor({ failed }: AttributeEditorProps) {
  const mark = useRef<HTMLSpanElement>(null);

  useEffect(() => {
    const listeners = new AbortController();
    const { signal } = listeners;
    document.addEventListener("click", onClick, { signal });
    document.addEventListener("keydown", onKeyDown, { signal });
    document.addEventListener("submit", onSubmit, { signal });
    mark.current?.setAttribute("data-ready", "");
    return () => listeners.abort();
  }, []);

  function onClick(event: MouseEvent) {
    const link = closest(event, "a");
    const cell = cellOf(link);
    if (!link || !cell || event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (link.closest(FORM)) close(cell);
    else if (link.matches(".edit-value")) open(keyOf(cell), link.href);
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
    if (form.ariaBusy !== "true") save(form, keyOf(cell));
  }

  async function open(key: string, href: string) {
    const form = formIn(await fetched(href));
    // Found again: what others change may have moved it meanwhile, and a second click may have been first.
    const cell = findCell(document, key);
    if (!form || !cell) return location.assign(href);
    if (!("editing" in cell.dataset)) edit(cell, form);
    focusControl(cell);
  }

  async function save(form: HTMLFormElement, key: string) {
    form.ariaBusy = "true";
    dropFlash(); // it is about another change
    const answer = await fetched(form.action, { method: "POST", body: new FormData(form) });
    form.ariaBusy = "false";
    if (answer === null) return tell(form);
    const isLeft = !form.contains(document.activeElement) &&
      document.activeElement !== document.body;
    const again = formIn(answer);
    if (!again) return take(answer, { key, isLeft, href: form.action });
    form.replaceWith(again);
    if (!isLeft) focusControl(again);
  }

  function tell(form: HTMLFormElement) {
    const problem = form.querySelector(".failed") ?? document.createElement("p");
    problem.className = "problem failed";
    problem.role = "alert";
    problem.textContent = failed;
    form.append(problem);
  }

  return <span hidden class="attribute-status" ref={mark}></span>;
}

interface Taken {
  key: string;
  /** Whoever saved has gone on elsewhere meanwhile: the focus is theirs. */
  isLeft: boolean;
  href: string;
}

/** The section as it is after the change, with its message; other values that are being edited stay so. */
function take(page: Document, { key, isLeft, href }: Taken) {
  const [section, wanted] = [document, page].map((one) => one.getElementById(SECTION));
  if (!section || !wanted) return location.assign(href);
  const focused = document.activeElement;
  for (const cell of section.querySelectorAll<HTMLElement>("[data-editing]")) {
    const [form, place] = [formIn(cell), findCell(wanted, keyOf(cell))];
    if (form && place && keyOf(cell) !== key) edit(place, form);
  }
  const isUnfolded = section.querySelector("details")?.open ?? false;
  section.replaceWith(wanted);
  const details = wanted.querySelector("details");
  if (details) details.open = isUnfolded;
  if (!isLeft) findCell(wanted, key)?.querySelector<HTMLElement>(".edit-value")?.focus();
  else if (focused instanceof HTMLElement) focused.focus();
  takeFlash(page);
}

function edit(cell: HTMLElement, form: HTMLFormElement) {
  cell.dataset.editing = "";
  cell.append(form);
}

function close(cell: HTMLElement) {
  delete cell.dataset.editing;
  formIn(cell)?.remove();
  cell.querySelector<HTMLElement>(".edit-value")?.focus();
}

/** The page at an address, whatever its status; null when there is none: the network is down, or the server is. */
async function fetched(href: string, init: RequestInit = {}): Promise<Document | null> {
  const answer = await fetch(href, init).catch(() => null);
  if (answer === null || answer.status >= 500) return null;
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

function formIn(page: ParentNode | null): HTMLFormElement | null {
  return page?.querySelector<HTMLFormElement>(FORM) ?? null;
}

function focusControl(part: HTMLElement) {
  part.querySelector<HTMLElement>("input:not([type=hidden]), select")?.focus();
}

function closest<E extends Element = HTMLAnchorElement>(event: Event, selector: string): E | null {
  return event.target instanceof Element ? event.target.closest<E>(selector) : null;
}

/** The place of the value that an element on the card belongs to. */
function cellOf(element: Element | null): HTMLElement | null {
  return element?.closest<HTMLElement>(`#${SECTION} [data-attribute]`) ?? null;
}

function findCell(part: ParentNode, key: string): HTMLElement | null {
  return part.querySelector<HTMLElement>(`[data-attribute="${key}"]`);
}

function keyOf(cell: HTMLElement): string {
  return cell.dataset.attribute ?? "";
}
