// docs/duplicates.md states how many of the suggested pairs are right: here they are counted again.
import { assertEquals, assertStringIncludes } from "@std/assert";
import { createAttribute } from "@/lib/actions/create_attribute.ts";
import { createContact } from "@/lib/actions/create_contact.ts";
import type { Acting } from "@/lib/actions/deps.ts";
import type { Contact, ContactInput } from "@/lib/domain/contact.ts";
import { phoneTails } from "@/lib/domain/duplicate.ts";
import { LIKELY_MIN } from "@/lib/domain/duplicate_score.ts";
import { romanise } from "@/lib/domain/romanise.ts";
import { listPairs } from "@/lib/store/duplicate_pairs.ts";
import { workOnDuplicates } from "@/lib/store/duplicate_work.ts";
import { openContactIndex } from "@/lib/store/index/contact_index.ts";
import { ADMIN, aNamed, aTypedAttribute } from "@/tests/support/cast.ts";
import { actingAs, testDeps } from "@/tests/support/deps.ts";
import { carriedOut, checked, contactsOf, mapped } from "@/tests/support/imports.ts";
import { memoryKv } from "@/tests/support/kv.ts";

const SAMPLES = new URL("../samples/", import.meta.url);
const FILES = [
  "contacts.vcf",
  "google_contacts.csv",
  "messy.csv",
  "support_export_cp1251.csv",
];
const ATTRIBUTES = ["company_name", "city"];

async function importSamples(acting: Acting): Promise<Contact[]> {
  for (const key of ATTRIBUTES) {
    await createAttribute(acting, { ...aTypedAttribute({ name: key }), key });
  }
  for (const file of FILES) {
    const run = await mapped(acting, await Deno.readFile(new URL(file, SAMPLES)));
    await carriedOut(acting, await checked(acting, run));
  }
  return await contactsOf(acting.deps.kv);
}

/** The pairs in the queue, by whether they are likely. */
async function pairsOf({ deps }: Acting) {
  await workOnDuplicates(deps.kv, { leaseMs: 60_000, now: deps.now, contactsMax: 10_000 });
  return await listPairs(deps.kv, { after: null, limit: 5000 });
}

/** How a second source knows someone: null where that way has no such address. */
type Retelling = (contact: Contact) => ContactInput | null;

const SAME_PERSON: Retelling[] = [
  (contact) => retold(contact, turned(romanise(contact.name)), { emails: [plussed(contact)] }),
  (contact) => retold(contact, "", { emails: [dotted(contact)] }),
  (contact) => retold(contact, turned(contact.name), { phones: [unread(contact)] }),
  (contact) => retold(contact, withInitial(contact.name), { phones: [unread(contact)] }),
];

/** A relative at one phone, a colleague at one address, a number that ends alike abroad. */
const SOMEONE_ELSE: Retelling[] = [
  (contact) => retold(contact, "Ксенія Заболотна", { phones: [unread(contact)] }),
  (contact) => retold(contact, "Gregory Ulrich", { emails: [plussed(contact)] }),
  (contact) => retold(contact, "Wiktor Zając", { phones: [abroad(contact)] }),
];

function retold(
  contact: Contact,
  name: string,
  given: { emails?: (string | null)[]; phones?: (string | null)[] },
): ContactInput | null {
  const { emails = [], phones = [] } = given;
  if (contact.name.split(" ").length < 2) return null;
  const isMissing = [...emails, ...phones].includes(null);
  const texts = (list: (string | null)[]) => list.filter((text) => text !== null);
  return isMissing ? null : { ...aNamed(name), emails: texts(emails), phones: texts(phones) };
}

function plussed({ emails: [email] }: Contact): string | null {
  return email ? email.key.replace("@", "+shop@") : null;
}

function dotted({ emails: [email] }: Contact): string | null {
  return email ? email.key.replace(/^(.)\.?(.)/, "$1.$2.").replace("..", ".") : null;
}

/** As an operator jots it down. */
function unread({ phones: [phone] }: Contact): string | null {
  const [tail] = phoneTails(phone?.key ?? "");
  return tail ? `${tail} вдома` : null;
}

function abroad({ phones: [phone] }: Contact): string | null {
  const [tail] = phoneTails(phone?.key ?? "");
  return tail?.startsWith("6") || tail?.startsWith("5") ? `+48${tail}` : null;
}

function turned(name: string): string {
  return name.split(" ").toReversed().join(" ");
}

function withInitial(name: string): string {
  const [first = "", ...rest] = name.split(" ");
  return `${first.charAt(0)}. ${rest.join(" ")}`;
}

Deno.test("the sample files as they are give no pair: imports join whoever has one address", async () => {
  using kv = await memoryKv();
  const acting = actingAs(testDeps(kv, openContactIndex(kv)), ADMIN);
  await importSamples(acting);
  assertEquals(await pairsOf(acting), []);
});

Deno.test("of the pairs that a second source makes, nearly all likely ones are right, and none is missed", async () => {
  using kv = await memoryKv();
  const acting = actingAs(testDeps(kv, openContactIndex(kv)), ADMIN);
  const contacts = (await importSamples(acting)).slice(0, 280);
  const ways = [...SAME_PERSON, ...SOMEONE_ELSE];
  const truth = new Map<number, { id: number; isSame: boolean }>();
  for (const [at, contact] of contacts.entries()) {
    const way = ways[at % ways.length];
    const input = way?.(contact) ?? null;
    if (!way || input === null) continue;
    const made = await createContact(acting, input);
    truth.set(made.id, { id: contact.id, isSame: SAME_PERSON.includes(way) });
  }
  const pairs = await pairsOf(acting);
  const isRight = ({ newerId, olderId }: (typeof pairs)[number]) =>
    truth.get(newerId)?.id === olderId && truth.get(newerId)?.isSame === true;
  const likely = pairs.filter(({ score }) => score >= LIKELY_MIN);
  const right = pairs.filter(isRight).length;
  const same = [...truth.values()].filter(({ isSame }) => isSame).length;
  const found = `${likely.filter(isRight).length} of ${likely.length} likely, ${
    right - likely.filter(isRight).length
  } of ${pairs.length - likely.length} possible, ${right} of ${same} found`;
  const docs = await Deno.readTextFile(new URL("../../docs/duplicates.md", import.meta.url));
  assertStringIncludes(docs.replaceAll(/\s+/g, " "), found);
});
