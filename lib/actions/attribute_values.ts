// Values of attributes as forms, imports and channels bring them: checked against definitions and limits in the commit (7.2).
import {
  type Attribute,
  ATTRIBUTE_VALUES_BYTES_MAX,
  ATTRIBUTE_VALUES_MAX,
  attributeValuesBytes,
} from "@/lib/domain/attribute.ts";
import { attributeField } from "@/lib/domain/attribute_key.ts";
import { attributeText, parseAttributeValue } from "@/lib/domain/attribute_value.ts";
import type { AttributeValue, AttributeValues, Contact } from "@/lib/domain/contact.ts";
import type { FieldChange } from "@/lib/domain/event.ts";
import type { FieldProblem, FieldProblems } from "@/lib/errors.ts";
import { listAttributesIn, stageAttributes } from "@/lib/store/attributes.ts";
import type { Change } from "@/lib/store/change.ts";

export interface StagedValues {
  /** All values the contact has now, those of deleted attributes too; `withAttributeValues` puts them into a record. */
  attributes: AttributeValues;
  /** What is another than before, by field `attr.<key>`; empty when nothing is. */
  changes: FieldChange[];
  /** By field `attr.<key>`; a value with a problem is left as it was. */
  problems: FieldProblems;
}

/**
 * The values after `raws` (by key; null, undefined and "" clear) were laid over those before. 1 check, on all
 * definitions; the only thing staged is that an attribute has values from now on, which fixes its type. Whoever does
 * not save the values has to throw, or to stage nothing else.
 */
export async function stageAttributeValues(
  change: Change,
  before: Pick<Contact, "attributes">,
  raws: Readonly<Record<string, unknown>>,
): Promise<StagedValues> {
  const entries = Object.entries(raws);
  if (entries.length === 0) {
    return { attributes: before.attributes ?? {}, changes: [], problems: {} };
  }
  const definitions = new Map((await listAttributesIn(change)).map((one) => [one.key, one]));
  const room = new ValueRoom(definitions, before.attributes ?? {});
  const problems = new Map<string, FieldProblem>();
  const changes: FieldChange[] = [];
  for (const [key, raw] of entries) {
    const outcome = room.put(key, raw);
    if (outcome === null) continue;
    if ("code" in outcome) problems.set(attributeField(key), outcome);
    else changes.push(outcome);
  }
  stageAttributes(change, room.firstValued());
  const { attributes } = room;
  return { attributes, changes, problems: Object.fromEntries(problems) };
}

/** The values of one contact while they are being set, within the limits. */
class ValueRoom {
  readonly #values: Map<string, AttributeValue>;
  readonly #first = new Map<string, Attribute>();

  constructor(
    readonly definitions: ReadonlyMap<string, Attribute>,
    readonly before: AttributeValues,
  ) {
    this.#values = new Map(Object.entries(before));
  }

  get attributes(): AttributeValues {
    return Object.fromEntries(this.#values);
  }

  /** Definitions that have values by this commit and had none before. */
  firstValued(): Attribute[] {
    return [...this.#first.values()].map((one) => ({ ...one, hasValues: true }));
  }

  /** What has changed, why it has not, or null when it is as before. */
  put(key: string, raw: unknown): FieldChange | FieldProblem | null {
    const attribute = this.definitions.get(key);
    if (attribute === undefined || attribute.deletedAtMs !== null) {
      return { code: "attribute_unknown" };
    }
    const current = this.#values.get(key);
    const { value, problem } = parseAttributeValue(attribute, raw, { current });
    if (problem !== null) return problem;
    if (value === (current ?? null)) return null;
    if (value === null) this.#values.delete(key);
    else this.#values.set(key, value);
    const full = value === null ? null : this.#fullness(current === undefined);
    if (full === null) return this.#changed(attribute, current, value);
    if (current === undefined) this.#values.delete(key);
    else this.#values.set(key, current);
    return full;
  }

  #changed(attribute: Attribute, before: AttributeValue | undefined, after: AttributeValue | null) {
    if (after !== null && !attribute.hasValues) this.#first.set(attribute.key, attribute);
    return {
      field: attributeField(attribute.key),
      before: texts(attribute, before ?? null),
      after: texts(attribute, after),
    };
  }

  /** There may be more already, of an attribute that was restored: what there is can still be changed. */
  #fullness(isNew: boolean): FieldProblem | null {
    const shown = [...this.#values.keys()].filter((key) =>
      this.definitions.get(key)?.deletedAtMs === null
    );
    if (isNew && shown.length > ATTRIBUTE_VALUES_MAX) {
      return { code: "attribute_values_full", params: { max: ATTRIBUTE_VALUES_MAX } };
    }
    const isLarge = attributeValuesBytes(this.attributes) > ATTRIBUTE_VALUES_BYTES_MAX;
    return isLarge ? { code: "attribute_values_large" } : null;
  }
}

function texts(attribute: Attribute, value: AttributeValue | null): string[] {
  return value === null ? [] : [attributeText(attribute, value)];
}
