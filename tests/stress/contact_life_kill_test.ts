// The real server, killed while contacts live through everything: what it has acknowledged holds, and what it began it ends.
import { assert, assertEquals } from "@std/assert";
import type { Channel } from "@/lib/domain/channel.ts";
import { isBlocked } from "@/lib/domain/block.ts";
import { openInstallationBox } from "@/lib/store/app_key.ts";
import { findContact } from "@/lib/store/contacts.ts";
import { listContactConversations } from "@/lib/store/conversations.ts";
import { setHandleDigest } from "@/lib/store/handle_digest.ts";
import { openKv } from "@/lib/store/kv.ts";
import { findMergeOf, listOpenMergeIds } from "@/lib/store/merges.ts";
import { resolveContactId } from "@/lib/store/redirects.ts";
import { findTrashed } from "@/lib/store/trash.ts";
import { signedRequest, storedChannel } from "@/tests/support/inbound.ts";
import { openSite, type Site } from "@/tests/support/site.ts";
import { assertSound } from "@/tests/support/verified.ts";

/** More with `STRESS_KILLS=30`. */
const KILLS = Number(Deno.env.get("STRESS_KILLS") ?? 6);
const PEOPLE_AT_ONCE = 4;
/** Answers after which the next kill comes: another number each time, so that it meets all kinds of moments. */
const answersBefore = (kill: number) => 1 + (kill * 17) % 37;

/** Two contacts that one person works with, through all steps one after another. */
interface Life {
  number: number;
  keptId: number;
  mergedId: number;
  /** Steps that were answered. */
  done: number;
  /** The step after them was sent, and nobody knows. */
  isCut: boolean;
}

interface Run {
  site: Site;
  channel: Channel;
  /** The server's file, for reading. */
  kv: Deno.Kv;
}

/** What is asked of the server, in this order; what else is to be known is written into the life. */
const STEPS: ((run: Run, life: Life) => Promise<void>)[] = [
  async (run, life) => {
    life.keptId = await create(run, { name: `Kept ${life.number}` });
  },
  async (run, life) => {
    life.mergedId = await create(run, { name: `Other ${life.number}`, emails: emailOf(life) });
  },
  (run, { keptId, number }) =>
    post(run, `/contacts/${keptId}/edit`, { name: `Edited ${number}`, revision: "1" }),
  (run, life) => write(run, life, 1),
  async (run, { keptId, mergedId }) => {
    const form = { with: String(mergedId), step: "confirm", seen: "2.1" };
    await post(run, `/contacts/${keptId}/merge`, form);
  },
  (run, life) => write(run, life, 2),
  async (run, life) => {
    const mergeId = (await findMergeOf(run.kv, life.mergedId))?.id ?? "none";
    await post(run, `/contacts/${life.keptId}/merges/${mergeId}/undo`, {});
  },
  (run, { mergedId }) =>
    post(run, `/contacts/${mergedId}/block`, {
      preset: "forever",
      until: "",
      reason: "spam",
      note: "",
    }),
  (run, { mergedId }) => post(run, `/contacts/${mergedId}/delete`, {}),
  (run, { mergedId }) => post(run, `/contacts/${mergedId}/restore`, {}),
];

/** What must be there after so many steps. */
function expected(done: number) {
  return {
    isEdited: done >= 3,
    messages: done >= 6 ? 2 : done >= 4 ? 1 : 0,
    other: done < 2
      ? "none"
      : done === 5 || done === 6
      ? "merged"
      : done === 9
      ? "trashed"
      : "there",
    isBlocked: done === 8 || done === 10,
  };
}

Deno.test(`contacts that are merged, parted, blocked and deleted outlive ${KILLS} kills, step by step`, async () => {
  let channel: Channel | null = null;
  await using site = await openSite({
    async fill({ deps }) {
      channel = await storedChannel(deps, { type: "email" });
    },
  });
  assert(channel !== null);
  using kv = await openKv({ kvUrl: null, dataDir: site.folder });
  const run = { site, channel, kv };
  const lives: Life[] = [];
  for (let kill = 1; kill <= KILLS; kill++) {
    await liveUntilKilled(run, lives, answersBefore(kill));
  }
  await liveToTheEnd(run, newLife(lives));
  await site.stop();
  const cut = lives.filter(({ isCut }) => isCut).length;
  const steps = lives.reduce((sum, { done }) => sum + done, 0);
  assert(cut > 0, "no kill has hit a request");
  setHandleDigest(kv, await openInstallationBox({ appKey: null, dataDir: site.folder }));
  await assertAsTold(kv, lives);
  console.log(
    `${KILLS} kills: ${steps} steps of ${lives.length} lives acknowledged, ${cut} cut off`,
  );
});

