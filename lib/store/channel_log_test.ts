import { assertEquals } from "@std/assert";
import type { ChannelLogEntry } from "@/lib/domain/channel_log.ts";
import { anId } from "@/tests/support/cast.ts";
import { NOON } from "@/tests/support/deps.ts";
import { memoryKv } from "@/tests/support/kv.ts";
import { saveChange } from "./change.ts";
import { listChannelLog, readChannelsSeen, stageChannelLog } from "./channel_log.ts";

Deno.test("listChannelLog() pages through one channel's entries, newest first", async () => {
  using kv = await memoryKv();
  const entries = Array.from({ length: 5 }, (_, at) => anEntry({ atMs: NOON + at }));
  await write(kv, [...entries, anEntry({ channelId: "other" })]);
  const seen: string[] = [];
  let before: string | null = null;
  for (const size of [2, 2, 1]) {
    const { items, next } = await listChannelLog(kv, "site", { limit: 2, before });
    assertEquals(items.length, size);
    seen.push(...items.map(({ id }) => id));
    before = next;
  }
  assertEquals([seen, before], [entries.map(({ id }) => id).toReversed(), null]);
});

Deno.test("readChannelsSeen() knows the latest thing that went well each way, for any number of channels", async () => {
  using kv = await memoryKv();
  await write(kv, [
    anEntry({ atMs: NOON }),
    anEntry({ atMs: NOON + 1, direction: "out", outcome: "sent" }),
    anEntry({ atMs: NOON + 2, outcome: "refused", problem: "wrong" }),
    anEntry({ atMs: NOON + 3, direction: "out", outcome: "retry", problem: "timeout" }),
    anEntry({ atMs: NOON + 4, direction: "out", outcome: "failed", problem: "refused" }),
    anEntry({ atMs: NOON + 5, channelId: "c7", outcome: "duplicate" }),
  ]);
  const ids = ["site", ...Array.from({ length: 30 }, (_, at) => `c${at}`)];
  const seen = await readChannelsSeen(kv, ids);
  assertEquals(seen.get("site"), { inAtMs: NOON, outAtMs: NOON + 1 });
  assertEquals(seen.get("c7"), { inAtMs: NOON + 5, outAtMs: null });
  assertEquals([seen.size, seen.get("c8")], [31, { inAtMs: null, outAtMs: null }]);
});

async function write(kv: Deno.Kv, entries: ChannelLogEntry[]): Promise<void> {
  for (const entry of entries) await saveChange(kv, (change) => stageChannelLog(change, entry));
}

function anEntry(changes: Partial<ChannelLogEntry> = {}): ChannelLogEntry {
  return {
    id: anId(),
    channelId: "site",
    atMs: NOON,
    direction: "in",
    outcome: "stored",
    subjectId: "evt_1",
    conversationId: null,
    problem: null,
    status: null,
    ...changes,
  };
}
