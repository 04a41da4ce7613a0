import { seenText } from "@/lib/domain/undo.ts";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { InputError } from "@/lib/errors.ts";
import { requireContact } from "@/lib/store/contacts.ts";
import { aBlock } from "@/tests/support/blocks.ts";
import { memoryKv } from "@/tests/support/kv.ts";
import { lastId, openUndo } from "@/tests/support/undone.ts";
import { assertSound } from "@/tests/support/verified.ts";
import { blockContact } from "./block_contact.ts";
import { changeBlock } from "./change_block.ts";
import { unblockContact } from "./unblock_contact.ts";

const HOUR_MS = 60 * 60_000;

Deno.test("blocks: a block, a change of one and its lifting are taken back, and not what is over", async () => {
  using kv = await memoryKv();
  const own = await openUndo(kv);
  const blockOf = async () => (await requireContact(kv, 1)).block;
  await blockContact(own.agent, 1, aBlock({ preset: "hour" }));
  await own.undo();
  assertEquals(await blockOf(), undefined);
  await own.undo();
  const back = await blockOf();
  assert(back && back.untilMs === own.deps.now() + HOUR_MS);
  await changeBlock(own.agent, 1, aBlock());
  await own.undo();
  assertEquals((await blockOf())?.untilMs, back.untilMs);
  await unblockContact(own.agent, 1);
  own.deps.pass(HOUR_MS);
  const error = await assertRejects(() => own.undo(), InputError);
  assertEquals(error.problems["form"]?.code, "undo_block_over");
  await assertSound(kv);
});

Deno.test("blocks: terms that were changed since are asked about", async () => {
  using kv = await memoryKv();
  const own = await openUndo(kv);
  await blockContact(own.agent, 1, aBlock());
  const eventId = await lastId(kv);
  await changeBlock(own.agent, 1, aBlock({ note: "Says who" }));
  const asked = await own.undo({ eventId });
  assert(asked.state === "asks");
  assertEquals(asked.questions, [{ field: "block", now: ["", "spam", "Says who"], before: [] }]);
  await own.undo({ eventId, answers: { block: "restore" } });
  assertEquals((await requireContact(kv, 1)).block, undefined);
});

Deno.test("blocks: an answer that was given of other terms is asked for again", async () => {
  using kv = await memoryKv();
  const own = await openUndo(kv);
  await blockContact(own.agent, 1, aBlock());
  const eventId = await lastId(kv);
  await changeBlock(own.agent, 1, aBlock({ note: "Says who" }));
  const seen = { block: seenText(["", "spam", "Says someone"]) };
  const wish = { eventId, answers: { block: "restore" } as const, seen };
  assertEquals((await own.undo(wish)).state, "asks");
  assert((await requireContact(kv, 1)).block);
});
