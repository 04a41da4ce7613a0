// What is done with each action whose commits tell of themselves (13.1).
import { assert, assertEquals } from "@std/assert";
import { addNote } from "@/lib/actions/add_note.ts";
import { blockContact } from "@/lib/actions/block_contact.ts";
import { changeBlock } from "@/lib/actions/change_block.ts";
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
import { dismissDuplicate } from "@/lib/actions/dismiss_duplicate.ts";
import { dropOldSecret } from "@/lib/actions/drop_old_secret.ts";
import { editAttribute } from "@/lib/actions/edit_attribute.ts";
import { editChannel } from "@/lib/actions/edit_channel.ts";
import { editContact } from "@/lib/actions/edit_contact.ts";
import { editNote } from "@/lib/actions/edit_note.ts";
import { editSegment } from "@/lib/actions/edit_segment.ts";
import { editTag } from "@/lib/actions/edit_tag.ts";
import { endBlocks } from "@/lib/actions/end_blocks.ts";
import { mergeContacts } from "@/lib/actions/merge_contacts.ts";
import { moveAttribute } from "@/lib/actions/move_attribute.ts";
import { pinNote, unpinNote } from "@/lib/actions/pin_note.ts";
import { receiveInbound } from "@/lib/actions/receive_inbound.ts";
import { restoreAttribute } from "@/lib/actions/restore_attribute.ts";
import { restoreContact } from "@/lib/actions/restore_contact.ts";
import { restoreSegment } from "@/lib/actions/restore_segment.ts";
import { restoreTag } from "@/lib/actions/restore_tag.ts";
import { rotateChannelSecret } from "@/lib/actions/rotate_channel_secret.ts";
import { runImport } from "@/lib/actions/run_import.ts";
import { sendMessage } from "@/lib/actions/send_message.ts";
import { setAttribute } from "@/lib/actions/set_attribute.ts";
import { setConversationStatus } from "@/lib/actions/set_conversation_status.ts";
import { setRights } from "@/lib/actions/set_rights.ts";
import { showChannelSecrets } from "@/lib/actions/show_channel_secrets.ts";
import { startDialog } from "@/lib/actions/start_dialog.ts";
import { switchChannel } from "@/lib/actions/switch_channel.ts";
import { unblockContact } from "@/lib/actions/unblock_contact.ts";
import { undoEvent } from "@/lib/actions/undo_event.ts";
import { unmergeContacts } from "@/lib/actions/unmerge_contacts.ts";
import type { TimelineEvent } from "@/lib/domain/event.ts";
import { DEFAULT_RIGHTS } from "@/lib/domain/rights.ts";
import { workOnImport } from "@/lib/transfer/import_run.ts";
import { requireContact } from "@/lib/store/contacts.ts";
import { listEvents } from "@/lib/store/events.ts";
import { aBlock } from "@/tests/support/blocks.ts";
import {
  ADMIN,
  aNamed,
  anId,
  anInput,
  aSegment,
  aTag,
  aTypedAttribute,
} from "@/tests/support/cast.ts";
import { aChannelForm } from "@/tests/support/channels.ts";
import { actingAs, type TestDeps, testDeps } from "@/tests/support/deps.ts";
import { storeChannel } from "@/tests/support/dialogs.ts";
import { mapped } from "@/tests/support/imports.ts";
import { aMessage, aReport } from "@/tests/support/inbound.ts";
import type { RecordedKv } from "@/tests/support/recorded.ts";

const TWO_PEOPLE = "name,email\nIvan,i@example.com\nMaria,m@example.com\n";

/** Where a scenario happens. */
export interface World {
  deps: TestDeps;
  admin: Acting;
  /** Olena, with a note and an open conversation. */
  olena: number;
  taras: number;
  noteId: string;
  conversationId: string;
  /** The message in it. */
  messageId: string;
  /** Of two: the one in which they talk, and one with secrets. */
  channelId: string;
  chatId: string;
  tagId: string;
  segmentId: string;
  /** Forgets what was committed so far. */
  from(): void;
}

type Scenario = (world: World) => Promise<unknown>;

