import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { readCsv, sniffDelimiter } from "./csv.ts";
import { csvLine, withoutFormulaGuard } from "./formula.ts";

async function* pieces(text: string, size: number): AsyncGenerator<string, void> {
  for (let at = 0; at < text.length; at += size) {
    await Promise.resolve();
    yield text.slice(at, at + size);
  }
}

async function read(text: string, delimiter = ",", size = 7) {
  return await Array.fromAsync(readCsv(pieces(text, size), delimiter));
}

async function cells(text: string, delimiter = ",", size = 7): Promise<string[][]> {
  return (await read(text, delimiter, size)).map((record) => record.cells);
}

Deno.test("readCsv() reads quotes, doubled quotes, line ends inside quotes, and any line end", async () => {
  assertEquals(await cells('a,"b ""c"""\r\n"d\ne",f\rg,\n'), [["a", 'b "c"'], ["d\ne", "f"], [
    "g",
    "",
  ]]);
  assertEquals(await cells("a;b\n", ";"), [["a", "b"]]);
  assertEquals(await cells('a, "b, c",d\n'), [["a", "b, c", "d"]]);
});

Deno.test("readCsv() gives the same records however the text is cut into pieces", async () => {
  const cell = fc.string({ unit: fc.constantFrom(...'ab,;"\r\n їЇ'), maxLength: 6 });
  const row = fc.array(cell, { minLength: 2, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { maxLength: 5 }),
      fc.integer({ min: 1, max: 9 }),
      async (rows, size) => {
        const text = rows.map((cells) =>
          cells.map((one) => `"${one.replaceAll('"', '""')}"`).join(",") + "\r\n"
        );
        assertEquals(await cells(text.join(""), ",", size), rows);
      },
    ),
    { numRuns: 500 },
  );
});

Deno.test("readCsv() never fails, and loses no line, whatever the text", async () => {
  const text = fc.string({ unit: fc.constantFrom(...'ab,"\n\r'), maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (text, size) => {
      const records = await read(text, ",", size);
      assertEquals(records, await read(text, ",", 1000));
      const letters = (value: string) => value.replace(/[^ab]/g, "");
      assertEquals(letters(records.flatMap((record) => record.cells).join("")), letters(text));
    }),
    { numRuns: 2000 },
  );
});

Deno.test("a quote that is not closed spoils its own line only", async () => {
  const text = '"open,1\nb,2\n=HYPERLINK("x"),3\n"c","4"\n';
  assertEquals(await read(text), [
    { row: 1, cells: ["open", "1"], problem: "quote_open" },
    { row: 2, cells: ["b", "2"], problem: null },
    { row: 3, cells: ['=HYPERLINK("x")', "3"], problem: null },
    { row: 4, cells: ["c", "4"], problem: null },
  ]);
  const last = await read('a,1\n"open,2');
  assertEquals(last.at(-1), { row: 2, cells: ["open", "2"], problem: "quote_open" });
});

Deno.test("stray quotes inside a quoted cell are kept when it closes on its line", async () => {
  assertEquals(await cells('"Tom "Ace" Li",1\nb,2\n'), [['Tom "Ace" Li', "1"], ["b", "2"]]);
});

Deno.test("lines without anything are no records, and the row numbers are those of a spreadsheet", async () => {
  const records = await read("a,b\n\n,\n  \nc,d\n");
  assertEquals(records.map(({ row, cells }) => [row, cells]), [[1, ["a", "b"]], [2, ["", ""]], [3, [
    "c",
    "d",
  ]]]);
});

Deno.test("a record without end is cut off and named, and the next one is read", async () => {
  const records = await read(
    `${"x".repeat(70_000)},1\nb,2\n"${"line\n".repeat(20_000)}`,
    ",",
    10_000,
  );
  assertEquals(records.slice(0, 2).map(({ problem }) => problem), ["record_too_long", null]);
  assertEquals(records[2]?.problem, "quote_open");
  assert(records.every((record) => record.cells.join("").length <= 65_536));
});

Deno.test("sniffDelimiter() finds the delimiter, also when another stands in the cells", () => {
  const heads = {
    ",": 'ПІБ,Телефон,Теги\n"Олена",067,"VIP; опт; ще"\nТарас,068,"a; b; c"\n',
    ";": "id;name;sum\n1;Петро;7,5\n2;Іван, син;8,5\n",
    "\t": "name\tphone\nA, B\t1\nC, D\t2\n",
    "|": "name|phone\nA|1\n",
  };
  for (const [delimiter, head] of Object.entries(heads)) {
    assertEquals(sniffDelimiter(head), delimiter);
  }
  assertEquals(sniffDelimiter("sep=|\nname;x|phone\n"), "|");
  assertEquals(sniffDelimiter("name\nA\n"), ",");
  assertEquals(sniffDelimiter(""), ",");
});

Deno.test("a line that names the delimiter is no record", async () => {
  assertEquals(await cells("sep=;\nname;phone\nA;1\n", ";"), [["name", "phone"], ["A", "1"]]);
});

Deno.test("csvLine() and reading are inverse, formulas included", async () => {
  const cell = fc.string({ unit: fc.constantFrom(..."a=+-@',\"\n\r\t ＝"), maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(fc.array(cell, { minLength: 2, maxLength: 5 }), async (row) => {
      const [back = []] = await cells(csvLine(row), ",", 3);
      assertEquals(back.map(withoutFormulaGuard), row);
    }),
    { numRuns: 2000 },
  );
});

Deno.test("no cell that csvLine() writes begins like a formula", async () => {
  const cell = fc.string({ unit: fc.constantFrom(..."a=+-@'\u0000\t\r ＝1"), maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(cell, async (value) => {
      const [written = ""] = (await cells(csvLine([value, "x"]), ",", 50))[0] ?? [];
      assert(!/^\s*[=+\-@＝]/u.test(written.replaceAll("\u0000", "")), JSON.stringify(value));
    }),
    { numRuns: 2000 },
  );
});
