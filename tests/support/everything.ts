// A workspace with all there can be: names without an end, every kind and state, deleted and long ago.
import { actAsCustomer } from "@/lib/actions/act_as_customer.ts";
import { addNote } from "@/lib/actions/add_note.ts";
import { blockContact } from "@/lib/actions/block_contact.ts";
import { createAttribute } from "@/lib/actions/create_attribute.ts";
import { createChannel } from "@/lib/actions/create_channel.ts";
import { createContact } from "@/lib/actions/create_contact.ts";
import { createSegment } from "@/lib/actions/create_segment.ts";
import { createTag } from "@/lib/actions/create_tag.ts";
import { deleteAttribute } from "@/lib/actions/delete_attribute.ts";
import { deleteContact } from "@/lib/actions/delete_contact.ts";
import { deleteNote } from "@/lib/actions/delete_note.ts";
import { deleteSegment } from "@/lib/actions/delete_segment.ts";
import { deleteTag } from "@/lib/actions/delete_tag.ts";
import type { Acting } from "@/lib/actions/deps.ts";
import { editContact } from "@/lib/actions/edit_contact.ts";
import { editNote } from "@/lib/actions/edit_note.ts";
import { mergeContacts } from "@/lib/actions/merge_contacts.ts";
import { pinNote } from "@/lib/actions/pin_note.ts";
import { rotateChannelSecret } from "@/lib/actions/rotate_channel_secret.ts";
import { setAttribute } from "@/lib/actions/set_attribute.ts";
import { switchChannel } from "@/lib/actions/switch_channel.ts";
import { unblockContact } from "@/lib/actions/unblock_contact.ts";
import type { ContactInput } from "@/lib/domain/contact.ts";
import { contactInput } from "@/lib/domain/contact_input.ts";
import { parseFilter } from "@/lib/domain/filter/text.ts";
import type { Merge } from "@/lib/domain/merge.ts";
import { TAG_COLORS } from "@/lib/domain/tag.ts";
import { saveChange } from "@/lib/store/change.ts";
import { stageCreateChannel } from "@/lib/store/channels.ts";
import { requireContact } from "@/lib/store/contacts.ts";
import { FEW_CONTACTS, followDuplicates } from "@/lib/store/duplicate_work.ts";
import { listEvents } from "@/lib/store/events.ts";
import { aNamed, aTypedAttribute } from "@/tests/support/cast.ts";
import { aChannelForm, aMailForm } from "@/tests/support/channels.ts";
import { aChannel, aMessage, aReply, storeMessage } from "@/tests/support/conversations.ts";
import { fillCrowd } from "@/tests/support/crowd.ts";
import { type Pair, storePair } from "@/tests/support/pairs.ts";
import { fillTalks, type Talks } from "@/tests/support/talks.ts";

/** Where its things are. */
export interface Everything {
  /** Someone with 255 characters of name, 20 of each handle and many tags, unbreakable and not. */
  giant: string;
  tags: Map<string, string>;
  deletedTagId: string;
  /** A segment that asks for the deleted tag. */
  flawed: string;
  /** Of the giant. */
  noteId: string;
  talks: Talks;
  /** A mailbox that is off and has two secrets; a chat in which someone has written and called. */
  mailChannel: string;
  chatChannel: string;
  sandbox: string;
  thread: string;
  trashed: string;
  /** To be undone, and changed again since. */
  undone: string;
  /** Two who may be merged, and two who were, one of whose values was edited since. */
  pair: Pair;
  merge: Pick<Merge, "id" | "keptId" | "mergedId">;
}

export async function fillEverything(acting: Acting): Promise<Everything> {
  const many = await fillTags(acting);
  await createContact(acting, giant(many));
  const tags = await fillCrowd(acting, 30);
  const deletedTagId = many[29] ?? "";
  const flawed = await fillSegments(acting, deletedTagId);
  await deleteTag(acting, deletedTagId);
  await fillAttributes(acting);
  const noteId = await fillStory(acting);
  const talks = await fillTalks(acting);
  const channels = await fillChannels(acting);
  await fillDuplicates(acting);
  await fillBlocks(acting, talks);
  const trash = await fillTrash(acting);
  const merges = await fillMerges(acting);
  return {
    giant: "/contacts/1",
    tags,
    deletedTagId,
    flawed,
    noteId,
    talks,
    ...channels,
    ...trash,
    ...merges,
  };
}

