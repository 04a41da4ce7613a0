import { assertEquals } from "@std/assert";
import { stageAttributes } from "@/lib/store/attributes.ts";
import { saveChange } from "@/lib/store/change.ts";
import { stageCreateChannel } from "@/lib/store/channels.ts";
import { aContact, ADMIN, AGENT, anAttribute } from "@/tests/support/cast.ts";
import { aChannel } from "@/tests/support/conversations.ts";
import { NOON } from "@/tests/support/deps.ts";
import { memoryKv } from "@/tests/support/kv.ts";
import { readAttributes } from "./read_attributes.ts";

Deno.test("readAttributes() parts filled from empty in the order of the card, and leaves out deleted ones", async () => {
  using kv = await memoryKv();
  const definitions = [
    anAttribute({ key: "plan", name: "Plan", position: 2 }),
    anAttribute({ key: "ltv", name: "LTV", type: "number", position: 1 }),
    anAttribute({ key: "gone", name: "Gone", deletedAtMs: NOON }),
    anAttribute({ key: "vip", name: "VIP", type: "checkbox", position: 3 }),
    anAttribute({ key: "city", name: "City", position: 4 }),
  ];
  await saveChange(kv, (change) => stageAttributes(change, definitions));
  const attributes = { plan: "Pro", ltv: 0, gone: "x", vip: false, city: 42, unknown: "y" };
  const read = await readAttributes(kv, AGENT, aContact({ attributes }));
  assertEquals(read.filled.map(({ attribute, value }) => [attribute.key, value]), [
    ["ltv", 0],
    ["plan", "Pro"],
    ["vip", false],
  ]);
  assertEquals(read.empty.map(({ key }) => key), ["city"]); // a number is no value of a text
});

Deno.test("readAttributes() names the channel that a contact came from, and who made it", async () => {
  using kv = await memoryKv();
  const channel = aChannel({ name: "Telegram shop" });
  await saveChange(kv, (change) => stageCreateChannel(change, channel));
  const inbound = aContact({
    source: "inbound",
    createdByChannelId: channel.id,
    language: "uk",
    languageByCustomer: true,
  });
  const { filled: _, empty: __, ...read } = await readAttributes(kv, ADMIN, inbound);
  assertEquals(read, {
    language: "uk",
    isLanguageByCustomer: true,
    source: "inbound",
    channelName: "Telegram shop",
    creatorName: null,
    canManage: true,
  });
  const gone = aContact({ createdByUserId: "01GONE", createdByChannelId: "01GONE" });
  const { channelName, creatorName, canManage } = await readAttributes(kv, AGENT, gone);
  assertEquals([channelName, creatorName, canManage], [null, null, false]);
});
