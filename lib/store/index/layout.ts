// How many ordinals share one stored value. Tests make them small, to cross many borders.

export interface Layout {
  /** Ordinals in a chunk of texts or names. */
  chunk: number;
  /** Ordinals in a segment of a number column. */
  segment: number;
  /** Ordinals in a block of a bitmap. */
  block: number;
}

export const LAYOUT: Layout = { chunk: 512, segment: 2048, block: 32_768 };

/** Throws `RangeError` unless every size is a power of two, from 32 to 65,536 for blocks. */
export function requireLayout(layout: Layout): Layout {
  for (const [part, size] of Object.entries(layout)) {
    const isPower = Number.isInteger(size) && size > 0 && 2 ** Math.round(Math.log2(size)) === size;
    if (!isPower) throw new RangeError(`Cannot use ${size} for ${part}: not a power of two`);
  }
  if (layout.block < 32 || layout.block > 65_536) {
    throw new RangeError(`Cannot use blocks of ${layout.block}: they hold 32 to 65,536 ordinals`);
  }
  return layout;
}

export function isSameLayout(left: Layout, right: Layout): boolean {
  return left.chunk === right.chunk && left.segment === right.segment && left.block === right.block;
}
