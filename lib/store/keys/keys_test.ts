import { assert, assertEquals } from "@std/assert";
import { SCHEMA_VERSION } from "./schema.ts";

const DOCS = new URL("../../../docs/data_model.md", import.meta.url);
const HERE = new URL("./", import.meta.url);

/** `contactKey(id)` and `1, "c", id`: what each builder makes of the names of its own parameters. */
const builders = await findBuilders();

async function findBuilders(): Promise<[string, string][]> {
  const inFolder = [...Deno.readDirSync(HERE)].map(({ name }) => name);
  const files = inFolder.filter((name) => !name.endsWith("_test.ts"));
  const modules = await Promise.all(files.map((name) => import(new URL(name, HERE).href)));
  const found: [string, string][] = [];
  for (const [name, builder] of modules.flatMap((module) => Object.entries<unknown>(module))) {
    if (!name.endsWith("Key") || typeof builder !== "function") continue;
    const parameters = /\(([^)]*)\)/.exec(builder.toString())?.[1] ?? "";
    const names = parameters.split(",").map((parameter) => parameter.trim()).filter(Boolean);
    const key: unknown = Reflect.apply(builder, null, names);
    assert(Array.isArray(key), name);
    const parts = key.map((part) => names.includes(part) ? part : JSON.stringify(part));
    found.push([`${name}(${names.join(", ")})`, parts.join(", ")]);
  }
  return found;
}

Deno.test("docs/data_model.md describes every key of this folder, and no other", async () => {
  const text = await Deno.readTextFile(DOCS);
  const rows = [...text.matchAll(/^\| `(\w+Key\([^`]*\))` +\| `([^`]*)` +\| \S/gm)];
  const documented = rows.map(([_, builder, key]): [string, string] => [builder ?? "", key ?? ""]);
  assertEquals(documented.toSorted(), builders.toSorted());
});

Deno.test("every key begins with the schema version, and no two kinds share their place", () => {
  const places = builders.map(([_, key]) => key.split(", ").filter((part) => /^["\d]/.test(part)));
  for (const place of places) assertEquals(place[0], String(SCHEMA_VERSION));
  const names = places.map((place) => place.slice(1).join(" "));
  assertEquals(names.length, new Set(names).size);
});
