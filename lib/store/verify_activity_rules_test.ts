import { assertEquals } from "@std/assert";
import { createAttribute } from "@/lib/actions/create_attribute.ts";
import { createContact } from "@/lib/actions/create_contact.ts";
import { ADMIN, AGENT, anEvent, anInput, aTypedAttribute } from "@/tests/support/cast.ts";
import { actingAs, testDeps } from "@/tests/support/deps.ts";
import { memoryKv, snapshot } from "@/tests/support/kv.ts";
import { forgetKinds } from "@/tests/support/old_activity.ts";
import { findFirstActivity, listActivity } from "./activity.ts";
import { saveChange } from "./change.ts";
import { stageEvent } from "./events.ts";
import { eventKey } from "./keys/contacts.ts";
import { activityKey, userActivityKey } from "./keys/workspace.ts";
import { verify } from "./verify.ts";

const LATER = "7ZLATER";

/** A contact and an attribute, and an event of the contact whose id is known. */
async function aStore(): Promise<Deno.Kv> {
  const kv = await memoryKv();
  const deps = testDeps(kv);
  const agent = actingAs(deps, AGENT);
  await createContact(agent, anInput());
  await createAttribute(actingAs(deps, ADMIN), aTypedAttribute());
  const later = anEvent(1, { id: LATER, actor: agent.actor });
  await saveChange(kv, (change) => stageEvent(change, later));
  return kv;
}

async function messages(kv: Deno.Kv, fix = false): Promise<string[]> {
  const found: string[] = [];
  await verify(kv, { fix, report: ({ message }) => found.push(message) });
  return found;
}

/** Each damage, and what verify says of it. */
const DAMAGES: [string, (kv: Deno.Kv) => Promise<unknown>, string[]][] = [
  [
    "an event that everyone's activity lacks",
    (kv) => kv.delete(activityKey("contacts", LATER)),
    [`Event ${LATER}: place in the activity is missing`],
  ],
  [
    "an event that its user's activity lacks",
    (kv) => kv.delete(userActivityKey(AGENT.id, "contacts", LATER)),
    [`Event ${LATER}: place in its user's activity is missing`],
  ],
  [
    "a place that leads to another contact",
    (kv) => kv.set(activityKey("contacts", LATER), 2),
    [
      `Event ${LATER}: place in the activity is of Event ${LATER}`,
      `Stray place in the activity of Event ${LATER}: no record has it`,
    ],
  ],
  [
    "a place of no event",
    (kv) => kv.set(activityKey("contacts", "7ZZ"), 1),
    ["Stray place in the activity of Event 7ZZ: no record has it"],
  ],
  [
    "a place of no change of the settings",
    (kv) => kv.set(activityKey("contacts", "7ZZ"), null),
    ["Stray place in the activity of Event 7ZZ: no record has it"],
  ],
  [
    "a place in the activity of somebody else",
    (kv) => kv.set(userActivityKey(ADMIN.id, "contacts", LATER), 1),
    [`Stray place in a user's activity of Event ${LATER}: no record has it`],
  ],
];

Deno.test("verify() --fix gives places that an earlier Kartka stored without a kind theirs", async () => {
  using kv = await aStore();
  const sound = await snapshot(kv);
  await forgetKinds(kv);
  await messages(kv, true);
  assertEquals(await snapshot(kv), sound);
});

Deno.test("verify() finds nothing in a sound activity", async () => {
  using kv = await aStore();
  assertEquals(await messages(kv), []);
});

for (const [name, damage, expected] of DAMAGES) {
  Deno.test(`verify() sees ${name}, and --fix puts it right`, async () => {
    using kv = await aStore();
    const sound = await snapshot(kv);
    await damage(kv);
    assertEquals(await messages(kv), expected);
    await messages(kv, true);
    assertEquals(await messages(kv), []);
    assertEquals(await snapshot(kv), sound);
  });
}

Deno.test("events of a workspace that is older than its activity need no place in it", async () => {
  using kv = await aStore();
  const first = await findFirstActivity(kv);
  const old = anEvent(1, { id: "00OLD", actor: { kind: "user", userId: AGENT.id } });
  await kv.set(eventKey(1, old.id), old);
  assertEquals(await messages(kv), []);
  assertEquals(await findFirstActivity(kv), first);
  assertEquals((await listActivity(kv, { userId: null, kind: null, limit: 9 })).events.length, 3);
});
