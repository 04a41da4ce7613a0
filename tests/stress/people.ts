// Made-up contacts for stress runs: few letters and few times, so that everything collides with everything.
import type { Contact } from "@/lib/domain/contact.ts";
import { emailKey } from "@/lib/domain/handle.ts";

/** Pseudo-random numbers in [0, 1) from a seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function pick<T>(random: () => number, from: readonly T[]): T {
  const item = from[Math.floor(random() * from.length)];
  if (item === undefined) throw new RangeError("Cannot pick from an empty list");
  return item;
}

export const TAGS = ["vip", "new", "lead", "50%", "рідкий"];
export const LANGUAGES = ["uk", "en", null];
const PIECES = "іван ова Шев чен ко Ann ivan ov % _ ʼ' 😀 李 ß é \ud83d nn Юлія-Ян ЇЇ 07 zz".split(
  " ",
);
export const QUERIES = [
  ..."i o ov ivan shev shevchenko cgen % _ 😀 李 nn zz 067 38067 a.b é 1 @ x".split(" "),
  "ivan ov",
  "ko she",
  "nobody has this",
  "ov".repeat(1000),
  "\ud83d",
];

export function aName(random: () => number): string {
  const pieces = Array.from({ length: Math.floor(random() * 5) }, () => pick(random, PIECES));
  return pieces.join(random() < 0.4 ? " " : "");
}

export function someTags(random: () => number): string[] {
  return TAGS.filter((_, at) => random() < 0.5 / (at + 1));
}

export function aContact(random: () => number, id: number): Contact {
  const address = `a.b${id}@x${Math.floor(random() * 3)}.ua`;
  const number = `+38067${String(1e6 + id * 37).slice(-7)}`;
  return {
    id,
    name: aName(random),
    emails: random() < 0.6 ? [{ typed: address, key: emailKey(address) ?? address }] : [],
    phones: random() < 0.6 ? [{ typed: number, key: number }] : [],
    tagIds: someTags(random),
    language: pick(random, LANGUAGES),
    source: "manual",
    createdAtMs: Math.floor(random() * 40),
    lastActivityAtMs: random() < 0.3 ? null : Math.floor(random() * 40),
    revision: 1,
  };
}
