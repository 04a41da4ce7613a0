// How contacts come to be. Safe for the browser: no zod here.

/** Shown as "created by" and "source" (7.4). `inbound` names the channel beside it. */
export const CONTACT_SOURCES = ["manual", "import", "seed", "inbound"] as const;
export type ContactSource = typeof CONTACT_SOURCES[number];
