/** Imports contacts from a CSV or vCard file on this machine: a dry run, then the run, with a report. */
import { createHash } from "node:crypto";
import type { Acting, Deps } from "@/lib/actions/deps.ts";
import { openDeps } from "@/lib/actions/open_deps.ts";
import { checkImport } from "@/lib/actions/check_import.ts";
import { requireImport } from "@/lib/actions/import_access.ts";
import { mapImport } from "@/lib/actions/map_import.ts";
import { takeOverImport } from "@/lib/actions/run_import.ts";
import { startImport } from "@/lib/actions/start_import.ts";
import { readConfig } from "@/lib/config.ts";
import type { Attribute } from "@/lib/domain/attribute.ts";
import { attributeField } from "@/lib/domain/attribute_key.ts";
import {
  type ColumnTarget,
  DEFAULT_RULES,
  type ImportRules,
  type ImportRun,
  isOwnTarget,
  type Tally,
} from "@/lib/domain/import_run.ts";
import { ConfigError, InputError, KartkaError } from "@/lib/errors.ts";
import { problemText, text, translator } from "@/lib/i18n/translate.ts";
import { listAttributes } from "@/lib/store/attributes.ts";
import { openInstallationBox } from "@/lib/store/app_key.ts";
import { openKv } from "@/lib/store/kv.ts";
import type { ByteSource } from "@/lib/transfer/decode.ts";
import { inspectFile } from "@/lib/transfer/import_file.ts";
import { workOnImport } from "@/lib/transfer/import_run.ts";
import { readArguments, SERVER_VARIABLES } from "@/tools/task.ts";

export interface ImportOrder {
  path: string;
  rules: ImportRules;
  isDryRun: boolean;
  /** Id of a run to go on with. */
  resume: string | null;
}

const PRINT_EACH_MS = 2_000;
const t = translator("en");

/** Does the order and returns the exit code: 1 when rows were rejected, 2 when nothing could be done. */
export async function runImportTask(
  deps: Deps,
  order: ImportOrder,
  print: (line: string) => void,
): Promise<number> {
  const principal = { id: "system", role: "admin" as const };
  const acting: Acting = { deps, principal, actor: { kind: "system" } };
  const source = fileSource(order.path);
  const mapped = order.resume === null
    ? await newRun(acting, { order, source, print })
    : await resumed(acting, order.resume, order.path);
  if (order.isDryRun) await checkImport(acting, mapped.id);
  else await takeOverImport(acting, mapped.id);
  print(
    order.isDryRun
      ? "Dry run: nothing is saved."
      : `Run ${mapped.id}. If it stops: --resume ${mapped.id}`,
  );
  const onProgress = progress(print);
  const run = await workOnImport(deps, mapped.id, {
    source,
    acting,
    onProgress,
    onIndexed: (contacts) => print(`  ${contacts} contacts indexed`),
  });
  return report(run, print);
}

function fileSource(path: string): ByteSource {
  return async function* () {
    yield* (await Deno.open(path)).readable;
  };
}

async function newRun(
  acting: Acting,
  { order, source, print }: {
    order: ImportOrder;
    source: ByteSource;
    print: (line: string) => void;
  },
): Promise<ImportRun> {
  const attributes = await listAttributes(acting.deps.kv);
  const living = attributes.filter(({ deletedAtMs }) => deletedAtMs === null);
  const { layout, guesses } = await inspectFile(source, living);
  layout.headings.forEach((heading, at) => {
    const target = guesses[at]?.target ?? "ignore";
    print(`  ${heading || `Column ${at + 1}`}: ${targetName(target, living)}`);
  });
  const { path, rules } = order;
  const fileName = path.split("/").at(-1) ?? path;
  const run = await startImport(acting, { fileName, ...await fingerprint(path) });
  return await mapImport(acting, run.id, {
    layout,
    columns: guesses.map(({ target }) => target),
    rules,
  });
}

function targetName(target: ColumnTarget, attributes: readonly Attribute[]): string {
  const attribute = attributes.find(({ key }) => attributeField(key) === target);
  return attribute?.name ?? (isOwnTarget(target) ? t(`import.target.${target}`) : target);
}

async function resumed(acting: Acting, id: string, path: string): Promise<ImportRun> {
  const run = await requireImport(acting, id);
  if (run.sha256 === (await fingerprint(path)).sha256) return run;
  throw new ConfigError(
    `Run ${id} was begun with another file than this one; give it the same file`,
  );
}

