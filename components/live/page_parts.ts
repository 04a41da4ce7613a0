// What of a page follows changes: its regions marked `data-live`, the rows of the contact list, and the message of a change.
import { morph } from "./morph.ts";

/**
 * A part of the page that must be left as it is for now: a pointer is held down in it, a value in it is edited, or an
 * answer is being written in it.
 */
const HELD = ":is([data-live], #list-results)" +
  ":is(:active, :has([data-editing], #message:not(:placeholder-shown)))";
/** The message after a change. */
const FLASH = "main > .flash";
/** So near to its end counts as there, in pixels. */
const END_PX = 48;

/** Whether something has to be taken over later. */
export function isHeld(): boolean {
  return document.querySelector(HELD) !== null;
}

/**
 * Takes over what the server has now. Regions contain no islands; one marked `data-live-end` stays at its end if it was
 * there. Returns how many elements with an id have come.
 */
export function takeRegions(page: Document): number {
  let added = 0;
  for (const region of document.querySelectorAll<HTMLElement>("[data-live]")) {
    const wanted = page.querySelector(`[data-live="${region.dataset.live}"]`);
    if (wanted === null || region.isEqualNode(wanted) || region.matches(HELD)) continue;
    const box = scrollerOf(region);
    const isAtEnd = "liveEnd" in region.dataset &&
      box.scrollHeight - box.scrollTop - box.clientHeight < END_PX;
    added += morph(region, wanted);
    if (isAtEnd) box.scrollTop = box.scrollHeight;
  }
  return added;
}

/** The message comes into a status that is there already, or screen readers would not read it out. */
export function takeFlash(page: Document) {
  dropFlash();
  const flash = page.querySelector(FLASH);
  const status = flash?.firstElementChild;
  if (!flash || !status) return;
  const said = [...status.childNodes];
  status.replaceChildren();
  document.querySelector("main")?.prepend(flash);
  setTimeout(() => status.append(...said));
}

export function dropFlash() {
  document.querySelector(FLASH)?.remove();
}

function scrollerOf({ parentElement: box }: Element): Element {
  if (box === null) return document.documentElement;
  return /auto|scroll/.test(getComputedStyle(box).overflowY) ? box : scrollerOf(box);
}

/**
 * Refreshes the cells of the rows that are there. No row comes, goes or moves: returns how many would come, or move up.
 */
export function takeCells(page: Document): number {
  const isStill = document.querySelector(`#list-results${HELD}`) !== null;
  const rows = rowsOf(document);
  const order = [...rows.keys()];
  let count = 0;
  let first = order.length;
  for (const [id, wanted] of [...rowsOf(page)].reverse()) {
    const row = rows.get(id);
    if (row && !isStill) takeRow(row, wanted);
    const place = order.indexOf(id);
    // From the end on: whoever stands behind someone they stood before has moved up.
    if (place === -1 || place > first) count++;
    else first = place;
  }
  takeCounts(page);
  return count;
}

/** The whole table as the server has it now. */
export function takeList(page: Document) {
  takeCounts(page);
  const results = page.getElementById("list-results");
  if (results) document.getElementById("list-results")?.replaceChildren(...results.childNodes);
}

function rowsOf(page: Document): Map<string, HTMLTableRowElement> {
  const links = page.querySelectorAll<HTMLElement>("#list-results [data-row]");
  return new Map([...links].flatMap((link) => {
    const row = link.closest("tr");
    return row ? [[link.dataset.row ?? "", row]] : [];
  }));
}

function takeRow(row: HTMLTableRowElement, wanted: HTMLTableRowElement) {
  [...row.cells].forEach((cell, at) => {
    const other = wanted.cells[at];
    if (!other || cell.isEqualNode(other)) return;
    // "5 minutes ago" turns into 6 without anything having happened.
    const isNews = meaningOf(cell) !== meaningOf(other);
    morph(cell, other);
    if (isNews) cell.classList.add("changed");
  });
}

function meaningOf(cell: Element): string | null {
  return cell.querySelector("time")?.dateTime ?? cell.textContent;
}

/** A page that came without its total says nothing about it. */
function takeCounts(page: Document) {
  if (page.querySelector("[data-count]")) return;
  for (const id of ["list-count", "list-range"]) {
    const [part, wanted] = [document.getElementById(id), page.getElementById(id)];
    if (part && wanted) morph(part, wanted);
  }
}
