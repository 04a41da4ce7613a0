import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { inboundEventSchema, type PersonEvent } from "./inbound.ts";
import { cutText, parseSender, sendersHandles } from "./inbound_sender.ts";
import { InputError } from "@/lib/errors.ts";

const CHAT = { id: "01CHAT", type: "viber" } as const;
const MAIL = { id: "01MAIL", type: "email" } as const;
const UA = { country: "UA" } as const;

function contactEvent(identity: object, contact: object = {}): PersonEvent {
  const event = inboundEventSchema.parse({ kind: "contact", identity, contact });
  if (event.kind === "delivery") throw new Error("not from a person");
  return event;
}

Deno.test("a sender has one address, and each other handle once", () => {
  const event = contactEvent(
    { externalId: "7", phone: "067 123 45 67", email: "A@example.com" },
    { phone: "+380671234567", email: "b@example.com", name: "Ada" },
  );
  const sender = parseSender(CHAT, event, UA);
  assertEquals(sendersHandles(CHAT, sender), [
    { kind: "identity", channelId: "01CHAT", externalId: "7" },
    { kind: "email", key: "a@example.com" },
    { kind: "email", key: "b@example.com" },
    { kind: "phone", key: "+380671234567" },
  ]);
  assertEquals(sender.name, "Ada");
});

Deno.test("a number in WhatsApp is its digits, however it is written, and another id is itself", () => {
  const addressIn = (type: "whatsapp" | "viber", externalId: string) =>
    parseSender({ id: "01CHAT", type }, contactEvent({ externalId }), UA).address;
  for (const written of ["380671234567", "+380671234567", "+380 (67) 123-45-67"]) {
    assertEquals(addressIn("whatsapp", written), "380671234567");
    assertEquals(addressIn("viber", written), written);
  }
  for (const id of ["UA.13491208655302741918", "+12", "......."]) {
    assertEquals(addressIn("whatsapp", id), id);
  }
});

Deno.test("the address itself is no extra of its own channel", () => {
  const event = contactEvent({ email: "A@example.com" }, { email: "a@EXAMPLE.com", phone: "112" });
  const { emails, phones, address } = parseSender(MAIL, event, UA);
  assertEquals([address, emails], ["a@example.com", []]);
  // One that cannot be read is kept as text and identifies nobody.
  assertEquals(phones, [{ typed: "112", key: null }]);
});

Deno.test("any identity is either read, with handles that are normalised, or refused by its fields", () => {
  const text = fc.string({ unit: "binary", maxLength: 64 });
  const email = fc.oneof(text, fc.emailAddress());
  const fields = { externalId: text, email, phone: text, name: text, label: text, language: text };
  fc.assert(
    fc.property(fc.record(fields, { requiredKeys: [] }), fc.boolean(), (identity, isMail) => {
      const parsed = inboundEventSchema.safeParse({ kind: "contact", identity, contact: {} });
      if (!parsed.success || parsed.data.kind === "delivery") return;
      try {
        const sender = parseSender(isMail ? MAIL : CHAT, parsed.data, UA);
        assert(sender.address.isWellFormed() && sender.name.isWellFormed());
        assertEquals(sender.handle.kind, isMail ? "email" : "identity");
      } catch (error) {
        assert(error instanceof InputError && Object.keys(error.problems).length > 0);
      }
    }),
    { numRuns: 2000 },
  );
});

Deno.test("cutText() never leaves half a character", () => {
  assertEquals([cutText("ab😀", 3), cutText("ab😀", 4), cutText("abc", 2)], ["ab", "ab😀", "ab"]);
  fc.assert(fc.property(fc.string({ unit: "binary" }), fc.nat(20), (text, max) => {
    const cut = cutText(text.toWellFormed(), max);
    assert(cut.length <= max && cut.isWellFormed() && text.toWellFormed().startsWith(cut));
  }));
});
