// Made-up contacts for stress runs: few letters and few times, so that everything collides with everything.
import { BLOCK_REASONS } from "@/lib/domain/block_choice.ts";
import type { Contact } from "@/lib/domain/contact.ts";
import { cleanName, emailKey, phoneKey } from "@/lib/domain/handle.ts";
import { someAttributes, someConversations } from "./attributes.ts";
import { DAY_MS, FIRST_DAY_MS, pick, PIECES, some, whole } from "./random.ts";

export const TAGS = ["vip", "new", "lead", "50%", "рідкий"];
export const LANGUAGES = ["uk", "en", "pl", null];
const SOURCES = ["manual", "import", "seed"] as const;
const RUNS = ["run1", "run2", "run3"];
export const QUERIES = [
  ...'i o ov ivan shev shevchenko cgen % _ 😀 李 nn zz 067 38067 a.b é 1 @ x " 12 i\u202ev'.split(
    " ",
  ),
  "ivan ov",
  "ko she",
  "nobody has this",
  "ov".repeat(1000),
  "\ud83d",
];

/** From `FIRST_DAY_MS` on. */
export const DAYS = 40;
export const ZONE = "Europe/Kyiv";
const HOUR_MS = 3_600_000;

export function aName(random: () => number): string {
  const pieces = Array.from({ length: Math.floor(random() * 5) }, () => pick(random, PIECES));
  return cleanName(pieces.join(random() < 0.4 ? " " : ""));
}

export function someTags(random: () => number): string[] {
  return TAGS.filter((_, at) => random() < 0.5 / (at + 1));
}

/** Often at a midnight of the zone, or a millisecond beside it. */
export function aMoment(random: () => number): number {
  const hour = pick(random, [0, 9, 21, 22, 23]);
  const day = whole(random, 0, DAYS - 1);
  return FIRST_DAY_MS + day * DAY_MS + hour * HOUR_MS + pick(random, [-1, 0, 0, 1]);
}

export function aContact(random: () => number, id: number): Contact {
  return {
    id,
    name: aName(random),
    emails: random() < 0.6 ? someEmails(random, id) : [],
    phones: random() < 0.6 ? somePhones(random, id) : [],
    tagIds: someTags(random),
    language: pick(random, LANGUAGES),
    source: pick(random, SOURCES),
    createdAtMs: aMoment(random),
    lastActivityAtMs: random() < 0.3 ? null : aMoment(random),
    revision: 1,
    ...(random() < 0.4 ? { importRunIds: some(random, RUNS, 0.6) } : {}),
    ...someAttributes(random),
    ...someConversations(random),
    ...someBlock(random),
  };
}

/** Around the moments that filters ask about: over, holding, for ever. */
export function someBlock(random: () => number): Pick<Contact, "block"> {
  if (random() < 0.7) return {};
  return {
    block: {
      id: "01BLOCK",
      untilMs: pick(random, [null, aMoment(random), aMoment(random) + DAYS * DAY_MS]),
      reason: pick(random, [null, ...BLOCK_REASONS]),
      note: "",
      byUserId: "01USER",
      atMs: FIRST_DAY_MS,
    },
  };
}

/** One that has what its record has, where the whole store is verified: no conversations, no block. */
export function aSilentContact(random: () => number, id: number): Contact {
  const { channelIds: _, conversationCount: __, block: ___, ...contact } = aContact(random, id);
  return contact;
}

/** One to three, no two contacts with the same. */
export function someEmails(random: () => number, id: number): Contact["emails"] {
  const host = `x${Math.floor(random() * 3)}.ua`;
  const addresses = [`a.b${id}@${host}`, `O'Neil_${id}%+x@${host}`, `Іван.${id}@Пошта.укр`];
  return handles(random, addresses).map((typed) => ({ typed, key: emailKey(typed) ?? typed }));
}

/** One to three: of the country, with its trunk zero, foreign, with an extension, and such as nobody can read. */
export function somePhones(random: () => number, id: number): Contact["phones"] {
  const number = String(1_000_000 + id * 37).slice(-7);
  const typed = [
    `+38067${number}`,
    `067 ${number.slice(0, 3)}-${number.slice(3)}`,
    `(050) ${number} ext. 12`,
    `+44 20 7946 ${String(1000 + id).slice(-4)}`,
    `12${id}`,
    "call my wife",
    "٠٦٧ ١٢٣",
  ];
  return handles(random, typed).map((typed) => ({ typed, key: phoneKey(typed, "UA") }));
}

/** The first is the commonest. */
function handles(random: () => number, from: readonly string[]): string[] {
  const count = random() < 0.7 ? 1 : whole(random, 2, 3);
  const chosen = Array.from({ length: count }, () => from[Math.floor(random() ** 2 * from.length)]);
  return [...new Set(chosen)].filter((text) => text !== undefined);
}
