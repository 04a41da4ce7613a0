// An import in the hands of a worker: the rows of its file as they are read, and what planning them needs.
import type { Acting } from "@/lib/actions/deps.ts";
import { attributeField } from "@/lib/domain/attribute_key.ts";
import { IMPORT_ROWS_MAX, type ImportLayout, type ImportRun } from "@/lib/domain/import_run.ts";
import { InputError } from "@/lib/errors.ts";
import { listAttributes } from "@/lib/store/attributes.ts";
import { listEvents } from "@/lib/store/events.ts";
import { BULK_SIZES, type BulkSizes } from "./bulk.ts";
import type { ByteSource } from "./decode.ts";
import { readRecords, storedFile } from "./import_file.ts";
import type { PlanContext } from "./plan.ts";
import { readRow, type RowReader, type RowReading } from "./rows.ts";
import { SeenHandles } from "./seen.ts";
import { openTagNames } from "./tag_names.ts";

export interface WorkOptions {
  /** Where the file is, if not in the store. */
  source?: ByteSource;
  /** Who imports, if not the user of the run. */
  acting?: Acting;
  onProgress?: (run: ImportRun) => void;
  /** Told how many contacts of a bulk load are in the index. */
  onIndexed?: (contacts: number) => void;
  sizes?: BulkSizes;
}

/** An import in the hands of a worker. */
export interface Job {
  acting: Acting;
  /** As saved last. */
  run: ImportRun;
  reader: RowReader;
  context: PlanContext;
  records: AsyncIterable<RowReading>;
  readBytes(): number;
  onProgress: (run: ImportRun) => void;
  onIndexed: (contacts: number) => void;
  sizes: BulkSizes;
}

export async function openJob(
  acting: Acting,
  { run, layout, options }: { run: ImportRun; layout: ImportLayout; options: WorkOptions },
): Promise<Job> {
  const { kv, country, now, newId } = acting.deps;
  const attributes = await readableAttributes(kv);
  const { format } = layout;
  const reader: RowReader = { format, columns: run.columns, country, attributes };
  const isCheck = run.state === "checking";
  const context: PlanContext = {
    kv,
    rules: run.rules,
    tags: await openTagNames(acting, { createTags: run.rules.createTags, isCheck }),
    seen: new SeenHandles(),
    isAlone: () => false,
    actor: { kind: "import", userId: run.userId, runId: run.id },
    runId: run.id,
    now,
    newId,
    wasTouched: (contactId) => wasTouched(kv, contactId, run.id),
  };
  const counted = countBytes(options.source ?? storedFile(kv, run));
  const rowsMax = run.chunks > 0 ? IMPORT_ROWS_MAX : Infinity;
  const records = readRows(counted.source, { layout, reader, rowsMax });
  const { onProgress = () => {}, onIndexed = () => {}, sizes = BULK_SIZES } = options;
  const { readBytes } = counted;
  return { acting, run, reader, context, records, readBytes, onProgress, onIndexed, sizes };
}

async function readableAttributes(kv: Deno.Kv): Promise<RowReader["attributes"]> {
  const living = (await listAttributes(kv)).filter(({ deletedAtMs }) => deletedAtMs === null);
  return new Map(living.map((attribute) => [attributeField(attribute.key), attribute]));
}

async function wasTouched(kv: Deno.Kv, contactId: number, runId: string): Promise<boolean> {
  const { events } = await listEvents(kv, contactId, { limit: 50 });
  return events.some(({ actor }) => actor.kind === "import" && actor.runId === runId);
}

async function* readRows(
  source: ByteSource,
  { layout, reader, rowsMax }: { layout: ImportLayout; reader: RowReader; rowsMax: number },
): AsyncGenerator<RowReading, void> {
  for await (const record of readRecords(source, layout)) {
    if (record.row > rowsMax + 1) {
      throw new InputError(`The file has more than ${rowsMax} rows`, {
        file: { code: "too_many_rows" },
      });
    }
    if (!layout.hasHeading || record.row > 1) yield readRow(record, reader);
  }
}

/** Items in groups of this size; the last one may be smaller. */
export async function* inBatches<T>(
  items: AsyncIterable<T>,
  size: number,
): AsyncGenerator<T[], void> {
  let batch: T[] = [];
  for await (const item of items) {
    if (batch.push(item) < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** The same items, the next one being made while one is worked on. */
export async function* ahead<T>(items: AsyncGenerator<T, void>): AsyncGenerator<T, void> {
  let next = items.next();
  try {
    for (;;) {
      const { done, value } = await next;
      if (done) return;
      next = items.next();
      next.catch(() => {}); // it is thrown where it is waited for
      yield value;
    }
  } finally {
    await items.return();
  }
}

function countBytes(source: ByteSource): { source: ByteSource; readBytes(): number } {
  let count = 0;
  async function* counted(): AsyncGenerator<Uint8Array, void> {
    for await (const bytes of source()) {
      count += bytes.byteLength;
      yield bytes;
    }
  }
  return { source: counted, readBytes: () => count };
}
