// What is suggested for the file of a run: its columns, with the attributes that they can be.
import type { Attribute } from "@/lib/domain/attribute.ts";
import type { ImportRun } from "@/lib/domain/import_run.ts";
import { listAttributes } from "@/lib/store/attributes.ts";
import { type FileInspection, inspectFile, storedFile } from "./import_file.ts";

export interface InspectedRun {
  inspection: FileInspection;
  /** That are not deleted. */
  attributes: Attribute[];
}

/** Throws `InputError` on `file`. */
export async function inspectRun(
  kv: Deno.Kv,
  run: Pick<ImportRun, "id" | "chunks">,
): Promise<InspectedRun> {
  const attributes = (await listAttributes(kv)).filter(({ deletedAtMs }) => deletedAtMs === null);
  return { inspection: await inspectFile(storedFile(kv, run), attributes), attributes };
}
