// The bar of a running import: asks the server how far it is, and loads the page anew when it has ended.
// Without JavaScript the page refreshes itself.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

const PAUSE_MS = 1000;
/** After a failed request, so that a server that restarts is not asked every second. */
const PAUSE_AFTER_FAILURE_MS = 5000;

export interface ImportProgressProps {
  /** Answers with `{isAtWork, percent, text}`. */
  url: string;
  percent: number;
  text: string;
  label: string;
}

export default function ImportProgress({ url, percent, text, label }: ImportProgressProps) {
  const shown = useSignal({ percent, text });

  useEffect(() => {
    const leaving = new AbortController();
    follow(url, leaving.signal, (progress) => shown.value = progress);
    return () => leaving.abort();
  }, []);

  return (
    <div class="stack-small">
      <progress class="progress" value={shown.value.percent} max={100} aria-label={label} />
      <p>{shown.value.text}</p>
    </div>
  );
}

async function follow(
  url: string,
  signal: AbortSignal,
  show: (progress: { percent: number; text: string }) => void,
): Promise<void> {
  while (!signal.aborted) {
    const progress = await fetch(url, { signal, headers: { accept: "application/json" } })
      .then((response) => response.ok ? response.json() : null)
      .catch(() => null); // the network, or the page is being left
    if (progress?.isAtWork === false) return location.reload();
    if (progress !== null) show(progress);
    await new Promise((resolve) =>
      setTimeout(resolve, progress === null ? PAUSE_AFTER_FAILURE_MS : PAUSE_MS)
    );
  }
}
