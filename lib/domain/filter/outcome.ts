// What the builder is told while a filter is edited, in finished sentences.

export interface FilterOutcome {
  /** Null while a condition is not possible. */
  count: number | null;
  /** The count in words, or what has to be done first. */
  text: string;
  sentence: string;
  /** By path; only of what typing on will not mend. */
  problems: Record<string, string>;
}
