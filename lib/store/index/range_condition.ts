// Which of some packed contacts have a number in a range.
import type { NumberField } from "@/lib/domain/filter/condition.ts";
import { emptyBits, members, setBit } from "./bitmap.ts";
import type { Loader } from "./loader.ts";
import type { NumberColumn } from "./packed.ts";

const COLUMNS: Record<NumberField, NumberColumn> = {
  id: "id",
  created: "created",
  lastActivity: "last",
  imports: "imports",
};

/** Those of `within` with `from` ≤ number < `to`. No activity is packed as 0, which is in no range. */
export async function withNumber(
  loader: Loader,
  { field, from, to }: { field: NumberField; from: number; to: number },
  within: Uint32Array,
): Promise<Uint32Array> {
  const segments = await loader.segments(COLUMNS[field]);
  const size = loader.layout.segment;
  const found = emptyBits(within.length * 32);
  for (const ordinal of members(within)) {
    const value = segments[Math.floor(ordinal / size)]?.[ordinal % size] ?? 0;
    if (field === "lastActivity" && value === 0) continue;
    if (from <= value && value < to) setBit(found, ordinal, true);
  }
  return found;
}
