import { assertEquals } from "@std/assert";
import { mailIdOf, readMailId } from "./mail_id.ts";

const OWN = { conversationId: "01KA", messageId: "01KB" };

Deno.test("the id of a mail leads back to its message, with brackets or without, in any case", () => {
  const mailId = mailIdOf(OWN, "example.org");
  assertEquals(mailId, "<01KA.01KB@example.org>");
  for (const told of [mailId, mailId.slice(1, -1), ` ${mailId.toLowerCase()} `]) {
    assertEquals(readMailId(told), OWN);
  }
});

Deno.test("ids that other programs make are none of ours", () => {
  const others = ["", "abc@example.com", "<a.b.c@example.com>", "<01KA.@example.org>", "01KA.01KB"];
  others.push(`<01KA.${"A".repeat(3000)}@example.org>`);
  for (const other of others) assertEquals(readMailId(other), null, other);
});
