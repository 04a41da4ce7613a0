// Owns the static files of a build: collected and hashed.
import { relative } from "node:path";
import type { StaticFile } from "../build.ts";
import { listFiles, toSlashes } from "./crawl.ts";
import { contentTypeOf } from "./content_type.ts";

export interface BuiltStatic extends Omit<StaticFile, "read"> {
  content: Uint8Array<ArrayBuffer>;
}

/** The first folder that has a path wins. Dotfiles stay private, `.well-known` aside. */
export async function collectStatics(folders: string[]): Promise<BuiltStatic[]> {
  const byPath = new Map<string, BuiltStatic>();
  for (const folder of folders) {
    for (const file of await listFiles(folder)) {
      const path = "/" + toSlashes(relative(folder, file));
      if (/\/\.(?!well-known\/)/.test(path) || byPath.has(path)) continue;
      byPath.set(path, await builtStatic(path, await Deno.readFile(file), false));
    }
  }
  return [...byPath.values()];
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
