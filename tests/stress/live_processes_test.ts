// Feeds of several processes over one file: whoever listens, and comes and goes while others write, ends up knowing all.
import { assert, assertEquals } from "@std/assert";
import type { LiveTopic } from "@/lib/domain/live_topic.ts";
import { type LiveFeed, openLiveFeed } from "@/lib/store/live.ts";
import { populate } from "./holders.ts";
import { randomFrom } from "./random.ts";
import { numbersAfter, withFile, Worker } from "./processes.ts";

/** Writes that the writer makes while others listen. */
const WRITES = Number(Deno.env.get("STRESS_LIVE_WRITES") ?? 150);
const LISTENERS = 20;
const LIST: LiveTopic = { kind: "list" };

const onFailure = (error: unknown) => {
  if (!String(error).includes("database is locked")) throw error;
};

Deno.test("listeners who come and go while another process writes end up with what there is", () =>
  withFile(async (file) => {
    using kv = await Deno.openKv(file);
    await populate(kv, randomFrom(7));
    const feed = openLiveFeed(kv, { onFailure });
    const listeners = await Promise.all(
      Array.from({ length: LISTENERS }, (_, at) => Restless.open(feed, String(at))),
    );
    await using writer = new Worker("writer", file);
    for (let wrote = 0; wrote < WRITES; wrote++) {
      await writer.next(wrote);
      // Someone loses the connection, and comes back later.
      listeners[wrote % LISTENERS]?.toggle();
    }
    await writer.kill();
    assert(numbersAfter("wrote", writer).length > 0);
    const last = await feed.versionOf([LIST]);
    await Promise.all(listeners.map((listener) => listener.sees(last)));
    assertEquals(new Set(listeners.map(({ seen }) => seen)), new Set([last]));
    const told = listeners.map((listener) => listener.told);
    assert(told.every((count) => count > 0 && count <= WRITES), String(told));
    feed.close();
  }));

/** A browser that keeps the id of the last event over lost connections. */
class Restless {
  seen: string;
  told = 0;
  #stop: (() => void) | null = null;
  #onChange = () => {};

  private constructor(readonly feed: LiveFeed, readonly userId: string, since: string) {
    this.seen = since;
  }

  static async open(feed: LiveFeed, userId: string): Promise<Restless> {
    const listener = new Restless(feed, userId, await feed.versionOf([LIST]));
    listener.toggle();
    return listener;
  }

  toggle(): void {
    this.#stop?.();
    this.#stop = this.#stop === null ? this.#listen() : null;
  }

  /** Until it knows that version; a listener that is away comes back for it. */
  async sees(version: string): Promise<void> {
    this.#stop ??= this.#listen();
    while (this.seen !== version) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#onChange = resolve;
      await promise;
    }
    this.#stop();
  }

  #listen(): () => void {
    return this.feed.listen({
      userId: this.userId,
      topics: [LIST],
      since: this.seen,
      onChange: (version) => {
        this.seen = version;
        this.told++;
        this.#onChange();
      },
      onEnd: () => {},
    });
  }
}
