// docs/delivery.md says what receivers get and what can go wrong; the code agrees with it.
import { assertEquals } from "@std/assert";
import { RETRY_PAUSES_MS } from "@/lib/channels/outbox/backoff.ts";
import { deliverySchema } from "@/lib/domain/conversation.ts";
import { DELIVERY_PROBLEMS } from "@/lib/domain/delivery_problem.ts";

const DOCUMENT = Deno.readTextFileSync(new URL("../../docs/delivery.md", import.meta.url));

/** The first cells of the table whose head is this word, without their marks. */
function firstCells(head: string): string[] {
  const lines = DOCUMENT.split("\n");
  const rows = lines.slice(lines.findIndex((line) => line.startsWith(`| ${head} `)) + 2);
  const end = rows.findIndex((line) => !line.startsWith("|"));
  return rows.slice(0, end).map((row) => (row.split("|")[1] ?? "").trim().replaceAll("`", ""));
}

Deno.test("docs/delivery.md has every state and every problem", () => {
  assertEquals(firstCells("state"), deliverySchema.shape.state.options);
  assertEquals(firstCells("code").toSorted(), [...DELIVERY_PROBLEMS].toSorted());
});

Deno.test("docs/delivery.md has the pauses there are, and their sum", () => {
  const [, said = ""] = /next one after ([^;]+);/.exec(DOCUMENT.replace(/\s+/g, " ")) ?? [];
  const units: Record<string, number> = { second: 1, minute: 60, hour: 3600 };
  const pauses = [...said.matchAll(/(\d+) (second|minute|hour)/g)].map(([, count, unit = ""]) =>
    Number(count) * (units[unit] ?? 0) * 1000
  );
  assertEquals(pauses, RETRY_PAUSES_MS);
  const hours = Math.floor(RETRY_PAUSES_MS.reduce((sum, pause) => sum + pause, 0) / 3_600_000);
  assertEquals(DOCUMENT.includes(`in vain for ${hours} hours`), true);
});
