// Planning a batch of rows: which contacts they make, which they change, and how each row ends. Writes nothing.
import { fieldChanges } from "@/lib/domain/contact_input.ts";
import type { Contact, ContactFields } from "@/lib/domain/contact.ts";
import type { Actor } from "@/lib/domain/event.ts";
import type { ImportRules, RowProblem } from "@/lib/domain/import_run.ts";
import type { BatchEvent, ContactBatch } from "@/lib/store/contact_batch.ts";
import {
  findContacts,
  findHandleOwners,
  type HandleName,
  handleNames,
} from "@/lib/store/handle_owners.ts";
import { mergePerson, mergeProblem } from "./merge_person.ts";
import { rowProblem, type RowReading } from "./rows.ts";
import { ASK_STORE, type PersonId, type SeenHandles } from "./seen.ts";
import type { RowOutcome } from "./tally.ts";
import type { TagNames } from "./tag_names.ts";

export interface PlanContext {
  kv: Deno.Kv;
  rules: ImportRules;
  tags: TagNames;
  seen: SeenHandles;
  /** Whether all handles in the store are of this run, so that one it has not seen is nobody's. */
  isAlone(): boolean;
  actor: Actor;
  /** Contacts that the batch makes or changes remember it. */
  runId: string;
  now(): number;
  newId(): string;
  /** Whether an earlier row of this run has made or changed the contact; asked only after a resume. */
  wasTouched(contactId: number): Promise<boolean>;
}

export interface BatchPlan {
  batch: Required<ContactBatch>;
  /** The first row of each creation and edit, in their order, rising. */
  rows: { creates: number[]; edits: number[] };
  outcomes: RowOutcome[];
  /** Whose the handles of these rows are; for `SeenHandles` once the batch counts. */
  claims: Map<HandleName, PersonId>;
}

/** A person of this batch, as the rows so far have made them. */
interface Draft {
  /** The first row of the batch that is about the person. */
  row: number;
  before: Contact | null;
  fields: ContactFields;
}

interface Plan {
  context: PlanContext;
  owners: Map<HandleName, number>;
  contacts: Map<number, Contact>;
  drafts: Map<PersonId, Draft>;
  claims: Map<HandleName, PersonId>;
}

/** Rows planned between two looks at what else the process has to do. */
const ROWS_AT_ONCE = 500;

/** Plans rows in their order. A later row of the same person joins what the earlier one made. */
export async function planBatch(readings: RowReading[], context: PlanContext): Promise<BatchPlan> {
  const plan = await openPlan(readings, context);
  const outcomes: RowOutcome[] = [];
  for (const reading of readings) {
    outcomes.push(await planRow(reading, plan));
    if (outcomes.length % ROWS_AT_ONCE === 0) await new Promise((resolve) => setTimeout(resolve));
  }
  return { ...batchOf(plan), outcomes, claims: plan.claims };
}

async function openPlan(readings: RowReading[], context: PlanContext): Promise<Plan> {
  const names = readings.flatMap(({ person }) => person === null ? [] : handleNames(person.fields));
  const unknown = [...new Set(names)].filter((name) => mayBeStored(context, name));
  const owners = await findHandleOwners(context.kv, unknown);
  const seen = names.map((name) => context.seen.find(name) ?? ASK_STORE);
  const ids = new Set([...owners.values(), ...seen.filter((person) => person > 0)]);
  const contacts = await findContacts(context.kv, [...ids]);
  return { context, owners, contacts, drafts: new Map(), claims: new Map() };
}

/** A dry run knows the persons of earlier rows; a load that gives all handles itself knows those it has not given. */
function mayBeStored({ seen, isAlone }: PlanContext, name: HandleName): boolean {
  const person = seen.find(name);
  return person === ASK_STORE || (person === undefined && !isAlone());
}

async function planRow(reading: RowReading, plan: Plan): Promise<RowOutcome> {
  const { row, cells, person, problem, warnings } = reading;
  const outcome: RowOutcome = { row, cells, end: "rejected", problem, warnings: [] };
  if (person === null) {
    return problem?.reason === "empty" ? { ...outcome, end: "skipped" } : outcome;
  }
  const names = handleNames(person.fields);
  const persons = new Set(names.map((name) => personOf(plan, name)).filter((id) => id !== null));
  const [target, ...others] = persons;
  if (others.length > 0) return rejected(outcome, twoPersons(plan, [...persons]));
  const { fields, left } = withTags(reading, person.fields, plan.context);
  const taken = { ...outcome, warnings: [...warnings, ...left] };
  if (target === undefined) return planNewPerson(taken, fields, plan);
  return await planKnownPerson(taken, fields, { plan, target, names });
}

function personOf({ context, owners, claims }: Plan, name: HandleName): PersonId | null {
  const seen = claims.get(name) ?? context.seen.find(name);
  return seen !== undefined && seen !== ASK_STORE ? seen : owners.get(name) ?? null;
}

