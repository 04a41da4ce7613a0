// Search as you type over the list's own URL: fetches the results part of the page and swaps it in.
// Without JavaScript it is a form with a submit button.
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "@/components/Icon.tsx";

/** Typing pauses this long before a request goes out. */
const PAUSE_MS = 120;

export interface SearchBoxProps {
  query: string;
  /** The other parts of the view: tags, sort, page size. */
  kept: [name: string, value: string][];
  /** The list without this search. */
  clearHref: string;
  labels: { search: string; placeholder: string; submit: string; clear: string; failed: string };
}

export default function SearchBox({ query, kept, clearHref, labels }: SearchBoxProps) {
  const typed = useSignal(query);
  const failed = useSignal(false);
  const running = useRef<AbortController | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => {
    form.current?.setAttribute("data-ready", "");
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
  const params = new URLSearchParams([...searched, ...kept]);
  return params.size > 0 ? `/contacts?${params}` : "/contacts";
}

/** Parts of the page that a search changes, by id. The search field is none of them, so the focus stays. */
const PARTS = ["list-count", "list-filters", "list-status", "list-results"];

/** Replaces the parts by what the server answers for the URL, and the page's address with it. */
async function swapResults(url: string, signal: AbortSignal) {
  const results = document.getElementById("list-results");
  results?.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(url, { signal, headers: { "x-kartka-part": "results" } });
    // A page instead of the parts: signed out meanwhile, or an error. Show it as it is.
    if (!response.ok || response.headers.get("x-kartka-part") !== "results") {
      return location.assign(url);
    }
    const answer = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const id of PARTS) swapPart(id, answer);
    history.replaceState(null, "", url);
  } finally {
    if (!signal.aborted) results?.removeAttribute("aria-busy");
  }
}

function swapPart(id: string, answer: Document) {
  const fresh = answer.getElementById(id);
  if (fresh) document.getElementById(id)?.replaceChildren(...fresh.childNodes);
}
