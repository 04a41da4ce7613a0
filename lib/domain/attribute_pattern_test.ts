import { assert, assertEquals } from "@std/assert";
import { matchesPattern, patternProblem } from "./attribute_pattern.ts";

/** Ways in which backtracking never ends, to be put around any atom. */
const EVIL_SHAPES = [
  (a: string) => `(${a}+)+$`,
  (a: string) => `(${a}*)*$`,
  (a: string) => `(${a}|${a})*$`,
  (a: string) => `(${a}|${a}${a})+$`,
  (a: string) => `(${a}+)*!`,
  (a: string) => `(.*${a}){20}`,
  (a: string) => `(${a}?){40}${a}{40}!`,
  (a: string) => `^(${a}+${a}+)+!$`,
  (a: string) => `((${a}*)+)+!`,
  (a: string) => `(?:(?:${a}{1,30}){1,30})!`,
  (a: string) => `(${a}+)+(${a}+)+(${a}+)+!`,
  (a: string) => `(?i:(${a}+)+)!`,
  (a: string) => `(\\w|${a})+!`,
  (a: string) => `(${a}|[^!]|.)*!`,
  (a: string) => `(([${"a-z"}])+.)+${a}!`,
  (a: string) => `^(([a-z])+.)+[A-Z]([a-z]|${a})+$`,
  (a: string) => `(.|${a})*(.|${a})*(.|${a})*!`,
  (a: string) => `(?:${a}*?)*?!`,
  (a: string) => `(${a}{0,10}){0,10}${a}!`,
  (a: string) => `(\\s*${a}\\s*)+!`,
];
const ATOMS = ["a", "[a-z]", "\\w", "(?:a)", "[^b]", ".", "\\S", "[ab]", "\\pL", "(?:a|b)"];

Deno.test("two hundred patterns that would keep the engine's own matching busy for ever are answered", () => {
  const patterns = EVIL_SHAPES.flatMap((shape) => ATOMS.map((atom) => shape(atom)));
  assertEquals(new Set(patterns).size, 200);
  const text = `${"a".repeat(998)}\n?`;
  let matched = 0;
  for (const pattern of patterns) {
    const problem = patternProblem(pattern);
    if (problem !== null) {
      assertEquals(problem.code, "pattern_large", pattern);
      continue;
    }
    matched++;
    assertEquals(typeof matchesPattern(pattern, text), "boolean");
  }
  assert(matched >= 180, `only ${matched} were not refused`);
});

Deno.test("a pattern has to match the whole text", () => {
  assert(matchesPattern("a|ab", "ab"));
  assert(!matchesPattern("b", "abc"));
  assert(matchesPattern("", "anything"));
  assert(matchesPattern("\\p{Cyrillic}+", "Їжак"));
});

Deno.test("patternProblem() refuses what cannot be matched safely, and what is no pattern", () => {
  const refused: [pattern: string, code: string, part?: string][] = [
    ["(?=a)b", "pattern_unsupported", "(?="],
    ["(a)\\1", "pattern_unsupported", "\\1"],
    ["(?<!a)b", "pattern_unsupported", "(?<!a)b"],
    ["a(", "pattern_unclosed", "a("],
    ["[a-z", "pattern_unclosed", "[a-z"],
    ["a)", "pattern_unopened", "a)"],
    ["[z-a]", "pattern_class", "z-a"],
    ["\\p{Foo}", "pattern_class", "\\p{Foo}"],
    ["*", "pattern_nothing_repeated", "*"],
    ["a**", "pattern_nothing_repeated", "**"],
    ["(a{1000}){1000}", "pattern_repeat", "{1000}"],
    ["a{1001}", "pattern_repeat", "{1001}"],
    ["(?P<n>a)(?P<n>b)", "pattern_invalid", "n"],
    ["a\\", "pattern_invalid", "a\\"],
    ["(a{900}b){1}".repeat(3), "pattern_large"],
    ["a".repeat(201), "too_long"],
  ];
  for (const [pattern, code, part] of refused) {
    const problem = patternProblem(pattern);
    assertEquals([problem?.code, problem?.params?.["part"]], [code, part], pattern);
  }
  for (const pattern of ["", "^\\d{5}$", "a".repeat(200), "\\p{L}{1,60}"]) {
    assertEquals(patternProblem(pattern), null, pattern);
  }
});

Deno.test("a stored pattern that cannot be used stops nobody", () => {
  assert(matchesPattern("(?=a)b", "anything"));
});
