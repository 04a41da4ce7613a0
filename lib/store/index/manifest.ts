// The manifest of an index version: what is published, and which segments have moved.
import { z } from "zod";
import { isSameLayout, type Layout } from "./layout.ts";

const layoutSchema = z.object({
  chunk: z.int().positive(),
  segment: z.int().positive(),
  block: z.int().positive(),
});

const manifestSchema = z.object({
  layout: layoutSchema,
  /** Ordinals below this may be alive. */
  published: z.int().nonnegative(),
  /** Blocks below this are sealed: which texts have which gram is written down. */
  sealed: z.int().nonnegative().default(0),
  /** Per segment of the columns that change in place: goes up whenever a fold may have written it. */
  segmentVersions: z.instanceof(Uint32Array),
  /** Per block: goes up whenever a fold may have written a set in it. Who is alive follows each publishing instead. */
  blockVersions: z.instanceof(Uint32Array).default(() => new Uint32Array(0)),
});
export type Manifest = z.infer<typeof manifestSchema>;

export function emptyManifest(layout: Layout): Manifest {
  const none = { segmentVersions: new Uint32Array(0), blockVersions: new Uint32Array(0) };
  return { layout, published: 0, sealed: 0, ...none };
}

/** Throws `RangeError` when the index was built with another layout: such a process must not touch it. */
export function parseManifest(value: unknown, layout: Layout): Manifest {
  if (value === null) return emptyManifest(layout);
  const manifest = manifestSchema.parse(value);
  if (!isSameLayout(manifest.layout, layout)) {
    throw new RangeError(
      `Cannot read the index: it was built with ${JSON.stringify(manifest.layout)}, not with ` +
        `${JSON.stringify(layout)}; rebuild it with verify --fix`,
    );
  }
  return manifest;
}

/** Whether all ordinals of the next block to seal are published, so that none of its texts changes any more. */
export function isSealDue({ layout, published, sealed }: Manifest): boolean {
  return (sealed + 1) * layout.block <= published;
}

/** The versions with those of the given parts one higher, and room for all up to the highest. */
export function raisedVersions(
  versions: Uint32Array,
  parts: Iterable<number>,
): Uint32Array<ArrayBuffer> {
  const touched = [...parts];
  const length = touched.reduce((max, part) => Math.max(max, part + 1), versions.length);
  const raised = new Uint32Array(length);
  raised.set(versions);
  for (const part of touched) raised[part] = (raised[part] ?? 0) + 1;
  return raised;
}
