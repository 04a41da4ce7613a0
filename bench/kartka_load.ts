// Filling an empty store with the bench's tags, attributes and contacts.
import { ulid } from "@std/ulid";
import type { Contact } from "@/lib/domain/contact.ts";
import { fieldChanges } from "@/lib/domain/contact_input.ts";
import type { RecordEvent } from "@/lib/domain/event.ts";
import { TAG_COLORS } from "@/lib/domain/tag.ts";
import { setHandleDigest } from "@/lib/store/handle_digest.ts";
import { openSecretBox } from "@/lib/store/secret_box.ts";
import { stageBlock } from "@/lib/store/blocks.ts";
import { BulkLoad } from "@/lib/store/bulk_load.ts";
import { openBulkLoad } from "@/lib/store/open_bulk_load.ts";
import { saveChange } from "@/lib/store/change.ts";
import type { NewContact } from "@/lib/store/contact_batch.ts";
import { DUPLICATE_WALK_KEY } from "@/lib/store/duplicate_rows.ts";
import { type ContactIndex, DEFAULT_INDEX_OPTIONS } from "@/lib/store/index/contact_index.ts";
import { stageAttributes } from "@/lib/store/attributes.ts";
import { stageCreateTag } from "@/lib/store/tags.ts";
import { attributesAt } from "./attributes.ts";
import { TAG_NAMES } from "./names.ts";
import { NOW_MS, tagIdOf } from "./people.ts";
import type { Population } from "./population.ts";

/** Contacts that are sorted together. */
const BATCH = 10_000;
/** Of one commit. */
const COMMIT = 200;
/** Each is read and checked in it. */
const BLOCKS_PER_COMMIT = 20;
const QUICK_TAGS = 8;

/** Tags, attributes and contacts of an empty store, as seeding loads them; ends when all is in the index. */
export async function loadKartka(
  kv: Deno.Kv,
  index: ContactIndex,
  contacts: Population,
): Promise<void> {
  await saveTags(kv);
  await saveChange(kv, (change) => stageAttributes(change, attributesAt(NOW_MS)));
  const load = await openBulkLoad(kv, "bench", DEFAULT_INDEX_OPTIONS);
  if (!(load instanceof BulkLoad)) throw new Error(`Cannot load contacts: the store is ${load}`);
  for (let from = 0; from < contacts.total; from += BATCH) {
    const count = Math.min(BATCH, contacts.total - from);
    const batch = Array.from({ length: count }, (_, at) => newContact(contacts.at(from + at)));
    await loadBatch(kv, load, batch);
  }
  await load.close();
  // Looking for duplicates among all of them goes on for an hour, beside the work of agents, and then never again.
  await kv.delete(DUPLICATE_WALK_KEY);
  await saveBlocks(kv, contacts);
  await index.rebuildIfNeeded();
}

/** Loaded contacts bring their blocks along; this is all that belongs to these besides. */
async function saveBlocks(kv: Deno.Kv, contacts: Population): Promise<void> {
  setHandleDigest(kv, await openSecretBox(new Uint8Array(32)));
  for (let from = 0; from < contacts.total; from += BATCH) {
    const count = Math.min(BATCH, contacts.total - from);
    const batch = Array.from({ length: count }, (_, at) => contacts.at(from + at));
    const blocked = batch.filter(({ block }) => block !== undefined);
    for (let at = 0; at < blocked.length; at += BLOCKS_PER_COMMIT) {
      await saveChange(kv, async (change) => {
        for (const contact of blocked.slice(at, at + BLOCKS_PER_COMMIT)) {
          await stageBlock(change, contact);
        }
      });
    }
  }
}

async function loadBatch(kv: Deno.Kv, load: BulkLoad, batch: NewContact[]): Promise<void> {
  if (!await load.prepare(batch)) throw new Error("Cannot load contacts: their handles are taken");
  for (let at = 0; at < batch.length; at += COMMIT) {
    const end = Math.min(at + COMMIT, batch.length);
    await load.renew();
    await saveChange(kv, (change) => load.stage(change, end));
    load.staged(end, null);
  }
  await load.finish();
}

/** The event is larger than the contact and needed for a moment: it is made when it is asked for. */
function newContact(contact: Contact): NewContact {
  return {
    contact,
    get event() {
      return createdEvent(contact);
    },
  };
}

async function saveTags(kv: Deno.Kv): Promise<void> {
  for (const [place, name] of TAG_NAMES.entries()) {
    const color = TAG_COLORS[place % TAG_COLORS.length] ?? "gray";
    const seen = { visibleToAgents: true, inQuickFilter: place < QUICK_TAGS };
    const stored = { deletedAtMs: null, createdAtMs: NOW_MS, revision: 1 };
    await saveChange(kv, (change) =>
      stageCreateTag(change, {
        id: tagIdOf(place),
        name,
        color,
        description: "",
        ...seen,
        ...stored,
      }));
  }
}

export function createdEvent(contact: Contact): RecordEvent {
  return {
    id: ulid(contact.createdAtMs),
    contactId: contact.id,
    atMs: contact.createdAtMs,
    actor: { kind: "system" },
    kind: "created",
    changes: fieldChanges(null, contact),
  };
}
