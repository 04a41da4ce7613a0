// Which step of merging a page shows, with all that it shows; and in words why two contacts cannot be merged (9.6).
import type { Contact } from "@/lib/domain/contact.ts";
import { contactRow, displayName } from "@/lib/domain/contact.ts";
import { type ContactListView, parseListView } from "@/lib/domain/contact_list.ts";
import { mergeSeenText, newSince, parseMergeSeen } from "@/lib/domain/merge_seen.ts";
import { findContact } from "@/lib/store/contacts.ts";
import { resolveContactId } from "@/lib/store/redirects.ts";
import { findTrashed } from "@/lib/store/trash.ts";
import { requireSignedIn, type State } from "./define.ts";
import { type MergeForm, mergeHref, mergeParams, mergePath, otherIdOf } from "./merge_form.ts";
import { type ProblemTexts, problemTexts } from "./problems.ts";
import {
  type Candidates,
  type MergeSides,
  NOTES_COUNTED_MAX,
  readCandidates,
  readMergeSides,
} from "./read_merge.ts";

/** Why not. */
export type Refusal =
  | { kind: "none" }
  | { kind: "self" }
  | { kind: "unknown" | "trashed" | "into_this" | "busy"; id: number }
  | { kind: "into_other"; id: number; into: number };

interface Links {
  action: string;
  carried: [string, string][];
}

export type Look =
  & { status: number; refusal: RefusalWords | null }
  & (
    | { step: "pick"; props: PickLook }
    | { step: "compare"; props: CompareLook }
    | { step: "confirm"; props: ConfirmLook }
  );

interface PickLook extends Candidates {
  find: string;
  chosenId: number | null;
  action: string;
  carriedBySearch: [string, string][];
  carriedByChoice: [string, string][];
}

interface CompareLook extends Links {
  sides: MergeSides;
  changed: ReadonlySet<string> | null;
  problems: ProblemTexts;
  showsAll: boolean;
  swapHref: string;
  pickHref: string;
}

interface ConfirmLook extends Links {
  sides: MergeSides;
  notesMax: number;
  backHref: string;
}

interface RefusalWords {
  text: string;
  way: { href: string; label: string; isStep: boolean } | null;
}

/** What is looked at. */
interface Subject {
  /** The one that stays. */
  contact: Contact;
  view: ContactListView;
  form: MergeForm;
  /** Why a form was refused, where looking again would not show it. */
  refusal?: Refusal;
}

/** The form that merges has the list's view in its address. */
const NO_VIEW = parseListView(new URLSearchParams());

export async function lookAt(state: State, subject: Subject): Promise<Look> {
  const { form, refusal } = subject;
  if (refusal) return await lookForOther(state, subject, refusal);
  if (form.withText === "") return await lookForOther(state, subject, null);
  const other = await findOther(state.deps.kv, subject);
  if ("kind" in other) return await lookForOther(state, subject, other);
  return await lookAtBoth(state, subject, other);
}

/** Until somebody searches, people of the same name. */
async function lookForOther(
  state: State,
  { contact, view, form }: Subject,
  refusal: Refusal | null,
): Promise<Look> {
  const { id } = contact;
  const find = form.find ?? displayName(contactRow(contact)) ?? "";
  const reader = { ...state.deps, ...state, principal: requireSignedIn(state) };
  const candidates = await readCandidates(reader, { id, find });
  const isKept = form.find !== null;
  return {
    step: "pick",
    status: refusal === null ? 200 : refusal.kind === "busy" ? 409 : 422,
    refusal: refusal && refusalWords(state, { contact, view, form }, refusal),
    props: {
      ...candidates,
      find,
      chosenId: otherIdOf(form),
      action: mergePath(id),
      carriedBySearch: mergeParams(view, {}),
      carriedByChoice: mergeParams(view, isKept ? { find: form.find } : {}),
    },
  };
}

