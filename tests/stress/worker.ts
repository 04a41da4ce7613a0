// A process of the stress runs: writer, folder or reader over one file. Its standard output says how far it is.
import type { Contact } from "@/lib/domain/contact.ts";
import { parseSearch } from "@/lib/domain/search.ts";
import { BusyError, ConflictError } from "@/lib/errors.ts";
import { saveChange } from "@/lib/store/change.ts";
import { nextContactId } from "@/lib/store/ids.ts";
import { type ContactIndex, openContactIndex } from "@/lib/store/index/contact_index.ts";
import { contactKey, rangePrefix } from "@/lib/store/keys.ts";
import { anyTag } from "./oracle.ts";
import { aContact, pick, randomFrom } from "./people.ts";
import { stageWrite, writeContact } from "./writes.ts";

/** What holds at every moment: so many contacts, all with the tag `all`, so many of them holders. */
export const PEOPLE = 300;
export const HOLDERS = 40;
export const EVERYONE_TAG = "all";
export const HOLDER_TAG = "holder";
const HOLDER_WORD = "torchbearer";
export const OPTIONS = { layout: { chunk: 8, segment: 16, block: 64 }, leaseMs: 400 };

export async function populate(kv: Deno.Kv): Promise<void> {
  const random = randomFrom(1);
  for (let at = 0; at < PEOPLE; at++) {
    const id = await nextContactId(kv);
    const person = { ...aContact(random, id), lastActivityAtMs: 0 };
    await writeContact(kv, id, at < HOLDERS ? holder(person) : bystander(person));
  }
}

function holder(contact: Contact): Contact {
  const name = `${contact.name} ${HOLDER_WORD}`.trim();
  return { ...contact, name, tagIds: [EVERYONE_TAG, HOLDER_TAG] };
}

function bystander(contact: Contact): Contact {
  const name = contact.name.replaceAll(HOLDER_WORD, "").trim();
  return { ...contact, name, tagIds: [EVERYONE_TAG] };
}

function isHolder(contact: Contact): boolean {
  return contact.tagIds.includes(HOLDER_TAG);
}

/** One random commit that keeps what must hold; `sequence` is stored as a time of activity. */
async function writeOnce(kv: Deno.Kv, random: () => number, sequence: number): Promise<void> {
  const everyone = await Array.fromAsync(
    kv.list<Contact>({ prefix: rangePrefix("c") }, { batchSize: 500 }),
    ({ value }) => value,
  );
  const giver = pick(random, everyone.filter(isHolder));
  const taker = pick(random, everyone.filter((contact) => !isHolder(contact)));
  const isReplaced = random() < 0.3;
  const newId = isReplaced ? await nextContactId(kv) : 0;
  await saveChange(kv, async (change) => {
    const [from, to] = await Promise.all(
      [giver, taker].map(async ({ id }) => (await change.get<Contact>(contactKey(id))).value),
    );
    if (!from || !to || !isHolder(from) || isHolder(to)) return; // someone else was faster
    if (isReplaced) {
      await stageWrite(change, to.id, null);
      const person = aContact(random, newId);
      await stageWrite(change, newId, bystander({ ...person, lastActivityAtMs: sequence }));
    } else {
      await stageWrite(change, from.id, bystander(from));
      await stageWrite(change, to.id, holder({ ...to, lastActivityAtMs: sequence }));
    }
  });
}

/** What is broken in one look, in words; empty when all holds. */
export async function brokenIn(index: ContactIndex, random: () => number): Promise<string[]> {
  const [word = ""] = parseSearch(HOLDER_WORD);
  const [words, tagIds, expected] = pick(
    random,
    [
      [[word], [], HOLDERS],
      [[], [HOLDER_TAG], HOLDERS],
      [[word], [EVERYONE_TAG], HOLDERS],
      [[], [EVERYONE_TAG], PEOPLE],
    ] as const,
  );
  const by = pick(random, ["lastActivity", "created", "name"] as const);
  const direction = pick(random, ["asc", "desc"] as const);
  const page = await index.search({
    words: [...words],
    filter: anyTag(tagIds),
    sort: { by, direction },
    limit: 500,
    cursor: null,
  });
  const counts = await index.tagCounts();
  const broken: string[] = [];
  if (page.total !== expected) broken.push(`total ${page.total} instead of ${expected}`);
  if (page.rows.length !== expected) broken.push(`${page.rows.length} rows instead of ${expected}`);
  if (expected === HOLDERS && !page.rows.every((row) => row.tagIds.includes(HOLDER_TAG))) {
    broken.push("a row without the tag");
  }
  if (counts.get(HOLDER_TAG) !== HOLDERS) broken.push(`tag count ${counts.get(HOLDER_TAG)}`);
  if (counts.get(EVERYONE_TAG) !== PEOPLE) broken.push(`tag count ${counts.get(EVERYONE_TAG)}`);
  return broken;
}

/** Null when it gave up with a clear error, as it may where three others never pause. */
async function unlessRefused<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ConflictError || error instanceof BusyError) return null;
    throw error;
  }
}

const ROLES: Record<string, (kv: Deno.Kv, index: ContactIndex) => Promise<void>> = {
  async writer(kv) {
    const random = randomFrom(Date.now() ^ Deno.pid);
    let sequence = Date.now() * 1000;
    for (;;) {
      const isSaved = await unlessRefused(writeOnce(kv, random, ++sequence).then(() => true));
      console.log(isSaved ? `wrote ${sequence}` : "refused");
    }
  },
  async folder(_kv, index) {
    for (;;) {
      console.log("folding");
      const { folded, skipped } = await index.fold();
      console.log(`folded ${folded} ${skipped}`);
    }
  },
  async reader(_kv, index) {
    const random = randomFrom(Date.now() ^ Deno.pid);
    for (;;) {
      const broken = await unlessRefused(brokenIn(index, random));
      if (broken === null) console.log("refused");
      else console.log(broken.length === 0 ? "read" : `broken ${broken.join(", ")}`);
    }
  },
};

if (import.meta.main) {
  const [role = "", file] = Deno.args;
  const kv = await Deno.openKv(file);
  await ROLES[role]?.(kv, openContactIndex(kv, OPTIONS));
}
