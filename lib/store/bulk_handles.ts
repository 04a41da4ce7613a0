// Giving handles in bulk: sorted, many in a commit, and none that anyone else has.
import type { Contact } from "@/lib/domain/contact.ts";
import { newHandles } from "./handles.ts";
import type { LeasedWriter } from "./index/leased_writer.ts";
import { keyIdentity } from "./key_size.ts";
import { handleHeadKey } from "./keys/contacts.ts";
import { readMany } from "./kv.ts";
import { fittingSlice, sorted } from "./sorted_keys.ts";

const KEYS_PER_READ = 2000;

interface Handle {
  key: Deno.KvKey;
  value: number;
}

export class BulkHandles {
  /** The handle head as this load has last left it; null when others may have given handles since. */
  #head: Deno.AtomicCheck | null;

  /** @param alive called between commits */
  constructor(
    readonly writer: LeasedWriter,
    head: Deno.AtomicCheck | null,
    readonly alive: () => Promise<void>,
  ) {
    this.#head = head;
  }

  /** Whether every handle in the store is of this load; then nobody needs to ask for those it has not given. */
  get isAlone(): boolean {
    return this.#head !== null;
  }

  /** Whether the head is as this load has left it. From now on it is not, unless `hasSet` says that it was this load. */
  sees(versionstamp: string | null): void {
    if (versionstamp !== this.#head?.versionstamp) this.#head = null;
  }

  /** The load itself has set the head, in a commit that checked what `sees` has seen. */
  hasSet(versionstamp: string): void {
    if (this.#head !== null) this.#head = { ...this.#head, versionstamp };
  }

  /**
   * In commits that see the head as it was left: nobody has taken any of the handles meanwhile. False when one is taken;
   * some may be written then.
   */
  async give(contacts: readonly Contact[]): Promise<boolean> {
    const wanted = sorted(
      contacts.flatMap((contact) =>
        newHandles(null, contact).map(({ key }) => ({ key, value: contact.id }))
      ),
    );
    if (hasTwice(wanted)) return false;
    let head = this.#head;
    if (head === null) {
      head = await this.#readHead();
      if (await this.#areTaken(wanted)) return false;
    }
    for (let at = 0; at < wanted.length;) {
      const slice = fittingSlice(wanted, at);
      const savedAt = await this.#save(slice, head);
      if (savedAt !== null) {
        at += slice.length;
        head = { ...head, versionstamp: savedAt };
        continue;
      }
      this.#head = null; // somebody has given a handle
      head = await this.#readHead();
      if (await this.#areTaken(wanted)) return false;
    }
    if (this.#head !== null) this.#head = head;
    return true;
  }

  #readHead(): Promise<Deno.AtomicCheck> {
    return this.writer.kv.get(handleHeadKey());
  }

  async #save(slice: Handle[], head: Deno.AtomicCheck): Promise<string | null> {
    await this.alive();
    return await this.writer.commitAt((atomic) => {
      atomic.check(head).set(handleHeadKey(), null);
      for (const { key, value } of slice) atomic.set(key, value);
    });
  }

  /** By others than the contacts they are wanted for. */
  async #areTaken(wanted: Handle[]): Promise<boolean> {
    for (let at = 0; at < wanted.length; at += KEYS_PER_READ) {
      const slice = wanted.slice(at, at + KEYS_PER_READ);
      const owners = await readMany<number>(this.writer.kv, slice.map(({ key }) => key));
      if (slice.some((handle, nth) => (owners[nth]?.value ?? handle.value) !== handle.value)) {
        return true;
      }
      await this.alive();
    }
    return false;
  }
}

function hasTwice(handles: Handle[]): boolean {
  return handles.some(({ key }, at) => {
    const before = handles[at - 1];
    return before !== undefined && keyIdentity(before.key) === keyIdentity(key);
  });
}