async function fingerprint(path: string): Promise<{ sizeBytes: number; sha256: string }> {
  const hash = createHash("sha256");
  let sizeBytes = 0;
  for await (const bytes of (await Deno.open(path)).readable) {
    hash.update(bytes);
    sizeBytes += bytes.byteLength;
  }
  return { sizeBytes, sha256: hash.digest("hex") };
}

function progress(print: (line: string) => void): (run: ImportRun) => void {
  let printedMs = performance.now();
  return ({ check, state, tally, readBytes, sizeBytes }) => {
    if (performance.now() - printedMs < PRINT_EACH_MS) return;
    printedMs = performance.now();
    const { rows } = state === "checking" ? check ?? tally : tally;
    print(`  ${rows} rows, ${Math.floor(100 * readBytes / sizeBytes)} %`);
  };
}

function report(run: ImportRun | null, print: (line: string) => void): number {
  const tally = run?.state === "checked" ? run.check : run?.state === "done" ? run.tally : null;
  if (run === null || tally === null) {
    const why = run?.failure
      ? t(`import.failure.${run.failure}`)
      : "Another process is at it, or the database is busy.";
    print(`The import is not finished. ${why} Go on with: --resume ${run?.id}`);
    return 2;
  }
  printTally(run, tally, print);
  return tally.rejected > 0 ? 1 : 0;
}

function printTally(run: ImportRun, tally: Tally, print: (line: string) => void): void {
  const { rows, created, updated, merged, skipped, rejected, newTags, groups } = tally;
  print(
    `Rows: ${rows}. Created ${created}, updated ${updated}, merged into an earlier row ${merged}, ` +
      `skipped ${skipped}, rejected ${rejected}.`,
  );
  if (newTags.length > 0) print(`New tags: ${newTags.join(", ")}`);
  for (const { end, reason, column, count, examples } of groups) {
    const heading = column === null
      ? ""
      : `${run.layout?.headings[column] || `Column ${column + 1}`}: `;
    print(
      `${t(`import.end.${end}`)}: ${count}. ${heading}${text("en", `import.reason.${reason}`, {})}`,
    );
    for (const { row, value } of examples) print(`    row ${row}${value ? `: ${value}` : ""}`);
  }
}

function rulesOf(values: Record<string, unknown>): ImportRules {
  const tags = Array.isArray(values["tag"]) ? values["tag"].map(String) : [];
  const mode = values["create-only"] ? "create" : values["update-only"] ? "update" : "both";
  const existing = values["overwrite"] ? "overwrite" : "fill";
  return { ...DEFAULT_RULES, mode, existing, addTags: tags };
}

function explain(error: unknown): string {
  if (error instanceof InputError) {
    return Object.values(error.problems).map((problem) => problemText("en", problem)).join("\n");
  }
  if (error instanceof KartkaError) return error.message;
  if (error instanceof Deno.errors.NotFound) return "There is no such file.";
  throw error;
}

if (import.meta.main) {
  const { values, positionals } = readArguments({
    name: "import",
    does: "Imports contacts from a CSV or vCard file. Columns are recognised by their headings. " +
      "The exit code is 1 when rows were rejected, 2 when the import could not be done.",
    positionals: "FILE",
    options: {
      "dry-run": { type: "boolean", help: "Say what would happen and save nothing." },
      "create-only": { type: "boolean", help: "Leave known people alone." },
      "update-only": { type: "boolean", help: "Make nobody new." },
      overwrite: {
        type: "boolean",
        help: "Let the file's names and languages replace those of known people.",
      },
      tag: {
        type: "string",
        multiple: true,
        help: "A tag for every row; may be given several times.",
      },
      resume: { type: "string", help: "Go on with this run, with the same file." },
    },
    variables: SERVER_VARIABLES,
  });
  const [path] = positionals;
  if (path === undefined || positionals.length > 1) {
    console.error("Name one file.\nSee: deno task import --help");
    Deno.exit(2);
  }
  try {
    const config = readConfig(Deno.env.toObject());
    const { country, timeZone } = config;
    using kv = await openKv(config);
    const onFailure = (error: unknown) => console.error(error);
    const secrets = await openInstallationBox(config);
    const deps = openDeps(kv, { country, timeZone, secrets, onFailure });
    const isDryRun = values["dry-run"] === true;
    const order = { path, rules: rulesOf(values), isDryRun, resume: values.resume ?? null };
    Deno.exitCode = await runImportTask(deps, order, console.log);
    await deps.index.foldIfNeeded();
  } catch (error) {
    console.error(explain(error));
    Deno.exitCode = 2;
  }
}
