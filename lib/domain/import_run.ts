// An import: a file, what its columns mean, the rules, and what became of each row (14.1).
import { z } from "zod";
import { attributeKeyOf } from "./attribute_key.ts";
import { IMPORT_RUNS_KEPT } from "./contact.ts";

/** Bytes of an uploaded file; the command line has no such limit. */
export const IMPORT_BYTES_MAX = 20 * 1024 * 1024;
export const IMPORT_COLUMNS_MAX = 200;
/** Rows of an uploaded file. */
export const IMPORT_ROWS_MAX = 100_000;
/** An uploaded file is kept this long if its import is not finished; afterwards it is deleted at once. */
export const IMPORT_FILE_DAYS = 7;
/** Rejected rows can be downloaded this long. */
export const IMPORT_REJECTED_DAYS = 30;

export const COLUMN_TARGETS = [
  "ignore",
  "name",
  "first_name",
  "middle_name",
  "last_name",
  "organisation",
  "email",
  "phone",
  "tags",
  "language",
] as const;
export const columnTargetSchema = z.union([
  z.enum(COLUMN_TARGETS),
  z.templateLiteral(["attr.", z.string()]),
]);
export type ColumnTarget = z.infer<typeof columnTargetSchema>;

/** Whether a column is the contact's own matter, and not an attribute. */
export function isOwnTarget(target: ColumnTarget): target is typeof COLUMN_TARGETS[number] {
  return attributeKeyOf(target) === null;
}

export const importLayoutSchema = z.object({
  format: z.enum(["csv", "vcard"]),
  encoding: z.enum(["utf-8", "windows-1251", "utf-16le", "utf-16be"]),
  delimiter: z.string(), // "" for vCard
  hasHeading: z.boolean(),
  /** Headings, or "" for each column of a file without. */
  headings: z.array(z.string()),
});
export type ImportLayout = z.infer<typeof importLayoutSchema>;

export const importRulesSchema = z.object({
  /** Which rows are taken: new people, known people, both. */
  mode: z.enum(["both", "create", "update"]),
  /** What happens to the name and language of a known person; e-mails, phones and tags are always added. */
  existing: z.enum(["fill", "overwrite", "keep"]),
  /** Tags of the file that do not exist are made; otherwise left out. */
  createTags: z.boolean(),
  /** Tags, by name, for every row. */
  addTags: z.array(z.string()),
});
export type ImportRules = z.infer<typeof importRulesSchema>;

export const DEFAULT_RULES: ImportRules = {
  mode: "both",
  existing: "fill",
  createTags: true,
  addTags: [],
};

/** Why a row was rejected or skipped, or what of it was left out: a key of `lib/i18n` below `import.reason.`. */
export const ROW_REASONS = [
  // rejected
  "quote_open",
  "record_too_long",
  "card_unfinished",
  "too_many_columns",
  "nothing_usable",
  "email_invalid",
  "name_too_long",
  "too_many_emails",
  "too_many_phones",
  "too_many_tags",
  "too_many_attributes",
  "handles_of_two",
  // skipped
  "empty",
  "unchanged",
  "exists",
  "not_found",
  // taken, but something was left out or could not be read
  "no_handle",
  "phone_as_text",
  "phone_too_long",
  "language_unknown",
  "attribute_number",
  "attribute_link",
  "attribute_date",
  "attribute_option",
  "attribute_option_retired",
  "attribute_checkbox",
  "attribute_pattern",
  "attribute_too_long",
  "attribute_invalid",
  "attribute_unknown",
  "tag_unknown",
  "tag_too_long",
  "tags_full",
] as const;
export const rowReasonSchema = z.enum(ROW_REASONS);
export type RowReason = z.infer<typeof rowReasonSchema>;

export const rowProblemSchema = z.object({
  reason: rowReasonSchema,
  /** 0-based; null when it is about the whole row. */
  column: z.number().nullable(),
  /** What was found, cut to 100 characters. */
  value: z.string(),
});
export type RowProblem = z.infer<typeof rowProblemSchema>;

