// Agents' open list pages as a browser keeps them: they listen, and fetch themselves anew after a change.
import { timeOf } from "./measure.ts";
import type { Server } from "./server.ts";

export interface LivePages {
  events: number;
  /** Of the pages fetched anew; null: no good answer. */
  refreshesMs: (number | null)[];
  /** Connections that ended before they were told to. */
  lost: number;
}

/** As the island pauses: a slow server is asked more rarely. */
const PAUSE_MS = 1000;
const SHARE = 5;

/** Follows the list in so many pages until the signal. */
export async function followList(
  site: Pick<Server, "url" | "cookie">,
  pages: number,
  signal: AbortSignal,
): Promise<LivePages> {
  const seen: LivePages = { events: 0, refreshesMs: [], lost: 0 };
  await Promise.all(Array.from({ length: pages }, () => followOne(site, seen, signal)));
  return seen;
}

async function followOne(
  { url, cookie }: Pick<Server, "url" | "cookie">,
  seen: LivePages,
  signal: AbortSignal,
): Promise<void> {
  let isAsked = false;
  let refreshing: Promise<void> | null = null;
  const refresh = async () => {
    while (isAsked && !signal.aborted) {
      isAsked = false;
      const ms = await fetchList(url, cookie);
      seen.refreshesMs.push(ms);
      await new Promise((resolve) => setTimeout(resolve, Math.max(PAUSE_MS, SHARE * (ms ?? 0))));
    }
    refreshing = null;
  };
  const headers = { cookie, accept: "text/event-stream" };
  const response = await fetch(`${url}/live?topic=list`, { headers });
  if (!response.ok || response.body === null) throw new Error(`/live is ${response.status}`);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  // Not by the request's own signal: what that is to abort can be forgotten by then, and the stream would never end.
  signal.addEventListener("abort", () => reader.cancel().catch(() => {}), { once: true });
  for (;;) {
    const { done, value = "" } = await reader.read();
    if (done) break;
    if (!value.includes("data:")) continue;
    seen.events++;
    isAsked = true;
    refreshing ??= refresh();
  }
  if (!signal.aborted) seen.lost++;
  await refreshing;
}

async function fetchList(url: string, cookie: string): Promise<number | null> {
  const headers = { cookie, accept: "text/html", "x-kartka-live": "1" };
  let isGood = false;
  const ms = await timeOf(async () => {
    const response = await fetch(`${url}/contacts`, { headers, redirect: "manual" }).catch(() =>
      null
    );
    const text = await response?.text();
    isGood = response?.status === 200 && (text ?? "").includes("data-row");
  });
  return isGood ? ms : null;
}