async function findOther(
  kv: Deno.Kv,
  { contact, form }: Subject,
): Promise<Contact | Refusal> {
  const id = otherIdOf(form);
  if (id === null) return { kind: "none" };
  if (id === contact.id) return { kind: "self" };
  const other = await findContact(kv, id);
  if (other !== null) return other;
  const into = await resolveContactId(kv, id);
  if (into === contact.id) return { kind: "into_this", id };
  if (into !== id) return { kind: "into_other", id, into };
  return { kind: await findTrashed(kv, id) === null ? "unknown" : "trashed", id };
}

async function lookAtBoth(state: State, subject: Subject, other: Contact): Promise<Look> {
  const { contact, form } = subject;
  const reader = { ...state.deps, ...state, principal: requireSignedIn(state) };
  const sides = await readMergeSides(reader, { kept: contact, merged: other }, form.choices);
  const was = form.isConfirming ? parseMergeSeen(form.seen) : null;
  const { kept, merged } = was?.revisions ?? {};
  const isChanged = was !== null &&
    (kept !== sides.kept.revision || merged !== sides.merged.revision);
  const isPossible = Object.keys(sides.preview.problems).length === 0;
  const isConfirmed = was !== null && isPossible && !isChanged;
  if (isConfirmed) return confirmLook(state, subject, sides);
  return compareLook(state, subject, {
    sides,
    changed: isChanged ? newSince(was, sides.preview) : null,
  });
}

function confirmLook({ deps }: State, { view, form }: Subject, sides: MergeSides): Look {
  const { find, choices, showsAll } = form;
  const { id } = sides.kept;
  const next = { ...nextOf(form, sides), choices, isConfirming: true };
  const withText = String(sides.merged.id);
  return {
    step: "confirm",
    status: 200,
    refusal: null,
    props: {
      sides,
      notesMax: NOTES_COUNTED_MAX,
      action: mergeHref(id, view),
      carried: [...mergeParams(NO_VIEW, next), ["onceKey", deps.newId()]],
      backHref: mergeHref(id, view, { find, withText, choices, showsAll }),
    },
  };
}

function compareLook(
  state: State,
  { view, form }: Subject,
  { sides, changed }: { sides: MergeSides; changed: ReadonlySet<string> | null },
): Look {
  const { find, showsAll } = form;
  const { kept, merged, preview } = sides;
  const problems = problemTexts(state, preview.problems);
  const isPossible = Object.keys(problems).length === 0;
  return {
    step: "compare",
    status: changed ? 409 : isPossible ? 200 : 422,
    refusal: null,
    props: {
      sides,
      changed,
      problems,
      showsAll,
      action: mergePath(kept.id),
      carried: mergeParams(view, { ...nextOf(form, sides), isConfirming: true }),
      swapHref: mergeHref(merged.id, view, { withText: String(kept.id), showsAll }),
      pickHref: mergeHref(kept.id, view, { find }),
    },
  };
}

/** What the next step has to know: whom with, and what was seen of both. */
function nextOf({ find }: MergeForm, { kept, merged, preview }: MergeSides): Partial<MergeForm> {
  const seen = mergeSeenText(preview, { kept: kept.revision, merged: merged.revision });
  return { find, withText: String(merged.id), seen };
}

function refusalWords(
  { t }: State,
  { contact, view, form }: Subject,
  refusal: Refusal,
): RefusalWords {
  switch (refusal.kind) {
    case "none":
    case "self":
      return { text: t(`merge.refused.${refusal.kind}`), way: null };
    case "unknown":
    case "into_this":
      return { text: t(`merge.refused.${refusal.kind}`, { id: refusal.id }), way: null };
    case "trashed":
      return {
        text: t("merge.refused.trashed", { id: refusal.id }),
        way: { href: "/contacts/trash", label: t("merge.refused.trash"), isStep: false },
      };
    case "into_other": {
      const { id, into } = refusal;
      const href = mergeHref(contact.id, view, { withText: String(into) });
      const label = t("merge.refused.compare", { id: into });
      return {
        text: t("merge.refused.into_other", { id, into }),
        way: { href, label, isStep: true },
      };
    }
    case "busy": {
      const href = mergeHref(contact.id, view, { withText: form.withText, choices: form.choices });
      const way = { href, label: t("merge.refused.again"), isStep: true };
      return { text: t("merge.refused.busy", { id: refusal.id }), way };
    }
  }
}
