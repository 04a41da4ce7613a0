// Single-key shortcuts (ux.md 5). The page marks what a key leads to with `data-shortcut`, and within
// rows of the list with `data-row-key`; this presses it. And the one chord: Ctrl or Cmd with Enter sends a longer text.
import { useEffect } from "preact/hooks";

/** The help is a part of the page: it would weigh twice as an island's. */
export default function Shortcuts() {
  useEffect(() => {
    const help = document.querySelector<HTMLDialogElement>("#shortcuts");
    function onKey(event: KeyboardEvent) {
      sendText(event);
      if (isTaken(event)) return;
      const key = keyOf(event);
      if (key === "?") help?.showModal();
      else if (!press(key)) return;
      event.preventDefault();
    }
    document.addEventListener("keydown", onKey);
    help?.setAttribute("data-ready", "");
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  return null;
}

/** The key as a Latin keyboard has it: on a Ukrainian one "c" gives "с" and the slash a dot. */
function keyOf({ key, code, shiftKey }: KeyboardEvent): string {
  if (code === "Slash" && (key === "." || key === ",")) return shiftKey ? "?" : "/";
  return key > "\x7f" && code.startsWith("Key") ? code.slice(3).toLowerCase() : key;
}

/** As Enter does in a field of one line: by the first button of the form. */
function sendText({ key, ctrlKey, metaKey, repeat }: KeyboardEvent): void {
  if (key !== "Enter" || !(ctrlKey || metaKey) || repeat) return;
  const button = "form:has(textarea:focus) [type=submit]:not([form])";
  document.querySelector<HTMLElement>(button)?.click();
}

const TYPING_OR_DIALOG = ":is(input, select, textarea):focus, dialog[open]";

/** Typing, another dialog, or a chord belongs to someone else. */
function isTaken({ defaultPrevented, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  return defaultPrevented || ctrlKey || metaKey || altKey ||
    document.querySelector(TYPING_OR_DIALOG) !== null;
}

/** Whether the key led anywhere. */
function press(key: string): boolean {
  const step = { j: 1, k: -1 }[key];
  return (step && moveInList(step)) || (key === "e" && editFocusedRow()) || follow(key);
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

function moveInList(step: number): boolean {
  const links = [...document.querySelectorAll<HTMLAnchorElement>("a[data-row]")];
  const at = links.findIndex((link) => link.matches(":focus"));
  const next = links[at === -1 && step === -1 ? links.length - 1 : at + step];
  next?.focus();
  return links.length > 0;
}

function editFocusedRow(): boolean {
  const row = document.querySelector<HTMLAnchorElement>("a[data-row]:focus");
  // The row's address carries the list, to which the edit page leads back.
  if (row) location.assign(`${row.pathname}/edit${row.search}`);
  return row !== null;
}
