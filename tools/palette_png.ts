/** PNG files of at most 256 colours: pictures of screens have few, so they stay small. */

export interface Picture {
  width: number;
  height: number;
  /** Four bytes a pixel: red, green, blue, alpha. The alpha is left out. */
  pixels: Uint8Array;
}

const COLORS_MAX = 256;
const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];
/** Eight bits an index into the palette; no interlacing. */
const HEADER_REST = [8, 3, 0, 0, 0];

/** The commonest colours become the palette; every other one takes the nearest of them. */
export async function palettePng(picture: Picture): Promise<Uint8Array<ArrayBuffer>> {
  const { width, height } = picture;
  const { palette, indexes } = paletteOf(picture);
  const rows = new Uint8Array((width + 1) * height); // each row begins with its filter: none
  for (let y = 0; y < height; y++) {
    rows.set(indexes.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  }
  const header = [...bytesOf(width), ...bytesOf(height), ...HEADER_REST];
  return joined([
    Uint8Array.from(SIGNATURE),
    chunk("IHDR", Uint8Array.from(header)),
    chunk("PLTE", Uint8Array.from(palette.flatMap((color) => bytesOf(color).slice(1)))),
    chunk("IDAT", await deflated(rows)),
    chunk("IEND", new Uint8Array()),
  ]);
}

function paletteOf({ pixels }: Picture): { palette: number[]; indexes: Uint8Array } {
  const colors = new Uint32Array(pixels.length / 4);
  const counts = new Map<number, number>();
  for (let at = 0; at < colors.length; at++) {
    const [red = 0, green = 0, blue = 0] = pixels.subarray(at * 4, at * 4 + 3);
    const color = (red << 16) | (green << 8) | blue;
    colors[at] = color;
    counts.set(color, (counts.get(color) ?? 0) + 1);
  }
  const byCount = [...counts].sort(([, left], [, right]) => right - left).map(([color]) => color);
  const palette = byCount.slice(0, COLORS_MAX);
  const indexOf = new Map(byCount.map((color, at) => [
    color,
    at < COLORS_MAX ? at : nearest(palette, color),
  ]));
  return { palette, indexes: Uint8Array.from(colors, (color) => indexOf.get(color) ?? 0) };
}

function nearest(palette: number[], color: number): number {
  let best = 0;
  let least = Infinity;
  for (const [at, candidate] of palette.entries()) {
    const distance = distanceOf(candidate, color);
    if (distance >= least) continue;
    least = distance;
    best = at;
  }
  return best;
}

function distanceOf(left: number, right: number): number {
  const red = (left >> 16) - (right >> 16);
  const green = ((left >> 8) & 255) - ((right >> 8) & 255);
  const blue = (left & 255) - (right & 255);
  return red * red * 2 + green * green * 4 + blue * blue;
}

/** PNG's chunk: length, name, data, check sum of the latter two. */
function chunk(name: string, data: Uint8Array): Uint8Array {
  const named = joined([new TextEncoder().encode(name), data]);
  return joined([
    Uint8Array.from(bytesOf(data.length)),
    named,
    Uint8Array.from(bytesOf(crc32(named))),
  ]);
}

function bytesOf(value: number): number[] {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}

function crc32(data: Uint8Array): number {
  let crc = ~0;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

async function deflated(data: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([data]).stream().pipeThrough(new CompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function joined(parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
