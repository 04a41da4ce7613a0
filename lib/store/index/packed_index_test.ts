import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Condition } from "@/lib/domain/filter/condition.ts";
import { BusyError } from "@/lib/errors.ts";
import { idsOf, LAYOUT, person, save, withFolded } from "@/tests/support/folded.ts";
import { faultyKv } from "@/tests/support/kv.ts";
import { openContactIndex } from "./contact_index.ts";
import { takeLease } from "./lease.ts";

const VIP = { kind: "member", family: "tags", anyOf: ["vip"] } as const;

Deno.test("an index with another layout than the stored one is refused", () =>
  withFolded(3, async (kv) => {
    const other = openContactIndex(kv);
    await assertRejects(() => idsOf(other, { words: ["person"] }), RangeError, "verify --fix");
  }));

Deno.test("foldIfNeeded() waits until enough is dirty", async () => {
  using kv = await Deno.openKv(":memory:");
  const index = openContactIndex(kv, { layout: LAYOUT, foldFrom: 5 });
  await save(kv, ...[1, 2, 3, 4].map((id) => person(id)));
  assertEquals(await index.foldIfNeeded(), { folded: 0, left: 4, skipped: "few" });
  await save(kv, person(5));
  const both = await Promise.all([index.foldIfNeeded(), index.foldIfNeeded()]);
  assertEquals(both[0], { folded: 5, left: 0, skipped: null });
  assertEquals(await index.dirtyCount(), 0);
});

Deno.test("a fold leaves the work to whoever holds the lease", async () => {
  using kv = await Deno.openKv(":memory:");
  const index = openContactIndex(kv, { layout: LAYOUT, now: () => 0 });
  await save(kv, person(1));
  await takeLease(kv, { leaseMs: 10_000, now: () => 0 });
  assertEquals((await index.fold()).skipped, "leased");
  assertEquals(await index.dirtyCount(), 1);
});

Deno.test("waitForRoom() folds when bulk writers have left too much", async () => {
  using kv = await Deno.openKv(":memory:");
  const index = openContactIndex(kv, { layout: LAYOUT, dirtyMax: 3 });
  await save(kv, person(1), person(2));
  await index.waitForRoom();
  assertEquals(await index.dirtyCount(), 2);
  await save(kv, person(3));
  await index.waitForRoom();
  assertEquals(await index.dirtyCount(), 0);
});

