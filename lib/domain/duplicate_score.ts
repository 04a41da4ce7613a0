// How likely two contacts are one person, and why (9.8). Evidence adds up to a score; people are told the reasons.
import {
  allEmails,
  allPhones,
  type DuplicateKey,
  type DuplicateSubject,
  emailCore,
  hostOf,
  isCompanyHost,
  phoneTails,
  type Signal,
  signals,
} from "./duplicate.ts";
import { isSameName, nameLikeness, nameTokens } from "./name_likeness.ts";

/** In the order in which they are told. */
export const DUPLICATE_REASONS = [
  "same_phone",
  "similar_phone",
  "same_email",
  "similar_email",
  "same_name",
  "similar_name",
  "same_company",
  "same_city",
  "shared_value",
] as const;
export type DuplicateReason = typeof DUPLICATE_REASONS[number];

export interface DuplicateScore {
  /** From `POSSIBLE_MIN` on. */
  score: number;
  level: "likely" | "possible";
  reasons: DuplicateReason[];
}

export const LIKELY_MIN = 80;
export const POSSIBLE_MIN = 55;
/** A value of this many contacts is nobody's own: a switchboard, a family, a shop. */
export const SHARED_BY_MIN = 3;

/** Points of evidence. */
const SAME_EMAIL = 90;
const SIMILAR_EMAIL = 85;
const SAME_PHONE = 85;
/** Two readable numbers of different countries with one end. */
const SIMILAR_PHONE = 60;
const SAME_NAME = 45;
const SIMILAR_NAME = 40;
const SHARED_SIGNAL = 15;
const LIKE_NAME_BONUS = 15;
const NEAR_NAME_BONUS = 8;
/** Two people may share an address; then their names differ. */
const OTHER_NAME = -15;
/** Of one name, but each with an address of their own of a kind: rather two people. */
const OTHER_HANDLES = -15;
const SHARED_VALUE = -40;

const LIKE_NAME = 0.92;
const NEAR_NAME = 0.85;
const UNLIKE_NAME = 0.75;

/** Addresses of functions, not of people. */
const ROLES = new Set(
  ("info office admin sales support contact contacts mail help hello billing accounting buh bookkeeping hr jobs " +
    "marketing noreply no-reply postmaster webmaster shop order orders zakaz reception service team press legal pr")
    .split(" "),
);

/** How many contacts have the key. */
export type Holders = (key: DuplicateKey) => number;

interface Evidence {
  points: number;
  reasons: DuplicateReason[];
}

/** Null when there is too little in common. The order of the two does not matter. */
export function scorePair(
  a: DuplicateSubject,
  b: DuplicateSubject,
  holders: Holders,
): DuplicateScore | null {
  const [phone, email] = [phoneEvidence(a, b, holders), emailEvidence(a, b, holders)];
  const address = Math.max(phone.points, email.points);
  const name = address > 0 ? nameBesideAddress(a, b) : nameAlone(a, b);
  const score = address + name.points;
  if (score < POSSIBLE_MIN) return null;
  const reasons = new Set([...phone.reasons, ...email.reasons, ...name.reasons]);
  return {
    score,
    level: score >= LIKELY_MIN ? "likely" : "possible",
    reasons: DUPLICATE_REASONS.filter((reason) => reasons.has(reason)),
  };
}

function phoneEvidence(a: DuplicateSubject, b: DuplicateSubject, holders: Holders): Evidence {
  const others = allPhones(b);
  return best(
    allPhones(a).flatMap((phone) =>
      phoneTails(phone).flatMap((tail) => {
        const shared = sharedBy(holders({ kind: "phone", value: tail }));
        return others.filter((other) => phoneTails(other).includes(tail)).map((other) =>
          join(samePhone(phone, other), shared)
        );
      })
    ),
  );
}

function samePhone(phone: string, other: string): Evidence {
  const isOther = phone.startsWith("+") && other.startsWith("+") && main(phone) !== main(other);
  return isOther
    ? { points: SIMILAR_PHONE, reasons: ["similar_phone"] }
    : { points: SAME_PHONE, reasons: ["same_phone"] };
}