async function liveUntilKilled(run: Run, lives: Life[], answers: number): Promise<void> {
  let answered = 0;
  let isOver = false;
  const enough = Promise.withResolvers<void>();
  const people = Array.from({ length: PEOPLE_AT_ONCE }, async () => {
    while (!isOver) {
      const life = newLife(lives);
      for (const step of STEPS) {
        life.isCut = !await survives(() => step(run, life));
        if (life.isCut) return;
        life.done++;
        if (++answered >= answers) enough.resolve();
        if (isOver) return;
      }
    }
  });
  await Promise.race([enough.promise, Promise.all(people)]);
  isOver = true;
  await Promise.all([run.site.killAndRestart(), ...people]);
}

/** Whatever was killed before, one life goes as it should. */
async function liveToTheEnd(run: Run, life: Life): Promise<void> {
  for (const step of STEPS) {
    await step(run, life);
    life.done++;
  }
}

function newLife(lives: Life[]): Life {
  const ids = { keptId: 0, mergedId: 0 };
  const life = { number: lives.length + 1, ...ids, done: 0, isCut: false };
  lives.push(life);
  return life;
}

/** False when the server was dead before it had answered. */
async function survives(step: () => Promise<void>): Promise<boolean> {
  try {
    await step();
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

async function create(run: Run, form: Record<string, string>): Promise<number> {
  const location = await send(run, "/contacts/new", form);
  const id = Number(/^\/contacts\/(\d+)/.exec(location)?.[1]);
  assert(Number.isInteger(id), `creating has led to ${location}`);
  return id;
}

async function post(run: Run, path: string, form: Record<string, string>): Promise<void> {
  await send(run, path, form);
}

/** Where the answer leads: all these forms are answered so. */
async function send({ site }: Run, path: string, form: Record<string, string>): Promise<string> {
  const response = await fetch(site.url + path, {
    method: "POST",
    redirect: "manual",
    headers: { cookie: `kartka=${site.secrets.admin}`, origin: site.url },
    body: new URLSearchParams(form),
  });
  await response.body?.cancel();
  assertEquals(response.status, 303, path);
  return response.headers.get("location") ?? "";
}

/** Comes again, as providers do, while the server asks for it. */
async function write({ site, channel }: Run, life: Life, nth: number): Promise<void> {
  const body = { kind: "message", identity: { email: emailOf(life) }, message: { text: "Hello" } };
  const id = `evt_${life.number}_${nth}`;
  for (;;) {
    const options = { id, atMs: Date.now(), origin: site.url };
    const response = await fetch(await signedRequest(channel.id, body, options));
    const text = await response.text();
    if (response.status === 503) continue;
    return assertEquals(response.status, 200, text);
  }
}

async function assertAsTold(kv: Deno.Kv, lives: Life[]): Promise<void> {
  assertEquals(await listOpenMergeIds(kv), [], "a merge was not taken on");
  await assertSound(kv);
  for (const life of lives.filter(({ done }) => done >= 2)) {
    const seen = JSON.stringify(await stateOf(kv, life));
    const may = [life.done, ...life.isCut ? [life.done + 1] : []].map(expected);
    assert(may.some((one) => JSON.stringify(one) === seen), `life ${life.number}: ${seen}`);
  }
}

async function stateOf(kv: Deno.Kv, { keptId, mergedId }: Life) {
  const [kept, other] = await Promise.all([findContact(kv, keptId), findContact(kv, mergedId)]);
  const isMerged = await resolveContactId(kv, mergedId) !== mergedId;
  const isTrashed = await findTrashed(kv, mergedId) !== null;
  const talks = await listContactConversations(kv, isMerged ? keptId : mergedId, { limit: 10 });
  return {
    isEdited: kept?.name.startsWith("Edited") ?? false,
    messages: talks.items.reduce((sum, { messageCount }) => sum + messageCount, 0),
    other: isMerged ? "merged" : isTrashed ? "trashed" : other ? "there" : "none",
    isBlocked: isBlocked(other?.block, Date.now()),
  };
}

function emailOf({ number }: Life): string {
  return `life${number}@example.com`;
}
