import { assertEquals, assertThrows } from "@std/assert";
import { InputError } from "@/lib/errors.ts";
import { parseRecipient, recipientHandles } from "./recipient.ts";

Deno.test("a recipient is an e-mail or a phone, found by the key of either", () => {
  assertEquals(parseRecipient(" Olena@Example.COM ", "UA"), {
    kind: "email",
    typed: "Olena@Example.COM",
    key: "olena@example.com",
  });
  assertEquals(parseRecipient("067 123-45-67", "UA").key, "+380671234567");
});

Deno.test("what is neither is refused, and nothing at all says so", () => {
  const code = (typed: string) =>
    assertThrows(() => parseRecipient(typed, "UA"), InputError).problems["to"]?.code;
  assertEquals([" \u200B", "Олена", "12", "a@b"].map(code), [
    "recipient_empty",
    "recipient_invalid",
    "recipient_invalid",
    "recipient_invalid",
  ]);
});

Deno.test("the contact of a recipient has that handle and no other", () => {
  const { emails, phones } = recipientHandles(parseRecipient("067 123 45 67", "UA"));
  assertEquals([emails, phones], [[], [{ typed: "067 123 45 67", key: "+380671234567" }]]);
});
