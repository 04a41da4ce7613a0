// All words that people read are in lib/i18n, so that both languages have them.
import { assertEquals } from "@std/assert";

const ROOT = new URL("../../", import.meta.url);

async function sourcesIn(folder: string): Promise<string[]> {
  const paths: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder, ROOT))) {
    const path = `${folder}/${name}`;
    if (isDirectory) paths.push(...await sourcesIn(path));
    else if (/\.tsx?$/.test(name) && !/_test\.tsx?$/.test(name)) paths.push(path);
  }
  return paths;
}

async function offending(pattern: RegExp): Promise<string[]> {
  const folders = await Promise.all(["routes", "components", "islands"].map(sourcesIn));
  const found: string[] = [];
  for (const path of folders.flat()) {
    const code = (await Deno.readTextFile(new URL(path, ROOT))).replace(
      /\/\*[^]*?\*\/|\/\/.*/g,
      "",
    );
    found.push(...[...code.matchAll(pattern)].map(([text]) => `${path}: ${text.trim()}`));
  }
  return found;
}

Deno.test("pages, components and islands have no Ukrainian text of their own", async () => {
  assertEquals(await offending(/.*\p{Script=Cyrillic}.*/gu), []);
});

Deno.test("pages, components and islands have no English text between tags", async () => {
  const between = await offending(/(?<=[^=]>)\s*[A-Z][a-z]+[^<>{}();=]*(?=<\/[a-z])/g);
  assertEquals(between.filter((text) => !text.endsWith(": Kartka")), []); // the product's name
});

Deno.test("labels, placeholders and titles are never written out in markup", async () => {
  assertEquals(
    await offending(/\b(?:aria-label|placeholder|title|alt|label)="[^"]*[A-Za-z]{2}[^"]*"/g),
    [],
  );
});
