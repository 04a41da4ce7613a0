import { assertEquals } from "@std/assert";
import { palettePng } from "./palette_png.ts";

/** Reads back what `palettePng` writes, by the PNG specification. */
async function read(png: Uint8Array<ArrayBuffer>) {
  const view = new DataView(png.buffer);
  const chunks = new Map<string, Uint8Array<ArrayBuffer>>();
  for (let at = 8; at < png.length; at += 12 + view.getUint32(at)) {
    const length = view.getUint32(at);
    const name = new TextDecoder().decode(png.subarray(at + 4, at + 8));
    chunks.set(name, png.slice(at + 8, at + 8 + length));
  }
  const packed = new Blob([chunks.get("IDAT") ?? new Uint8Array()]).stream();
  const rows = await new Response(packed.pipeThrough(new DecompressionStream("deflate"))).bytes();
  return { palette: [...chunks.get("PLTE") ?? []], rows: [...rows], names: [...chunks.keys()] };
}

Deno.test("few colours are kept exactly, the commonest first", async () => {
  const [red, blue] = [[255, 0, 0, 255], [0, 0, 255, 255]];
  const pixels = Uint8Array.from([...red, ...blue, ...blue, ...blue]);
  const { palette, rows, names } = await read(await palettePng({ width: 2, height: 2, pixels }));
  assertEquals(names, ["IHDR", "PLTE", "IDAT", "IEND"]);
  assertEquals(palette, [0, 0, 255, 255, 0, 0]);
  assertEquals(rows, [0, 1, 0, 0, 0, 0]);
});

Deno.test("of more than 256 colours each rare one becomes the nearest of the others", async () => {
  const common = Array.from({ length: 256 }, (_, at) => [at, 0, 0, 255]);
  const rare = [[7, 3, 0, 255], [200, 0, 4, 255]];
  const pixels = Uint8Array.from([...common, ...common, ...rare].flat());
  const { palette, rows } = await read(await palettePng({ width: 514, height: 1, pixels }));
  assertEquals(palette.length, 256 * 3);
  const shown = rows.slice(1).map((index) => palette[index * 3]);
  assertEquals(shown.slice(-2), [7, 200]);
});
