import { assertEquals } from "@std/assert";
import { STYLE_SHEETS } from "./styles.ts";

Deno.test("every style sheet is joined into the one that pages link", () => {
  const files = [...Deno.readDirSync(new URL("../styles/", import.meta.url))];
  assertEquals(
    files.map(({ name }) => name).sort(),
    STYLE_SHEETS.map((name) => `${name}.css`).sort(),
  );
});
