// Feeds of several processes over one file: whoever listens, and comes and goes while others write, ends up knowing all.
import { assertEquals } from "@std/assert";
import { createContact } from "@/lib/actions/create_contact.ts";
import type { LiveTopic } from "@/lib/domain/live_topic.ts";
import { type LiveFeed, openLiveFeed } from "@/lib/store/live.ts";
import { openContactIndex } from "@/lib/store/index/contact_index.ts";
import { actingAs, testDeps } from "@/tests/support/deps.ts";
import { withFile } from "./processes.ts";

/** Contacts that the other process adds. */
const WRITES = Number(Deno.env.get("STRESS_LIVE_WRITES") ?? 60);
const LISTENERS = 20;
const LIST: LiveTopic = { kind: "list" };

const now = () => Date.now();
const onFailure = (error: unknown) => {
  if (!String(error).includes("database is locked")) throw error;
};

Deno.test("listeners who come and go while another process writes end up with what there is", () =>
  withFile(async (file) => {
    using kv = await Deno.openKv(file);
    const feed = openLiveFeed(kv, { onFailure, now });
    const listeners = await Promise.all(
      Array.from({ length: LISTENERS }, (_, at) => Restless.open(feed, String(at))),
    );
    let wrote = 0;
    for await (const _ of writesOfAnother(file)) {
      // Someone loses the connection, and comes back later.
      listeners[wrote++ % LISTENERS]?.toggle();
    }
    assertEquals(wrote, WRITES);
    const last = await feed.versionOf([LIST]);
    await Promise.all(listeners.map((listener) => listener.sees(last)));
    await feed.close();
  }));

/** A word for each contact that a process of its own has added. */
async function* writesOfAnother(file: string): AsyncGenerator<string> {
  const args = ["run", "-A", "--no-check", "--quiet", import.meta.filename ?? "", file];
  const child = new Deno.Command(Deno.execPath(), { args, stdout: "piped" }).spawn();
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    yield* text.replaceAll(/\s/g, "");
  }
  await child.status;
}

async function write(file: string): Promise<void> {
  using kv = await Deno.openKv(file);
  const deps = testDeps(kv, openContactIndex(kv));
  const acting = actingAs(deps, { id: "01WRITER", role: "admin" });
  const fields = { emails: [], phones: [], tagIds: [], language: null };
  for (let wrote = 0; wrote < WRITES; wrote++) {
    await createContact(acting, { name: `Contact ${wrote}`, ...fields });
    console.log("w");
  }
  await deps.settle();
}

/** A browser that keeps the id of the last event over lost connections. */
class Restless {
  seen: string;
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
        this.#onChange();
      },
      onEnd: () => {},
    });
  }
}

if (import.meta.main) await write(Deno.args[0] ?? "");