Deno.test("readers give up with a busy error when every look meets a write", async () => {
  using kv = await Deno.openKv(":memory:");
  let writes = 0;
  const restless = new Proxy(kv, {
    get(target, property) {
      if (property === "getMany") {
        return async (keys: Deno.KvKey[]) => {
          await save(kv, person(1, { lastActivityAtMs: ++writes }));
          return await target.getMany(keys);
        };
      }
      const value = Reflect.get(target, property);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  const index = openContactIndex(restless, { layout: LAYOUT });
  await assertRejects(() => idsOf(index, { words: ["person"] }), BusyError);
});

/** A point that one read stops at. */
interface Gate {
  reached: PromiseWithResolvers<void>;
  open: PromiseWithResolvers<void>;
}

function aGate(): Gate {
  return { reached: Promise.withResolvers(), open: Promise.withResolvers() };
}

/** A store whose next read of the heads stops when it has its answer, the next one of sets before it is asked. */
function gatedKv(kv: Deno.Kv, gates: { heads: Gate | null; sets: Gate | null }): Deno.Kv {
  async function getMany(keys: Deno.KvKey[]): Promise<unknown> {
    const kind = keys[0]?.includes("b") ? "sets" : keys[0]?.includes("ix") ? "heads" : null;
    const gate = kind === null ? null : gates[kind];
    if (kind === null || gate === null) return await kv.getMany(keys);
    gates[kind] = null;
    const answer = kind === "heads" ? await kv.getMany(keys) : null;
    gate.reached.resolve();
    await gate.open.promise;
    return answer ?? await kv.getMany(keys);
  }
  return new Proxy(kv, {
    get(target, property) {
      if (property === "getMany") return getMany;
      const value = Reflect.get(target, property);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

Deno.test("what one search loads while a fold is published misleads no other", () =>
  withFolded(9, async (kv) => {
    await save(kv, person(1, { tagIds: ["vip"] }));
    await openContactIndex(kv, { layout: LAYOUT }).fold();
    const gates: Parameters<typeof gatedKv>[1] = { heads: null, sets: null };
    const index = openContactIndex(gatedKv(kv, gates), { layout: LAYOUT });
    await idsOf(index, { words: ["person"] }); // from here on it knows who is alive
    const loading = gates.sets = aGate();
    const first = index.count({ words: [], filter: VIP });
    await loading.reached.promise;
    const looking = gates.heads = aGate();
    const second = index.count({ words: [], filter: VIP });
    await looking.reached.promise;
    await save(kv, person(1), person(2, { name: "Renamed", tagIds: ["vip"] }));
    await openContactIndex(kv, { layout: LAYOUT }).fold();
    // The first one's last look begins after the second's, which saw the heads as they were before the fold.
    loading.open.resolve();
    looking.open.resolve();
    assertEquals([await second, await first], [1, 1]);
  }));

Deno.test("readers who ask while one looks share the next look, and see what was written before they asked", () =>
  withFolded(9, async (kv) => {
    const gates: Parameters<typeof gatedKv>[1] = { heads: null, sets: null };
    let looks = 0;
    const counted = gatedKv(kv, gates);
    const index = openContactIndex(
      new Proxy(counted, {
        get(target, property) {
          const value = Reflect.get(target, property);
          if (property !== "getMany") return typeof value === "function" ? value.bind(kv) : value;
          return (keys: Deno.KvKey[]) => {
            if (keys[0]?.includes("ix")) looks++;
            return Reflect.apply(value, target, [keys]);
          };
        },
      }),
      { layout: LAYOUT },
    );
    await idsOf(index, { words: ["person"] });
    looks = 0;
    const looking = gates.heads = aGate();
    const first = index.dirtyCount();
    await looking.reached.promise;
    await save(kv, person(20));
    const others = Array.from({ length: 50 }, () => index.dirtyCount());
    looking.open.resolve();
    assertEquals(await first, 0);
    assertEquals(new Set(await Promise.all(others)), new Set([1]));
    assert(looks <= 4, `${looks} looks for 51 readers`);
  }));

Deno.test("a fold that publishes nothing still has readers read what it has packed", () =>
  withFolded(9, async (kv) => {
    const index = openContactIndex(kv, { layout: LAYOUT });
    const late: Condition = { kind: "range", field: "lastActivity", from: 100, to: 200 };
    assertEquals(await index.count({ words: [], filter: late }), 0);
    const touched = person(3, { lastActivityAtMs: 150, tagIds: ["vip"] });
    await save(kv, touched);
    assertEquals(await index.count({ words: [], filter: VIP }), 1);
    // The first commit takes the lease, the second packs, then fifty try to publish.
    const busy = faultyKv(kv, (commit) => commit >= 2 && commit < 52 ? "conflict" : null);
    const nothing = { folded: 0, left: 1, skipped: null };
    assertEquals(await openContactIndex(busy.kv, { layout: LAYOUT }).fold(), nothing);
    await save(kv, touched);
    assertEquals((await openContactIndex(kv, { layout: LAYOUT }).fold()).folded, 1);
    assertEquals(await index.count({ words: [], filter: late }), 1);
    assertEquals(await index.count({ words: [], filter: VIP }), 1);
  }));

Deno.test("tags are counted for the first time while others write all the time", () =>
  withFolded(9, async (kv) => {
    let written = 0;
    const busy = new Proxy(kv, {
      get(target, property) {
        const value = Reflect.get(target, property);
        if (property !== "list") return typeof value === "function" ? value.bind(kv) : value;
        return async function* (...args: Parameters<Deno.Kv["list"]>) {
          const [selector] = args;
          yield* target.list(...args);
          // Once for each reading of a block's tags.
          if ("start" in selector) await save(kv, person(100 + written++, { tagIds: ["all"] }));
        };
      },
    });
    const counts = await openContactIndex(busy, { layout: LAYOUT }).tagCounts();
    assertEquals([counts.get("all"), written], [10, 1]);
  }));
