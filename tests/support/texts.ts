// Arbitrary text for property tests.
import fc from "fast-check";

/**
 * One UTF-16 unit of any kind, lone surrogates too, which `fast-check` leaves out of its own. Letters that people write
 * are as likely as all others.
 */
export const anyUnit: fc.Arbitrary<string> = fc.oneof(
  fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
  fc.constantFrom(..."aїґ’ -.\u202e\u200d\ud83d\ude42\n"),
);

/** Text of such units. */
export function anyText(charsMax: number, charsMin = 0): fc.Arbitrary<string> {
  return fc.string({ unit: anyUnit, minLength: charsMin, maxLength: charsMax });
}
