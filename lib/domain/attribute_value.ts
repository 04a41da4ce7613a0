// Values of attributes: read by type, forgivingly, from forms, files and JSON, and written in one way (7.1, 7.2).
import type { FieldProblem } from "@/lib/errors.ts";
import { type Attribute, ATTRIBUTE_TEXT_CHARS_MAX, type AttributeType } from "./attribute.ts";
import { matchesPattern } from "./attribute_pattern.ts";
import type { AttributeValue, AttributeValues, Contact } from "./contact.ts";
import { canonicalDay, canonicalNumber, NUMBER_MAX } from "./filter/value.ts";
import { cleanName } from "./handle.ts";
import { safeHref } from "./safe_href.ts";
import { foldTagName } from "./tag_input.ts";

/** What a raw value means: a value, null for "no value", or a problem. */
export type ParsedAttribute =
  | { value: AttributeValue | null; problem: null }
  | { value: null; problem: FieldProblem };

/** What of a definition its values depend on. */
export type AttributeRules = Pick<Attribute, "type" | "pattern" | "patternHint" | "options">;

export interface ParseAttributeOptions {
  /** The value so far: it stays good when its option was retired or the pattern changed. */
  current?: AttributeValue | undefined;
}

const TRUE = new Set(["true", "yes", "on", "1", "так"]);
const FALSE = new Set(["false", "no", "off", "0", "ні"]);
/** `example.com/path`, as people write addresses. */
const BARE_HOST = /^[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)*\.\p{L}{2,}([/?#].*)?$/u;

/**
 * Reads a value as a form, a file or JSON gives it; text without anything to see, null and undefined mean no value.
 * Never throws, whatever `raw` is.
 */
export function parseAttributeValue(
  attribute: AttributeRules,
  raw: unknown,
  { current }: ParseAttributeOptions = {},
): ParsedAttribute {
  if (raw === null || raw === undefined) return { value: null, problem: null };
  if (typeof raw !== "string" && typeof raw !== "number" && typeof raw !== "boolean") {
    return refused(INVALID[attribute.type]);
  }
  const text = cleanName(typeof raw === "number" ? numberText(raw) : String(raw));
  if (text === "") return { value: null, problem: null };
  if (text.length > ATTRIBUTE_TEXT_CHARS_MAX) return tooLong();
  return PARSERS[attribute.type](text, attribute, current);
}

/** A value's canonical text, which is read back as the same value; "" for none, and for one of another type. */
export function attributeText(
  { type }: Pick<Attribute, "type">,
  value: AttributeValue | null | undefined,
): string {
  if (value === null || value === undefined || typeof value !== JAVASCRIPT_TYPE[type]) return "";
  return String(value);
}

/** The record with these values; without the field when there are none. */
export function withAttributeValues(contact: Contact, values: AttributeValues): Contact {
  const { attributes: _, ...rest } = contact;
  return Object.keys(values).length > 0 ? { ...rest, attributes: values } : rest;
}

const JAVASCRIPT_TYPE: Record<AttributeType, "string" | "number" | "boolean"> = {
  text: "string",
  number: "number",
  link: "string",
  date: "string",
  list: "string",
  checkbox: "boolean",
};

const INVALID: Record<AttributeType, FieldProblem> = {
  text: { code: "attribute_text" },
  number: { code: "attribute_number" },
  link: { code: "attribute_link" },
  date: { code: "attribute_date" },
  list: { code: "attribute_option" },
  checkbox: { code: "attribute_checkbox" },
};

type Parser = (
  text: string,
  attribute: AttributeRules,
  current: AttributeValue | undefined,
) => ParsedAttribute;

const PARSERS: Record<AttributeType, Parser> = {
  text: parseText,
  number: parseNumber,
  link: parseLink,
  date: (text) => found(canonicalDay(text), INVALID.date),
  list: parseOption,
  checkbox: parseCheckbox,
};

/** The text so far stays good when the pattern has been changed since. */
function parseText(
  text: string,
  { pattern, patternHint }: AttributeRules,
  current?: AttributeValue,
): ParsedAttribute {
  if (text === current || matchesPattern(pattern, text)) return { value: text, problem: null };
  return refused(
    patternHint === ""
      ? { code: "attribute_pattern" }
      : { code: "attribute_pattern_hint", params: { hint: patternHint } },
  );
}

function parseNumber(text: string): ParsedAttribute {
  const canonical = canonicalNumber(text);
  return found(canonical === null ? null : Number(canonical), INVALID.number);
}

/** Numbers keep six digits after the point: sums of a program such as 0.1 + 0.2 come with many more. */
function numberText(number: number): string {
  return Math.abs(number) <= NUMBER_MAX ? String(Number(number.toFixed(6))) : String(number);
}

/** Kept as it was written, for people to read; `safeHref` makes the address of it. */
function parseLink(text: string): ParsedAttribute {
  const link = BARE_HOST.test(text) ? `https://${text}` : text;
  if (link.length > ATTRIBUTE_TEXT_CHARS_MAX) return tooLong();
  return found(safeHref(link) === null ? null : link, INVALID.link);
}

function parseOption(text: string, { options }: AttributeRules, current?: AttributeValue) {
  const option = options.find(({ value }) => value === text) ??
    options.find(({ value }) => foldTagName(value) === foldTagName(text));
  if (option?.retired && option.value !== current) {
    return refused({ code: "attribute_option_retired" });
  }
  return found(option?.value ?? null, INVALID.list);
}

function parseCheckbox(text: string): ParsedAttribute {
  const word = text.toLowerCase();
  return found(TRUE.has(word) ? true : FALSE.has(word) ? false : null, INVALID.checkbox);
}

function found(value: AttributeValue | null, otherwise: FieldProblem): ParsedAttribute {
  return value === null ? refused(otherwise) : { value, problem: null };
}

function refused(problem: FieldProblem): ParsedAttribute {
  return { value: null, problem };
}

function tooLong(): ParsedAttribute {
  return refused({ code: "too_long", params: { max: ATTRIBUTE_TEXT_CHARS_MAX } });
}