/** Each file whose commits tell: what is done with it. Preparations end with `from()`. */
export const TOLD: Record<string, Scenario> = {
  "add_note.ts": ({ admin, olena }) => addNote(admin, olena, "Another"),
  "block_contact.ts": ({ admin, olena }) => blockContact(admin, olena, aBlock()),
  "change_block.ts": async ({ admin, olena, from }) => {
    await blockContact(admin, olena, aBlock());
    from();
    await changeBlock(admin, olena, aBlock({ preset: "hour" }));
  },
  "create_attribute.ts": ({ admin }) => createAttribute(admin, aTypedAttribute({ name: "City" })),
  "create_channel.ts": ({ admin }) =>
    createChannel(admin, "website", aChannelForm({ name: "Two" })),
  "create_contact.ts": ({ admin }) => createContact(admin, aNamed("Ivan"), { newTags: ["New"] }),
  "create_segment.ts": ({ admin }) => createSegment(admin, aSegment({ name: "Two" })),
  "create_tag.ts": ({ admin }) => createTag(admin, aTag({ name: "Two" })),
  "delete_attribute.ts": ({ admin }) => deleteAttribute(admin, "plan"),
  "delete_contact.ts": ({ admin, olena }) => deleteContact(admin, olena),
  "delete_note.ts": ({ admin, olena, noteId }) => deleteNote(admin, olena, noteId),
  "delete_segment.ts": ({ admin, segmentId }) => deleteSegment(admin, segmentId),
  "delete_tag.ts": ({ admin, tagId }) => deleteTag(admin, tagId),
  "dismiss_duplicate.ts": ({ admin, olena, taras }) => dismissDuplicate(admin, olena, taras),
  "drop_old_secret.ts": async ({ admin, chatId, from }) => {
    const { secrets } = await rotateChannelSecret(admin, chatId, 1);
    from();
    await dropOldSecret(admin, chatId, secrets[1]?.id ?? "");
  },
  "edit_attribute.ts": ({ admin }) =>
    editAttribute(admin, "plan", 1, aTypedAttribute({ name: "P" })),
  "edit_channel.ts": ({ admin, chatId }) =>
    editChannel(admin, chatId, 1, aChannelForm({ name: "Renamed" })),
  "edit_contact.ts": async ({ admin, deps, taras }) => {
    const { revision } = await requireContact(deps.kv, taras);
    return await editContact(admin, taras, revision, aNamed("Taras B."), { newTags: ["Newer"] });
  },
  "edit_note.ts": ({ admin, olena, noteId }) =>
    editNote(admin, { contactId: olena, noteId, revision: 1, text: "Other words" }),
  "edit_segment.ts": ({ admin, segmentId }) =>
    editSegment(admin, { id: segmentId, revision: 1, changes: { shared: true } }),
  "edit_tag.ts": ({ admin, tagId }) => editTag(admin, tagId, 1, aTag({ name: "Gold" })),
  "end_blocks.ts": async ({ admin, olena, deps, from }) => {
    await blockContact(admin, olena, aBlock({ preset: "hour" }));
    from();
    deps.pass(2 * 60 * 60_000);
    assertEquals(await endBlocks(deps), 1);
  },
  "merge_contacts.ts": (world) => merged(world),
  "move_attribute.ts": async ({ admin, from }) => {
    await createAttribute(admin, aTypedAttribute({ name: "City" }));
    from();
    await moveAttribute(admin, "city", "up");
  },
  "pin_note.ts": async ({ admin, olena, noteId }) => {
    await pinNote(admin, olena, noteId);
    await unpinNote(admin, olena, noteId);
  },
  "receive_inbound.ts": async ({ deps, from }) => {
    const channel = await storeChannel(deps.kv, "api");
    from();
    const hello = aMessage({ externalId: "new-1", name: "Stranger" });
    await receiveInbound(deps, channel, aReport(hello));
    await receiveInbound(deps, channel, aReport(hello));
  },
  "restore_attribute.ts": async ({ admin, from }) => {
    await deleteAttribute(admin, "plan");
    from();
    await restoreAttribute(admin, "plan");
  },
  "restore_contact.ts": async ({ admin, olena, from }) => {
    await deleteContact(admin, olena);
    from();
    await restoreContact(admin, olena);
  },
  "restore_segment.ts": async ({ admin, segmentId, from }) => {
    await deleteSegment(admin, segmentId);
    from();
    await restoreSegment(admin, segmentId);
  },
  "restore_tag.ts": async ({ admin, tagId, from }) => {
    await deleteTag(admin, tagId);
    from();
    await restoreTag(admin, tagId);
  },
  "rotate_channel_secret.ts": ({ admin, chatId }) => rotateChannelSecret(admin, chatId, 1),
  "run_import.ts": async ({ admin, from }) => {
    const { id } = await mapped(admin, TWO_PEOPLE);
    from();
    await runImport(admin, id);
  },
  "send_message.ts": ({ admin, conversationId }) =>
    sendMessage(admin, conversationId, { text: "And another" }),
  "set_attribute.ts": ({ admin, olena }) =>
    setAttribute(admin, olena, { key: "plan", raw: "Pro", base: "" }),
  "set_conversation_status.ts": async ({ admin, conversationId, messageId: seenMessageId }) => {
    await setConversationStatus(admin, conversationId, { status: "closed", seenMessageId });
    await setConversationStatus(admin, conversationId, { status: "open" });
  },
  "set_rights.ts": ({ admin }) =>
    setRights(admin, {
      seen: DEFAULT_RIGHTS,
      wanted: { ...DEFAULT_RIGHTS, "contact.merge": false },
    }),
  "show_channel_secrets.ts": ({ admin, chatId }) => showChannelSecrets(admin, chatId),
  "start_dialog.ts": ({ admin, olena, channelId }) =>
    startDialog(admin, olena, {
      channelId,
      address: "second@example.com",
      text: "Hello",
      subject: "S",
    }),
  "switch_channel.ts": ({ admin, chatId }) => switchChannel(admin, chatId, "off"),
  "unblock_contact.ts": async ({ admin, olena, from }) => {
    await blockContact(admin, olena, aBlock());
    from();
    await unblockContact(admin, olena);
  },
  "undo_block.ts": (world) => undone(world, () => blockContact(world.admin, world.olena, aBlock())),
  "undo_conversation.ts": (world) =>
    undone(world, () =>
      setConversationStatus(world.admin, world.conversationId, {
        status: "closed",
        seenMessageId: world.messageId,
      })),
  "undo_edit.ts": (world) =>
    undone(
      world,
      () => setAttribute(world.admin, world.olena, { key: "plan", raw: "Pro", base: "" }),
    ),
  "undo_life.ts": (world) => undone(world, () => deleteContact(world.admin, world.olena)),
  "undo_note.ts": (world) =>
    undone(world, () => deleteNote(world.admin, world.olena, world.noteId)),
  "undo_pair.ts": (world) =>
    undone(world, () => dismissDuplicate(world.admin, world.olena, world.taras)),
  "unmerge_contacts.ts": async (world) => {
    const { id } = await merged(world);
    world.from();
    await unmergeContacts(world.admin, id);
  },
  "work_on_import.ts": async ({ deps, admin, from }) => {
    const { id } = await mapped(admin, TWO_PEOPLE);
    await runImport(admin, id);
    from();
    assertEquals((await workOnImport(deps, id, { acting: admin }))?.tally.created, 2);
  },
};

