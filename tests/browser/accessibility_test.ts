import { assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { addNote } from "@/lib/actions/add_note.ts";
import { blockContact } from "@/lib/actions/block_contact.ts";
import { deleteNote } from "@/lib/actions/delete_note.ts";
import { deleteContact } from "@/lib/actions/delete_contact.ts";
import type { Acting } from "@/lib/actions/deps.ts";
import { editContact } from "@/lib/actions/edit_contact.ts";
import { editNote } from "@/lib/actions/edit_note.ts";
import { mergeContacts } from "@/lib/actions/merge_contacts.ts";
import { pinNote } from "@/lib/actions/pin_note.ts";
import type { Merge } from "@/lib/domain/merge.ts";
import { contactInput } from "@/lib/domain/contact_input.ts";
import { saveChange } from "@/lib/store/change.ts";
import { stageCreateChannel } from "@/lib/store/channels.ts";
import { requireContact } from "@/lib/store/contacts.ts";
import { listEvents } from "@/lib/store/events.ts";
import { actAsCustomer } from "@/lib/actions/act_as_customer.ts";
import { createAttribute } from "@/lib/actions/create_attribute.ts";
import { createChannel } from "@/lib/actions/create_channel.ts";
import { createContact } from "@/lib/actions/create_contact.ts";
import { createSegment } from "@/lib/actions/create_segment.ts";
import { deleteAttribute } from "@/lib/actions/delete_attribute.ts";
import { deleteSegment } from "@/lib/actions/delete_segment.ts";
import { deleteTag } from "@/lib/actions/delete_tag.ts";
import { rotateChannelSecret } from "@/lib/actions/rotate_channel_secret.ts";
import { setAttribute } from "@/lib/actions/set_attribute.ts";
import { switchChannel } from "@/lib/actions/switch_channel.ts";
import { unblockContact } from "@/lib/actions/unblock_contact.ts";
import { parseFilter } from "@/lib/domain/filter/text.ts";
import { TAG_COLORS } from "@/lib/domain/tag.ts";
import { createTag } from "@/lib/actions/create_tag.ts";
import { FEW_CONTACTS, followDuplicates } from "@/lib/store/duplicate_work.ts";
import { aNamed, aTypedAttribute } from "@/tests/support/cast.ts";
import { axeViolations } from "@/tests/support/browser.ts";
import { aChannelForm, aMailForm } from "@/tests/support/channels.ts";
import { aChannel, aMessage, aReply, storeMessage } from "@/tests/support/conversations.ts";
import { fillCrowd } from "@/tests/support/crowd.ts";
import { type Pair, storePair } from "@/tests/support/pairs.ts";
import { fillTalks, type Talks } from "@/tests/support/talks.ts";
import { type Stage, stageTest, type Visit, type Visitor } from "@/tests/support/stage.ts";

/** Someone with 255 characters of name, 20 of each handle and many tags, unbreakable and not. */
const GIANT = "/contacts/1";
const MESSY = new URL("../samples/messy.csv", import.meta.url).pathname;
let tags = new Map<string, string>();
let flawed = "";
let deletedTagId = "";
let noteId = "";
let pair: Pair = { keptId: 0, mergedId: 0, channelId: "", conversationId: "" };
let merge: Pick<Merge, "id" | "keptId" | "mergedId"> = { id: "", keptId: 0, mergedId: 0 };
let talks: Talks = { full: "", call: "", template: "", off: "", dialog: "", noWay: "" };
let mailChannel = "";
let chatChannel = "";
let sandbox = "";
let thread = "";
let trashed = "";
let undone = "";

async function fill(acting: Acting): Promise<void> {
  const many: string[] = [];
  for (let at = 0; at < 30; at++) {
    const color = TAG_COLORS[at % TAG_COLORS.length] ?? "gray";
    const name = at === 0 ? "Надзвичайнодовганазватегу".repeat(2) : `Tag ${at}`;
    const about = { description: "", visibleToAgents: true, inQuickFilter: true };
    many.push((await createTag(acting, { ...about, name, color })).id);
  }
  const numbers = Array.from({ length: 20 }, (_, at) => at);
  await createContact(acting, {
    name: "Ж".repeat(255),
    emails: numbers.map((at) => `${"a".repeat(50)}${at}@${"b".repeat(50)}.example.com`),
    phones: numbers.map((at) => `+38067555${1000 + at}`),
    tagIds: many,
    language: "uk",
  });
  tags = await fillCrowd(acting, 30);
  await fillSegments(acting, many[29] ?? "");
  deletedTagId = many[29] ?? "";
  await deleteTag(acting, deletedTagId);
  await fillAttributes(acting);
  await fillStory(acting);
  talks = await fillTalks(acting);
  await fillChannels(acting);
  await fillDuplicates(acting);
  await fillBlocks(acting);
  await fillTrash(acting);
  await fillMerges(acting);
}

/** Two who may be merged, and two who were, one of whose values was edited since. */
async function fillMerges(acting: Acting): Promise<void> {
  pair = await storePair(acting, "111");
  const { keptId, mergedId } = await storePair(acting, "222");
  const { kv } = acting.deps;
  const both = await Promise.all([keptId, mergedId].map((id) => requireContact(kv, id)));
  const [kept = 0, merged = 0] = both.map(({ revision }) => revision);
  const order = { keptId, mergedId, revisions: { kept, merged } };
  merge = await mergeContacts(acting, { ...order, choices: { name: "merged" } });
  const now = await requireContact(kv, keptId);
  await editContact(acting, keptId, now.revision, { ...contactInput(now), name: "Ж".repeat(255) });
}

/** In the trash: someone whose address has gone to another; an edit that was changed again since. */
async function fillTrash(acting: Acting): Promise<void> {
  const input = { ...aNamed("Ж".repeat(255)), emails: [`${"g".repeat(60)}@example.com`] };
  const { id } = await createContact(acting, input);
  await deleteContact(acting, id);
  await createContact(acting, { ...input, name: "Ї".repeat(255) });
  trashed = `/contacts/${id}`;
  const other = await createContact(acting, aNamed("Ґ".repeat(255)));
  for (const [at, name] of ["Є".repeat(255), "Ю".repeat(255)].entries()) {
    await editContact(acting, other.id, at + 1, aNamed(name));
  }
  const { events } = await listEvents(acting.deps.kv, other.id, { limit: 2 });
  undone = `/contacts/${other.id}/events/${events[1]?.id}/undo`;
}

/** The giant has been blocked more often than its card shows; whoever is written to is blocked as well. */
async function fillBlocks(acting: Acting): Promise<void> {
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

/** A mailbox with two secrets and a name without an end, and a chat in which someone has written and called. */
async function fillChannels(acting: Acting): Promise<void> {
  const { id } = await createChannel(acting, "email", aMailForm({ name: "Ж".repeat(60) }));
  await rotateChannelSecret(acting, id, 1);
  mailChannel = `/settings/channels/${id}`;
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
  sandbox = `/sandbox/${chat.id}`;
  chatChannel = `/settings/channels/${chat.id}`;
  thread = conversationId ?? "";
}

/** The giant's notes, pinned, edited and deleted, edits in a row, and more conversations than the card shows. */
async function fillStory(acting: Acting): Promise<void> {
  const { kv } = acting.deps;
  const channel = aChannel({ name: "Надзвичайнодовганазваканалу".repeat(2) });
  await saveChange(kv, (change) => stageCreateChannel(change, channel));
  for (let at = 0; at < 12; at++) {
    const where = { contactId: 1, channelId: at % 2 ? channel.id : "01GONE", address: `a${at}` };
    await storeMessage(kv, where, aMessage({ text: "щ".repeat(140) }));
    await storeMessage(kv, where, aReply({ text: at % 3 ? "Вітаємо!" : "" }));
  }
  await pinNote(acting, 1, await addNote(acting, 1, "Дужедовгеслово".repeat(30)));
  noteId = await addNote(acting, 1, "See https://example.com/" + "a".repeat(300));
  await editNote(acting, { contactId: 1, noteId, revision: 1, text: "Call after 18:00,\nplease." });
  await deleteNote(acting, 1, await addNote(acting, 1, "Gone"));
  for (const name of ["Ї".repeat(255), "Ж".repeat(255)]) {
    const contact = await requireContact(kv, 1);
    await editContact(acting, 1, contact.revision, { ...contactInput(contact), name });
  }
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
async function fillSegments(acting: Acting, tagId: string): Promise<void> {
  const make = async (name: string, f: string, shared = true) =>
    (await createSegment(acting, { name, shared, filter: parseFilter(f).tree })).id;
  await make("Сегментздужедовгоюназвою".repeat(2), `name.contains(${"Ж".repeat(200)})`);
  await make("Chatty", "any:email.set;all(phone.set;language.any(uk,en))");
  flawed = await make("Past", `tags.any(${tagId});phone.empty`);
  await deleteSegment(acting, await make("Deleted", "phone.empty"));
  for (let at = 0; at < 12; at++) await make(`Own ${at}`, `id.gt(${at})`, false);
}

/** A page, and how to bring it into its state. */
interface State {
  name: string;
  path: () => string;
  visit?: Visit;
  reach?: (visitor: Visitor) => Promise<void>;
}

/** With tags living and deleted, a group, and a text that is as long as it may be. */
function everyKindOfRule(): string {
  return `tags.any(${tags.get("VIP")},${deletedTagId});tags.none(${deletedTagId});` +
    `name.not_contains(${"Ж".repeat(255)});lastActivity.ago(3w);` +
    "any(created.between(2020-01-01,2026-12-31);language.none(uk,en);phone.empty;id.between(1,9))";
}

const press = (name: string) => async ({ page, hasJavaScript }: Visitor) => {
  await page.getByRole("button", { name }).last().click();
  await page.locator("#error-summary").waitFor();
  if (hasJavaScript) await page.waitForLoadState();
};

const STATES: State[] = [
  { name: "list", path: () => "/contacts" },
  { name: "list, all columns", path: () => "/contacts", reach: showAllColumns },
  { name: "list, tags on", path: () => `/contacts?tag=${tags.get("VIP")}&sort=name` },
  {
    name: "list, nothing found",
    path: () => `/contacts?q=${"щ".repeat(60)}&tag=${tags.get("VIP")}`,
  },
  { name: "list, page gone", path: () => "/contacts?page=x" },
  {
    name: "list, view options open",
    path: () => "/contacts",
    reach: ({ page }) => page.locator(".popover:has(.view-options) summary").click(),
  },
  {
    name: "list, more tags open",
    path: () => "/contacts",
    reach: ({ page }) => page.locator(".tag-filter .popover summary").click(),
  },
  {
    name: "list, search syntax open",
    path: () => "/contacts",
    reach: ({ page }) => page.locator(".search-syntax summary").click(),
  },
  { name: "list, typed conditions", path: () => "/contacts?q=seen:<900d%20color:red%20seen:x" },
  { name: "list, filtered", path: () => `/contacts?f=${everyKindOfRule()}` },
  { name: "filter, empty", path: () => "/contacts?filter=edit" },
  {
    name: "filter, every kind of rule",
    path: () => `/contacts?f=${everyKindOfRule()}&filter=edit`,
  },
  { name: "filter, impossible", path: () => "/contacts?f=id.gt(x);created.on(x);shoesize.is(42)" },
  {
    name: "filter, fields to choose from",
    path: () => "/contacts?f=phone.set&filter=edit",
    reach: async ({ page }) => {
      await page.locator("#add").fill("a");
      await page.keyboard.press("ArrowDown");
    },
  },
  {
    name: "help",
    path: () => "/contacts",
    reach: async ({ page }) => {
      await page.keyboard.press("?");
      await page.getByRole("dialog").waitFor();
    },
  },
  { name: "card", path: () => "/contacts/2" },
  { name: "card with all there can be", path: () => GIANT },
  { name: "card, everything unfolded", path: () => GIANT, reach: unfold },
  { name: "delete", path: () => `${GIANT}/delete` },
  {
    name: "card, more",
    path: () => GIANT,
    reach: ({ page }) => page.locator(".card-more summary").click(),
  },
  { name: "trash", path: () => "/contacts/trash" },
  { name: "in the trash", path: () => trashed },
  { name: "restore, taken", path: () => `${trashed}/restore` },
  { name: "undo", path: () => undone },
  {
    name: "undo, asked about",
    path: () => undone,
    reach: async ({ page }) => {
      await page.getByRole("button", { name: "Undo it" }).click();
      await page.getByRole("radio").first().waitFor();
    },
  },
  { name: "notes", path: () => `${GIANT}/notes` },
  { name: "notes, refused", path: () => `${GIANT}/notes`, reach: press("Add note") },
  { name: "note, edit", path: () => `${GIANT}/notes/${noteId}` },
  { name: "note, conflict", path: () => `${GIANT}/notes/${noteId}`, reach: makeNoteConflict },
  { name: "note, delete", path: () => `${GIANT}/notes/${noteId}/delete` },
  { name: "conversations of a contact", path: () => `${GIANT}/conversations` },
  { name: "block", path: () => "/contacts/2/block" },
  {
    name: "block, refused",
    path: () => "/contacts/2/block",
    reach: async (visitor) => {
      await visitor.page.getByRole("radio", { name: "Choose a time" }).check();
      await visitor.page.getByLabel("Date and time").fill("2020-01-01T00:00");
      await press("Block until")(visitor);
    },
  },
  { name: "block, change", path: () => `${GIANT}/block` },
  { name: "past blocks", path: () => `${GIANT}/blocks` },
  { name: "merge, choose", path: () => "/contacts/2/merge?find=a" },
  { name: "merge, nobody found", path: () => `/contacts/2/merge?find=${"щ".repeat(60)}` },
  { name: "merge, refused", path: () => "/contacts/2/merge?with=2" },
  { name: "merge, compare", path: () => `/contacts/${pair.keptId}/merge?with=${pair.mergedId}` },
  { name: "merge, all there can be", path: () => "/contacts/2/merge?with=1&all=1" },
  {
    name: "merge, confirm",
    path: () => `/contacts/${pair.keptId}/merge?with=${pair.mergedId}`,
    reach: async ({ page }) => {
      await page.locator(".merge").getByRole("button", { name: "Next" }).click();
      await page.getByRole("heading", { name: "Merge 2 contacts?" }).waitFor();
    },
  },
  {
    name: "merge on the card",
    path: () => `/contacts/${pair.keptId}`,
    reach: async ({ page }) => {
      await page.keyboard.press("m");
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("Find the other contact").fill(String(pair.mergedId));
      await page.keyboard.press("Enter");
      await dialog.getByRole("radio", { name: `No. ${pair.mergedId} ` }).check();
      await dialog.getByRole("button", { name: "Next" }).click();
      await dialog.getByRole("heading", { name: "Compare the two contacts" }).waitFor();
    },
  },
  { name: "card that was merged into", path: () => `/contacts/${merge.mergedId}?sort=name` },
  { name: "undoing a merge", path: () => `/contacts/${merge.keptId}/merges/${merge.id}/undo` },
  { name: "past blocks, none", path: () => "/contacts/2/blocks" },
  {
    name: "block on the card",
    path: () => "/contacts/2",
    reach: async ({ page }) => {
      await page.keyboard.press("b");
      await page.getByRole("dialog").getByRole("radio").first().waitFor();
    },
  },
  {
    name: "block on the list",
    path: () => "/contacts",
    reach: async ({ page }) => {
      await page.locator("a.row-block.on").first().click();
      await page.getByRole("dialog").getByRole("button", { name: "Unblock" }).waitFor();
    },
  },
  { name: "new contact", path: () => "/contacts/new" },
  { name: "new contact, refused", path: () => "/contacts/new", reach: press("Create contact") },
  {
    name: "new contact, tags open",
    path: () => "/contacts/new",
    reach: async ({ page }) => {
      await page.getByRole("combobox", { name: "Find or create a tag" }).fill("t");
      await page.keyboard.press("ArrowDown");
    },
  },
  { name: "new contact, asked about a duplicate", path: () => "/contacts/new", reach: askAgain },
  {
    name: "new contact, hint at a duplicate",
    path: () => "/contacts/new",
    reach: async ({ page }) => {
      await page.getByLabel("Phone 1", { exact: true }).fill("675551003 *");
      await page.getByLabel("Name").focus();
      await page.locator(".duplicate-hint").getByRole("heading").waitFor();
    },
  },
  { name: "duplicates", path: () => "/contacts/duplicates" },
  { name: "duplicates, at the end", path: () => "/contacts/duplicates?after=55-2-1" },
  { name: "edit", path: () => `${GIANT}/edit` },
  { name: "edit, taken", path: () => "/contacts/2/edit", reach: takeHandle },
  { name: "edit, conflict", path: () => "/contacts/3/edit", reach: makeConflict },
  { name: "card, a value being edited", path: () => "/contacts/2", reach: editValue("list") },
  {
    name: "card, a value refused",
    path: () => "/contacts/2",
    reach: async (visitor) => {
      await editValue("number")(visitor);
      await visitor.page.locator('[name="attr.number"]').fill("many");
      await visitor.page.locator("#attributes form button").click();
      await visitor.page.locator("#attributes .problem").waitFor();
    },
  },
  { name: "all values", path: () => "/contacts/2/attributes" },
  { name: "one value", path: () => "/contacts/2/attributes/date" },
  { name: "attributes", path: () => "/settings/attributes" },
  { name: "new attribute", path: () => "/settings/attributes/new" },
  {
    name: "new attribute, refused",
    path: () => "/settings/attributes/new",
    reach: press("Create attribute"),
  },
  { name: "edit attribute", path: () => "/settings/attributes/list" },
  {
    name: "edit attribute, conflict",
    path: () => "/settings/attributes/list",
    reach: makeAttributeConflict,
  },
  { name: "delete attribute", path: () => "/settings/attributes/list/delete" },
  { name: "channels", path: () => "/settings/channels" },
  { name: "new channel", path: () => "/settings/channels/new" },
  { name: "new channel of a type", path: () => "/settings/channels/new/telegram" },
  {
    name: "new channel, refused",
    path: () => "/settings/channels/new/email",
    reach: press("Create channel"),
  },
  { name: "channel that is off", path: () => mailChannel },
  {
    name: "channel with a sample",
    path: () => chatChannel,
    reach: ({ page }) => page.getByText("Try it from a terminal").click(),
  },
  { name: "log of a channel", path: () => `${chatChannel}/log` },
  { name: "secret, hidden", path: () => `${mailChannel}/secret` },
  {
    name: "secrets, shown",
    path: () => `${mailChannel}/secret`,
    reach: async ({ page }) => {
      await page.getByRole("button", { name: "Show" }).click();
      await page.getByText(/^whsec_/).first().waitFor();
    },
  },
  { name: "sandbox", path: () => "/sandbox" },
  { name: "customers of the sandbox", path: () => sandbox },
  {
    name: "new customer, refused",
    path: () => sandbox,
    reach: press("Send as the customer"),
  },
  {
    name: "thread of a customer",
    path: () => `${sandbox}/${thread}`,
    reach: async ({ page }) => {
      for (const summary of await page.locator("summary:visible").all()) await summary.click();
    },
  },
  { name: "conversations", path: () => "/conversations" },
  { name: "closed conversations", path: () => "/conversations?status=closed" },
  { name: "conversations, behind the last", path: () => "/conversations?before=1-01X" },
  { name: "conversation with all there can be", path: () => talks.full },
  { name: "conversation, refused", path: () => talks.full, reach: press("Send") },
  { name: "conversation of calls", path: () => talks.call },
  { name: "conversation for templates", path: () => talks.template },
  { name: "conversation, channel off", path: () => talks.off },
  { name: "new dialog", path: () => talks.dialog },
  { name: "new dialog, refused", path: () => talks.dialog, reach: press("Send") },
  {
    name: "new dialog, a template",
    path: () => talks.dialog,
    reach: ({ page }) => page.locator("[data-form=template]").check(),
  },
  { name: "new dialog, no way", path: () => talks.noWay },
  {
    name: "new dialog on the card",
    path: () => talks.dialog.replace("/dialog", ""),
    reach: async ({ page }) => {
      await page.locator("a[data-shortcut=d]").click();
      await page.getByRole("dialog").getByRole("radio").first().waitFor();
    },
  },
  { name: "new dialog, to whom", path: () => "/dialog" },
  { name: "new dialog, to nobody", path: () => "/dialog?to=x" },
  { name: "new dialog, to someone new", path: () => "/dialog?to=%2B380501112233" },
  { name: "tags", path: () => "/settings/tags" },
  { name: "new tag", path: () => "/settings/tags/new" },
  { name: "new tag, refused", path: () => "/settings/tags/new", reach: press("Create tag") },
  { name: "edit tag", path: () => `/settings/tags/${tags.get("VIP")}` },
  { name: "delete tag", path: () => `/settings/tags/${tags.get("VIP")}/delete` },
  { name: "rights of agents", path: () => "/settings/rights" },
  { name: "rights of agents, changed meanwhile", path: () => "/settings/rights", reach: clash },
  { name: "activity", path: () => "/activity" },
  { name: "activity of an agent", path: () => "/activity", visit: { as: "agent" } },
  { name: "activity, settings", path: () => "/activity?user=me&kind=settings" },
  { name: "activity, nothing older", path: () => "/activity?before=0" },
  { name: "segments", path: () => "/segments" },
  { name: "segments of an agent", path: () => "/segments", visit: { as: "agent" } },
  { name: "new segment", path: () => "/segments/new?f=email.set;created.last(30d)" },
  { name: "new segment, refused", path: () => "/segments/new", reach: press("Save segment") },
  { name: "edit segment", path: () => `/segments/${flawed}` },
  { name: "delete segment", path: () => `/segments/${flawed}/delete` },
  { name: "list of a segment", path: () => `/contacts?segment=${flawed}` },
  { name: "segment gone", path: () => "/contacts?segment=gone" },
  { name: "card, reasons open", path: () => `${GIANT}?segment=${flawed}`, reach: openReasons },
  {
    name: "menu of a phone",
    path: () => "/contacts",
    visit: { viewport: { width: 360, height: 760 } },
    reach: ({ page }) => page.locator(".menu summary").click(),
  },
  { name: "profile", path: () => "/profile" },
  { name: "import", path: () => "/contacts/import" },
  { name: "import, columns", path: () => "/contacts/import", reach: upload },
  { name: "import, check", path: () => "/contacts/import", reach: uploadAndCheck },
  {
    name: "import, report",
    path: () => "/contacts/import",
    reach: async (visitor) => {
      await uploadAndCheck(visitor);
      await visitor.page.getByRole("button", { name: /^Import \d+ rows/ }).click();
      await visitor.page.getByRole("heading", { name: "Import finished" }).waitFor();
    },
  },
  { name: "nothing here", path: () => "/none" },
  { name: "not allowed", path: () => "/settings/tags", visit: { as: "agent" } },
  { name: "sign in", path: () => "/login", visit: { as: "nobody" } },
  {
    name: "sign in, refused",
    path: () => "/login?next=%2Fcontacts",
    visit: { as: "nobody" },
    reach: async (visitor) => {
      await visitor.page.getByLabel("E-mail").fill("nobody@example.com");
      await visitor.page.getByLabel("Password").fill("wrong");
      await press("Sign in")(visitor);
    },
  },
];

/** Posts the switches as somebody has them on an old page. */
async function clash({ page }: Visitor): Promise<void> {
  await page.locator("input[name=seen]").evaluateAll((inputs) =>
    inputs.forEach((input) => input.remove())
  );
  await page.getByRole("checkbox").first().uncheck();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("alert").waitFor();
}

stageTest("every page and state is accessible", { fill }, (stage) => checkAll(stage, STATES));

stageTest("an empty workspace is accessible", { isSetUp: true }, (stage) =>
  checkAll(stage, [
    { name: "no contacts", path: () => "/contacts" },
    { name: "no tags", path: () => "/settings/tags" },
    { name: "no channels", path: () => "/settings/channels" },
    { name: "no sandbox", path: () => "/sandbox" },
    { name: "no attributes", path: () => "/settings/attributes" },
    { name: "no segments", path: () => "/segments" },
    { name: "no activity", path: () => "/activity" },
    { name: "no conversations", path: () => "/conversations" },
    { name: "new dialog without channels", path: () => "/dialog?to=%2B380501112233" },
    { name: "new contact without tags", path: () => "/contacts/new" },
  ]));

stageTest(
  "setting up is accessible",
  { isSetUp: false },
  ({ site, ...stage }) =>
    checkAll({ site, ...stage }, [
      { name: "set up", path: () => site.setupUrl ?? "", visit: { as: "nobody" } },
      { name: "old link", path: () => "/setup?secret=old", visit: { as: "nobody" } },
      { name: "password link over", path: () => "/link?secret=old", visit: { as: "nobody" } },
    ]),
);

async function checkAll({ step, visit }: Stage, states: State[]): Promise<void> {
  for (const { name, path, visit: who, reach } of states) {
    await step(name, async () => {
      const visitor = await visit({ ...who, bypassCSP: true });
      await visitor.open(path());
      await reach?.(visitor);
      assertEquals(await problemsIn(visitor.page), []);
      await visitor.context.close();
    });
  }
}

const WIDTHS = [1280, 360];
/** The width of WCAG 1.4.10. */
const NARROWEST = 320;
const HEIGHT = 800;

/** Both widths and both themes; a theme changes nothing but colours. And nothing wider than the narrowest screen. */
async function problemsIn(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: HEIGHT });
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      const rules = colorScheme === "dark" ? ["color-contrast"] : undefined;
      for (const { rule, targets } of await axeViolations(page, rules)) {
        found.push(`${rule} at ${width} ${colorScheme}: ${targets.slice(0, 3).join(" and ")}`);
      }
    }
  }
  for (const width of [...WIDTHS, NARROWEST]) {
    await page.setViewportSize({ width, height: HEIGHT });
    const over = await page.evaluate(() =>
      document.documentElement.scrollWidth - document.documentElement.clientWidth
    );
    if (over > 0) found.push(`${over} px too wide at ${width}`);
  }
  return found;
}

