// A believable workspace: tags, and as many people as a test or a picture wants. The same ones every time.
import type { Acting } from "@/lib/actions/deps.ts";
import { createTag } from "@/lib/actions/create_tag.ts";
import type { Contact } from "@/lib/domain/contact.ts";
import { emailKey, phoneKey } from "@/lib/domain/handle.ts";
import type { TagColor } from "@/lib/domain/tag.ts";
import { createContactsBatch, type NewContact } from "@/lib/store/contact_batch.ts";

export interface CrowdTag {
  name: string;
  color: TagColor;
  description: string;
  visibleToAgents?: boolean;
}

export const CROWD_TAGS: readonly CrowdTag[] = [
  { name: "VIP", color: "amber", description: "Call back within an hour" },
  { name: "Опт", color: "blue", description: "Гуртові покупці" },
  { name: "Новий", color: "green", description: "Перші 30 днів" },
  { name: "Договір", color: "violet", description: "Є підписаний договір" },
  { name: "Борг", color: "red", description: "Прострочена оплата" },
  { name: "Returns", color: "teal", description: "" },
  { name: "Newsletter", color: "indigo", description: "Agreed to receive news" },
  { name: "Fraud check", color: "gray", description: "Ask the lawyer", visibleToAgents: false },
];

/** First names with the forms of an address. */
const FIRST: readonly (readonly [name: string, latin: string])[] = [
  ["Олена", "olena"],
  ["Андрій", "andrii"],
  ["Мар’яна", "mariana"],
  ["Тарас", "taras"],
  ["Софія", "sofiia"],
  ["Ігор", "ihor"],
  ["Kateryna", "kateryna"],
  ["John", "john"],
  ["Zoë", "zoe"],
  ["Юлія", "yuliia"],
];
const LAST: readonly (readonly [name: string, latin: string])[] = [
  ["Шевченко", "shevchenko"],
  ["Kovalenko", "kovalenko"],
  ["Григор’єв", "hryhoriev"],
  ["Їжакевич", "izhakevych"],
  ["Нечуй-Левицька", "nechui.levytska"],
  ["Ґалаґан", "galagan"],
  ["Novák", "novak"],
  ["Бондаренко", "bondarenko"],
  ["Smith", "smith"],
  ["Щербак", "shcherbak"],
  ["Мельник", "melnyk"],
];

const HOUR_MS = 3_600_000;
const BATCH = 40;

/** Ids of the tags by name. */
export async function fillTags(acting: Acting): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (const { visibleToAgents = true, ...tag } of CROWD_TAGS) {
    const made = await createTag(acting, { ...tag, visibleToAgents, inQuickFilter: true });
    ids.set(tag.name, made.id);
  }
  return ids;
}

/** Tags, and `count` people who were active one after another, the first most recently. At most 110 are distinct. */
export async function fillCrowd(acting: Acting, count: number): Promise<Map<string, string>> {
  const tagIds = await fillTags(acting);
  const { kv, newId, now } = acting.deps;
  const people = Array.from({ length: count }, (_, at) => person(at, tagIds, now()));
  for (let at = 0; at < count; at += BATCH) {
    const creates = people.slice(at, at + BATCH).reverse().map((contact): NewContact => ({
      contact,
      event: {
        id: newId(),
        atMs: contact.createdAtMs,
        actor: acting.actor,
        kind: "created",
        changes: [],
      },
    }));
    const result = await createContactsBatch(kv, creates);
    if (!result.saved) throw new Error("The crowd has a handle twice");
  }
  return tagIds;
}

/** Nobody is like the one before: some have two phones, some no e-mail, some no name. */
function person(
  at: number,
  tagIds: Map<string, string>,
  nowMs: number,
): Omit<Contact, "id" | "revision"> {
  const [first, firstLatin] = FIRST[at % FIRST.length] ?? ["", ""];
  const [last, lastLatin] = LAST[at % LAST.length] ?? ["", ""];
  const activeMs = nowMs - Math.round(HOUR_MS * 0.2 * (at + 1) ** 1.7);
  const isNameless = at % 13 === 9;
  const email = at % 7 === 4 ? [] : [`${firstLatin}.${lastLatin}@example.com`];
  const phones = at % 9 === 5 ? [] : [`067 123 ${40 + (at % 50)} ${10 + at % 90}`];
  const second = at % 11 === 0 ? [`+44 20 7946 0${String(100 + at)}`] : [];
  const tags = CROWD_TAGS.filter((_, tag) => (at * 7 + tag * 5) % (tag + 3) === 0).slice(0, at % 5);
  return {
    name: isNameless ? "" : `${first} ${last}`,
    emails: email.map((typed) => ({ typed, key: emailKey(typed) ?? typed })),
    phones: [...phones, ...second].map((typed) => ({ typed, key: phoneKey(typed, "UA") })),
    tagIds: tags.flatMap(({ name }) => tagIds.get(name) ?? []),
    language: ["uk", "uk", "en", null][at % 4] ?? null,
    source: "manual",
    createdAtMs: activeMs - HOUR_MS * 24 * (30 + at),
    lastActivityAtMs: at % 17 === 16 ? null : activeMs,
  };
}
