// What every action is given: the store, the clock, the ids, and who is acting.
import type { CountryCode } from "libphonenumber-js";
import type { Actor } from "@/lib/domain/event.ts";
import type { Principal } from "@/lib/domain/user.ts";
import type { ContactIndex } from "@/lib/store/index/contact_index.ts";
import type { LiveFeed } from "@/lib/store/live.ts";
import type { SecretBox } from "@/lib/store/secret_box.ts";

/** One per process, made in `main.ts`; tests make their own over a memory KV. */
export interface Deps {
  kv: Deno.Kv;
  index: ContactIndex;
  /** Milliseconds since the epoch. */
  now(): number;
  /** A new ULID: of now, or of the time at which something happened that is only told of now. */
  newId(atMs?: number): string;
  /** The workspace's country, by which phones without a country code are read. */
  country: CountryCode;
  /** The workspace's IANA time zone. */
  timeZone: string;
  /** Seals the secrets of channels. */
  secrets: SecretBox;
  /** Tells open pages of changes; poke it after a write that was not a request. */
  live: LiveFeed;
  /** Looks through the outbox, and settles when nothing is under way any more. */
  deliver(): Promise<void>;
  /** Has the outbox looked through soon, after the answer: call it when something was queued. */
  deliverSoon(): void;
  /** Runs after the answer was sent. Failures are logged; what must not be lost is stored before. */
  background(task: () => Promise<unknown>): void;
}

/** The first argument of every action: permission is checked for the principal, events name the actor. */
export interface Acting {
  deps: Deps;
  principal: Principal;
  actor: Actor;
}
