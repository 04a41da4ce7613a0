import { assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Contact } from "@/lib/domain/contact.ts";
import { findContactField } from "@/lib/domain/filter/field.ts";
import { filterTags } from "@/lib/domain/filter/filter_tags.ts";
import { matchesCondition } from "@/lib/domain/filter/condition.ts";
import { resolveFilter, type ResolveOptions } from "@/lib/domain/filter/resolve.ts";
import { filterSubject } from "@/lib/domain/filter/subject.ts";
import { parseFilter } from "@/lib/domain/filter/text.ts";
import type { FilterTree, Match } from "@/lib/domain/filter/tree.ts";
import type { Segment } from "@/lib/domain/segment.ts";
import type { GroupReason, RuleReason, Verdict } from "@/lib/domain/segment_reason.ts";
import { aContact, AGENT, anId, aSegment, emails } from "@/tests/support/cast.ts";
import { NOON } from "@/tests/support/deps.ts";
import { EXPLAINED_MAX, segmentReasons } from "./segment_reasons.ts";

const OPTIONS: ResolveOptions = {
  findField: findContactField,
  tags: filterTags([{ id: "vip", deletedAtMs: null }, { id: "old", deletedAtMs: NOON }]),
  nowMs: NOON,
  timeZone: "Europe/Kyiv",
  country: "UA",
};

function asking(filter: FilterTree, changes: Partial<Segment> = {}): Segment {
  const rest = { createdAtMs: NOON, usedAtMs: null, revision: 1, deletedAtMs: null };
  return { ...aSegment({ filter }), ...rest, id: anId(), ownerId: AGENT.id, ...changes };
}

function reasonsOf(contact: Contact, segments: Segment[], openId: string | null = null) {
  return segmentReasons(contact, {
    segments: { shared: segments, personal: [] },
    openId,
    options: OPTIONS,
    names: { tag: (id) => id.toUpperCase() },
    types: () => null,
    locale: "en",
  });
}

/** "in pass(There is no phone) …" */
function told(contact: Contact, f: string): string {
  const [reason] = reasonsOf(contact, [asking(parseFilter(f).tree)]);
  const say = (item: RuleReason | GroupReason): string =>
    "rules" in item
      ? `${item.verdict}(${item.rules.map(say).join(" ")})`
      : `${item.verdict}(${item.sentence})`;
  return [reason?.isIn ? "in" : "out", ...(reason?.items ?? []).map(say)].join(" ");
}

const TARAS = aContact({ tagIds: ["vip", "old"] });

Deno.test("each condition is told with its own outcome", () => {
  assertEquals(
    told(TARAS, "phone.empty;email.set"),
    "out pass(There is no phone) fail(There is an e-mail)",
  );
  assertEquals(told(TARAS, "tags.any(vip)"), "in pass(Tag is VIP)");
});

Deno.test("a group is met as its match says", () => {
  const both = "pass(There is no phone) fail(There is an e-mail)";
  assertEquals(told(TARAS, "any(phone.empty;email.set)"), `in pass(${both})`);
  assertEquals(told(TARAS, "all(phone.empty;email.set)"), `out fail(${both})`);
});

Deno.test("a condition on deleted tags is ignored, one that is not possible keeps everyone out", () => {
  assertEquals(
    told(TARAS, "tags.any(old);phone.empty"),
    "in ignored(Tag is OLD) pass(There is no phone)",
  );
  assertEquals(told(TARAS, "any(tags.any(old));phone.empty").split(" ")[1], "ignored(ignored(Tag");
  assertEquals(
    told(TARAS, "tags.any(none);phone.empty"),
    "out invalid(Tag is NONE) pass(There is no phone)",
  );
});

Deno.test("so many segments that they weigh are named only, but for the open one", () => {
  const segments = Array.from({ length: EXPLAINED_MAX + 2 }, () => asking(aSegment().filter));
  const last = segments.at(-1)?.id ?? "";
  const explained = (openId: string | null) =>
    reasonsOf(TARAS, segments, openId).filter(({ items }) => items !== null).length;
  assertEquals([explained(null), explained(last)], [EXPLAINED_MAX, EXPLAINED_MAX + 1]);
  assertEquals(reasonsOf(TARAS, segments).every(({ isIn }) => isIn), true);
});

/** Whether the outcomes of the parts add up to that of the whole. */
function addUp(match: Match, verdicts: Verdict[]): boolean {
  const counted = verdicts.filter((verdict) => verdict !== "ignored");
  if (counted.length === 0 || counted.includes("invalid")) return false;
  return match === "all"
    ? counted.every((verdict) => verdict === "pass")
    : counted.includes("pass");
}

Deno.test("the outcomes always add up to whether the contact is in the segment", () => {
  const rule = fc.constantFrom(
    "phone.empty",
    "email.set",
    "email.contains(olena)",
    "name.is(Taras Bondarenko)",
    "tags.any(vip)",
    "tags.none(vip,old)",
    "tags.all(old)",
    "tags.any(none)",
    "language.any(uk)",
    "id.gt(1)",
    "created.on(soon)",
  );
  const match = fc.constantFrom("all", "any");
  const group = fc.tuple(match, fc.array(rule, { minLength: 1, maxLength: 3 }))
    .map(([match, rules]) => `${match}(${rules.join(";")})`);
  const filter = fc.tuple(
    fc.constantFrom("", "any:"),
    fc.array(fc.oneof(rule, group), { minLength: 1, maxLength: 4 }),
  ).map(([match, items]) => match + items.join(";"));
  const contact = fc.constantFrom(
    TARAS,
    aContact({ id: 2, name: "", emails: emails("olena@example.com"), language: "uk" }),
    aContact({ id: 3, tagIds: ["old"] }),
  );
  fc.assert(
    fc.property(filter, contact, (f, contact) => {
      const { tree } = parseFilter(f);
      const [reason] = reasonsOf(contact, [asking(tree)]);
      const { condition } = resolveFilter(tree, OPTIONS);
      assertEquals(reason?.isIn, matchesCondition(condition, filterSubject(contact, () => null)));
      const verdicts = reason?.items?.map(({ verdict }) => verdict) ?? [];
      assertEquals(reason?.isIn, addUp(tree.match, verdicts) && !hasInvalid(reason?.items ?? []));
    }),
    { numRuns: 1000 },
  );
});

function hasInvalid(items: readonly (RuleReason | GroupReason)[]): boolean {
  return items.some((item) => item.verdict === "invalid");
}
