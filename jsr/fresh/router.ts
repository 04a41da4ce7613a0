// Owns matching: a map of static paths and compiled RegExps for the rest.
import { HttpError } from "./error.ts";

/** Everything `ALL` stands for. OPTIONS has no method of its own on App, but `.all()` answers it. */
export const ALL_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;

interface Entry<T> {
  pattern: string;
  byMethod: Map<string, T>;
}

interface DynamicEntry<T> extends Entry<T> {
  regexp: RegExp;
  keys: string[];
}

export type RouteMatch<T> =
  | { kind: "found"; item: T; pattern: string; params: Record<string, string> }
  | { kind: "method"; allow: string }
  | { kind: "none" };

/** First registration of a method and path wins; static paths win over patterns. */
export class Router<T> {
  #statics = new Map<string, Entry<T>>();
  #dynamics: DynamicEntry<T>[] = [];
  #byPattern = new Map<string, DynamicEntry<T>>();

  /** `method` is an HTTP method or "ALL". */
  add(method: string, pattern: string, item: T): void {
    const { byMethod } = isDynamic(pattern) ? this.#dynamic(pattern) : this.#static(pattern);
    for (const name of method === "ALL" ? ALL_METHODS : [method]) {
      if (!byMethod.has(name)) byMethod.set(name, item);
    }
  }

  /** Throws HttpError 400 when a parameter is not valid percent-encoding. */
  match(method: string, pathname: string): RouteMatch<T> {
    const entry = this.#statics.get(pathname) ??
      this.#statics.get(toggleSlash(pathname));
    if (entry !== undefined) return pick(entry, method, null);
    for (const dynamic of this.#dynamics) {
      const found = dynamic.regexp.exec(pathname);
      if (found !== null) return pick(dynamic, method, found);
    }
    return { kind: "none" };
  }

  #static(pattern: string): Entry<T> {
    const path = encodeLiteral(pattern);
    const entry = this.#statics.get(path) ?? { pattern, byMethod: new Map() };
    this.#statics.set(path, entry);
    return entry;
  }

  #dynamic(pattern: string): DynamicEntry<T> {
    const known = this.#byPattern.get(pattern);
    if (known !== undefined) return known;
    const entry = { pattern, byMethod: new Map(), ...compilePattern(pattern) };
    this.#byPattern.set(pattern, entry);
    this.#dynamics.push(entry);
    return entry;
  }
}

function pick<T>(
  entry: Entry<T> | DynamicEntry<T>,
  method: string,
  found: RegExpExecArray | null,
): RouteMatch<T> {
  const { byMethod, pattern } = entry;
  const item = byMethod.get(method) ??
    (method === "HEAD" ? byMethod.get("GET") : undefined);
  if (item === undefined) return { kind: "method", allow: [...byMethod.keys()].join(", ") };
  const params: Record<string, string> = Object.create(null);
  if (found !== null && "keys" in entry) {
    entry.keys.forEach((key, index) => params[key] = decode(found[index + 1] ?? ""));
  }
  return { kind: "found", item, pattern, params };
}

/** An escaped slash stays escaped, so that a parameter never grows a segment. */
function decode(value: string): string {
  if (!value.includes("%")) return value;
  try {
    return decodeURI(value);
  } catch {
    throw new HttpError(400, "The path holds malformed percent-encoding");
  }
}

function toggleSlash(pathname: string): string {
  return pathname.endsWith("/") ? pathname.slice(0, -1) : pathname + "/";
}

function isDynamic(pattern: string): boolean {
  return /[:*{(]/.test(pattern);
}

/** Requests arrive percent-encoded, so literals are compared in that form. */
function encodeLiteral(text: string): string {
  return encodeURI(text).replaceAll("%25", "%");
}

const SEGMENT = "[^/]+?";
const SEGMENTS = "[^/]+(?:/[^/]+)*";
const TOKEN = /(\/?):([A-Za-z_$][\w$]*)([?*+]?)|(\*)|\{([^{}]*)\}(\??)|(\/|[^:*{/]+)/gy;

/** Knows `:name`, `:name?`, `:name*`, `:name+`, `{…}`, `{…}?` and `*`. */
export function compilePattern(pattern: string): { regexp: RegExp; keys: string[] } {
  const keys: string[] = [];
  const source = compileSource(pattern, pattern, keys);
  // "/:rest*" at the root must match "/" itself, whose slash is no part of an absent parameter.
  const root = new RegExp(`^(?:${source})$`).test("") ? "|/" : "";
  return { regexp: new RegExp(`^(?:${source}${root})$`), keys };
}

function compileSource(part: string, pattern: string, keys: string[]): string {
  let source = "";
  let end = 0;
  for (const token of part.matchAll(TOKEN)) {
    if (token.index !== end || token[0].includes("(")) break;
    end += token[0].length;
    source += compileToken(token, pattern, keys);
  }
  if (end === part.length) return source;
  throw new Error(`Cannot read the route pattern "${pattern}" from "${part.slice(end)}" on`);
}

function compileToken(token: RegExpMatchArray, pattern: string, keys: string[]): string {
  const [, slash, name, modifier, star, group, optional, literal] = token;
  if (name !== undefined) {
    keys.push(name);
    const body = modifier === "*" || modifier === "+" ? SEGMENTS : SEGMENT;
    if (modifier === "?" || modifier === "*") return `(?:${slash}(${body}))?`;
    return `${slash}(${body})`;
  }
  if (star !== undefined) {
    keys.push(String(keys.filter((key) => /^\d+$/.test(key)).length));
    return "(.*)";
  }
  if (group !== undefined) return `(?:${compileSource(group, pattern, keys)})${optional}`;
  return encodeLiteral(literal ?? "").replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
