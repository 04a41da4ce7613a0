// What the pages of an import share: the run at a path, who works on it, and its progress in words.
import type { Context } from "fresh";
import { requireImport } from "@/lib/actions/import_access.ts";
import { isWorkedOn } from "@/lib/actions/work_on_import.ts";
import {
  COLUMN_TARGETS,
  columnTargetSchema,
  IMPORT_COLUMNS_MAX,
  type ImportRules,
  importRulesSchema,
  type ImportRun,
  isAtWork,
} from "@/lib/domain/import_run.ts";
import { ConflictError } from "@/lib/errors.ts";
import { actingFor, type State } from "./define.ts";
import { parseInput } from "./input.ts";
import { redirectAfter } from "./redirect.ts";

/** The run at this path. Throws `NotFoundError` also when it is somebody else's. */
export async function importAt(ctx: Context<State>): Promise<ImportRun> {
  return await requireImport(actingFor(ctx.state), ctx.params.id ?? "");
}

/** Whether somebody has to take the run on: ordered, and nobody is at it or whoever was has died. */
export function isWaiting(run: ImportRun, nowMs: number): boolean {
  return isAtWork(run) && !isWorkedOn(run, nowMs);
}

export interface ImportProgress {
  isAtWork: boolean;
  /** 0 to 100. */
  percent: number;
  text: string;
}

/** How far the current step is. */
export function progressOf(run: ImportRun, { t }: Pick<State, "t">): ImportProgress {
  const percent = Math.min(100, Math.floor(100 * run.readBytes / Math.max(1, run.sizeBytes)));
  const { rows } = run.tally;
  const text = run.state === "running" && rows > 0
    ? `${percent} % · ${t("import.progress.rows", { count: rows })}`
    : `${percent} %`;
  return { isAtWork: isAtWork(run), percent, text };
}

/** Runs an order; when the run has moved on meanwhile, as after a second click, its page says where it is. */
export async function orderAndShow(
  ctx: Context<State>,
  order: (id: string) => Promise<unknown>,
): Promise<Response> {
  const id = ctx.params.id ?? "";
  try {
    await order(id);
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
  }
  return redirectAfter(ctx, `/contacts/import/${id}`);
}

/** The form of columns and rules. */
export interface MappingForm {
  columns: ImportRun["columns"];
  rules: ImportRules;
}

/** Throws `InputError` for values that the form does not offer. */
export function readMappingForm(form: FormData, columnCount: number): MappingForm {
  const count = Math.min(columnCount, IMPORT_COLUMNS_MAX);
  const columns = Array.from(
    { length: count },
    (_, at) => columnTargetSchema.catch(COLUMN_TARGETS[0]).parse(form.get(`column.${at}`)),
  );
  const addTags = String(form.get("addTags") ?? "").split(",").map((name) => name.trim());
  const rules = parseInput(importRulesSchema, {
    mode: form.get("mode"),
    existing: form.get("existing"),
    createTags: form.has("createTags"),
    addTags: [...new Set(addTags.filter((name) => name !== ""))],
  });
  return { columns, rules };
}
