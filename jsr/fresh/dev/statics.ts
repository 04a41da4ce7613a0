// Owns the static files of a build: collected, transformed, hashed.
import { relative } from "node:path";
import { listFiles, toSlashes } from "./crawl.ts";
import { contentTypeOf } from "./content_type.ts";

export interface TransformedFile {
  content: string | Uint8Array<ArrayBuffer>;
  /** Where it is served; the same path when absent. */
  path?: string;
}

export interface OnTransformStaticFile {
  pluginName: string;
  filter: RegExp;
  transform: (file: {
    path: string;
    text: string;
    content: Uint8Array<ArrayBuffer>;
    mode: "development" | "production";
  }) => TransformedFile | undefined | Promise<TransformedFile | undefined>;
}

export interface BuiltStatic {
  path: string;
  contentType: string;
  hash: string;
  immutable: boolean;
  content: Uint8Array<ArrayBuffer>;
}

/** The first folder that has a path wins. Dotfiles stay private, `.well-known` aside. */
export async function collectStatics(
  folders: string[],
  transforms: OnTransformStaticFile[],
  mode: "development" | "production",
): Promise<BuiltStatic[]> {
  const byPath = new Map<string, BuiltStatic>();
  for (const folder of folders) {
    for (const file of await listFiles(folder)) {
      const path = "/" + toSlashes(relative(folder, file));
      if (/\/\.(?!well-known\/)/.test(path) || byPath.has(path)) continue;
      const made = await transform(path, await Deno.readFile(file), transforms, mode);
      byPath.set(made.path, await builtStatic(made.path, made.content, false));
    }
  }
  return [...byPath.values()];
}

async function transform(
  path: string,
  original: Uint8Array<ArrayBuffer>,
  transforms: OnTransformStaticFile[],
  mode: "development" | "production",
): Promise<{ path: string; content: Uint8Array<ArrayBuffer> }> {
  let made = { path, content: original };
  for (const { filter, transform, pluginName } of transforms) {
    if (!filter.test(made.path)) continue;
    const text = new TextDecoder().decode(made.content);
    const result = await transform({ ...made, text, mode });
    if (result === undefined) continue;
    if (result.path?.startsWith("/") === false) {
      throw new Error(`${pluginName}: the path "${result.path}" must start with a slash`);
    }
    made = { path: result.path ?? made.path, content: toBytes(result.content) };
  }
  return made;
}

function toBytes(content: string | Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return typeof content === "string" ? new TextEncoder().encode(content) : content;
}

export async function builtStatic(
  path: string,
  content: Uint8Array<ArrayBuffer>,
  immutable: boolean,
): Promise<BuiltStatic> {
  const hash = await hashOf(content);
  return { path, contentType: contentTypeOf(path), hash, immutable, content };
}

/** 16 hex digits are enough to tell versions of a file apart. */
export async function hashOf(content: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  return digest.toHex().slice(0, 16);
}
