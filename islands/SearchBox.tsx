// Search as you type over the list's own URL: fetches the results part of the page and swaps it in.
// Without JavaScript it is a form with a submit button.
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "@/components/Icon.tsx";
import { withQuery } from "@/lib/domain/query_string.ts";

/** Typing pauses this long before a request goes out. */
const PAUSE_MS = 120;

export interface SearchBoxProps {
  query: string;
  /** The other parts of the view: tags, filter, sort, page size. */
  kept: [name: string, value: string][];
  /** The list without this search. */
  clearHref: string;
  labels: {
    search: string;
    placeholder: string;
    submit: string;
    clear: string;
    failed: string;
    counting: string;
  };
}

export default function SearchBox({ query, kept, clearHref, labels }: SearchBoxProps) {
  const typed = useSignal(query);
  const failed = useSignal(false);
  const running = useRef<AbortController | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => {
    form.current?.setAttribute("data-ready", "");
    countLater();
    return () => clearTimeout(timer.current);
  }, []);

  function onInput(event: InputEvent & { currentTarget: HTMLInputElement }) {
    typed.value = event.currentTarget.value;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => show(urlOf(typed.value, kept)), PAUSE_MS);
  }

  function onSubmit(event: SubmitEvent) {
    event.preventDefault();
    clearTimeout(timer.current);
    show(urlOf(typed.value, kept));
  }

  function onClear(event: MouseEvent) {
    event.preventDefault();
    typed.value = "";
    clearTimeout(timer.current);
    form.current?.querySelector("input")?.focus();
    show(urlOf("", kept));
  }

  async function show(url: string) {
    running.current?.abort();
    const controller = running.current = new AbortController();
    try {
      failed.value = false;
      await swapResults(url, controller.signal);
      countLater();
    } catch {
      if (!controller.signal.aborted) failed.value = true;
    }
  }

  /** Where the page came without its total, the link that would count is followed here, and the rows stay. */
  async function countLater() {
    const link = document.querySelector<HTMLAnchorElement>("a[data-count]");
    if (!link) return;
    link.replaceWith(labels.counting);
    const controller = running.current = new AbortController();
    try {
      const answer = await fetchParts(link.href, controller.signal);
      if (answer) { for (const id of COUNTS) swapPart(id, answer); }
    } catch {
      if (!controller.signal.aborted) failed.value = true;
    }
  }

  return (
    <form
      ref={form}
      class="search"
      method="get"
      action="/contacts"
      role="search"
      onSubmit={onSubmit}
    >
      <Icon name="search" />
      <input
        class="input"
        type="search"
        name="q"
        value={typed.value}
        onInput={onInput}
        placeholder={labels.placeholder}
        aria-label={labels.search}
        autocomplete="off"
        data-shortcut="/"
      />
      {typed.value === ""
        ? <kbd aria-hidden="true">/</kbd>
        : (
          <a class="clear" href={clearHref} aria-label={labels.clear} onClick={onClear}>
            <Icon name="x" />
          </a>
        )}
      {kept.map(([name, value]) => <input type="hidden" name={name} value={value} />)}
      <button class="visually-hidden" type="submit">{labels.submit}</button>
      {failed.value && <p class="problem" role="alert">{labels.failed}</p>}
    </form>
  );
}

function urlOf(query: string, kept: [string, string][]): string {
  const searched: [string, string][] = query.trim() === "" ? [] : [["q", query]];
  return withQuery("/contacts", [...searched, ...kept]);
}

/** Parts of the page that a search changes, by id. The search field is none of them, so the focus stays. */
const PARTS = [
  "list-count",
  "list-filters",
  "list-hints",
  "list-filter",
  "list-status",
  "list-results",
];
/** Those that the number of contacts changes. */
const COUNTS = ["list-count", "list-status", "list-range"];

/** Replaces the parts by what the server answers for the URL, and the page's address with it. */
async function swapResults(url: string, signal: AbortSignal) {
  const results = document.getElementById("list-results");
  results?.setAttribute("aria-busy", "true");
  try {
    const answer = await fetchParts(url, signal);
    if (!answer) return location.assign(url);
    for (const id of PARTS) swapPart(id, answer);
    history.replaceState(null, "", url);
    keepInOtherForms();
  } finally {
    if (!signal.aborted) results?.removeAttribute("aria-busy");
  }
}

/** Null for a page instead of the parts: signed out meanwhile, or an error. */
async function fetchParts(url: string, signal: AbortSignal): Promise<Document | null> {
  const response = await fetch(url, { signal, headers: { "x-kartka-part": "results" } });
  if (response.headers.get("x-kartka-part") !== "results") return null;
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

function swapPart(id: string, answer: Document) {
  const fresh = answer.getElementById(id);
  if (fresh) document.getElementById(id)?.replaceChildren(...fresh.childNodes);
}

/** An open filter builder takes the search along when it is applied. */
function keepInOtherForms() {
  const query = new URLSearchParams(location.search).get("q") ?? "";
  for (const input of document.querySelectorAll<HTMLInputElement>("input[type=hidden][name=q]")) {
    input.value = query;
  }
}
