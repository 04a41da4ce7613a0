// Filters that the bench asks about, as the index gets them.
import type { Condition, TextColumn, TextTest } from "@/lib/domain/filter/condition.ts";
import { nextUp } from "@/lib/domain/filter/rule_condition.ts";
import { fold } from "@/lib/domain/fold.ts";
import { NOW_MS, tagIdOf } from "./people.ts";

const DAY_MS = 86_400_000;

export const COMMONEST_TAG = anyTag(0);
export const THIRD_TAG = anyTag(2);
export const RARE_TAG = anyTag(30);
const BLOCKED: Condition = {
  kind: "range",
  field: "blockedUntil",
  from: nextUp(NOW_MS),
  to: Infinity,
};
const NO_TAGS = not({ kind: "member", family: "tags", anyOf: [] });
const NO_EMAIL = not({ kind: "present", field: "email" });
const NO_PHONE = not({ kind: "present", field: "phone" });

/** One in ninety: those with a tag, more than ten orders, and activity within ninety days. */
export const TAG_AND_ORDERS_AND_ACTIVITY = all(
  THIRD_TAG,
  { kind: "range", field: "attr.orders", from: 11, to: Infinity },
  activeWithin(90),
);

export const OR_OF_ANDS: Condition = any(
  all(plan("gold"), text("attr.city", "contains", "льв")),
  all(text("email", "starts", "ivan"), not(BLOCKED)),
);

/** One in twenty: every type of attribute that the questions before do not ask about. */
export const BORN_SUBSCRIBED_WITHOUT_SITE = all(
  { kind: "range", field: "attr.birthday", from: dayOf("1980-01-01"), to: dayOf("1990-01-01") },
  { kind: "member", family: "attr.subscribed", anyOf: ["true"] },
  not({ kind: "present", field: "attr.site" }),
);

export const NEITHER_PHONE_NOR_EMAIL = all(NO_PHONE, NO_EMAIL);
export const NAMED_WITHOUT_TAGS = all(text("name", "contains", fold("шевч")), NO_TAGS);
export const NOT_NAMED = not(text("name", "contains", fold("енко")));

/** As many rules as a filter may have, every kind among them. */
export const TWENTY_FIVE_RULES: Condition = all(
  not(anyTag(3, 5, 7, 9)),
  any(...Array.from({ length: 12 }, (_, place) => anyTag(place))),
  any(language("uk"), language("en"), text("name", "contains", fold("марія"))),
  any(...["gmail", "ukr.net", "i.ua"].map((piece) => text("email", "contains", piece))),
  not(text("name", "contains", fold("енко"))),
  any(text("phone", "starts", "38067"), text("phone", "starts", "38050"), NO_PHONE),
  { kind: "range", field: "created", from: NOW_MS - 900 * DAY_MS, to: NOW_MS - 30 * DAY_MS },
  activeWithin(400),
  { kind: "range", field: "imports", from: 0, to: 2 },
);

/** Such as people keep in a sidebar: broad and narrow, by every kind of field. */
export const SEGMENTS: readonly Condition[] = [
  NO_PHONE,
  NO_EMAIL,
  NO_TAGS,
  not(activeWithin(90)),
  { kind: "range", field: "created", from: NOW_MS - DAY_MS, to: NOW_MS },
  { kind: "range", field: "imports", from: 2, to: Infinity },
  activeWithin(7),
  all(THIRD_TAG, not(activeWithin(30))),
  all(COMMONEST_TAG, language("en")),
  any(anyTag(5, 6), RARE_TAG),
  text("email", "contains", "@gmail.com"),
  text("phone", "starts", "38067"),
  text("phone", "starts", "48"),
  text("name", "starts", fold("ТОВ")),
  all(text("name", "contains", fold("іван")), NO_EMAIL),
  { kind: "member", family: "source", anyOf: ["manual"] },
  all(language("pl"), not(COMMONEST_TAG)),
  OR_OF_ANDS,
  NEITHER_PHONE_NOR_EMAIL,
  all(anyTag(1), anyTag(2), activeWithin(180)),
];

/** Has one of the tags at these places. */
export function anyTag(...places: number[]): Condition {
  return { kind: "member", family: "tags", anyOf: places.map(tagIdOf) };
}

export function text(column: TextColumn, test: TextTest, ...values: string[]): Condition {
  return { kind: "text", column, test, values };
}

export function all(...of: Condition[]): Condition {
  return { kind: "all", of };
}

function any(...of: Condition[]): Condition {
  return { kind: "any", of };
}

function not(of: Condition): Condition {
  return { kind: "not", of };
}

function language(...anyOf: string[]): Condition {
  return { kind: "member", family: "language", anyOf };
}

function plan(...anyOf: string[]): Condition {
  return { kind: "member", family: "attr.plan", anyOf };
}

function dayOf(day: string): number {
  return Date.parse(day) / DAY_MS;
}

function activeWithin(days: number): Condition {
  return { kind: "range", field: "lastActivity", from: NOW_MS - days * DAY_MS, to: Infinity };
}
