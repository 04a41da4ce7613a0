// Records for property tests of merges: whatever two contacts may have, in small alphabets so that they meet.
import fc from "fast-check";
import type { Contact, Email } from "@/lib/domain/contact.ts";
import type { MergeSide } from "@/lib/domain/merge.ts";
import { NOON } from "./deps.ts";

export const aSide = fc.constantFrom<MergeSide>("kept", "merged");

/** One that no generated record has. */
export const anEmail = fc.nat(9).map((at): Email => ({
  typed: `New${at}@example.com`,
  key: `new${at}@example.com`,
}));

/** A contact with this id; handles and identities have it in them, because no two contacts share one. */
export function aRecord(id: number): fc.Arbitrary<Contact> {
  const at = fc.nat(5);
  const list = <T>(item: fc.Arbitrary<T>) =>
    fc.uniqueArray(item, { maxLength: 4, selector: (one) => JSON.stringify(one) });
  const moment = fc.nat(1000).map((ms) => NOON + ms);
  const optional = {
    identities: fc.uniqueArray(
      at.map((n) => ({ channelId: "01CH", externalId: `${id}-${n}`, label: "" })),
      { minLength: 1, maxLength: 3, selector: ({ externalId }) => externalId },
    ),
    unclaimed: fc.uniqueArray(
      fc.tuple(at, fc.nat(3)).map(([n, of]) => ({
        kind: "email" as const,
        typed: `e${n}@${of}.example`,
        key: `e${n}@${of}.example`,
      })),
      { minLength: 1, maxLength: 3, selector: ({ key }) => key },
    ).map((all) => all.filter(({ key }) => !key.endsWith(`@${id}.example`)))
      .filter((all) => all.length > 0),
    attributes: fc.dictionary(fc.constantFrom("plan", "city", "size"), fc.constantFrom("a", "b"), {
      minKeys: 1,
    }),
    importRunIds: fc.uniqueArray(at.map((n) => `01RUN${n}`), { minLength: 1, maxLength: 3 })
      .map((runs) => runs.sort()),
    block: fc.option(moment).map((untilMs) => ({
      id: `01BLOCK${id}`,
      untilMs,
      reason: null,
      note: "",
      byUserId: "01USER",
      atMs: NOON,
    })),
    conversationCount: fc.constant(2),
    channelIds: fc.constant<string[]>(["01CH"]),
  };
  return fc.record({
    id: fc.constant(id),
    name: fc.constantFrom("", "Olena", "Олена"),
    emails: list(at.map((n) => ({ typed: `E${n}@${id}.example`, key: `e${n}@${id}.example` }))),
    phones: list(
      at.map((n) =>
        n < 2 ? { typed: `ask ${n}`, key: null } : { typed: `0${id}${n}`, key: `+38${id}${n}` }
      ),
    ),
    tagIds: list(at.map((n) => `01TAG${n}`)),
    language: fc.constantFrom(null, "uk", "en"),
    source: fc.constant("manual" as const),
    createdAtMs: moment,
    lastActivityAtMs: fc.option(moment),
    revision: fc.integer({ min: 1, max: 9 }),
    ...optional,
  }, {
    requiredKeys: [
      "id",
      "name",
      "emails",
      "phones",
      "tagIds",
      "language",
      "source",
      "createdAtMs",
      "lastActivityAtMs",
      "revision",
    ],
  });
}
