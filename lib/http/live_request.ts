// Requests that a page makes by itself to follow changes: nobody has clicked, so they are no sign of someone's presence.

const LIVE_HEADER = "x-kartka-live";

/** An open page fetches itself anew, or listens. */
export function isLiveRequest({ headers }: Request): boolean {
  return headers.has(LIVE_HEADER) || headers.get("accept") === "text/event-stream";
}
