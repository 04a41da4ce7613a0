// Listens to /live while the page is seen, and has it fetched anew after a change.

/** After a refusal: too many listen, or the server restarts. */
const RETRY_MS = 30_000;
/** Between two fetches; a slow server is asked more rarely. */
const PAUSE_MS = 1000;
/** How often it is looked whether something is still held. */
const HELD_MS = 100;
const SHARE = 5;

export interface Following {
  /** Of `/live` with its topics. */
  url: string;
  /** What the page shows. */
  since: string;
  /** Takes over the page as it is now, but for what is held. */
  take(page: Document): void;
  /** Whether something of the page must be left as it is for now. */
  isHeld(): boolean;
  /** There is nothing to follow any more: signed out, or the page has moved. */
  end(): void;
}

/** Returns the way to stop, which says what the page shows by then. */
export function follow({ url, since, take, isHeld, end }: Following): () => string {
  let source: EventSource | null = null;
  let retry: ReturnType<typeof setTimeout> | undefined;
  /** What there is; `since` is what the page shows. */
  let latest = since;
  let isOver = false;
  let isFetching = false;
  let isAsked = false;

  function listen() {
    source?.close();
    clearTimeout(retry);
    if (document.hidden || isOver) return;
    source = new EventSource(`${url}&since=${since}`);
    source.onmessage = ({ lastEventId }) => {
      latest = lastEventId;
      isAsked = true;
      fetchWhileAsked();
    };
    source.onerror = () => {
      // The browser itself comes back after a lost connection, and gives up after a refusal.
      if (source?.readyState === EventSource.CLOSED) retry = setTimeout(listen, RETRY_MS);
    };
    source.addEventListener("end", finish);
  }

  async function fetchWhileAsked() {
    if (isFetching) return;
    isFetching = true;
    while (isAsked && !isOver) {
      isAsked = false;
      const version = latest;
      const startMs = performance.now();
      const page = await fetchPage().catch(() => null); // the network
      const tookMs = performance.now() - startMs;
      if (page === "moved") finish();
      else if (page === null) isAsked = true;
      else if (!isOver) await takeWhatIsFree(page, version);
      await pause(Math.max(PAUSE_MS, SHARE * tookMs));
    }
    isFetching = false;
  }

  /** What was held is taken from a page that is fetched once it is free: this one may be old by then. */
  async function takeWhatIsFree(page: Document, version: string) {
    const isLater = isHeld();
    take(page);
    if (!isLater) since = version;
    while (isHeld() && !isAsked && !isOver) await pause(HELD_MS);
    isAsked ||= isLater;
  }

  function stop() {
    isOver = true;
    document.removeEventListener("visibilitychange", listen);
    listen();
    return since;
  }

  function finish() {
    stop();
    end();
  }

  document.addEventListener("visibilitychange", listen);
  listen();
  return stop;
}

/** Null when it has to be tried again. */
async function fetchPage(): Promise<Document | "moved" | null> {
  const { href } = location;
  const headers = { accept: "text/html", "x-kartka-live": "1" };
  const response = await fetch(href, { headers });
  if (response.status >= 500) return null;
  if (!response.ok || response.redirected) return "moved";
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  // A search has changed the page meanwhile.
  return href === location.href ? page : null;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
