// Which version of the packed index readers use, and which one a rebuild is making beside it.
import { z } from "zod";

const indexVersionsSchema = z.object({
  current: z.int().positive(),
  building: z.object({
    version: z.int().positive(),
    /** True once all ordinals of the new version are given, so that writers can say which one they mask. */
    settled: z.boolean(),
  }).nullable(),
});
export type IndexVersions = z.infer<typeof indexVersionsSchema>;

/** What holds before the first rebuild. */
export const FIRST_VERSIONS: IndexVersions = { current: 1, building: null };

export function parseVersions(value: unknown): IndexVersions {
  return value === null ? FIRST_VERSIONS : indexVersionsSchema.parse(value);
}
