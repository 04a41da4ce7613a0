// All words that people read are in lib/i18n, so that both languages have them.
import { assertEquals } from "@std/assert";
import { en } from "@/lib/i18n/en.ts";

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

/** Keys are written out, or put together from a beginning and a value: `density.${choice}`. */
function keyPatterns(code: string): RegExp[] {
  const composed = [...code.matchAll(/`(\w+\.[\w.]*\$\{[^`]*)`/g)].map(([, key]) => key ?? "");
  return composed.map((key) => {
    const fixed = key.split(/\$\{[^}]*\}/).map((part) => RegExp.escape(part));
    return new RegExp(`^${fixed.join(".+")}$`);
  });
}

Deno.test("every text is shown somewhere", async () => {
  const folders = ["routes", "components", "islands", "lib", "tasks"];
  const paths = (await Promise.all(folders.map(sourcesIn))).flat();
  const using = paths.filter((path) => !/^lib\/i18n\/(en|uk)\//.test(path));
  const code = (await Promise.all(using.map((path) => Deno.readTextFile(new URL(path, ROOT)))))
    .join("\n");
  const patterns = keyPatterns(code);
  const isUsed = (key: string) =>
    code.includes(`"${key.replace(/^problem\./, "")}"`) || code.includes(`"${key}"`) ||
    patterns.some((pattern) => pattern.source !== "^problem\\..+$" && pattern.test(key));
  assertEquals(Object.keys(en).filter((key) => !isUsed(key)), []);
});