async function showAllColumns({ page, ready }: Visitor): Promise<void> {
  const view = page.locator(".popover:has(.view-options)");
  await view.locator("summary").click();
  for (const column of await view.getByRole("checkbox").all()) await column.check();
  await view.getByRole("button", { name: "Apply" }).click();
  await page.getByRole("columnheader", { name: "Created" }).waitFor();
  await ready();
}

async function openReasons({ page }: Visitor): Promise<void> {
  const closed = page.locator(".reasons details:not([open]) > summary");
  while (await closed.count() > 0) await closed.first().click();
}

async function unfold({ page }: Visitor): Promise<void> {
  const closed = page.locator(".card details:not([open]) > summary");
  while (await closed.count() > 0) await closed.first().click();
}

async function makeNoteConflict({ page, context }: Visitor): Promise<void> {
  const other = await context.newPage();
  await other.goto(page.url());
  await other.getByLabel("Note for colleagues").fill("Theirs");
  await other.getByRole("button", { name: "Save note" }).click();
  await other.getByText("Note saved.").waitFor();
  await page.getByLabel("Note for colleagues").fill("Mine");
  await page.getByRole("button", { name: "Save note" }).click();
  await page.getByRole("alert").filter({ hasText: "saved in another window" }).waitFor();
}

async function makeAttributeConflict({ page, context }: Visitor): Promise<void> {
  const other = await context.newPage();
  await other.goto(page.url());
  const theirs = `Theirs ${crypto.randomUUID()}`;
  await other.getByLabel("Name", { exact: true }).fill(theirs);
  await other.getByRole("button", { name: "Save" }).click();
  await other.getByText(`“${theirs}” saved.`).waitFor();
  await page.getByLabel("Name", { exact: true }).fill("Mine");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("alert").getByText(theirs).waitFor();
}

