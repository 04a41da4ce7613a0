// Reading vCard 3.0 and 4.0, and what phones still write of 2.1: quoted-printable, bare parameters, CHARSET.
import { type FileRecord, RECORD_CHARS_MAX } from "./record.ts";

/** What of a card is read, as columns; several values of one are joined by line ends. */
export const VCARD_COLUMNS = ["FN", "N", "ORG", "EMAIL", "TEL", "CATEGORIES", "LANG"] as const;
type CardColumn = typeof VCARD_COLUMNS[number];

interface Property {
  name: string;
  params: string[]; // upper-case, "TYPE=CELL" or bare "CELL"
  value: string; // decoded, still escaped
}

interface CardValue {
  text: string;
  isPreferred: boolean;
}

type Card = Map<CardColumn, CardValue[]>;

/**
 * The cards of a text, as records with `VCARD_COLUMNS` as cells, numbered from 1; read as a stream, one card at a time.
 * Text between cards is passed over; a card that ends without END:VCARD is handed on with a problem.
 */
export async function* readVcards(text: AsyncIterable<string>): AsyncGenerator<FileRecord, void> {
  let card: Card | null = null;
  let row = 0;
  for await (const line of logicalLines(text)) {
    const property = parseProperty(line);
    if (property === null) continue;
    const marker = `${property.name}:${property.value.trim().toUpperCase()}`;
    if (marker === "BEGIN:VCARD") {
      if (card !== null) yield { row: ++row, cells: cardCells(card), problem: "card_unfinished" };
      card = new Map();
    } else if (marker === "END:VCARD" && card !== null) {
      yield { row: ++row, cells: cardCells(card), problem: null };
      card = null;
    } else if (card !== null) addProperty(card, property);
  }
  if (card !== null) yield { row: ++row, cells: cardCells(card), problem: "card_unfinished" };
}

/** Lines with their continuations joined: folded ones, and soft line breaks of quoted-printable. Photos are cut. */
async function* logicalLines(text: AsyncIterable<string>): AsyncGenerator<string, void> {
  let logical: string | null = null;
  for await (const line of physicalLines(text)) {
    const hasMore: boolean = logical !== null && hasSoftBreak(logical);
    if (logical === null || !(hasMore || /^[ \t]/.test(line))) {
      if (logical !== null) yield logical;
      logical = line;
    } else if (logical.length <= RECORD_CHARS_MAX) {
      logical = hasMore ? logical.slice(0, -1) + line : logical + line.slice(1);
    }
  }
  if (logical !== null) yield logical;
}

function hasSoftBreak(line: string): boolean {
  return line.endsWith("=") && /^[^:]*QUOTED-PRINTABLE/i.test(line);
}

async function* physicalLines(text: AsyncIterable<string>): AsyncGenerator<string, void> {
  let buffer = "";
  for await (const piece of text) {
    // A carriage return at the end may be half a line end: it waits for the next piece.
    const lines: string[] = (buffer + piece).split(/\r\n|\n|\r(?!$)/);
    buffer = lines.pop() ?? "";
    yield* lines;
  }
  yield buffer.replace(/\r$/, "");
}

function parseProperty(line: string): Property | null {
  const match = /^((?:[^:"]|"[^"]*")*):([^]*)$/.exec(line);
  if (match === null) return null;
  const [, head = "", raw = ""] = match;
  const [name = "", ...params] = head.toUpperCase().split(/;(?=(?:[^"]*"[^"]*")*[^"]*$)/);
  // A group, as in item1.EMAIL, says nothing about the value.
  return { name: name.replace(/^.*\./, "").trim(), params, value: decodeValue(raw, params) };
}

function decodeValue(raw: string, params: string[]): string {
  if (!params.some((param) => param.endsWith("QUOTED-PRINTABLE"))) return raw;
  const bytes: number[] = [];
  for (let at = 0; at < raw.length; at++) {
    const code = /^=([0-9A-F]{2})/i.exec(raw.slice(at, at + 3))?.[1];
    if (code !== undefined) at += 2;
    bytes.push(code === undefined ? raw.charCodeAt(at) & 0xFF : parseInt(code, 16));
  }
  const isCp1251 = params.some((param) => /^CHARSET="?(WINDOWS-1251|CP1251)/.test(param));
  return new TextDecoder(isCp1251 ? "windows-1251" : "utf-8").decode(new Uint8Array(bytes));
}

function addProperty(card: Card, { name, params, value }: Property): void {
  const column = VCARD_COLUMNS.find((column) => column === name);
  if (column === undefined || value.length > RECORD_CHARS_MAX) return;
  const isPreferred = params.some((param) => /^PREF$|^PREF=1$|^TYPE=.*\bPREF\b/.test(param));
  const values = card.get(column) ?? [];
  for (const text of propertyTexts(column, value)) values.push({ text, isPreferred });
  card.set(column, values);
}

function propertyTexts(column: CardColumn, value: string): string[] {
  switch (column) {
    case "N": {
      const [family = "", given = "", additional = ""] = splitEscaped(value, ";");
      return [[given, additional, family].filter((part) => part !== "").join(" ")];
    }
    case "ORG":
      return splitEscaped(value, ";").slice(0, 1);
    case "CATEGORIES":
      return splitEscaped(value, ",");
    case "TEL":
      return [unescapeText(value).replace(/^tel:/i, "")];
    case "EMAIL":
      return [unescapeText(value).replace(/^mailto:/i, "")];
    default:
      return [unescapeText(value)];
  }
}

function splitEscaped(value: string, separator: "," | ";"): string[] {
  const parts = value.match(
    separator === "," ? /(?:\\[^]|[^,\\])+/g : /(?:\\[^]|[^;\\])+|(?<=^|;)(?=;|$)/g,
  );
  return (parts ?? []).map((part) => unescapeText(part).trim());
}

function unescapeText(value: string): string {
  return value.replace(/\\([^])/g, (_, char: string) => char === "n" || char === "N" ? "\n" : char);
}

function cardCells(card: Card): string[] {
  return VCARD_COLUMNS.map((column) => {
    const values = (card.get(column) ?? []).filter(({ text }) => text.trim() !== "");
    const preferredFirst = values.toSorted((a, b) => Number(b.isPreferred) - Number(a.isPreferred));
    return preferredFirst.map(({ text }) => text.replace(/\s+/g, " ").trim()).join("\n");
  });
}
