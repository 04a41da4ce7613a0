/** Types of @std/ulid 1.x, as its documentation states them. */

/** A ULID for a time in milliseconds since 1970; two of one millisecond are in no order. */
export function ulid(seedTime?: number): string;

/** As `ulid`, but each is greater than the one before it, also within one millisecond. */
export function monotonicUlid(seedTime?: number): string;

/** The time a ULID was made at, in milliseconds since 1970. Throws on what is not a ULID. */
export function decodeTime(ulid: string): number;
