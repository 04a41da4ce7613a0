// Opens the page of a new dialog on top of the card. Without JavaScript, or if the page does not come, it is a link.
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "@/components/Icon.tsx";

export interface NewDialogProps {
  /** The page that the dialog shows. */
  href: string;
  labels: {
    open: string;
    /** Said when the form did not reach the server. */
    failed: string;
  };
}

/** The part of that page which is shown; its title is the dialog's. */
const PART = "dialog-part";

export default function NewDialog({ href, labels }: NewDialogProps) {
  const failed = useSignal(false);
  const link = useRef<HTMLAnchorElement>(null);
  const dialog = useRef<HTMLDialogElement>(null);
  const part = useRef<HTMLDivElement>(null);

  useEffect(() => {
    for (const { current } of [link, dialog]) current?.setAttribute("data-ready", "");
  }, []);

  async function open(event: MouseEvent) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // in a tab of its own
    event.preventDefault();
    if (!await take(fetch(href))) return location.assign(href);
    failed.value = false;
    dialog.current?.showModal();
  }

  async function send(event: SubmitEvent) {
    event.preventDefault();
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.ariaBusy) return;
    form.ariaBusy = "true";
    failed.value = false;
    failed.value = !await take(fetch(form.action, { method: "POST", body: new FormData(form) }));
    form.ariaBusy = null;
    part.current?.querySelector<HTMLElement>("#error-summary")?.focus();
  }

  /** Shows the answer's form, or goes where the answer leads. False when it was neither. */
  async function take(asked: Promise<Response>): Promise<boolean> {
    try {
      const response = await asked;
      if (response.redirected) return location.assign(response.url), true;
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const fresh = page.getElementById(PART);
      if (fresh) part.current?.replaceChildren(...fresh.childNodes);
      return fresh !== null;
    } catch {
      return false;
    }
  }

  function cancel(event: MouseEvent) {
    if (!(event.target instanceof Element) || !event.target.closest("[data-cancel]")) return;
    event.preventDefault();
    dialog.current?.close();
  }

  return (
    <>
      <a ref={link} class="button primary new-dialog" href={href} onClick={open} data-shortcut="d">
        <Icon name="message-square-plus" />
        {labels.open}
      </a>
      <dialog
        ref={dialog}
        class="dialog"
        aria-labelledby="dialog-title"
        onSubmit={send}
        onClick={cancel}
      >
        {failed.value && <p class="problem" role="alert">{labels.failed}</p>}
        <div ref={part}></div>
      </dialog>
    </>
  );
}
