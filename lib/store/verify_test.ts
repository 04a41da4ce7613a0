import { assertEquals, assertStringIncludes } from "@std/assert";
import { createContact } from "@/lib/actions/create_contact.ts";
import { createTag } from "@/lib/actions/create_tag.ts";
import type { Acting } from "@/lib/actions/deps.ts";
import { editContact } from "@/lib/actions/edit_contact.ts";
import type { Contact } from "@/lib/domain/contact.ts";
import { InputError } from "@/lib/errors.ts";
import { AGENT, aNamed, anInput, aTag } from "@/tests/support/cast.ts";
import { actingAs, NOON, testDeps } from "@/tests/support/deps.ts";
import { assertIndexed } from "@/tests/support/indexes.ts";
import { memoryKv, snapshot } from "@/tests/support/kv.ts";
import { saveChange } from "./change.ts";
import { findContact, stageTouchContact } from "./contacts.ts";
import {
  activityRowKey,
  contactKey,
  contactTotalKey,
  createdRowKey,
  emailOwnerKey,
  eventKey,
  nameRowKey,
  nextIdBlockKey,
  phoneOwnerKey,
} from "./keys/contacts.ts";
import { dirtyKey } from "./keys/search_index.ts";
import { sessionKey, userEmailKey, userKey, userSessionKey } from "./keys/users.ts";
import { tagNameKey } from "./keys/workspace.ts";
import { verify } from "./verify.ts";

/** Contacts 1 (Olena, with all handles), 2 (Anna) and 3, a tag, a user and a session. */
async function aStore(): Promise<{ kv: Deno.Kv; agent: Acting; olena: Contact }> {
  const kv = await memoryKv();
  const agent = actingAs(testDeps(kv), AGENT);
  const olena = await createContact(agent, anInput());
  await createContact(agent, anInput({ name: "Anna", emails: ["anna@example.com"], phones: [] }));
  await createContact(agent, aNamed("Юрій"));
  await createTag(agent, aTag());
  const user = {
    id: "01USER",
    email: "a@example.com",
    emailKey: "a@example.com",
    name: "A",
    role: "agent",
    passwordHash: null,
    disabled: false,
    preferences: {},
    createdAtMs: NOON,
    revision: 1,
  };
  await kv.set(userKey("01USER"), user);
  await kv.set(userEmailKey("a@example.com"), "01USER");
  const session = { userId: "01USER", createdAtMs: NOON, seenAtMs: NOON, device: "" };
  await kv.set(sessionKey("hash"), session);
  await kv.set(userSessionKey("01USER", "hash"), NOON);
  return { kv, agent, olena };
}

async function messages(kv: Deno.Kv, fix = false): Promise<string[]> {
  const found: string[] = [];
  await verify(kv, { fix, report: ({ message }) => found.push(message) });
  return found;
}

Deno.test("verify() finds nothing in a sound store, and in an empty one", async () => {
  using empty = await memoryKv();
  assertEquals(await verify(empty, { fix: false }), { contacts: 0, differences: 0, fixed: 0 });
  const { kv } = await aStore();
  using _ = kv;
  assertEquals(await messages(kv), []);
  assertEquals((await verify(kv, { fix: true })).contacts, 3);
});

const EMAIL = emailOwnerKey("olena@example.com");

/** Each damage of one index, and what verify says of it. */
const DAMAGES: [string, (kv: Deno.Kv) => Promise<unknown>, string][] = [
  [
    "a lost row by last activity",
    (kv) => kv.delete(activityRowKey(null, 1)),
    "Contact 1: row by last activity is missing",
  ],
  [
    "an old row by last activity",
    (kv) => kv.set(activityRowKey(null, 1), { id: 1 }),
    "Contact 1: row by last activity is not what the record says",
  ],
  [
    "a lost row by date",
    (kv) => kv.delete(createdRowKey(NOON, 2)),
    "Contact 2: row by date is missing",
  ],
  [
    "a lost row by name",
    (kv) => kv.delete(nameRowKey("1anna", 2)),
    "Contact 2: row by name is missing",
  ],
  [
    "a second row by last activity",
    (kv) => kv.set(activityRowKey(5, 1), {}),
    "Stray row by last activity of Contact 1: no record has it",
  ],
  [
    "a second row by date",
    (kv) => kv.set(createdRowKey(5, 1), 0),
    "Stray row by date of Contact 1: no record has it",
  ],
  [
    "a row by name of nobody",
    (kv) => kv.set(nameRowKey("1x", 99), 0),
    "Stray row by name of Contact 99: no record has it",
  ],
  [
    "a row whose id is no number",
    (kv) => kv.set([1, "sn", "1x", "y"], 0),
    "Stray row by name: it leads nowhere",
  ],
  ["a lost e-mail", (kv) => kv.delete(EMAIL), "Contact 1: e-mail 1 is missing"],
  [
    "a lost phone",
    (kv) => kv.delete(phoneOwnerKey("+380671234567")),
    "Contact 1: phone 1 is missing",
  ],
  [
    "an e-mail that leads to another",
    (kv) => kv.set(EMAIL, 3),
    "Contact 1: e-mail 1 is of Contact 3",
  ],
  [
    "an e-mail that leads to nobody",
    (kv) => kv.set(EMAIL, 99),
    "Contact 1: e-mail 1 is of Contact 99",
  ],
  [
    "an e-mail nobody has",
    (kv) => kv.set(emailOwnerKey("x@example.com"), 1),
    "Stray e-mail of Contact 1: no record has it",
  ],
  [
    "a phone of nobody",
    (kv) => kv.set(phoneOwnerKey("+380670000000"), 99),
    "Stray phone of Contact 99: no record has it",
  ],
  [
    "a phone that leads nowhere",
    (kv) => kv.set(phoneOwnerKey("+380670000000"), "x"),
    "Stray phone: it leads nowhere",
  ],
  [
    "a count too high",
    (kv) => kv.set(contactTotalKey(), new Deno.KvU64(4n)),
    "The number of contacts is kept as 4, but there are 3",
  ],
  [
    "a lost count",
    (kv) => kv.delete(contactTotalKey()),
    "The number of contacts is kept as 0, but there are 3",
  ],
  [
    "ids that would come again",
    (kv) => kv.set(nextIdBlockKey(), 2),
    "The next contact id is kept as 2, but there is a contact 3",
  ],
  [
    "an event of nobody",
    (kv) => kv.set(eventKey(99, "01X"), {}),
    "Stray timeline event of Contact 99: no record has it",
  ],
  ["a lost tag name", (kv) => kv.delete(tagNameKey("vip")), "name is missing"],
  [
    "a tag name of nobody",
    (kv) => kv.set(tagNameKey("other"), "01NOTAG"),
    "Stray tag name of Tag 01NOTAG: no record has it",
  ],
  [
    "a lost address of a user",
    (kv) => kv.delete(userEmailKey("a@example.com")),
    "User 01USER: address is missing",
  ],
  [
    "an address of nobody",
    (kv) => kv.set(userEmailKey("b@example.com"), "01USER"),
    "Stray address of User 01USER: no record has it",
  ],
  [
    "a session missing in its list",
    (kv) => kv.delete(userSessionKey("01USER", "hash")),
    "some session: listing is missing",
  ],
  [
    "a listed session that is not",
    (kv) => kv.set(userSessionKey("01USER", "x"), 1),
    "Stray listing of some session: no record has it",
  ],
  [
    "a contact the packed index does not know",
    (kv) => kv.delete(dirtyKey(1, 1, 1)),
    "Contact 1 ",
  ],
];

