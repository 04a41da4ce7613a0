// While a contact's form is filled in: who it may be already, asked for whenever one of its fields is left (5.1).
// Without JavaScript, or where no answer comes, saving asks.
import { useEffect, useRef } from "preact/hooks";

/** What a suspicion comes from. */
const FIELDS = ["name", "emails", "phones"];

export interface DuplicateHintProps {
  /** Answers the posted fields with the hint as it is to be shown, or with nothing. */
  url: string;
}

/** Belongs into the form. */
export default function DuplicateHint({ url }: DuplicateHintProps) {
  const place = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const form = place.current?.closest("form");
    if (!form) return;
    let asked = fieldsOf(form);
    let running = new AbortController();

    async function ask() {
      const body = form ? fieldsOf(form) : asked;
      if (body === asked) return;
      asked = body;
      running.abort();
      running = new AbortController();
      const hint = await fetchHint(url, body, running.signal).catch(() => null);
      if (hint) place.current?.replaceChildren(...hint);
      else if (asked === body) asked = "";
    }

    form.addEventListener("focusout", ask);
    place.current?.setAttribute("data-ready", "");
    return () => {
      running.abort();
      form.removeEventListener("focusout", ask);
    };
  }, []);

  return <div class="duplicate-hint" role="status" ref={place} />;
}

function fieldsOf(form: HTMLFormElement): string {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (FIELDS.includes(name) && typeof value === "string") fields.append(name, value);
  }
  return String(fields);
}

/** Null where the answer is no hint: signed out meanwhile, or an error. */
async function fetchHint(url: string, body: string, signal: AbortSignal) {
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const answer = await fetch(url, { method: "POST", body, headers, signal, redirect: "error" });
  if (!answer.ok) return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  await released();
  return signal.aborted ? null : page.body.childNodes;
}

/** Leaving a field is often the beginning of a click: what is clicked must not move away from under the pointer. */
async function released() {
  if (!document.querySelector(":active")) return;
  const lifted = new Promise((done) => {
    for (const type of ["pointerup", "pointercancel", "keyup"]) {
      addEventListener(type, done, { once: true });
    }
  });
  await lifted;
  await new Promise((done) => setTimeout(done)); // the click comes after it
}