function main(number: string): string {
  return number.split(";ext=")[0]?.replace(/[^\d+]/g, "") ?? "";
}

function emailEvidence(a: DuplicateSubject, b: DuplicateSubject, holders: Holders): Evidence {
  const others = allEmails(b);
  return best(
    allEmails(a).flatMap((email) => {
      const core = emailCore(email);
      return others.filter((other) => emailCore(other) === core).map((other): Evidence => {
        const isRole = ROLES.has(core.slice(0, core.lastIndexOf("@")));
        const shared = sharedBy(isRole ? SHARED_BY_MIN : holders({ kind: "email", value: core }));
        return join(
          email === other
            ? { points: SAME_EMAIL, reasons: ["same_email"] }
            : { points: SIMILAR_EMAIL, reasons: ["similar_email"] },
          shared,
        );
      });
    }),
  );
}

function sharedBy(holders: number): Evidence {
  return holders >= SHARED_BY_MIN
    ? { points: SHARED_VALUE, reasons: ["shared_value"] }
    : { points: 0, reasons: [] };
}

function best(found: Evidence[]): Evidence {
  return found.reduce((most, one) => one.points > most.points ? one : most, {
    points: 0,
    reasons: [],
  });
}

function join(a: Evidence, b: Evidence): Evidence {
  return { points: a.points + b.points, reasons: [...a.reasons, ...b.reasons] };
}

function nameBesideAddress(a: DuplicateSubject, b: DuplicateSubject): Evidence {
  const [left, right] = [nameTokens(a.name), nameTokens(b.name)];
  if (left.length === 0 || right.length === 0) return { points: 0, reasons: [] };
  if (isSameName(left, right)) return { points: LIKE_NAME_BONUS, reasons: ["same_name"] };
  const likeness = nameLikeness(left, right);
  if (likeness >= LIKE_NAME) return { points: LIKE_NAME_BONUS, reasons: ["similar_name"] };
  if (likeness >= NEAR_NAME) return { points: NEAR_NAME_BONUS, reasons: ["similar_name"] };
  return { points: likeness < UNLIKE_NAME ? OTHER_NAME : 0, reasons: [] };
}

/** Whole names only, and only with something else in common: there are many with each name. */
function nameAlone(a: DuplicateSubject, b: DuplicateSubject): Evidence {
  const [left, right] = [nameTokens(a.name), nameTokens(b.name)];
  const shared = sharedSignals(signals(a), signals(b));
  if (shared.length === 0 || left.length < 2 || right.length < 2) return { points: 0, reasons: [] };
  const reasons = shared.map(({ kind }) =>
    kind === "company" ? "same_company" as const : "same_city" as const
  );
  const against = hasOtherHandles(a, b) ? OTHER_HANDLES : 0;
  const points = SHARED_SIGNAL + against;
  if (isSameName(left, right)) {
    return { points: SAME_NAME + points, reasons: ["same_name", ...reasons] };
  }
  if (nameLikeness(left, right) < LIKE_NAME) return { points: 0, reasons: [] };
  return { points: SIMILAR_NAME + points, reasons: ["similar_name", ...reasons] };
}

/**
 * Asked where no address is common: whether both have phones, or both have e-mails; but one person may have two
 * addresses at one company.
 */
function hasOtherHandles(a: DuplicateSubject, b: DuplicateSubject): boolean {
  if (a.phones.length > 0 && b.phones.length > 0) return true;
  const hosts = new Set(allEmails(a).map(hostOf));
  const isAtOne = allEmails(b).some((email) =>
    hosts.has(hostOf(email)) && isCompanyHost(hostOf(email))
  );
  return a.emails.length > 0 && b.emails.length > 0 && !isAtOne;
}

function sharedSignals(a: Signal[], b: Signal[]): Signal[] {
  return a.filter(({ kind, value }) =>
    b.some((other) => other.kind === kind && other.value === value)
  );
}
