// Before a contact is saved: who it may be already, and whether the person has seen that (5.1).
import { z } from "zod";
import type { Contact, ContactFields } from "@/lib/domain/contact.ts";
import { duplicateKeyName, duplicateKeys } from "@/lib/domain/duplicate.ts";
import type { DuplicateReason } from "@/lib/domain/duplicate_score.ts";
import { parseContactInput, withFields } from "@/lib/domain/contact_input.ts";
import { InputError } from "@/lib/errors.ts";
import { findSuspects, type Suspect } from "@/lib/store/duplicates.ts";
import { findContacts, findHandleOwners, handleNames } from "@/lib/store/handle_owners.ts";
import { findOnce } from "@/lib/store/once.ts";
import { type ContactFormValues, inputOf } from "./contact_form.ts";
import { requireSignedIn, type State } from "./define.ts";
import { rightsFor } from "./rights.ts";

const SHOWN_MAX = 5;
/** A hint is read in passing. */
const HINTED_MAX = 3;

/** Who it may be, and why. */
type Shown = Pick<Suspect, "contact" | "reasons">;

export interface DuplicateQuestion {
  suspects: Shown[];
  /** What the form posts when the answer is to save: the ids of all; null where a taken address will not let it. */
  seen: string | null;
  canMerge: boolean;
}

export interface AskOptions {
  /** As it is stored; null of a new one. */
  contact: Contact | null;
  form: FormData;
}

/**
 * Asks about suspects whom the form has not shown yet. Not about those of what an edit leaves alone; and not where a
 * field is refused anyway, a taken handle among them. Null: nothing is to be asked.
 */
export async function askAboutDuplicates(
  state: State,
  values: ContactFormValues,
  { contact, form }: AskOptions,
): Promise<DuplicateQuestion | null> {
  if (contact === null && await isMade(state, values)) return null;
  const found = await findNew(state, values, contact);
  if (found === null || found.takers.length > 0) return null;
  const seen = new Set(seenIds(form));
  if (found.fresh.every((suspect) => seen.has(suspect.contact.id))) return null;
  const { "contact.merge": canMerge } = await rightsFor(state);
  return { suspects: found.suspects.slice(0, SHOWN_MAX), seen: idsOf(found.suspects), canMerge };
}

/** The same while the form is being filled in; first of all about whoever has one of its addresses. */
export async function hintAtDuplicates(
  state: State,
  values: ContactFormValues,
  contact: Contact | null,
): Promise<DuplicateQuestion | null> {
  const found = await findNew(state, values, contact);
  if (found === null) return null;
  const { takers, fresh } = found;
  const isTaker = (id: number) => takers.some((taker) => taker.contact.id === id);
  const shown = [...takers, ...fresh.filter((suspect) => !isTaker(suspect.contact.id))];
  if (shown.length === 0) return null;
  const { "contact.merge": canMerge } = await rightsFor(state);
  const seen = takers.length > 0 ? null : idsOf(found.suspects);
  return { suspects: shown.slice(0, HINTED_MAX), seen, canMerge };
}

/** The suspect to compare with, once the form is saved; null when none was chosen, or merging is not allowed. */
export async function mergeAsked(state: State, form: FormData): Promise<number | null> {
  const schema = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER);
  const { data = null } = schema.safeParse(form.get("mergeWith"));
  return data !== null && (await rightsFor(state))["contact.merge"] ? data : null;
}

interface Found {
  suspects: Suspect[];
  /** Those whom the contact as it is stored is not suspected to be. */
  fresh: Suspect[];
  /** Others whose address the form has: saving will be refused. */
  takers: Shown[];
}

/** Null where the fields cannot be saved as they are. */
async function findNew(
  { deps }: State,
  values: ContactFormValues,
  contact: Contact | null,
): Promise<Found | null> {
  const fields = parsedFields(values, deps);
  if (fields === null) return null;
  const after = contact === null ? fields : withFields(contact, fields);
  const isOld = contact !== null && hasNoNewKey(contact, { ...contact, ...after });
  const options = { selfId: contact?.id ?? null };
  const [takers, suspects, before] = await Promise.all([
    findTakers(deps.kv, fields, options.selfId),
    isOld ? [] : findSuspects(deps.kv, after, options),
    isOld || contact === null ? [] : findSuspects(deps.kv, contact, options),
  ]);
  const known = new Set(before.map((suspect) => suspect.contact.id));
  const fresh = suspects.filter((suspect) => !known.has(suspect.contact.id));
  return { suspects, fresh, takers };
}

async function findTakers(
  kv: Deno.Kv,
  fields: ContactFields,
  selfId: number | null,
): Promise<Shown[]> {
  const owners = [...await findHandleOwners(kv, handleNames(fields))];
  const ids = [...new Set(owners.map(([, id]) => id))].filter((id) => id !== selfId);
  const contacts = await findContacts(kv, ids);
  return [...contacts].map(([id, contact]) => {
    const kinds = owners.filter(([, owner]) => owner === id).map(([name]) => name.charAt(0));
    const reasons: DuplicateReason[] = [];
    if (kinds.includes("p")) reasons.push("same_phone");
    if (kinds.includes("e")) reasons.push("same_email");
    return { contact, reasons };
  });
}

/** Whether this form has made its contact already: pressed twice, it must not be asked about itself. */
async function isMade(state: State, { onceKey }: ContactFormValues): Promise<boolean> {
  const use = { userId: requireSignedIn(state).id, token: onceKey, nowMs: state.nowMs };
  return await findOnce(state.deps.kv, use) !== null;
}

function parsedFields(values: ContactFormValues, deps: State["deps"]): ContactFields | null {
  try {
    return parseContactInput(inputOf(values), deps);
  } catch (error) {
    if (error instanceof InputError) return null; // saving says what is wrong
    throw error;
  }
}

/** A name that changes brings new keys only where it matters. */
function hasNoNewKey(before: Contact, after: Contact): boolean {
  const had = new Set(duplicateKeys(before).map(duplicateKeyName));
  return before.name === after.name &&
    duplicateKeys(after).every((key) => had.has(duplicateKeyName(key)));
}

function idsOf(suspects: Suspect[]): string {
  return suspects.map((suspect) => suspect.contact.id).join(" ");
}

function seenIds(form: FormData): number[] {
  const text = form.get("duplicates");
  return typeof text === "string" ? text.slice(0, 2000).split(" ").map(Number) : [];
}
