// Copies an address: one island for all the buttons of a page. They are shown only where they work: with JavaScript,
// and where the browser lets pages write the clipboard.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

export interface CopyButtonsProps {
  /** Said after one was copied. */
  done: string;
}

export default function CopyButtons({ done }: CopyButtonsProps) {
  const said = useSignal("");

  useEffect(() => {
    if (!navigator.clipboard) return;
    show(true);
    document.addEventListener("click", onClick);
    return () => {
      show(false);
      document.removeEventListener("click", onClick);
    };
  }, []);

  async function onClick({ target }: MouseEvent) {
    const button = target instanceof Element ? target.closest<HTMLElement>("[data-copy]") : null;
    if (!button) return;
    said.value = "";
    try {
      await navigator.clipboard.writeText(button.dataset.copy ?? "");
      document.querySelectorAll("[data-copied]").forEach((one) =>
        one.removeAttribute("data-copied")
      );
      button.dataset.copied = "";
      said.value = done;
    } catch {
      show(false); // not allowed after all
    }
  }

  return <span class="visually-hidden" role="status">{said}</span>;
}

function show(works: boolean) {
  document.documentElement.toggleAttribute("data-can-copy", works);
}
