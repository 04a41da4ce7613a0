// A chunk: the texts of some hundred neighbouring ordinals in one string, and how it is cut into stored values.
import { z } from "zod";

/** Texts one after the other; an ordinal without one has length 0. */
export interface Chunk {
  /** Every letter up to U+00FF, so that V8 keeps a byte a letter. */
  text: string;
  /** Where each text starts, and at the end where the last one ends. */
  offsets: Uint32Array;
}

/** Letters in one stored value: with the lengths of up to 2,048 texts below 64 KiB. */
const PART_LETTERS = 48 * 1024;
const headSchema = z.object({ lengths: z.instanceof(Uint32Array), text: z.string() });

export function emptyChunk(size: number): Chunk {
  return { text: "", offsets: new Uint32Array(size + 1) };
}

/** The text at a place of the chunk, narrow as it is stored. */
export function chunkText(chunk: Chunk, place: number): string {
  return chunk.text.slice(chunk.offsets[place], chunk.offsets[place + 1]);
}

/**
 * The chunk with texts added at places after all that are filled. What is there stays where it is: readers may join
 * an old first part with a new second one.
 */
export function appendTexts(chunk: Chunk, texts: ReadonlyMap<number, string>): Chunk {
  const size = chunk.offsets.length - 1;
  const lengths = lengthsOf(chunk);
  const filled = lengths.findLastIndex((length) => length > 0);
  const places = [...texts.keys()].sort((left, right) => left - right);
  const added: string[] = [];
  for (const place of places) {
    const text = texts.get(place) ?? "";
    if (place <= filled || place >= size) {
      throw new RangeError(`Cannot pack a text at place ${place} of ${size}: ${filled} is filled`);
    }
    lengths[place] = text.length;
    added.push(text);
  }
  return fromLengths(lengths, [wholeText(chunk), ...added].join(""));
}

/** The values to store as parts 0, 1, …; the first holds the lengths. */
export function encodeChunk(chunk: Chunk): unknown[] {
  const { text } = chunk;
  const head = { lengths: lengthsOf(chunk), text: oneByte(text.slice(0, PART_LETTERS)) };
  const parts: unknown[] = [head];
  for (let at = PART_LETTERS; at < text.length; at += PART_LETTERS) {
    parts.push(oneByte(text.slice(at, at + PART_LETTERS)));
  }
  return parts;
}

/** A piece of a string that once held wider letters keeps two bytes a letter in V8; a decoded one does not. */
function oneByte(text: string): string {
  return new TextDecoder().decode(new TextEncoder().encode(text));
}

/** Joins the parts. A part that is missing belongs to texts that were never published. */
export function decodeChunk(parts: readonly unknown[]): Chunk {
  const { lengths, text } = headSchema.parse(parts[0]);
  const rest = parts.slice(1).map((part) => z.string().parse(part ?? ""));
  return fromLengths(lengths, rest.length === 0 ? text : [text, ...rest].join(""));
}

function fromLengths(lengths: Uint32Array, text: string): Chunk {
  const offsets = new Uint32Array(lengths.length + 1);
  let end = 0;
  for (const [place, length] of lengths.entries()) {
    end += length;
    offsets[place + 1] = end;
  }
  return { text, offsets };
}

function lengthsOf({ offsets }: Chunk): Uint32Array {
  return Uint32Array.from(
    { length: offsets.length - 1 },
    (_, place) => (offsets[place + 1] ?? 0) - (offsets[place] ?? 0),
  );
}

/** As long as the lengths say, even where a crash has left a part unwritten. */
function wholeText({ text, offsets }: Chunk): string {
  return text.padEnd(offsets.at(-1) ?? 0, "\0");
}
