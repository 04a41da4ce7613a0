// Reads that are asked for at the same time become one: a wait for each would cost as much as the write itself.
import { readMany } from "./kv.ts";

interface Asked {
  key: Deno.KvKey;
  /** `never` fits whatever type the asker expects, as with `kv.get`. */
  resolve(entry: Deno.KvEntryMaybe<never>): void;
  reject(error: unknown): void;
}

/** Up to ten keys asked for before anything is awaited are one snapshot. */
export class ReadTogether {
  #asked: Asked[] = [];

  constructor(readonly kv: Deno.Kv) {}

  get<T>(key: Deno.KvKey): Promise<Deno.KvEntryMaybe<T>> {
    if (this.#asked.length === 0) queueMicrotask(() => this.#read(this.#asked.splice(0)));
    return new Promise((resolve, reject) => this.#asked.push({ key, resolve, reject }));
  }

  async #read(asked: readonly Asked[]): Promise<void> {
    try {
      const entries = await readMany<never>(this.kv, asked.map(({ key }) => key));
      entries.forEach((entry, at) => asked[at]?.resolve(entry));
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  }
}