function planNewPerson(outcome: RowOutcome, fields: ContactFields, plan: Plan): RowOutcome {
  if (plan.context.rules.mode === "update") return skipped(outcome, "not_found");
  const problem = mergeProblem(fields);
  if (problem !== null) return rejected(outcome, problem);
  const person = -outcome.row;
  plan.drafts.set(person, { row: outcome.row, before: null, fields });
  for (const name of handleNames(fields)) plan.claims.set(name, person);
  // Nothing would know this person again.
  const remarks = handleNames(fields).length === 0
    ? [rowProblem("no_handle", null, fields.name)]
    : [];
  return { ...outcome, end: "created", warnings: [...outcome.warnings, ...remarks] };
}

async function planKnownPerson(
  outcome: RowOutcome,
  fields: ContactFields,
  { plan, target, names }: { plan: Plan; target: PersonId; names: HandleName[] },
): Promise<RowOutcome> {
  const isOfFile = await isOfThisFile(plan, target, names);
  if (!isOfFile && plan.context.rules.mode === "create") return skipped(outcome, "exists");
  const draft = draftOf(plan, target, outcome.row);
  const merged = draft && mergePerson(draft.fields, fields, plan.context.rules.existing);
  const problem = merged ? mergeProblem(merged) : null;
  if (problem !== null) return rejected(outcome, problem);
  for (const name of names) plan.claims.set(name, target);
  const isChanged = !draft || !merged || fieldChanges(draft.fields, merged).length > 0;
  if (draft && merged) plan.drafts.set(target, { ...draft, fields: merged });
  if (isOfFile) return { ...outcome, end: "merged" };
  return isChanged ? { ...outcome, end: "updated" } : skipped(outcome, "unchanged");
}

/** Whether an earlier row of the file was about the same person. */
async function isOfThisFile(plan: Plan, target: PersonId, names: HandleName[]): Promise<boolean> {
  const { seen, wasTouched } = plan.context;
  if (names.some((name) => plan.claims.has(name))) return true;
  const known = names.map((name) => seen.find(name)).filter((person) => person !== undefined);
  if (known.length === 0) return false;
  return known.some((person) => person !== ASK_STORE) || await wasTouched(target);
}

/** Null for a person whom an earlier batch of a dry run would have made: nothing of them is known any more. */
function draftOf(plan: Plan, target: PersonId, row: number): Draft | null {
  const draft = plan.drafts.get(target);
  if (draft !== undefined || target < 0) return draft ?? null;
  const before = plan.contacts.get(target);
  if (before === undefined) {
    throw new Error(`Contact ${target} has handles but no record: run "deno task verify --fix"`);
  }
  return { row, before, fields: before };
}

function withTags(
  { person }: RowReading,
  fields: Omit<ContactFields, "tagIds">,
  { tags, rules }: PlanContext,
): { fields: ContactFields; left: RowProblem[] } {
  const tagIds = new Set<string>();
  const left: RowProblem[] = [];
  for (const name of [...person?.tagNames ?? [], ...rules.addTags]) {
    const answer = tags.answer(name);
    if ("id" in answer) tagIds.add(answer.id);
    else left.push(rowProblem(answer.reason, null, name));
  }
  return { fields: { ...fields, tagIds: [...tagIds] }, left };
}

function twoPersons({ contacts }: Plan, persons: PersonId[]): RowProblem {
  const named = persons.map((person) => {
    return person < 0 ? `row ${-person}` : `contact ${contacts.get(person)?.id ?? person}`;
  });
  return rowProblem("handles_of_two", null, named.join(", "));
}

function rejected(outcome: RowOutcome, problem: RowProblem): RowOutcome {
  return { ...outcome, end: "rejected", problem, warnings: [] };
}

function skipped(outcome: RowOutcome, reason: RowProblem["reason"]): RowOutcome {
  return { ...outcome, end: "skipped", problem: rowProblem(reason), warnings: [] };
}

function batchOf({ drafts, context }: Plan): Pick<BatchPlan, "batch" | "rows"> {
  const atMs = context.now();
  const batch: Required<ContactBatch> = { creates: [], edits: [] };
  const rows: BatchPlan["rows"] = { creates: [], edits: [] };
  for (const { row, before, fields } of drafts.values()) {
    const changes = fieldChanges(before, fields);
    if (changes.length === 0) continue;
    const event = { id: context.newId(), atMs, actor: context.actor, changes };
    rows[before === null ? "creates" : "edits"].push(row);
    if (before === null) {
      const contact = { ...newContact(fields, atMs), importRunIds: [context.runId] };
      batch.creates.push({ contact, event: created(event) });
    } else {
      const { name, emails, phones, tagIds, language, attributes } = fields;
      const after = { name, emails, phones, tagIds, language, attributes };
      const { runId: importRunId } = context;
      batch.edits.push({ before, after, event: { ...event, kind: "edited" }, importRunId });
    }
  }
  return { batch, rows };
}

function created(event: Omit<BatchEvent, "kind">): BatchEvent {
  return { ...event, kind: "created" };
}

function newContact(fields: ContactFields, createdAtMs: number) {
  return { ...fields, source: "import" as const, createdAtMs, lastActivityAtMs: null };
}
