import { assertEquals } from "@std/assert";
import { readVcards, VCARD_COLUMNS } from "./vcard.ts";

async function read(lines: string[], size = 11) {
  const text = lines.join("\r\n") + "\r\n";
  async function* pieces() {
    for (let at = 0; at < text.length; at += size) {
      yield await Promise.resolve(text.slice(at, at + size));
    }
  }
  const records = await Array.fromAsync(readVcards(pieces()));
  return records.map(({ row, cells, problem }) => ({
    row,
    problem,
    ...Object.fromEntries(
      VCARD_COLUMNS.map((column, at) => [column, cells[at] ?? ""])
        .filter(([, cell]) => cell !== ""),
    ),
  }));
}

function card(...lines: string[]): string[] {
  return ["BEGIN:VCARD", ...lines, "END:VCARD"];
}

Deno.test("readVcards() reads folded lines, escapes, groups, lists and preferred values", async () => {
  const records = await read(card(
    "VERSION:3.0",
    "N:Згурський;Олена;Іванівна;;",
    "FN:Олена Згурсь",
    " кий",
    "item1.EMAIL;TYPE=INTERNET:home@example.com",
    "EMAIL;TYPE=INTERNET,PREF:work@example.com",
    "TEL;TYPE=CELL:+380 44 379 84 93",
    "CATEGORIES:VIP,Опт\\, роздріб",
    "ORG:ТОВ «Ромашка»\\; склад;відділ",
    "NOTE:не читається",
  ));
  assertEquals(records, [{
    row: 1,
    problem: null,
    FN: "Олена Згурський",
    N: "Олена Іванівна Згурський",
    ORG: "ТОВ «Ромашка»; склад",
    EMAIL: "work@example.com\nhome@example.com",
    TEL: "+380 44 379 84 93",
    CATEGORIES: "VIP\nОпт, роздріб",
  }]);
});

Deno.test("readVcards() reads 4.0: phones as URIs, quoted parameters, language", async () => {
  const [record] = await read(card(
    "VERSION:4.0",
    "FN:Ann",
    'TEL;VALUE=uri;PREF=1;TYPE="voice,home":tel:+380-67-123-45-67;ext=12',
    "EMAIL:mailto:ann@example.com",
    "LANG;TYPE=work;PREF=1:uk",
  ));
  assertEquals(record, {
    row: 1,
    problem: null,
    FN: "Ann",
    TEL: "+380-67-123-45-67;ext=12",
    EMAIL: "ann@example.com",
    LANG: "uk",
  });
});

Deno.test("readVcards() reads quoted-printable of 2.1, broken over lines, in UTF-8 and Windows-1251", async () => {
  const records = await read([
    ...card(
      "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D0=9E=D0=BB=D0=B5=",
      "=D0=BD=D0=B0",
      "TEL;CELL:0671234567",
    ),
    ...card("FN;ENCODING=QUOTED-PRINTABLE;CHARSET=windows-1251:=BF=E6=E0=EA"),
  ]);
  assertEquals(records, [
    { row: 1, problem: null, FN: "Олена", TEL: "0671234567" },
    { row: 2, problem: null, FN: "їжак" },
  ]);
});

Deno.test("a card without its end is handed on with a problem, and the next one is read", async () => {
  const records = await read(["BEGIN:VCARD", "FN:A", ...card("FN:B"), "BEGIN:VCARD", "FN:C"]);
  assertEquals(records.map(({ row, problem }) => [row, problem]), [
    [1, "card_unfinished"],
    [2, null],
    [3, "card_unfinished"],
  ]);
});

Deno.test("photos of any size and text between cards do not matter", async () => {
  const photo = Array.from({ length: 3000 }, () => ` ${"A".repeat(74)}`);
  const records = await read(
    ["hello", ...card("PHOTO;ENCODING=b:AAAA", ...photo, "FN:A"), "x:y"],
    4096,
  );
  assertEquals(records, [{ row: 1, problem: null, FN: "A" }]);
});
