// A crowd in which something holds at every moment, the writes that keep it, and the looks that see whether it does.
import type { Contact } from "@/lib/domain/contact.ts";
import type { Condition } from "@/lib/domain/filter/condition.ts";
import { parseSearch } from "@/lib/domain/search.ts";
import { saveChange } from "@/lib/store/change.ts";
import { nextContactId } from "@/lib/store/ids.ts";
import type { ContactIndex } from "@/lib/store/index/contact_index.ts";
import { contactKey } from "@/lib/store/keys/contacts.ts";
import { rangePrefix } from "@/lib/store/keys/range.ts";
import { aSilentContact } from "./people.ts";
import { pick } from "./random.ts";
import { aCondition } from "./conditions.ts";
import { createContacts, stageWrite } from "./writes.ts";

/** So many contacts, all with the tag `all`, and so many of them holders: with a tag and a word in their name. */
export const PEOPLE = 300;
export const HOLDERS = 40;
const EVERYONE_TAG = "all";
const HOLDER_TAG = "holder";
const HOLDER_WORD = "torchbearer";

export async function populate(kv: Deno.Kv, random: () => number): Promise<void> {
  const people: Contact[] = [];
  for (let at = 0; at < PEOPLE; at++) {
    const person = {
      ...aSilentContact(random, await nextContactId(kv)),
      lastActivityAtMs: null,
    };
    people.push(at < HOLDERS ? holder(person) : bystander(person));
  }
  await createContacts(kv, people);
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
export async function writeOnce(
  kv: Deno.Kv,
  random: () => number,
  sequence: number,
): Promise<void> {
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
      const person = aSilentContact(random, newId);
      await stageWrite(change, newId, bystander({ ...person, lastActivityAtMs: sequence }));
    } else {
      await stageWrite(change, from.id, bystander(from));
      await stageWrite(change, to.id, holder({ ...to, lastActivityAtMs: sequence }));
    }
  });
}

/** What is broken in one look, in words; empty when all holds. */
export async function brokenIn(index: ContactIndex, random: () => number): Promise<string[]> {
  const broken = [
    ...await brokenInList(index, random),
    ...await brokenInCounts(index, random),
  ];
  const tags = await index.tagCounts();
  if (tags.get(HOLDER_TAG) !== HOLDERS) broken.push(`tag count ${tags.get(HOLDER_TAG)}`);
  if (tags.get(EVERYONE_TAG) !== PEOPLE) broken.push(`tag count ${tags.get(EVERYONE_TAG)}`);
  return broken;
}

const [WORD = ""] = parseSearch(HOLDER_WORD);
const TAGGED: Condition = { kind: "member", family: "tags", anyOf: [HOLDER_TAG] };
const NAMED: Condition = { kind: "text", column: "name", test: "contains", values: [WORD] };
const EVERYONE: Condition = { kind: "member", family: "tags", anyOf: [EVERYONE_TAG] };

/** What is asked, and how many there are. */
const QUESTIONS: [words: string[], filter: Condition | null, expected: number][] = [
  [[WORD], null, HOLDERS],
  [[], TAGGED, HOLDERS],
  [[], NAMED, HOLDERS],
  [[WORD], EVERYONE, HOLDERS],
  [[], { kind: "all", of: [NAMED, TAGGED] }, HOLDERS],
  [[], { kind: "not", of: NAMED }, PEOPLE - HOLDERS],
  [[], { kind: "any", of: [TAGGED, { kind: "not", of: NAMED }] }, PEOPLE],
  [[], EVERYONE, PEOPLE],
];

async function brokenInList(index: ContactIndex, random: () => number): Promise<string[]> {
  const [words, filter, expected] = pick(random, QUESTIONS);
  const page = await index.search({
    words,
    filter,
    sort: {
      by: pick(random, ["lastActivity", "created", "name"]),
      direction: pick(random, ["asc", "desc"]),
    },
    limit: 500,
    cursor: null,
  });
  const broken: string[] = [];
  if (page.total !== expected) broken.push(`total ${page.total} instead of ${expected}`);
  const ids = new Set(page.rows.map(({ id }) => id));
  if (ids.size !== expected) broken.push(`${ids.size} rows instead of ${expected}`);
  const isTagged = expected !== HOLDERS ||
    page.rows.every((row) => row.tagIds.includes(HOLDER_TAG));
  return isTagged ? broken : [...broken, "a row without the tag"];
}

/** Of one moment, so what anything and its opposite count is everybody. */
async function brokenInCounts(index: ContactIndex, random: () => number): Promise<string[]> {
  const people = Array.from({ length: 3 }, (_, at) => aSilentContact(random, at + 1));
  const anything = aCondition({ random, contacts: people });
  const parts: Condition[] = [anything, { kind: "not", of: anything }];
  const ofHolders = parts.map((part): Condition => ({ kind: "all", of: [part, TAGGED] }));
  const [yes = 0, no = 0, ...held] = await index.countMany([...parts, ...ofHolders]);
  const broken: string[] = [];
  if (yes + no !== PEOPLE) broken.push(`${yes} and ${no} of ${PEOPLE} ${JSON.stringify(anything)}`);
  const [tagged = 0, notTagged = 0] = held;
  if (tagged + notTagged !== HOLDERS) broken.push(`${tagged} and ${notTagged} of ${HOLDERS}`);
  const expected = pick(random, QUESTIONS);
  const count = await index.count({ words: expected[0], filter: expected[1] });
  if (count !== expected[2]) broken.push(`count ${count} instead of ${expected[2]}`);
  return broken;
}
