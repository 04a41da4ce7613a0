// Filling an empty store with the bench's tags and contacts.
import { ulid } from "@std/ulid";
import type { Contact } from "@/lib/domain/contact.ts";
import { fieldChanges } from "@/lib/domain/contact_input.ts";
import type { TimelineEvent } from "@/lib/domain/event.ts";
import { TAG_COLORS } from "@/lib/domain/tag.ts";
import { saveChange } from "@/lib/store/change.ts";
import { createContactsBatch, fittingCount, type NewContact } from "@/lib/store/contact_batch.ts";
import type { ContactIndex } from "@/lib/store/index/contact_index.ts";
import { stageCreateTag } from "@/lib/store/tags.ts";
import { TAG_NAMES } from "./names.ts";
import { NOW_MS, tagIdOf } from "./people.ts";
import type { Population } from "./population.ts";

const BATCH = 90;
const QUICK_TAGS = 8;

/** Tags and contacts of an empty store, as an import saves them; ends when all is packed. */
export async function loadKartka(
  kv: Deno.Kv,
  index: ContactIndex,
  contacts: Population,
): Promise<void> {
  await saveTags(kv);
  let waiting: NewContact[] = [];
  for (const contact of contacts.contacts()) {
    waiting.push({ contact, event: createdEvent(contact) });
    if (waiting.length < BATCH && contact.id < contacts.total) continue;
    while (waiting.length >= BATCH || (contact.id === contacts.total && waiting.length > 0)) {
      waiting = waiting.slice(await saveBatch(kv, waiting));
      await index.waitForRoom();
    }
  }
  await index.fold();
}

/** As many of the first as fit one commit; answers how many. */
async function saveBatch(kv: Deno.Kv, contacts: NewContact[]): Promise<number> {
  const batch = contacts.slice(0, fittingCount(contacts));
  const result = await createContactsBatch(kv, batch);
  if (!result.saved) throw new Error("Cannot load contacts: their handles are taken");
  return batch.length;
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

export function createdEvent(contact: Contact): TimelineEvent {
  return {
    id: ulid(contact.createdAtMs),
    contactId: contact.id,
    atMs: contact.createdAtMs,
    actor: { kind: "system" },
    kind: "created",
    changes: fieldChanges(null, contact),
  };
}
