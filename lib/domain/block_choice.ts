// The choices of a block, without schemas: the browser uses them too.

export const BLOCK_PRESETS = [
  "hour",
  "tomorrow",
  "next_week",
  "next_month",
  "forever",
  "until",
] as const;
export type BlockPreset = typeof BLOCK_PRESETS[number];

export const BLOCK_REASONS = ["spam", "abuse", "fraud", "test", "other"] as const;
export type BlockReason = typeof BLOCK_REASONS[number];

export const BLOCK_NOTE_CHARS_MAX = 500;