async function fillTags(acting: Acting): Promise<string[]> {
  const ids: string[] = [];
  for (let at = 0; at < 30; at++) {
    const color = TAG_COLORS[at % TAG_COLORS.length] ?? "gray";
    const name = at === 0 ? "Надзвичайнодовганазватегу".repeat(2) : `Tag ${at}`;
    const about = { description: "", visibleToAgents: true, inQuickFilter: true };
    ids.push((await createTag(acting, { ...about, name, color })).id);
  }
  return ids;
}

function giant(tagIds: string[]): ContactInput {
  const numbers = Array.from({ length: 20 }, (_, at) => at);
  return {
    name: "Ж".repeat(255),
    emails: numbers.map((at) => `${"a".repeat(50)}${at}@${"b".repeat(50)}.example.com`),
    phones: numbers.map((at) => `+38067555${1000 + at}`),
    tagIds,
    language: "uk",
  };
}

/** Two who may be merged, and two who were, one of whose values was edited since. */
async function fillMerges(acting: Acting): Promise<Pick<Everything, "pair" | "merge">> {
  const pair = await storePair(acting, "111");
  const { keptId, mergedId } = await storePair(acting, "222");
  const { kv } = acting.deps;
  const both = await Promise.all([keptId, mergedId].map((id) => requireContact(kv, id)));
  const [kept = 0, merged = 0] = both.map(({ revision }) => revision);
  const order = { keptId, mergedId, revisions: { kept, merged } };
  const merge = await mergeContacts(acting, { ...order, choices: { name: "merged" } });
  const now = await requireContact(kv, keptId);
  await editContact(acting, keptId, now.revision, { ...contactInput(now), name: "Ж".repeat(255) });
  return { pair, merge };
}

/** In the trash: someone whose address has gone to another; an edit that was changed again since. */
async function fillTrash(acting: Acting): Promise<Pick<Everything, "trashed" | "undone">> {
  const input = { ...aNamed("Ж".repeat(255)), emails: [`${"g".repeat(60)}@example.com`] };
  const { id } = await createContact(acting, input);
  await deleteContact(acting, id);
  await createContact(acting, { ...input, name: "Ї".repeat(255) });
  const trashed = `/contacts/${id}`;
  const other = await createContact(acting, aNamed("Ґ".repeat(255)));
  for (const [at, name] of ["Є".repeat(255), "Ю".repeat(255)].entries()) {
    await editContact(acting, other.id, at + 1, aNamed(name));
  }
  const { events } = await listEvents(acting.deps.kv, other.id, { limit: 2 });
  const undone = `/contacts/${other.id}/events/${events[1]?.id}/undo`;
  return { trashed, undone };
}

/** The giant has been blocked more often than its card shows; whoever is written to is blocked as well. */
async function fillBlocks(acting: Acting, talks: Talks): Promise<void> {
  const terms = { preset: "next_month", until: "", reason: "fraud", note: "Ж".repeat(500) };
  for (let at = 0; at < 12; at++) {
    await blockContact(acting, 1, terms);
    await unblockContact(acting, 1);
  }
  await blockContact(acting, 1, terms);
  const talker = Number(/\d+/.exec(talks.dialog)?.[0]);
  await blockContact(acting, talker, { ...terms, preset: "until", until: "2199-12-31T23:59" });
  await blockContact(acting, 4, { ...terms, preset: "forever", reason: "", note: "" });
}

/** One pair with names without an end, and a group of three. */
async function fillDuplicates(acting: Acting): Promise<void> {
  const again = (name: string, phone: string) =>
    createContact(acting, { ...aNamed(name), phones: [phone] });
  await again("Ж".repeat(255), "675551001 #");
  for (const mark of ["#", "вдома", "?"]) await again("Іванна Трійко", `680000000 ${mark}`);
  await followDuplicates(acting.deps, FEW_CONTACTS);
}

type Channels = Pick<Everything, "mailChannel" | "chatChannel" | "sandbox" | "thread">;