export const ROW_ENDS = ["created", "updated", "merged", "skipped", "rejected"] as const;
/** How a row ended. `merged`: into the contact of an earlier row of the same file. */
export type RowEnd = typeof ROW_ENDS[number];

/** Rows with the same reason in the same column. */
export const reasonGroupSchema = z.object({
  end: z.enum([...ROW_ENDS, "taken"]), // taken: a warning on a row that was taken
  reason: rowReasonSchema,
  column: z.number().nullable(),
  count: z.number(),
  examples: z.array(z.object({ row: z.number(), value: z.string() })),
});
export type ReasonGroup = z.infer<typeof reasonGroupSchema>;

export const tallySchema = z.object({
  rows: z.number(),
  created: z.number(),
  updated: z.number(),
  merged: z.number(),
  skipped: z.number(),
  rejected: z.number(),
  /** Names of tags made; without those of a worker that died before its first batch. */
  newTags: z.array(z.string()),
  groups: z.array(reasonGroupSchema),
});
export type Tally = z.infer<typeof tallySchema>;

export const EMPTY_TALLY: Tally = {
  rows: 0,
  created: 0,
  updated: 0,
  merged: 0,
  skipped: 0,
  rejected: 0,
  newTags: [],
  groups: [],
};

/** uploaded → mapped → checking → checked → running → done; running ⇄ stopped; failed can be run again. */
export const importStateSchema = z.enum([
  "uploaded",
  "mapped",
  "checking",
  "checked",
  "running",
  "stopped",
  "done",
  "failed",
]);

/** Why a run failed: what waiting does not mend. */
export const importFailureSchema = z.enum(["file_gone", "too_many_rows", "not_allowed"]);
export type ImportFailure = z.infer<typeof importFailureSchema>;

export const importRunSchema = z.object({
  id: z.string(), // ULID
  /** Whose import it is; null: the command line's. */
  userId: z.string().nullable(),
  fileName: z.string(),
  sizeBytes: z.number(),
  /** Chunks of the file in the store; 0 when the command line reads it from disk. */
  chunks: z.number(),
  /** SHA-256 of a file on disk, so that a run resumes with the same file only. */
  sha256: z.string().nullable(),
  createdAtMs: z.number(),
  /** What tells of it in the activity, once it was ordered: one entry, however often it is gone on with. */
  eventId: z.string().optional(),
  state: importStateSchema,
  failure: importFailureSchema.nullable(),
  layout: importLayoutSchema.nullable(),
  columns: z.array(columnTargetSchema),
  rules: importRulesSchema,
  /** Bytes of text read so far in the current step, for progress; of `sizeBytes`. */
  readBytes: z.number(),
  check: tallySchema.nullable(),
  tally: tallySchema,
  /** Records of the file, heading included, that are done; advances in the commit of their contacts. */
  cursor: z.number(),
  /** Who works on it and when they last said so; a silent worker is replaced. */
  worker: z.object({ id: z.string(), atMs: z.number() }).nullable(),
  finishedAtMs: z.number().nullable(),
});
export type ImportRun = z.infer<typeof importRunSchema>;

/** Whether there is work to do without anyone's asking. */
export function isAtWork(run: ImportRun): boolean {
  return run.state === "checking" || run.state === "running";
}

/** The runs a contact remembers, with this one: newest last, none twice, the oldest forgotten beyond 20. */
export function withImportRun(runIds: readonly string[] | undefined, runId: string): string[] {
  const known = runIds ?? [];
  return known.includes(runId) ? [...known] : [...known, runId].slice(-IMPORT_RUNS_KEPT);
}

/** Whether a mapping says anything about who a row is. */
export function namesSomeone(columns: readonly ColumnTarget[]): boolean {
  return columns.some((target) =>
    isOwnTarget(target) && target !== "ignore" && target !== "tags" && target !== "language"
  );
}
