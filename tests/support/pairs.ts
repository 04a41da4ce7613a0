// Two contacts that are one person, with everything that merging joins or asks about.
import { actAsCustomer } from "@/lib/actions/act_as_customer.ts";
import { addNote } from "@/lib/actions/add_note.ts";
import { blockContact } from "@/lib/actions/block_contact.ts";
import { createAttribute } from "@/lib/actions/create_attribute.ts";
import { createContact } from "@/lib/actions/create_contact.ts";
import { createTag } from "@/lib/actions/create_tag.ts";
import type { Acting } from "@/lib/actions/deps.ts";
import { editContact } from "@/lib/actions/edit_contact.ts";
import { setAttribute } from "@/lib/actions/set_attribute.ts";
import { requireContact } from "@/lib/store/contacts.ts";
import { requireConversation } from "@/lib/store/conversations.ts";
import { aTag, aTypedAttribute } from "./cast.ts";
import { aMessage, storeMessage } from "./conversations.ts";
import { storeChannel } from "./dialogs.ts";

export interface Pair {
  /** Olena: phone, e-mail, language, a tag, a plan and a conversation. */
  keptId: number;
  /** O. Shevchenko: another phone, plan and tag, a note, a block, and a conversation as `shev` in the channel. */
  mergedId: number;
  /** Delivers to the sandbox. */
  channelId: string;
  conversationId: string;
}

/** `mark` of three digits keeps several pairs of one store apart. */
export async function storePair(acting: Acting, mark = "123"): Promise<Pair> {
  const { kv } = acting.deps;
  const chat = await storeChannel(kv, "telegram", { name: `Telegram ${mark}` });
  const mail = await storeChannel(kv, "email", { name: `E-mail ${mark}` });
  const tag = await createTag(acting, aTag({ name: `VIP ${mark}` }));
  const kept = await createContact(acting, {
    name: `Олена Шевченко ${mark}`,
    emails: [`olena.shevchenko${mark}@example.com`],
    phones: [`+380671${mark}567`],
    tagIds: [tag.id],
    language: "uk",
  });
  const where = { contactId: kept.id, channelId: mail.id, address: "olena@example.com" };
  await storeMessage(kv, where, aMessage({ atMs: acting.deps.now(), text: "Re: Рахунок №118" }));
  const { contactId, conversationId } = await writeIn(acting, chat.id, "Коли буде доставка?");
  await fillMerged(acting, contactId, mark);
  const plan = await createAttribute(acting, aTypedAttribute({ name: `Plan ${mark}` }));
  await setAttribute(acting, kept.id, { key: plan.key, raw: "Pro", base: "" });
  await setAttribute(acting, contactId, { key: plan.key, raw: "Basic", base: "" });
  return { keptId: kept.id, mergedId: contactId, channelId: chat.id, conversationId };
}

/** What the merged contact's messenger sends; who it is by now. */
export async function writeIn(acting: Acting, channelId: string, text: string) {
  const identity = { externalId: "shev", name: "O. Shevchenko", label: "@shev" };
  const { conversationId } = await actAsCustomer(acting, channelId, {
    event: { kind: "message", identity, message: { text, attachments: [] } },
    token: acting.deps.newId(),
  });
  const conversation = await requireConversation(acting.deps.kv, conversationId ?? "");
  return { contactId: conversation.contactId, conversationId: conversation.id };
}

async function fillMerged(acting: Acting, id: number, mark: string): Promise<void> {
  const tag = await createTag(acting, aTag({ name: `Опт ${mark}`, color: "blue" }));
  const { name, revision } = await requireContact(acting.deps.kv, id);
  const phones = [`+380501${mark}010`];
  const input = { name, emails: [], phones, tagIds: [tag.id], language: "en" };
  await editContact(acting, id, revision, input);
  await addNote(acting, id, "Просить дзвонити після 18:00.");
  await blockContact(acting, id, {
    preset: "next_month",
    until: "",
    reason: "spam",
    note: "Дві однакові розсилки",
  });
}
