// The real server, killed while channels report: each event that was ever sent is stored exactly once.
import { assert, assertEquals } from "@std/assert";
import { contactSchema } from "@/lib/domain/contact.ts";
import type { Channel } from "@/lib/domain/channel.ts";
import { messageSchema } from "@/lib/domain/conversation.ts";
import { inboundAnswerSchema } from "@/lib/domain/inbound.ts";
import { rangePrefix } from "@/lib/store/keys/range.ts";
import { openKv } from "@/lib/store/kv.ts";
import { openSecretBox } from "@/lib/store/secret_box.ts";
import { signedRequest, storedChannel } from "@/tests/support/inbound.ts";
import { openSite, type Site } from "@/tests/support/site.ts";
import { assertSound } from "@/tests/support/verified.ts";

/** More with `STRESS_KILLS=100`. */
const KILLS = Number(Deno.env.get("STRESS_KILLS") ?? 20);
const SENDERS = 6;
/** Answers after which the next kill comes: another number each time, so that it meets all kinds of moments. */
const answersBefore = (kill: number) => 1 + (kill * 17) % 37;

/** What providers know of one event. */
interface Sending {
  id: string;
  sender: number;
  /** The message that an answer has named. */
  messageId: string | null;
  /** Times that no answer came. */
  lost: number;
}

Deno.test("each event is stored exactly once, however often the server is killed and the event repeated", async () => {
  const appKey = crypto.getRandomValues(new Uint8Array(32));
  let channel: Channel | null = null;
  await using site = await openSite({
    env: { KARTKA_APP_KEY: appKey.toBase64() },
    async fill({ deps }) {
      const secrets = await openSecretBox(appKey);
      channel = await storedChannel({ ...deps, secrets }, { type: "api" });
    },
  });
  const sent: Sending[] = [];
  const open: Sending[] = [];
  for (let kill = 1; kill <= KILLS; kill++) {
    await lifeUntilKilled({ site, channel, sent, open }, answersBefore(kill));
  }
  // Providers come again until they are answered.
  while (open.length > 0) await sendOne({ site, channel, sent, open });
  await site.stop();
  const lost = sent.reduce((sum, event) => sum + event.lost, 0);
  assert(lost >= KILLS / 2, `only ${lost} requests were cut off by ${KILLS} kills`);
  await assertStoredOnce(site.folder, sent);
  console.log(`${KILLS} kills: ${sent.length} events, ${lost} of their requests cut off`);
});

interface Life {
  site: Site;
  channel: Channel | null;
  sent: Sending[];
  /** Events that wait to be sent again. */
  open: Sending[];
}

async function lifeUntilKilled(life: Life, answers: number): Promise<void> {
  let answered = 0;
  let isOver = false;
  const enough = Promise.withResolvers<void>();
  const providers = Array.from({ length: SENDERS }, async () => {
    while (!isOver && await sendOne(life)) {
      if (++answered >= answers) enough.resolve();
    }
  });
  await enough.promise;
  isOver = true;
  await Promise.all([life.site.killAndRestart(), ...providers]);
}

/** Sends an event that waits, or a new one, three times at once. False when the server did not answer. */
async function sendOne({ site, channel, sent, open }: Life): Promise<boolean> {
  const number = sent.length + 1;
  const fresh = { id: `evt_${number}`, sender: number % SENDERS, messageId: null, lost: 0 };
  const event: Sending = open.shift() ?? fresh;
  if (event === fresh) sent.push(event);
  const outcomes = await Promise.all([1, 2, 3].map(() => postEvent(site, channel, event)));
  const ids = outcomes.flatMap((id) => id === null ? [] : [id]);
  if (ids.length < 3) {
    event.lost++;
    open.push(event);
  }
  for (const id of ids) {
    event.messageId ??= id;
    assertEquals(id, event.messageId);
  }
  return ids.length > 0;
}

async function postEvent(
  site: Site,
  channel: Channel | null,
  { id, sender }: Sending,
): Promise<string | null> {
  const identity = { externalId: `sender ${sender}`, phone: `+38067000000${sender}` };
  const body = { kind: "message", identity, message: { text: id, externalId: id } };
  const options = { id, atMs: Date.now(), origin: site.url };
  const request = await signedRequest(channel?.id ?? "", body, options);
  try {
    const response = await fetch(request);
    const text = await response.text();
    if (response.status === 503) return null;
    assertEquals(response.status, 200, text);
    return inboundAnswerSchema.parse(JSON.parse(text)).messageId;
  } catch (error) {
    if (error instanceof TypeError) return null; // the server is dead
    throw error;
  }
}

async function assertStoredOnce(folder: string, sent: Sending[]): Promise<void> {
  const kv = await openKv({ kvUrl: null, dataDir: folder });
  try {
    await assertSound(kv);
    const messages = await Array.fromAsync(
      kv.list({ prefix: rangePrefix("msg") }),
      ({ value }) => messageSchema.parse(value),
    );
    const stored = messages.map(({ id, externalId }) => `${externalId} ${id}`).sort();
    assertEquals(stored, sent.map(({ id, messageId }) => `${id} ${messageId}`).sort());
    const contacts = await Array.fromAsync(
      kv.list({ prefix: rangePrefix("c") }),
      ({ value }) => contactSchema.parse(value),
    );
    assertEquals(contacts.length, Math.min(SENDERS, sent.length));
  } finally {
    kv.close();
  }
}