/** A mailbox with two secrets and a name without an end, and a chat in which someone has written and called. */
async function fillChannels(acting: Acting): Promise<Channels> {
  const { id } = await createChannel(acting, "email", aMailForm({ name: "Ж".repeat(60) }));
  await rotateChannelSecret(acting, id, 1);
  const chat = await createChannel(acting, "viber", aChannelForm());
  const identity = { externalId: "v".repeat(200), name: "Ї".repeat(255) };
  const said = { text: "Слово".repeat(200), attachments: [] };
  const { conversationId } = await actAsCustomer(acting, chat.id, {
    event: { kind: "message", identity, message: said },
    token: "1",
  });
  const call = { outcome: "answered" as const, durationSeconds: 65 };
  await actAsCustomer(acting, chat.id, { event: { kind: "call", identity, call }, token: "2" });
  await switchChannel(acting, id, "off");
  return {
    mailChannel: `/settings/channels/${id}`,
    chatChannel: `/settings/channels/${chat.id}`,
    sandbox: `/sandbox/${chat.id}`,
    thread: conversationId ?? "",
  };
}

/** The giant's notes, pinned, edited and deleted, edits in a row, and more conversations than the card shows. */
async function fillStory(acting: Acting): Promise<string> {
  const { kv } = acting.deps;
  const channel = aChannel({ name: "Надзвичайнодовганазваканалу".repeat(2) });
  await saveChange(kv, (change) => stageCreateChannel(change, channel));
  for (let at = 0; at < 12; at++) {
    const where = { contactId: 1, channelId: at % 2 ? channel.id : "01GONE", address: `a${at}` };
    await storeMessage(kv, where, aMessage({ text: "щ".repeat(140) }));
    await storeMessage(kv, where, aReply({ text: at % 3 ? "Вітаємо!" : "" }));
  }
  await pinNote(acting, 1, await addNote(acting, 1, "Дужедовгеслово".repeat(30)));
  const noteId = await addNote(acting, 1, "See https://example.com/" + "a".repeat(300));
  await editNote(acting, { contactId: 1, noteId, revision: 1, text: "Call after 18:00,\nplease." });
  await deleteNote(acting, 1, await addNote(acting, 1, "Gone"));
  for (const name of ["Ї".repeat(255), "Ж".repeat(255)]) {
    const contact = await requireContact(kv, 1);
    await editContact(acting, 1, contact.revision, { ...contactInput(contact), name });
  }
  return noteId;
}

/** One attribute of each type, with values as long as they may be; one that is deleted. */
async function fillAttributes(acting: Acting): Promise<void> {
  const long = "Дужедовганазваатрибута".repeat(2);
  const options = `${"О".repeat(100)}\nGold`;
  const values = {
    text: "Ж".repeat(1000),
    number: "-999999999999999",
    link: `https://example.com/${"x".repeat(500)}`,
    date: "2026-11-22",
    list: "О".repeat(100),
    checkbox: "no",
  };
  for (const [type, raw] of Object.entries(values)) {
    const about = { name: `${long} ${type}`, description: "Ї".repeat(200), type, options };
    await createAttribute(acting, { ...aTypedAttribute(about), key: type });
    for (const id of [1, 2]) await setAttribute(acting, id, { key: type, raw, base: "" });
    await createAttribute(acting, aTypedAttribute({ name: `Empty ${type}`, type, options }));
  }
  await createAttribute(acting, { ...aTypedAttribute({ name: long }), key: "gone" });
  await deleteAttribute(acting, "gone");
}

/** Of every kind: long, about a tag that will be deleted, deleted, personal. */
async function fillSegments(acting: Acting, tagId: string): Promise<string> {
  const make = async (name: string, f: string, shared = true) =>
    (await createSegment(acting, { name, shared, filter: parseFilter(f).tree })).id;
  await make("Сегментздужедовгоюназвою".repeat(2), `name.contains(${"Ж".repeat(200)})`);
  await make("Chatty", "any:email.set;all(phone.set;language.any(uk,en))");
  const flawed = await make("Past", `tags.any(${tagId});phone.empty`);
  await deleteSegment(acting, await make("Deleted", "phone.empty"));
  for (let at = 0; at < 12; at++) await make(`Own ${at}`, `id.gt(${at})`, false);
  return flawed;
}
