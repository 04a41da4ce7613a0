// The rules for what is typed about an attribute: key, name, type, pattern and options (7.1).
import { type FieldProblem, type FieldProblems, InputError } from "@/lib/errors.ts";
import {
  type Attribute,
  ATTRIBUTE_DESCRIPTION_CHARS_MAX,
  ATTRIBUTE_NAME_CHARS_MAX,
  ATTRIBUTE_OPTION_CHARS_MAX,
  ATTRIBUTE_OPTIONS_MAX,
  ATTRIBUTE_TYPES,
  type AttributeOption,
  type AttributeType,
} from "./attribute.ts";
import { isAttributeKey } from "./attribute_key.ts";
import { patternProblem } from "./attribute_pattern.ts";
import { cleanName } from "./handle.ts";
import { romanise } from "./romanise.ts";
import { foldTagName } from "./tag_input.ts";

/** What a form offers about an attribute. */
export interface TypedAttribute {
  name: string;
  description: string;
  /** Not yet known to be one of ours. */
  type: string;
  pattern: string;
  patternHint: string;
  /** Options that are retired; those that exist and are not named here are on offer. */
  retired: string[];
  /** One a line. All of them while the attribute has no values, further ones afterwards. */
  options: string;
}

/** What an admin sets. */
export type AttributeInput = Pick<
  Attribute,
  "name" | "description" | "type" | "pattern" | "patternHint" | "options"
>;

/** What can no longer be chosen freely once a contact has a value; null for a new attribute. */
export type Settled = Pick<Attribute, "hasValues" | "type" | "options"> | null;

/**
 * What does not belong to the type is dropped.
 * @throws InputError with problems on `name`, `description`, `type`, `pattern`, `patternHint` and `options`.
 */
export function parseAttributeInput(typed: TypedAttribute, settled: Settled): AttributeInput {
  const type = ATTRIBUTE_TYPES.find((known) => known === typed.type) ?? null;
  const input = {
    name: cleanName(typed.name),
    description: cleanName(typed.description),
    pattern: type === "text" ? typed.pattern.toWellFormed().normalize("NFC").trim() : "",
    patternHint: type === "text" ? cleanName(typed.patternHint) : "",
    options: type === "list" ? optionsOf(typed, settled) : [],
  };
  const problems = found({
    name: nameProblem(input.name),
    description: lengthProblem(input.description, ATTRIBUTE_DESCRIPTION_CHARS_MAX),
    type: typeProblem(type, settled),
    pattern: patternProblem(input.pattern),
    patternHint: lengthProblem(input.patternHint, ATTRIBUTE_DESCRIPTION_CHARS_MAX),
    options: type === "list" ? optionsProblem(input.options) : null,
  });
  if (type === null || Object.keys(problems).length > 0) {
    throw new InputError(`Attribute refused: ${Object.keys(problems).join(", ")}`, problems);
  }
  return { ...input, type };
}

/**
 * The key as typed, or one made of the name when none was.
 * @throws InputError `attribute_key_invalid` on `key`.
 */
export function parseAttributeKey(typed: string, name: string): string {
  const key = typed.trim() || keyOfName(name);
  if (isAttributeKey(key)) return key;
  throw new InputError("Attribute refused: key", { key: { code: "attribute_key_invalid" } });
}

/** `Дата договору` becomes `data_dohovoru`; "" when nothing of the name can stand in a key. */
function keyOfName(name: string): string {
  return romanise(cleanName(name)).toLowerCase().replace(/[^a-z0-9]+/g, "_")
    .replace(/^[_0-9]+/, "").slice(0, 40).replace(/_+$/, "");
}

/** Existing options stay once there are values, in their order, and are never renamed: contacts keep their text. */
function optionsOf({ options, retired }: TypedAttribute, settled: Settled): AttributeOption[] {
  const kept = settled?.hasValues ? settled.options : [];
  const known = new Set(kept.map(({ value }) => foldTagName(value)));
  const added: AttributeOption[] = [];
  for (const line of options.split("\n")) {
    const value = cleanName(line);
    const folded = foldTagName(value);
    if (value === "" || known.has(folded)) continue;
    known.add(folded);
    added.push({ value, retired: false });
  }
  return [...kept.map(({ value }) => ({ value, retired: retired.includes(value) })), ...added];
}

function optionsProblem(options: AttributeOption[]): FieldProblem | null {
  if (options.length === 0) return { code: "attribute_options_empty" };
  if (options.length > ATTRIBUTE_OPTIONS_MAX) {
    return { code: "too_many", params: { max: ATTRIBUTE_OPTIONS_MAX } };
  }
  const longest = Math.max(...options.map(({ value }) => value.length));
  if (longest <= ATTRIBUTE_OPTION_CHARS_MAX) return null;
  return { code: "attribute_option_long", params: { max: ATTRIBUTE_OPTION_CHARS_MAX } };
}

function nameProblem(name: string): FieldProblem | null {
  if (name === "") return { code: "attribute_name_empty" };
  return lengthProblem(name, ATTRIBUTE_NAME_CHARS_MAX);
}

function typeProblem(type: AttributeType | null, settled: Settled): FieldProblem | null {
  if (type === null) return { code: "attribute_type_unknown" };
  return settled?.hasValues && settled.type !== type ? { code: "attribute_type_fixed" } : null;
}

function lengthProblem(text: string, max: number): FieldProblem | null {
  return text.length > max ? { code: "too_long", params: { max } } : null;
}

function found(problems: Record<string, FieldProblem | null>): FieldProblems {
  return Object.fromEntries(
    Object.entries(problems).flatMap(([field, problem]) => problem ? [[field, problem]] : []),
  );
}
