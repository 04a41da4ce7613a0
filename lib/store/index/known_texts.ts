// Text conditions that are asked again and again: which ordinals meet them is kept, for texts never change.
import type { Condition } from "@/lib/domain/filter/condition.ts";
import { addAll, bitsBetween, emptyBits } from "./bitmap.ts";
import type { CacheKind } from "./cache.ts";
import type { Part } from "./evaluate.ts";
import type { Loader } from "./loader.ts";
import { type TextCondition, withText } from "./text_condition.ts";

/** Ordinals below `known` that meet a condition. */
interface KnownText {
  bits: Uint32Array;
  known: number;
}

const KNOWN_TEXT: CacheKind<KnownText> = { name: "text:", bytes: ({ bits }) => bits.byteLength };

/** The condition with its texts answered. The first time looks at all texts, later ones at those that came since. */
export async function withKnownTexts(loader: Loader, condition: Condition): Promise<Part> {
  switch (condition.kind) {
    case "all":
    case "any": {
      const of: Part[] = [];
      for (const part of condition.of) of.push(await withKnownTexts(loader, part));
      return { kind: condition.kind, of };
    }
    case "not":
      return { kind: "not", of: await withKnownTexts(loader, condition.of) };
    case "text":
      return { kind: "known", bits: await knownText(loader, condition) };
    default:
      return condition;
  }
}

async function knownText(loader: Loader, condition: TextCondition): Promise<Uint32Array> {
  const { version, manifest: { published } } = loader.view;
  const key = `${version}:${JSON.stringify(condition)}`;
  const before = loader.cache.get(KNOWN_TEXT, key)?.value ?? { bits: emptyBits(0), known: 0 };
  if (before.known >= published) return before.bits;
  const bits = await withText(loader, condition, bitsBetween(before.known, published));
  addAll(bits, before.bits);
  loader.cache.set(KNOWN_TEXT, key, { tag: "", value: { bits, known: published } });
  return bits;
}
