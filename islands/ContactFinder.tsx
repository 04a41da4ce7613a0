// Finding a contact as one types: one island for the search of whatever form `data-find` is on the page, or in a dialog on
// top of it. What the form's own page has found takes the place of what was found before; the focus stays in the search,
// Enter asks at once, and the arrow down leads to the found. Without JavaScript the form is sent by its button.
import { useEffect } from "preact/hooks";

/** Typing pauses this long before a request goes out. */
const PAUSE_MS = 200;
const FORM = "form[data-find]";

export default function ContactFinder() {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    let running = new AbortController();

    function onInput({ target }: Event) {
      const form = formOf(target);
      if (form) findAfter(PAUSE_MS, form);
    }

    function onKeyDown(event: KeyboardEvent) {
      const form = formOf(event.target);
      if (!form || event.isComposing) return;
      if (event.key === "Enter") findAfter(0, form);
      else if (event.key !== "ArrowDown" || !choose()) return;
      event.preventDefault();
    }

    function findAfter(pauseMs: number, form: HTMLFormElement) {
      onSubmit();
      const { signal } = running = new AbortController();
      timer = setTimeout(async () => {
        // Enter is to be answered, if only by the page that says what is wrong.
        if (!await find(form, signal) && !pauseMs && !signal.aborted) form.requestSubmit();
      }, pauseMs);
    }

    /** What is still under way must not come after what is sent. */
    function onSubmit() {
      clearTimeout(timer);
      running.abort();
    }

    document.addEventListener("input", onInput);
    document.addEventListener("keydown", onKeyDown);
    document.addEventListener("submit", onSubmit);
    return () => {
      onSubmit();
      document.removeEventListener("input", onInput);
      document.removeEventListener("keydown", onKeyDown);
      document.removeEventListener("submit", onSubmit);
    };
  }, []);

  return null;
}

function formOf(target: EventTarget | null): HTMLFormElement | null {
  return target instanceof HTMLInputElement ? target.closest<HTMLFormElement>(FORM) : null;
}

/** Goes to who is wanted, or is chosen, or chooses the first; false where nobody was found. */
function choose(wanted?: string): boolean {
  const radios = [...document.querySelectorAll<HTMLInputElement>("#found input[type=radio]")];
  const radio = radios.find(({ checked, value }) => wanted ? value === wanted : checked) ??
    radios[0];
  if (!radio) return false;
  radio.checked = true;
  radio.focus();
  return true;
}

/** False where there is no answer. */
async function find(form: HTMLFormElement, signal: AbortSignal): Promise<boolean> {
  const query = new URLSearchParams(
    [...new FormData(form)].map(([name, value]) => [name, `${value}`]),
  );
  try {
    const response = await fetch(`${form.action}?${query}`, { signal });
    const answer = new DOMParser().parseFromString(await response.text(), "text/html");
    const [was, is] = [document, answer].map((page) => page.getElementById("found"));
    if (!was || !is) return false;
    const focused = was.querySelector<HTMLInputElement>(":focus");
    was.replaceChildren(...is.childNodes);
    // Who went on to the found before these came is not thrown out of them.
    if (focused && !choose(focused.value)) {
      form.querySelector<HTMLElement>("[type=search]")?.focus();
    }
    // The same element all the time, so that it is read out.
    const [told, tells] = [document, answer].map((page) => page.getElementById("found-status"));
    if (told && tells) told.textContent = tells.textContent;
    return true;
  } catch {
    return false; // superseded by what was typed since, or not to be had: the button is there
  }
}
