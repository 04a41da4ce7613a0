// Copies an address. Shown only where it works: with JavaScript, and where the browser lets pages write the clipboard.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Icon } from "@/components/Icon.tsx";

export interface CopyButtonProps {
  value: string;
  label: string;
  /** Said after it was copied. */
  done: string;
}

export default function CopyButton({ value, label, done }: CopyButtonProps) {
  const state = useSignal<"unavailable" | "ready" | "copied">("unavailable");

  useEffect(() => {
    if (navigator.clipboard) state.value = "ready";
  }, []);

  async function copy() {
    await navigator.clipboard.writeText(value).then(
      () => state.value = "copied",
      () => state.value = "unavailable", // not allowed after all
    );
  }

  if (state.value === "unavailable") return <span hidden></span>;
  return (
    <>
      <button type="button" class="copy" aria-label={label} title={label} onClick={copy}>
        <Icon name={state.value === "copied" ? "check" : "copy"} />
      </button>
      <span class="visually-hidden" role="status">{state.value === "copied" && done}</span>
    </>
  );
}