/** On the card, with the empty ones unfolded. */
function editValue(key: string) {
  return async ({ page }: Visitor) => {
    await page.locator("#attributes summary").click();
    await page.locator(`[data-attribute="${key}"] .edit-value`).click();
    await page.locator("#attributes form").waitFor();
  };
}

async function upload({ page }: Visitor): Promise<void> {
  await page.getByLabel("File", { exact: true }).setInputFiles(MESSY);
  await page.getByRole("button", { name: "Upload and continue" }).click();
  await page.getByRole("heading", { name: "What do the columns mean?" }).waitFor();
}

/** With rejected rows and their reasons. */
async function uploadAndCheck(visitor: Visitor): Promise<void> {
  await upload(visitor);
  await visitor.page.getByRole("button", { name: "Check what would happen" }).click();
  await visitor.page.getByRole("heading", { name: "What would happen" }).waitFor();
}

async function askAgain({ page }: Visitor): Promise<void> {
  await page.getByLabel("Phone 1", { exact: true }).fill("675551002 #");
  await page.getByRole("button", { name: "Create contact" }).last().click();
  await page.getByRole("alert").filter({ hasText: "Nothing is saved yet" }).waitFor();
}

async function takeHandle(visitor: Visitor): Promise<void> {
  await visitor.page.getByLabel("Phone 1", { exact: true }).fill("+380675551000");
  await press("Save changes")(visitor);
}

async function makeConflict({ page, context }: Visitor): Promise<void> {
  const other = await context.newPage();
  await other.goto(page.url());
  await other.getByLabel("Name").fill("Theirs");
  await other.getByRole("button", { name: "Save changes" }).last().click();
  await other.getByText("Changes saved.").waitFor();
  await page.getByLabel("Name").fill("Mine");
  await page.getByRole("button", { name: "Save changes" }).last().click();
  await page.getByRole("alert").filter({ hasText: "Someone else changed" }).waitFor();
}
