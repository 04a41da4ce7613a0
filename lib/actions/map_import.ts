// Says what the columns of an import mean and by which rules its rows are taken.
import {
  type ColumnTarget,
  IMPORT_COLUMNS_MAX,
  type ImportLayout,
  type ImportRules,
  type ImportRun,
  namesSomeone,
} from "@/lib/domain/import_run.ts";
import { TAG_NAME_CHARS_MAX } from "@/lib/domain/tag.ts";
import { InputError } from "@/lib/errors.ts";
import type { Acting } from "./deps.ts";
import { changeImport } from "./import_access.ts";

export interface ImportMapping {
  layout: ImportLayout;
  /** By column of the file. */
  columns: ColumnTarget[];
  rules: ImportRules;
}

const ADDED_TAGS_MAX = 10;
const HEADING_CHARS_MAX = 100;

/**
 * Possible until the run has begun; an earlier check no longer counts. Throws `NotFoundError`, `ConflictError`, and
 * `InputError`: `columns_nobody` or `columns_too_many` on `form`, `too_long` or `too_many` on `addTags`.
 */
export async function mapImport(
  acting: Acting,
  id: string,
  { layout, columns, rules }: ImportMapping,
): Promise<ImportRun> {
  requireMapping(columns, rules);
  const headings = layout.headings.map((text) => text.slice(0, HEADING_CHARS_MAX).toWellFormed());
  return await changeImport(acting, id, {
    from: ["uploaded", "mapped", "checked"],
    edit: () => ({ state: "mapped", layout: { ...layout, headings }, columns, rules, check: null }),
  });
}

function requireMapping(columns: ColumnTarget[], { addTags }: ImportRules): void {
  if (!namesSomeone(columns)) refuse("form", "columns_nobody");
  if (columns.length > IMPORT_COLUMNS_MAX) refuse("form", "columns_too_many", IMPORT_COLUMNS_MAX);
  if (addTags.length > ADDED_TAGS_MAX) refuse("addTags", "too_many", ADDED_TAGS_MAX);
  if (addTags.some((name) => name.length > TAG_NAME_CHARS_MAX)) {
    refuse("addTags", "too_long", TAG_NAME_CHARS_MAX);
  }
}

function refuse(field: string, code: string, max?: number): never {
  throw new InputError(`Import mapping refused: ${code}`, {
    [field]: max === undefined ? { code } : { code, params: { max } },
  });
}
