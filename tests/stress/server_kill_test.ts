// The real server, killed while people save: what it has acknowledged is there, and no index disagrees with a record.
import { assert, assertEquals } from "@std/assert";
import { findContact } from "@/lib/store/contacts.ts";
import { findContactIdByEmail } from "@/lib/store/handles.ts";
import { openKv } from "@/lib/store/kv.ts";
import { openSite, type Site } from "@/tests/support/site.ts";
import { assertSound } from "@/tests/support/verified.ts";

/** More with `KILLS=50`. */
const KILLS = Number(Deno.env.get("KILLS") ?? 3);
const PEOPLE_AT_ONCE = 4;
/** Answers after which the next kill comes: another number each time, so that it meets all kinds of moments. */
const answersBefore = (kill: number) => 1 + (kill * 17) % 37;

interface Ledger {
  /** The next person's number. */
  next: number;
  /** Numbers of contacts whose creation was answered, with the id from the answer. */
  created: Map<number, number>;
  /** Numbers of contacts whose edit was answered. */
  edited: Set<number>;
  /** Requests that ended without an answer. */
  unanswered: number;
}

Deno.test("what the server has acknowledged outlives any kill, and no index disagrees with it", async () => {
  await using site = await openSite();
  const ledger: Ledger = { next: 1, created: new Map(), edited: new Set(), unanswered: 0 };
  let hits = 0;
  for (let kill = 1; kill <= KILLS; kill++) {
    const before = ledger.unanswered;
    await lifeUntilKilled(site, ledger, answersBefore(kill));
    if (ledger.unanswered > before) hits++;
  }
  await site.stop();
  assert(hits > 0, "no kill has hit a request");
  await assertKept(site.folder, ledger);
  console.log(
    `${KILLS} kills, ${hits} of them within a request: ${ledger.created.size} creations and ` +
      `${ledger.edited.size} edits acknowledged, ${ledger.unanswered} requests cut off`,
  );
});

/** People save until enough was answered and someone waits for an answer; then the server dies. */
async function lifeUntilKilled(site: Site, ledger: Ledger, answers: number): Promise<void> {
  const life = { answers: 0, waiting: 0, isOver: false };
  const enough = Promise.withResolvers<void>();
  const post = async (path: string, form: Record<string, string>) => {
    life.waiting++;
    if (life.answers >= answers) enough.resolve();
    try {
      const response = await send(site, path, form);
      life.answers++;
      return response;
    } catch {
      ledger.unanswered++;
      return null; // the server is dead
    } finally {
      life.waiting--;
    }
  };
  const people = Array.from({ length: PEOPLE_AT_ONCE }, async () => {
    while (!life.isOver && await saveOne(ledger, post));
  });
  await enough.promise;
  life.isOver = true;
  await Promise.all([site.killAndRestart(), ...people]);
}

type Post = (path: string, form: Record<string, string>) => Promise<Response | null>;

/** Creates a contact, then edits it. False when the server did not answer any more. */
async function saveOne(ledger: Ledger, post: Post): Promise<boolean> {
  const number = ledger.next++;
  const form = { name: `Person ${number}`, emails: emailOf(number) };
  const created = await post("/contacts/new", form);
  if (created === null) return false;
  const id = Number(/^\/contacts\/(\d+)$/.exec(created.headers.get("location") ?? "")?.[1]);
  assert(Number.isInteger(id), `creating was answered with ${created.status}`);
  ledger.created.set(number, id);
  const edited = await post(`/contacts/${id}/edit`, {
    ...form,
    name: nameOf(number),
    revision: "1",
  });
  if (edited === null) return false;
  assertEquals(edited.status, 303);
  ledger.edited.add(number);
  return true;
}

async function send(site: Site, path: string, form: Record<string, string>): Promise<Response> {
  const response = await fetch(site.url + path, {
    method: "POST",
    redirect: "manual",
    headers: { cookie: `kartka=${site.secrets.agent}`, origin: site.url },
    body: new URLSearchParams(form),
  });
  await response.body?.cancel();
  return response;
}

async function assertKept(folder: string, ledger: Ledger): Promise<void> {
  const kv = await openKv({ kvUrl: null, dataDir: folder });
  try {
    await assertSound(kv);
    for (const [number, id] of ledger.created) {
      assertEquals(await findContactIdByEmail(kv, emailOf(number)), id);
      const { name } = await findContact(kv, id) ?? { name: "gone" };
      if (ledger.edited.has(number)) assertEquals(name, nameOf(number));
    }
  } finally {
    kv.close();
  }
}

function emailOf(number: number): string {
  return `person${number}@example.com`;
}

function nameOf(number: number): string {
  return `Person ${number}, edited`;
}
