// Mails without what nobody reads of them: the parser is slow by the line, and a million empty ones would stop the server.

/** Of one part: a message keeps 20,000 characters, and of attachments only their names are read. */
const BODY_LINES_MAX = 3000;
/** Of all together, headers of parts among them. */
const LINES_MAX = 9000;
/** Of one line of the headers, and of one field with the lines that continue it; mail programs stay below 1,000. */
const FIELD_BYTES_MAX = 8 * 1024;

const LF = 0x0a;
const DASH = 0x2d;

/** The mail with fewer lines; one of usual length comes back byte for byte. */
export function shortenMail(mail: Uint8Array): Uint8Array<ArrayBuffer> {
  const state: Reading = { isHeader: true, boundaries: new Set(), fieldBytes: 0, bodyLines: 0 };
  const kept: Uint8Array[] = [];
  for (let at = 0; at < mail.length && kept.length < LINES_MAX;) {
    const end = mail.indexOf(LF, at) + 1 || mail.length;
    const part = keptOf(state, mail.subarray(at, end));
    if (part !== null) kept.push(part);
    at = end;
  }
  return joined(kept);
}

interface Reading {
  /** Whether the next line belongs to headers, of the mail or of a part. */
  isHeader: boolean;
  /** As headers have named them so far. */
  boundaries: Set<string>;
  /** Of the field that is being read. */
  fieldBytes: number;
  /** Of the part that is being read. */
  bodyLines: number;
}

/** What is kept of a line, or null. */
function keptOf(state: Reading, line: Uint8Array): Uint8Array | null {
  if (state.isHeader) return headerLine(state, line);
  if (isBoundary(state, line)) {
    Object.assign(state, { isHeader: true, fieldBytes: 0, bodyLines: 0 });
    return line;
  }
  return ++state.bodyLines <= BODY_LINES_MAX ? line : null;
}

function headerLine(state: Reading, line: Uint8Array): Uint8Array | null {
  const text = textOf(line);
  if (/^\r*\n?$/.test(text)) {
    state.isHeader = false;
    return line;
  }
  // A part without headers and without the empty line that ends them.
  if (isBoundary(state, line)) return line;
  state.fieldBytes = (/^[ \t]/.test(text) ? state.fieldBytes : 0) + line.length;
  if (line.length > FIELD_BYTES_MAX) return withLineEnd(line.subarray(0, FIELD_BYTES_MAX));
  if (state.fieldBytes > FIELD_BYTES_MAX) return null;
  const [, quoted, bare] = /boundary=(?:"([^"\r\n]+)|([^\s";]+))/i.exec(text) ?? [];
  const boundary = quoted ?? bare;
  if (boundary !== undefined) state.boundaries.add(boundary.trimEnd());
  return line;
}

/** `--name`, or `--name--` at the end of all parts. */
function isBoundary({ boundaries }: Reading, line: Uint8Array): boolean {
  if (line[0] !== DASH || line[1] !== DASH || boundaries.size === 0) return false;
  const name = textOf(line).slice(2).trimEnd();
  return boundaries.has(name) || (name.endsWith("--") && boundaries.has(name.slice(0, -2)));
}

/** Bytes as letters, one for one; no boundary is as long as a field may be. */
function textOf(line: Uint8Array): string {
  return String.fromCharCode(...line.subarray(0, FIELD_BYTES_MAX));
}

function withLineEnd(line: Uint8Array): Uint8Array {
  return new Uint8Array([...line, LF]);
}

/** One after the other. */
export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
