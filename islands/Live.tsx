// Follows changes made elsewhere (17.1): takes over what has changed, and offers new rows instead of moving old ones.
// Without JavaScript there is a link that reads the page anew.
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "@/components/Icon.tsx";
import { follow } from "@/components/live/follow.ts";
import { isHeld, takeCells, takeList, takeRegions } from "@/components/live/page_parts.ts";
import { type RefreshLabels, RefreshLine } from "@/components/live/RefreshLine.tsx";

export interface LiveProps {
  /** Of `/live` with the page's topics. */
  url: string;
  /** What the topics stood at before the page was read. */
  since: string;
  /** The page's own address. */
  href: string;
  labels: RefreshLabels & {
    live: string;
    pause: string;
    paused: string;
    resume: string;
    /** With `%` for the number of new rows. */
    rows: string;
    show: string;
    /** Read out; with `%` for the number of what has come. */
    added: string;
  };
}

interface Waiting {
  page: Document;
  /** Of the list that it shows. */
  href: string;
  text: string;
}

export default function Live({ url, since, href, labels }: LiveProps) {
  const mode = useSignal<"off" | "on" | "paused">("off");
  /** New rows that are not shown yet. */
  const waiting = useSignal<Waiting | null>(null);
  const said = useSignal("");
  const bar = useRef<HTMLDivElement>(null);
  const stop = useRef(() => since);

  useEffect(() => {
    resume();
    bar.current?.setAttribute("data-ready", "");
    return () => void stop.current();
  }, []);

  function resume() {
    mode.value = "on";
    const end = () => mode.value = "off";
    stop.current = follow({ url, since: stop.current(), take, isHeld, end });
  }

  function halt() {
    stop.current();
    mode.value = "paused";
  }

  function take(page: Document) {
    const added = takeRegions(page);
    if (added > 0) said.value = labels.added.replace("%", String(added));
    const rows = takeCells(page);
    const text = labels.rows.replace("%", String(rows));
    waiting.value = rows > 0 ? { page, href: location.href, text } : null;
    if (rows > 0) said.value = text;
  }

  function show() {
    // A search has brought another list meanwhile.
    if (waiting.value?.href === location.href) takeList(waiting.value.page);
    waiting.value = null;
    document.querySelector<HTMLElement>("[data-row]")?.focus();
  }

  const isOn = mode.value === "on";
  const action = isOn ? labels.pause : labels.resume;
  return (
    <div class="live-bar" ref={bar}>
      {mode.value === "off"
        ? <RefreshLine href={href} labels={labels} />
        : (
          <p class="live" title={isOn ? labels.live : labels.paused}>
            <span class={`dot ${mode.value}`} />
            <span class="visually-hidden">{isOn ? labels.live : labels.paused}</span>
            <button type="button" title={action} aria-label={action} onClick={isOn ? halt : resume}>
              <Icon name={isOn ? "pause" : "play"} />
            </button>
          </p>
        )}
      {waiting.value && (
        <button type="button" class="live-pill" onClick={show}>
          {waiting.value.text} · <b>{labels.show}</b>
        </button>
      )}
      <span class="visually-hidden" role="status">{said.value}</span>
    </div>
  );
}