for (const [name, damage, message] of DAMAGES) {
  Deno.test(`verify() sees ${name}, and --fix puts it right`, async () => {
    const { kv } = await aStore();
    using _ = kv;
    const sound = new Map((await snapshot(kv)).map(([key, value]) => [key.join("|"), value]));
    await damage(kv);
    const found = await messages(kv);
    assertStringIncludes(found.join("\n"), message);
    assertEquals(found.some((text) => /@|380|Олена/.test(text)), false, "no personal data");
    const { differences, fixed } = await verify(kv, { fix: true });
    assertEquals(fixed, differences);
    assertEquals(await messages(kv), []);
    for (const [key, value] of await snapshot(kv)) {
      const before = sound.get(key.join("|"));
      // Only heads, the index entry and the number of the next id may differ from what was before the damage.
      if (!["x", "ch", "next_id"].includes(String(key[1]))) {
        assertEquals(value, before, key.join("|"));
      }
    }
  });
}

Deno.test("verify() does not choose between two contacts that both have an e-mail", async () => {
  const { kv, olena } = await aStore();
  using _ = kv;
  const anna = await findContact(kv, 2);
  await kv.set(contactKey(2), { ...anna, emails: olena.emails });
  await verify(kv, { fix: true }); // the rows of Anna, and the e-mail she had
  const found = await messages(kv);
  assertStringIncludes(found.join("\n"), "e-mail 1 is of Contact 1");
  assertEquals((await verify(kv, { fix: true })).fixed, 0);
  assertEquals((await kv.get(EMAIL)).value, 1);
});

Deno.test("verify() reports a record that cannot be read and leaves what points to it", async () => {
  const { kv } = await aStore();
  using _ = kv;
  await kv.set(contactKey(1), { id: 1, name: null });
  assertEquals(await messages(kv, true), ["Contact 1: the record cannot be read"]);
  assertEquals((await kv.get(EMAIL)).value, 1);
});

Deno.test("verify() finds nothing wrong in contacts that change while it looks", async () => {
  const { kv, agent } = await aStore();
  using _ = kv;
  const writing = (async () => {
    for (let at = 0; at < 150; at++) {
      const { id } = await createContact(agent, aNamed(`Name ${at}`));
      await editContact(
        agent,
        id,
        1,
        anInput({ name: `x${at}`, emails: [`${at}@x.ua`], phones: [] }),
      );
      await saveChange(kv, (change) => stageTouchContact(change, 1 + at % 3, NOON + at));
    }
  })();
  const found: string[] = [];
  for (let run = 0; run < 6; run++) found.push(...await messages(kv));
  await writing;
  const undecided = (text: string) => text.includes("try again later"); // the count alone may never stand still
  assertEquals(found.filter((text) => !undecided(text)), []);
  assertEquals(await messages(kv), []);
});

Deno.test("a fix while contacts change damages nothing", async () => {
  const { kv, agent } = await aStore();
  using _ = kv;
  for (let at = 0; at < 40; at++) {
    const { id } = await createContact(agent, aNamed(`Name ${at}`));
    await kv.delete(createdRowKey(NOON, id));
    await kv.set(emailOwnerKey(`${at}@x.ua`), id);
  }
  const writing = (async () => {
    for (let id = 4; id < 44; id++) {
      const input = anInput({ name: "New", emails: [`${(id * 7) % 40}@x.ua`], phones: [] });
      await editContact(agent, id, 1, input).catch((error) => {
        if (!(error instanceof InputError)) throw error; // the stray handle is not gone yet
      });
    }
  })();
  await Promise.all([verify(kv, { fix: true }), writing]);
  await verify(kv, { fix: true });
  assertEquals(await messages(kv), []);
  await assertIndexed(kv);
});
