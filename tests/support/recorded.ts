// A KV that tells what each commit wrote: for tests of what must be written together.

/** A key that a commit has set, deleted or added to. */
export interface Write {
  key: Deno.KvKey;
  isDeletion: boolean;
}

/** All that one commit has written. */
export type Written = readonly Write[];

export interface RecordedKv {
  /** Hand this to the code under test. */
  kv: Deno.Kv;
  /** Of each commit that was applied, in order; a write without a commit is one of its own. */
  commits: Written[];
}

export function recordedKv(below: Deno.Kv): RecordedKv {
  const commits: Written[] = [];
  const kv = new Proxy(below, {
    get(target, property) {
      if (property === "atomic") return () => recordedAtomic(target.atomic(), commits);
      const value = Reflect.get(target, property);
      if (typeof value !== "function") return value;
      if (property !== "set" && property !== "delete") return value.bind(target);
      return (key: Deno.KvKey, ...rest: unknown[]) => {
        commits.push([{ key, isDeletion: property === "delete" }]);
        return Reflect.apply(value, target, [key, ...rest]);
      };
    },
  });
  return { kv, commits };
}

function recordedAtomic(
  atomic: Deno.AtomicOperation,
  commits: Written[],
): Deno.AtomicOperation {
  const written: Write[] = [];
  const recorded: Deno.AtomicOperation = new Proxy(atomic, {
    get(target, property) {
      if (property === "commit") {
        return async () => {
          const result = await target.commit();
          if (result.ok) commits.push(written);
          return result;
        };
      }
      return (...args: unknown[]) => {
        const [key] = args;
        if (property !== "check" && Array.isArray(key)) {
          written.push({ key, isDeletion: property === "delete" });
        }
        Reflect.apply(Reflect.get(target, property), target, args);
        return recorded;
      };
    },
  });
  return recorded;
}
