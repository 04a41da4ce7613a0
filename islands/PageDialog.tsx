// Opens pages on top of the one that links to them: of what a link marked `data-dialog` leads to, it shows the part with
// the id `dialog-part`. Without JavaScript, or if the page does not come, these are links. One island serves all links.
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { takeFlash, takeList, takeRegions } from "@/components/live/page_parts.ts";

export interface PageDialogProps {
  /** Said when a form did not reach the server. */
  failed: string;
}

/** The part of a page which is shown; its title is the dialog's. */
const PART = "dialog-part";
const LINK = "a[data-dialog]";

export default function PageDialog({ failed }: PageDialogProps) {
  const hasFailed = useSignal(false);
  const dialog = useRef<HTMLDialogElement>(null);
  const part = useRef<HTMLDivElement>(null);
  /** The link that was followed, and its place among all. */
  const opener = useRef<{ link: HTMLAnchorElement; at: number }>();

  useEffect(() => {
    document.addEventListener("click", open);
    dialog.current?.setAttribute("data-ready", "");
    return () => document.removeEventListener("click", open);
  }, []);

  async function open(event: MouseEvent) {
    const link = event.target instanceof Element && event.target.closest<HTMLAnchorElement>(LINK);
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return; // in a tab of its own
    event.preventDefault();
    if (!await take(fetch(link.href))) return location.assign(link.href);
    opener.current = { link, at: links().indexOf(link) };
    hasFailed.value = false;
    link.focus(); // a shortcut has not, and closing gives the focus back to what had it
    dialog.current?.showModal();
  }

  async function send(event: SubmitEvent) {
    event.preventDefault();
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.ariaBusy) return;
    form.ariaBusy = "true";
    hasFailed.value = false;
    hasFailed.value = !await take(ask(form), form.dataset.leads);
    form.ariaBusy = null;
    focusFirst();
  }

  /** Another step of the same dialog; where it does not come, the page itself is gone to. */
  async function step(href: string) {
    if (!await take(fetch(href))) return location.assign(href);
    hasFailed.value = false;
    focusFirst();
  }

  /** What is wrong, or else the title of the step. */
  function focusFirst() {
    const find = (id: string) => part.current?.querySelector<HTMLElement>(`#${id}`);
    (find("error-summary") ?? find("dialog-title"))?.focus();
  }

  /** Shows the answer's form, or goes where the answer leads. False when it was neither. */
  async function take(asked: Promise<Response>, leads?: string): Promise<boolean> {
    try {
      const response = await asked;
      if (response.type === "opaqueredirect") {
        return leads ? location.assign(leads) : await refresh(), true;
      }
      if (response.redirected) return location.assign(response.url), true;
      const fresh = (await pageOf(response)).getElementById(PART);
      if (fresh) part.current?.replaceChildren(...fresh.childNodes);
      return fresh !== null;
    } catch {
      return false;
    }
  }

  /** The page below as it is after the change, with the focus where it was, or on the next of these links. */
  async function refresh() {
    const page = await pageOf(await fetch(location.href));
    takeRegions(page);
    takeList(page);
    takeFlash(page);
    dialog.current?.close();
    const { link, at = 0 } = opener.current ?? {};
    if (link?.isConnected) return link.focus();
    const all = links();
    (all.find(({ pathname }) => pathname === link?.pathname) ?? all[at] ?? all.at(-1))?.focus();
  }

  function follow(event: MouseEvent) {
    if (!(event.target instanceof Element) || event.ctrlKey || event.metaKey) return;
    const link = event.target.closest<HTMLAnchorElement>("[data-cancel], a[data-step]");
    if (!link) return;
    event.preventDefault();
    if ("step" in link.dataset) step(link.href);
    else dialog.current?.close();
  }

  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby="dialog-title"
      onSubmit={send}
      onClick={follow}
    >
      {hasFailed.value && <p class="problem" role="alert">{failed}</p>}
      <div ref={part}></div>
    </dialog>
  );
}

function ask(form: HTMLFormElement): Promise<Response> {
  const body = new FormData(form);
  if (form.method === "get") {
    const query = new URLSearchParams([...body].map(([name, value]) => [name, String(value)]));
    return fetch(`${form.action}?${query}`);
  }
  // What a form that stays here leads to is the page below: it is fetched where it is, with its message. One that says
  // where it leads is not followed there, or the message would be shown to nobody.
  const redirect = "stay" in form.dataset || form.dataset.leads ? "manual" : "follow";
  return fetch(form.action, { method: "POST", body, redirect });
}

function links(): HTMLAnchorElement[] {
  return [...document.querySelectorAll<HTMLAnchorElement>(LINK)];
}

async function pageOf(response: Response): Promise<Document> {
  return new DOMParser().parseFromString(await response.text(), "text/html");
}
