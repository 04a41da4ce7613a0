// Single-key shortcuts (ux.md 5). The page marks what a key leads to with `data-shortcut`, and within
// rows of the list with `data-row-key`; this presses it.
import { useEffect, useRef } from "preact/hooks";

export interface ShortcutsProps {
  title: string;
  close: string;
  /** Where they can be switched off. */
  hint: string;
  /** What each key does, for the help. */
  keys: [key: string, meaning: string][];
}

export default function Shortcuts({ title, close, hint, keys }: ShortcutsProps) {
  const dialog = useRef<HTMLDialogElement>(null);

  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      if (isTaken(event)) return;
      const key = keyOf(event);
      if (key === "?") dialog.current?.showModal();
      else if (!press(key)) return;
      event.preventDefault();
    }
    document.addEventListener("keydown", onKey);
    dialog.current?.setAttribute("data-ready", "");
    return () => document.removeEventListener("keydown", onKey);
  }, []);

  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="shortcuts-title">
      <h2 id="shortcuts-title">{title}</h2>
      <dl class="facts shortcuts">
        {keys.map(([key, meaning]) => (
          <>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </>
        ))}
      </dl>
      <p class="muted">{hint}</p>
      <form method="dialog" class="form-foot">
        <button class="button" type="submit">{close}</button>
      </form>
    </dialog>
  );
}

/** The key as a Latin keyboard has it: on a Ukrainian one "c" gives "с" and the slash a dot. */
function keyOf({ key, code, shiftKey }: KeyboardEvent): string {
  if (code === "Slash" && (key === "." || key === ",")) return shiftKey ? "?" : "/";
  return key > "\x7f" && /^Key[A-Z]$/.test(code) ? code.slice(3).toLowerCase() : key;
}

/** Typing, another dialog, or a chord belongs to someone else. */
function isTaken(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true;
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  return target.matches("input, select, textarea, [contenteditable]") ||
    document.querySelector("dialog[open]") !== null;
}

/** Whether the key led anywhere. */
function press(key: string): boolean {
  if (key === "j" || key === "k") return moveInList(key === "j" ? 1 : -1) || follow(key);
  if (key === "e") return editFocusedRow() || follow(key);
  return follow(key);
}

function follow(key: string): boolean {
  const find = (place: Element, name: string) =>
    place.querySelector<HTMLElement>(`[data-${name}="${CSS.escape(key)}"]`);
  const row = document.activeElement?.closest("tr");
  const element = (row && find(row, "row-key")) ?? find(document.body, "shortcut");
  if (element?.matches("input, textarea")) element.focus();
  else element?.click();
  return element !== null;
}

function moveInList(step: 1 | -1): boolean {
  const links = [...document.querySelectorAll<HTMLAnchorElement>("a[data-row]")];
  const at = links.findIndex((link) => link === document.activeElement);
  const next = links[at === -1 && step === -1 ? links.length - 1 : at + step];
  next?.focus();
  return links.length > 0;
}

function editFocusedRow(): boolean {
  const row = document.activeElement;
  if (!(row instanceof HTMLAnchorElement) || !row.dataset.row) return false;
  // The row's address carries the list, to which the edit page leads back.
  location.assign(`${row.pathname}/edit${row.search}`);
  return true;
}
