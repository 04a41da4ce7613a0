// What the documents say is compared with what is there.
import { assert, assertEquals } from "@std/assert";
import { ICONS } from "@/components/Icon.tsx";
import { SETTINGS } from "@/lib/config.ts";
import { IMPORT_TABLE } from "@/tools/import_table.ts";

const ROOT = new URL("../../", import.meta.url);
const DOCUMENTS = [
  "README.md",
  "ARCHITECTURE.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  "SECURITY.md",
  ...namesIn("docs").map((name) => `docs/${name}`),
  ...namesIn("docs/decisions").map((name) => `docs/decisions/${name}`),
].filter((path) => path.endsWith(".md"));

function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(new URL(folder, ROOT))].map(({ name }) => name).sort();
}

function read(path: string): string {
  return Deno.readTextFileSync(new URL(path, ROOT));
}

function exists(url: URL): boolean {
  try {
    Deno.statSync(url);
    return true;
  } catch {
    return false;
  }
}

for (const path of DOCUMENTS) {
  Deno.test(`${path} links only to what is there`, () => {
    const links = [...read(path).matchAll(/\]\((?!https?:|mailto:|#)([^)#]+)/g)].map(([, to]) =>
      to
    );
    const broken = links.filter((to) => to && !exists(new URL(to, new URL(path, ROOT))));
    assertEquals(broken, []);
  });
}

Deno.test("every picture is shown in a document", () => {
  const all = DOCUMENTS.map(read).join("\n");
  const unseen = namesIn("docs/images").filter((name) => !all.includes(`images/${name})`));
  assertEquals(unseen, []);
});

Deno.test("every `deno task` that a document names is a task", () => {
  const { tasks } = JSON.parse(read("deno.json"));
  for (const path of DOCUMENTS) {
    const named = [...read(path).matchAll(/deno(?:@[\d.]+)? task (\w+)/g)].map(([, name]) => name);
    assertEquals(named.filter((name) => name && !Object.hasOwn(tasks, name)), [], path);
  }
});

Deno.test("every task says what it does in a document", () => {
  const all = DOCUMENTS.map(read).join("\n");
  const { tasks } = JSON.parse(read("deno.json"));
  const silent = Object.keys(tasks).filter((name) => !all.includes(`task ${name}`));
  assertEquals(silent, []);
});

Deno.test("docs/operations.md lists exactly the settings there are", () => {
  const table = read("docs/operations.md").split("## People")[0] ?? "";
  const rows = table.split("\n").filter((line) => line.startsWith("| `"));
  const named = rows.flatMap((row) =>
    [...(row.split("|")[1] ?? "").matchAll(/`(\w+)`/g)].map(([, name]) => name ?? "")
  );
  assertEquals(named.sort(), SETTINGS.map(({ name }) => name).sort());
});

Deno.test("the map in ARCHITECTURE.md names every folder of the code, and only those", () => {
  const map = read("ARCHITECTURE.md").split("```")[1] ?? "";
  const named = [...map.matchAll(/^([\w/]+)\/ /gm)].map(([, name]) => name ?? "");
  for (const folder of named) assert(exists(new URL(folder, ROOT)), `${folder} is not there`);
  const parents = named.map((name) => name.split("/")[0]);
  const hidden = ["docs", "node_modules", "data", "coverage"];
  const missing = [...Deno.readDirSync(ROOT)].filter(({ name, isDirectory }) =>
    isDirectory && !name.startsWith(".") && !name.startsWith("_") && !hidden.includes(name) &&
    !parents.includes(name)
  );
  assertEquals(missing.map(({ name }) => name), []);
});

Deno.test("the import table has a row for every folder of lib", () => {
  const folders = [...Deno.readDirSync(new URL("lib", ROOT))].filter((entry) => entry.isDirectory);
  const rows = Object.keys(IMPORT_TABLE);
  assertEquals(folders.map(({ name }) => `lib/${name}`).filter((name) => !rows.includes(name)), []);
});

Deno.test("the icon sprite has exactly the icons that have a name", () => {
  const drawn = [...read("static/icons.svg").matchAll(/<symbol id="([\w-]+)"/g)];
  assertEquals(drawn.map(([, name]) => name).sort(), [...ICONS].sort());
});
