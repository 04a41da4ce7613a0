import { assertEquals, assertNotEquals } from "@std/assert";
import { findTrashed } from "@/lib/store/trash.ts";
import { listContactConversations } from "@/lib/store/conversations.ts";
import { ADMIN } from "@/tests/support/cast.ts";
import { actingAs, testDeps } from "@/tests/support/deps.ts";
import { aMessage, aReport, receive, storedChannel } from "@/tests/support/inbound.ts";
import { memoryKv } from "@/tests/support/kv.ts";
import { deleteContact } from "./delete_contact.ts";
import { receiveInbound } from "./receive_inbound.ts";
import { restoreContact } from "./restore_contact.ts";

for (const type of ["viber", "email", "call"] as const) {
  const identity = {
    viber: { externalId: "42" },
    email: { email: "olena@example.com" },
    call: { phone: "+380671234567" },
  }[type];

  Deno.test(`who writes after they were deleted is somebody new, and stays so: ${type}`, async () => {
    using kv = await memoryKv();
    const deps = testDeps(kv);
    const admin = actingAs(deps, ADMIN);
    const channel = await storedChannel(deps, { type });
    const report = aReport(aMessage(identity));
    const first = await receiveInbound(deps, channel, report);
    const oldId = first.contactId ?? 0;
    await deleteContact(admin, oldId);
    // The provider sends what it has sent before: nobody comes back by it.
    assertEquals(await receiveInbound(deps, channel, report), { ...first, result: "duplicate" });
    assertEquals((await findTrashed(kv, oldId))?.contact.id, oldId);
    const second = await receive(deps, channel, aMessage(identity));
    const newId = second.contactId ?? 0;
    assertNotEquals(newId, oldId);
    assertNotEquals(second.conversationId, first.conversationId);
    await restoreContact(admin, oldId, { withoutTaken: true });
    const third = await receive(deps, channel, aMessage(identity));
    assertEquals(third, { ...second, messageId: third.messageId });
    const old = await listContactConversations(kv, oldId, { limit: 5 });
    assertEquals(old.items.map(({ id, messageCount }) => [id, messageCount]), [
      [first.conversationId, 1],
    ]);
  });
}
