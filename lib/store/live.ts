// The live feed of a process: looks at what open pages follow, once a second while anyone does, and tells who asked.
import { type LiveTopic, topicText } from "@/lib/domain/live_topic.ts";
import { BusyError } from "@/lib/errors.ts";
import { readVersions } from "./live_versions.ts";

/** Other processes write too, and `kv.watch` does not see them on SQLite: so the feed looks by itself. */
export const POLL_MS = 1000;
/** However often it is poked, it does not look more often than this. */
export const POLL_GAP_MS = 200;
/** Browsers hold no more than six connections to a site; each tab that is seen has one. */
export const USER_LISTENERS_MAX = 20;
export const LISTENERS_MAX = 1000;
const RETRY_AFTER_SECONDS = 30;

export interface Listener {
  /** Whoever is signed in, for the limit. */
  userId: string;
  topics: readonly LiveTopic[];
  /** What the listener has seen last, as `versionOf` said it; null is told what there is now. */
  since: string | null;
  /** Called with what the topics stand at whenever that is something else; must not throw. */
  onChange(version: string): void;
  /** The process is about to end. */
  onEnd(): void;
}

export interface LiveFeed {
  /** What the topics stand at together. Read it before what is shown, and nothing can be missed. */
  versionOf(topics: readonly LiveTopic[]): Promise<string>;
  /** Returns the way to stop. Throws `BusyError` 503 beyond 20 listeners of a user, 1,000 of the process, or at its end. */
  listen(listener: Listener): () => void;
  /** Something may have changed just now: looks at once, if anyone listens. */
  poke(): void;
  /** Ends all listeners; there can be none from then on. Settles when nothing reads the store any more. */
  close(): Promise<void>;
}

export interface LiveFeedOptions {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Told when the store could not be read; the feed tries again a second later. */
  onFailure(error: unknown): void;
}

/** One for a process. It costs nothing while nobody listens. */
export function openLiveFeed(kv: Deno.Kv, options: LiveFeedOptions): LiveFeed {
  return new PollingFeed(kv, options);
}

interface Listening extends Listener {
  version: string | null;
}

class PollingFeed implements LiveFeed {
  readonly #listeners = new Set<Listening>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The look under way, if there is one. */
  #look: Promise<void> | null = null;
  /** A poke during a look, which may have read what was changed too early. */
  #isPoked = false;
  #hasRested = true;
  #isClosed = false;

  constructor(readonly kv: Deno.Kv, readonly options: LiveFeedOptions) {}

  async versionOf(topics: readonly LiveTopic[]): Promise<string> {
    return joined(topics, await readVersions(this.kv, topics, this.options.now()));
  }

  listen(listener: Listener): () => void {
    this.#refuseTooMany(listener.userId);
    const listening: Listening = { ...listener, version: listener.since };
    this.#listeners.add(listening);
    this.poke();
    return () => {
      this.#listeners.delete(listening);
      if (this.#listeners.size > 0) return;
      clearTimeout(this.#timer);
      this.#hasRested = true;
    };
  }

  poke(): void {
    if (this.#listeners.size === 0) return;
    if (this.#look !== null || !this.#hasRested) this.#isPoked = true;
    else this.#poll();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    for (const listener of listeners) listener.onEnd();
    await this.#look;
  }

  #refuseTooMany(userId: string): void {
    const own = [...this.#listeners].filter((listener) => listener.userId === userId).length;
    const { size } = this.#listeners;
    if (!this.#isClosed && own < USER_LISTENERS_MAX && size < LISTENERS_MAX) return;
    const message = `Cannot follow changes: ${own} pages of user ${userId} do, ${size} in all`;
    throw new BusyError(message, 503, RETRY_AFTER_SECONDS);
  }

  #poll(): void {
    clearTimeout(this.#timer);
    this.#isPoked = false;
    const look = this.#lookAndTell().catch((error) => this.options.onFailure(error));
    this.#look = look.finally(() => {
      this.#look = null;
      this.#rest();
    });
  }

  async #lookAndTell(): Promise<void> {
    const asked = [...this.#listeners];
    const topics = new Map(
      asked.flatMap(({ topics }) => topics).map((topic) => [topicText(topic), topic]),
    );
    const versions = await readVersions(this.kv, [...topics.values()], this.options.now());
    for (const listener of asked) {
      const version = joined(listener.topics, versions);
      if (version === listener.version || !this.#listeners.has(listener)) continue;
      listener.version = version;
      listener.onChange(version);
    }
  }

  /** First the shortest pause there is between two looks; then the rest of the second, unless poked meanwhile. */
  #rest(): void {
    if (this.#isClosed || this.#listeners.size === 0) return;
    this.#hasRested = false;
    this.#timer = setTimeout(() => {
      this.#hasRested = true;
      if (this.#isPoked) this.#poll();
      else this.#timer = setTimeout(() => this.#poll(), POLL_MS - POLL_GAP_MS);
    }, POLL_GAP_MS);
  }
}

function joined(topics: readonly LiveTopic[], versions: ReadonlyMap<string, string>): string {
  return topics.map((topic) => versions.get(topicText(topic)) ?? "").join(".");
}
