// Server-sent events of the live feed: what a page that follows changes is sent, and when that ends.
import type { LiveTopic } from "@/lib/domain/live_topic.ts";
import type { LiveFeed } from "@/lib/store/live.ts";

/** Proxies and phones close connections in which nothing is said. */
export const HEARTBEAT_MS = 20_000;
/** After so long a browser that has lost the connection comes back. */
const RETRY_MS = 3000;

export interface LiveEventsOptions {
  feed: LiveFeed;
  userId: string;
  topics: readonly LiveTopic[];
  /** What the page shows, as the last event's id or the page itself says. */
  since: string | null;
  /** Asked at every heartbeat: whoever is signed out hears no more. */
  isSignedIn(): Promise<boolean>;
}

/**
 * The body of the answer. Each event carries what the topics stand at as its id, by which a browser that comes back is
 * told at once what it has missed. Of several changes that a slow reader has not taken yet, only the last is kept.
 * Throws `BusyError` 503 when there are too many listeners.
 */
export function liveEvents(options: LiveEventsOptions): ReadableStream<Uint8Array<ArrayBuffer>> {
  const events = new LiveEvents(options);
  return new ReadableStream({
    start: (controller) => events.start(controller),
    pull: () => events.sendPending(),
    cancel: () => events.stop(),
  });
}

type Controller = ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>;

const encoder = new TextEncoder();

class LiveEvents {
  #controller: Controller | null = null;
  /** The id of the event that the reader has no room for yet. */
  #pending: string | null = null;
  #heartbeat: ReturnType<typeof setInterval> | undefined;
  #unlisten = () => {};

  constructor(readonly options: LiveEventsOptions) {}

  start(controller: Controller): void {
    const { feed, userId, topics, since } = this.options;
    this.#unlisten = feed.listen({
      userId,
      topics,
      since,
      onChange: (version) => {
        this.#pending = version;
        this.sendPending();
      },
      onEnd: () => this.#end(),
    });
    this.#controller = controller;
    this.#heartbeat = setInterval(() => void this.#beat(), HEARTBEAT_MS);
    // The first bytes make the browser see that it is connected.
    this.#send(`retry: ${RETRY_MS}\n\n`);
  }

  sendPending(): void {
    const version = this.#pending;
    if (version === null || !this.#hasRoom()) return;
    // Before it is sent: whoever waits for it asks for more at once, in the middle of this.
    this.#pending = null;
    this.#send(`id: ${version}\ndata:\n\n`);
  }

  stop(): void {
    this.#controller = null;
    clearInterval(this.#heartbeat);
    this.#unlisten();
  }

  /** Someone whose session cannot be read hears no more either. */
  async #beat(): Promise<void> {
    const isSignedIn = await this.options.isSignedIn().catch(() => false);
    if (!isSignedIn) {
      this.#send("event: end\ndata:\n\n");
      this.#end();
    } else if (this.#hasRoom()) this.#send(":\n\n");
  }

  #hasRoom(): boolean {
    return (this.#controller?.desiredSize ?? 0) > 0;
  }

  #send(text: string): void {
    this.#controller?.enqueue(encoder.encode(text));
  }

  #end(): void {
    const controller = this.#controller;
    this.stop();
    controller?.close();
  }
}
