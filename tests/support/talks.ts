// Conversations in every state that their pages show: for looking at them, and for axe.
import { createContact } from "@/lib/actions/create_contact.ts";
import type { Acting } from "@/lib/actions/deps.ts";
import { setConversationStatus } from "@/lib/actions/set_conversation_status.ts";
import { startDialog } from "@/lib/actions/start_dialog.ts";
import type { Delivery, Message } from "@/lib/domain/conversation.ts";
import { aNamed } from "./cast.ts";
import { aMessage, storeMessage } from "./conversations.ts";
import { storeChannel } from "./dialogs.ts";

const DAY_MS = 24 * 60 * 60_000;

/** Addresses of pages. */
export interface Talks {
  /** Links, placeholders, what was cut, and every state of a delivery. */
  full: string;
  call: string;
  /** Only a template can go, and it is closed. */
  template: string;
  /** In a channel that is switched off. */
  off: string;
  /** New dialog to someone who can be reached in many ways, and to someone in none. */
  dialog: string;
  noWay: string;
}

/** One person with conversations in many channels, and one who cannot be written to. */
export async function fillTalks(acting: Acting): Promise<Talks> {
  const { kv } = acting.deps;
  const long = "Каналіздужедовгоюназвою".repeat(2);
  const chat = await storeChannel(kv, "api", { name: long, conversationType: "chat" });
  const app = await storeChannel(kv, "whatsapp", { name: "WhatsApp" });
  const phone = await storeChannel(kv, "call", { name: "Phone" });
  const mail = await storeChannel(kv, "email", { name: "Mail" });
  const off = await storeChannel(kv, "viber", { name: "Viber", enabled: false });
  const olena = await createContact(acting, {
    ...aNamed("Олена Розмовна"),
    emails: [`${"o".repeat(60)}@${"x".repeat(60)}.example.com`, "olena.r@example.com"],
    phones: ["+380503334455"],
  });
  const silent = await createContact(acting, aNamed("Мовчазна Людина"));
  const [nowMs, authorUserId] = [acting.deps.now(), acting.principal.id];
  const put = async (channelId: string, message: Partial<Message>, address = "u-77") => {
    const where = { contactId: olena.id, channelId, address };
    const stored = aMessage({ atMs: nowMs, authorUserId: null, ...message });
    return `/conversations/${(await storeMessage(kv, where, stored)).conversation.id}`;
  };
  await put(chat.id, { text: "Ж".repeat(2000), isCut: true, atMs: nowMs - 2 * DAY_MS });
  await put(chat.id, {
    text: "",
    attachments: [{ kind: "photo", name: "" }, { kind: "document", name: "х".repeat(200) }],
  });
  for (const delivery of deliveries(nowMs)) {
    const text = `See https://example.com/${"a".repeat(200)} or write to help@example.com`;
    await put(chat.id, { direction: "out", authorUserId, text, delivery });
  }
  const full = await put(chat.id, { text: "", kind: "unsupported" });
  const template = await put(app.id, { text: "Hi", atMs: nowMs - 3 * DAY_MS }, "380503334455");
  await setConversationStatus(acting, template.slice("/conversations/".length), {
    status: "closed",
  });
  await startDialog(acting, olena.id, {
    channelId: mail.id,
    text: "Hello",
    subject: "Т".repeat(200),
  });
  const { conversationId } = await startDialog(acting, olena.id, { channelId: phone.id, text: "" });
  return {
    full,
    template,
    call: `/conversations/${conversationId}`,
    off: await put(off.id, { text: "Old" }),
    dialog: `/contacts/${olena.id}/dialog`,
    noWay: `/contacts/${silent.id}/dialog`,
  };
}

/** Not to be delivered by the server that shows them: none of them is in the outbox's way. */
function deliveries(atMs: number): Delivery[] {
  const done = { tries: 1, atMs, nextTryAtMs: null, problem: null };
  return [
    { ...done, state: "sent" },
    { ...done, state: "delivered" },
    { ...done, state: "failed", tries: 7, problem: "blocked_by_customer" },
    { ...done, state: "queued", tries: 2, nextTryAtMs: atMs + DAY_MS, problem: "unreachable" },
  ];
}