/** A store with one of each. */
export async function aWorld({ kv, commits }: RecordedKv): Promise<World> {
  const deps = { ...testDeps(kv), newId: anId };
  const admin = actingAs(deps, ADMIN);
  await createAttribute(admin, aTypedAttribute());
  const tag = await createTag(admin, aTag());
  const segment = await createSegment(admin, aSegment());
  const chat = await createChannel(admin, "website", aChannelForm());
  const mail = await storeChannel(kv, "email");
  const emails = ["olena@example.com", "second@example.com"];
  const { id: olena } = await createContact(admin, anInput({ emails }));
  const { id: taras } = await createContact(admin, aNamed("Taras"));
  const noteId = await addNote(admin, olena, "Call after 18:00");
  const hello = { channelId: mail.id, address: emails[0] ?? "", text: "Hello", subject: "Order" };
  const { conversationId, messageId } = await startDialog(admin, olena, hello);
  const from = () => void commits.splice(0);
  from();
  const ids = { noteId, conversationId, messageId, channelId: mail.id, chatId: chat.id };
  return { deps, admin, olena, taras, ...ids, tagId: tag.id, segmentId: segment.id, from };
}

async function merged({ admin, deps, olena, taras }: World) {
  const [kept, gone] = await Promise.all([
    requireContact(deps.kv, taras),
    requireContact(deps.kv, olena),
  ]);
  const revisions = { kept: kept.revision, merged: gone.revision };
  return await mergeContacts(admin, { keptId: taras, mergedId: olena, choices: {}, revisions });
}

/** Does something with Olena, and undoes it; what is looked at begins with the undoing. */
async function undone(world: World, action: () => Promise<unknown>): Promise<void> {
  await action();
  const event = await latest(world);
  world.from();
  const { state } = await undoEvent(world.admin, { contactId: world.olena, eventId: event.id });
  assertEquals(state, "done");
}

async function latest({ deps, olena }: World): Promise<TimelineEvent> {
  const { events: [event] } = await listEvents(deps.kv, olena, { limit: 1 });
  assert(event);
  return event;
}
