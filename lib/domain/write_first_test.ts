import { assertEquals } from "@std/assert";
import { aContact, emails, phones } from "@/tests/support/cast.ts";
import { aConversation } from "@/tests/support/dialogs.ts";
import { NOON } from "@/tests/support/deps.ts";
import { CHANNEL_TYPES, type ChannelType } from "./channel.ts";
import type { Contact } from "./contact.ts";
import { SERVICE_WINDOW_MS } from "./conversation.ts";
import { channelAddresses, writeFirst } from "./write_first.ts";

const NOBODY = aContact();
const REACHABLE = aContact({
  emails: emails("one@example.com", "two@example.com"),
  phones: [...phones("+380671234567"), { typed: "ask Olena", key: null }],
});
const KNOWN = aContact({
  identities: [{ channelId: "CH", externalId: "u-1", label: "@olena" }],
});
const ELSEWHERE = aContact({
  identities: [{ channelId: "OTHER", externalId: "u-1", label: "" }],
});

interface State {
  enabled?: boolean;
  canWriteFirst?: boolean;
  contact?: Contact;
  /** Addresses the contact has conversations with. */
  threads?: string[];
}

/** The problem's code, or the addresses with what is sent there. */
function outcome(type: ChannelType, state: State): string {
  const { enabled = true, canWriteFirst = true, contact = REACHABLE, threads = [] } = state;
  const answer = writeFirst({ id: "CH", type, enabled, canWriteFirst }, contact, {
    threads: threads.map((address) => aConversation({ channelId: "CH", address })),
    nowMs: NOON,
  });
  if (!answer.usable) return answer.fix ? `${answer.problem} (${answer.fix})` : answer.problem;
  return answer.ways.map(({ address, form, thread }) =>
    `${thread ? "on" : "new"} ${form} ${address}`
  ).join(", ");
}

function row(state: State): Record<string, string> {
  return Object.fromEntries(CHANNEL_TYPES.map((type) => [type, outcome(type, state)]));
}

const BOTH = "new email one@example.com, new email two@example.com";

Deno.test("writeFirst() by channel type: switched on, setting on, the contact has e-mails and a phone", () => {
  assertEquals(row({}), {
    website: "visitors_begin",
    api: "sender_unknown",
    telegram: "messenger_forbids",
    viber: "messenger_forbids",
    whatsapp: "new template 380671234567",
    email: BOTH,
    call: "new call +380671234567",
  });
});

Deno.test("writeFirst() by channel type: the setting is off", () => {
  assertEquals(row({ canWriteFirst: false }), {
    website: "visitors_begin",
    api: "setting_off (channel)",
    telegram: "messenger_forbids",
    viber: "messenger_forbids",
    whatsapp: "setting_off (channel)",
    email: "setting_off (channel)",
    call: "setting_off (channel)",
  });
});

Deno.test("writeFirst() by channel type: the contact has no address of any kind", () => {
  assertEquals(row({ contact: NOBODY }), {
    website: "visitors_begin",
    api: "sender_unknown",
    telegram: "messenger_forbids",
    viber: "messenger_forbids",
    whatsapp: "no_phone (contact)",
    email: "no_email (contact)",
    call: "no_phone (contact)",
  });
  assertEquals(row({ contact: ELSEWHERE }), row({ contact: NOBODY }));
});

Deno.test("writeFirst() says that a messenger needs a phone without an extension", () => {
  const { whatsapp } = row({ contact: aContact({ phones: phones("+380441234567;ext=12") }) });
  assertEquals(whatsapp, "no_plain_phone (contact)");
});

Deno.test("writeFirst() by channel type: an identity makes messengers usable whatever the setting says", () => {
  const expected = {
    website: "new text u-1",
    api: "new text u-1",
    telegram: "new text u-1",
    viber: "new text u-1",
    whatsapp: "new template u-1",
    email: "setting_off (channel)",
    call: "setting_off (channel)",
  };
  assertEquals(row({ canWriteFirst: false, contact: KNOWN }), expected);
});

Deno.test("writeFirst() names nothing but that a channel is switched off, whoever the contact is", () => {
  const off = Object.fromEntries(CHANNEL_TYPES.map((type) => [type, "channel_off (channel)"]));
  for (const contact of [NOBODY, REACHABLE, KNOWN]) {
    assertEquals(row({ enabled: false, contact, threads: ["one@example.com", "u-1"] }), off);
  }
});

Deno.test("writeFirst() offers the address of a conversation whatever the setting says, and only that one", () => {
  const state = { canWriteFirst: false, threads: ["two@example.com"] };
  assertEquals(outcome("email", state), "on email two@example.com");
  assertEquals(
    outcome("email", { ...state, canWriteFirst: true }),
    "new email one@example.com, on email two@example.com",
  );
  const called = { canWriteFirst: false, threads: ["+380671234567"] };
  assertEquals(outcome("call", called), "on call +380671234567");
});

Deno.test("writeFirst() does not offer the address of a conversation that the contact has no more", () => {
  const state = { canWriteFirst: false, threads: ["gone@example.com"] };
  assertEquals(outcome("email", state), "setting_off (channel)");
});

Deno.test("writeFirst() takes free text in WhatsApp for a day after the customer's last message, to the instant", () => {
  const formAt = (lastInboundAtMs: number | null) => {
    const thread = aConversation({ channelId: "CH", address: "380671234567", lastInboundAtMs });
    const channel = { id: "CH", type: "whatsapp" as const, enabled: true, canWriteFirst: false };
    const answer = writeFirst(channel, REACHABLE, { threads: [thread], nowMs: NOON });
    return answer.usable && answer.ways[0]?.form;
  };
  assertEquals(formAt(NOON - SERVICE_WINDOW_MS + 1), "text");
  assertEquals(formAt(NOON - SERVICE_WINDOW_MS), "template");
  assertEquals(formAt(null), "template");
});

Deno.test("channelAddresses() offers a WhatsApp number once, and no extension", () => {
  const contact = aContact({
    phones: phones("+380671234567", "+380501112233", "+380441234567;ext=12"),
    identities: [{ channelId: "CH", externalId: "380671234567", label: "" }],
  });
  const addresses = channelAddresses({ id: "CH", type: "whatsapp" }, contact);
  assertEquals(addresses, ["380671234567", "380501112233"]);
  assertEquals(channelAddresses({ id: "CH", type: "call" }, contact).length, 3);
});
