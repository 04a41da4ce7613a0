// Attribute definitions: the cached list of all, and staging one with its head, so that names and keys stay unique.
import { type Attribute, ATTRIBUTES_MAX, attributeSchema } from "@/lib/domain/attribute.ts";
import { foldTagName } from "@/lib/domain/tag_input.ts";
import { InputError, NotFoundError } from "@/lib/errors.ts";
import type { Change } from "./change.ts";
import { rangePrefix } from "./keys/range.ts";
import { attributeHeadKey, attributeKey } from "./keys/workspace.ts";

interface CachedAttributes {
  versionstamp: string | null;
  attributes: readonly Attribute[];
}

const cache = new WeakMap<Deno.Kv, CachedAttributes>();

/** All definitions, deleted ones included, in the order of the card; at most 100. Costs one read while nothing has changed. */
export async function listAttributes(kv: Deno.Kv): Promise<readonly Attribute[]> {
  // The head before the list: a change in between makes the next call read again.
  const { versionstamp } = await kv.get(attributeHeadKey());
  const cached = cache.get(kv);
  if (cached && cached.versionstamp === versionstamp) return cached.attributes;
  const attributes = await Array.fromAsync(
    kv.list({ prefix: rangePrefix("attribute") }, { limit: ATTRIBUTES_MAX }),
    ({ value }) => attributeSchema.parse(value),
  );
  attributes.sort((a, b) => a.position - b.position || (a.key < b.key ? -1 : 1));
  // Of two readers at once, the one that began first may end last.
  if ((cache.get(kv)?.versionstamp ?? "") <= (versionstamp ?? "")) {
    cache.set(kv, { versionstamp, attributes });
  }
  return attributes;
}

/** As this process has read them last, without reading; null before the first time. */
export function cachedAttributes(kv: Deno.Kv): readonly Attribute[] | null {
  return cache.get(kv)?.attributes ?? null;
}

/** `listAttributes` for a commit that depends on it: the commit fails if any has changed by then. 1 check. */
export async function listAttributesIn(change: Change): Promise<readonly Attribute[]> {
  await change.get(attributeHeadKey());
  return await listAttributes(change.kv);
}

/** The definition, deleted or not. Throws `NotFoundError`. */
export async function requireAttribute(kv: Deno.Kv, key: string): Promise<Attribute> {
  return required(await listAttributes(kv), key);
}

/** The definition, deleted or not; the commit fails if any has changed by then. Throws `NotFoundError`. */
export async function requireAttributeIn(change: Change, key: string): Promise<Attribute> {
  return required(await listAttributesIn(change), key);
}

/**
 * A new definition, last of all: its position is set here.
 * Throws `InputError`: `attribute_key_taken` on `key`, `attribute_name_taken` on `name`, or `attributes_full` on
 * `form` beyond 100 definitions; deleted ones count, for they keep their keys.
 */
export async function stageCreateAttribute(
  change: Change,
  attribute: Attribute,
): Promise<Attribute> {
  const all = await listAttributesIn(change);
  if (all.length >= ATTRIBUTES_MAX) {
    throw new InputError(`Cannot create attribute ${attribute.key}: there are ${all.length}`, {
      form: { code: "attributes_full", params: { max: ATTRIBUTES_MAX } },
    });
  }
  if (all.some(({ key }) => key === attribute.key)) {
    throw new InputError(`Cannot create attribute ${attribute.key}: it exists`, {
      key: { code: "attribute_key_taken" },
    });
  }
  refuseTakenName(all, attribute);
  const created = { ...attribute, position: (all.at(-1)?.position ?? -1) + 1 };
  stageAttributes(change, [created]);
  return created;
}

/**
 * A change of a definition that `requireAttributeIn` has read: also its deletion and its return, by `deletedAtMs`.
 * Throws `InputError` `attribute_name_taken` on `name`.
 */
export async function stageEditAttribute(change: Change, after: Attribute): Promise<void> {
  refuseTakenName(await listAttributesIn(change), after);
  stageAttributes(change, [after]);
}

/** Fixes the types of those of these attributes that have no values yet, for whoever is about to give them some. 1 check. */
export async function stageFirstValues(change: Change, keys: ReadonlySet<string>): Promise<void> {
  if (keys.size === 0) return;
  const first = (await listAttributesIn(change)).filter(({ key, hasValues }) =>
    keys.has(key) && !hasValues
  );
  stageAttributes(change, first.map((attribute) => ({ ...attribute, hasValues: true })));
}

/** Definitions as given, with the head. `listAttributesIn` has to be among the reads of the commit. */
export function stageAttributes(change: Change, attributes: readonly Attribute[]): void {
  for (const attribute of attributes) change.set(attributeKey(attribute.key), attribute);
  if (attributes.length > 0) change.set(attributeHeadKey(), null);
}

/** Names are unique among the living, ignoring case. */
function refuseTakenName(all: readonly Attribute[], attribute: Attribute): void {
  const name = foldTagName(attribute.name);
  const other = all.find((one) =>
    one.key !== attribute.key && one.deletedAtMs === null && foldTagName(one.name) === name
  );
  if (other === undefined) return;
  throw new InputError(`Cannot save attribute ${attribute.key}: ${other.key} has its name`, {
    name: { code: "attribute_name_taken", params: { key: other.key } },
  });
}

function required(all: readonly Attribute[], key: string): Attribute {
  const attribute = all.find((one) => one.key === key);
  if (attribute === undefined) throw new NotFoundError("There is no such attribute");
  return attribute;
}
