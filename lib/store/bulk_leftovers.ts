// What a bulk load that was cut off has left half written: rows that are still missing, keys of contacts that never came.
import { type Contact, contactSchema } from "@/lib/domain/contact.ts";
import type { BulkJob } from "./bulk_job.ts";
import { saveChange } from "./change.ts";
import { activityRow } from "./contact_rows.ts";
import type { LeasedWriter } from "./index/leased_writer.ts";
import { contactHeadKey, contactKey } from "./keys/contacts.ts";
import { type Range, rangePrefix } from "./keys/range.ts";
import { readMany } from "./kv.ts";

type Batch = NonNullable<BulkJob["batch"]>;

const RECORDS_PER_COMMIT = 100;

/**
 * Makes a batch that was cut off right: contacts that exist get their rows, of the others nothing stays. Reads all
 * handles and names, so it takes some 20 s in a workspace of a million.
 */
export async function settleBatch(writer: LeasedWriter, batch: Batch): Promise<void> {
  const ids = Array.from({ length: batch.next - batch.first }, (_, at) => batch.first + at);
  await writeActivityRows(writer, ids);
  if (batch.next < batch.end) await deleteUnborn(writer, batch);
}

/** Rows by last activity as the records say, whatever has happened to the contacts since. */
export async function writeActivityRows(
  writer: LeasedWriter,
  ids: readonly number[],
): Promise<void> {
  for (let at = 0; at < ids.length; at += RECORDS_PER_COMMIT) {
    await writer.renew();
    const some = ids.slice(at, at + RECORDS_PER_COMMIT);
    await saveChange(writer.kv, async (change) => {
      // Whoever changes a contact moves the head, so it vouches for the records read after it.
      await change.get(contactHeadKey());
      change.check(writer.lease.check);
      for (const { value } of await readMany<Contact>(writer.kv, some.map(contactKey))) {
        if (value === null) continue;
        const row = activityRow(contactSchema.parse(value));
        change.set(row.key, row.value);
      }
    });
  }
}

/** Handles, rows by name and keys of duplicates of ids that have no record yet: nobody else can have written them. */
async function deleteUnborn(writer: LeasedWriter, { next, end }: Batch): Promise<void> {
  const isUnborn = (id: unknown) => typeof id === "number" && id >= next && id < end;
  const idOf: Partial<Record<Range, (entry: Deno.KvEntry<unknown>) => unknown>> = {
    e: ({ value }) => value,
    p: ({ value }) => value,
    sn: ({ key }) => key.at(-1),
    dup: ({ key }) => key.at(-1),
  };
  for (const range of ["e", "p", "sn", "dup"] as const) {
    const entries = writer.kv.list({ prefix: rangePrefix(range) }, { batchSize: 500 });
    for await (const entry of entries) {
      if (isUnborn(idOf[range]?.(entry))) await writer.put(entry.key, null);
    }
  }
  await writer.flush();
}
