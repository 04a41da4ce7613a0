/** Which folder may import what: the table of ARCHITECTURE.md, as data for the lint plugin. */

/** One row: folders of this project and names of packages. A package name covers its sub paths. */
export interface ImportRow {
  folders: readonly string[];
  packages: readonly string[];
}

/** Packages of pure functions and types, good for every folder of lib. */
const PURE = ["zod", "libphonenumber-js", "re2js"];
/** With ids by time and chance, and hashes: not for the rules, which get their ids passed in. */
const WITH_IDS = [...PURE, "@std/ulid", "node:crypto"];

/**
 * Folders the table says nothing about (the wiring at the root, tasks, tools) may import
 * anything; a row limits its folder to itself and its lists. No row lists routes, tasks or main.
 */
export const IMPORT_TABLE: Readonly<Record<string, ImportRow>> = {
  "lib/domain": { folders: ["lib/errors"], packages: PURE },
  "lib/i18n": { folders: ["lib/domain", "lib/errors"], packages: PURE },
  "lib/errors": { folders: ["lib/domain"], packages: [] },
  "lib/config": { folders: ["lib/errors"], packages: PURE },
  "lib/store": {
    folders: ["lib/domain", "lib/errors"],
    // Its serialize() is how Deno KV counts the bytes of a value.
    packages: [...WITH_IDS, "node:v8"],
  },
  "lib/actions": {
    folders: ["lib/domain", "lib/store", "lib/errors"],
    packages: WITH_IDS,
  },
  "lib/channels": {
    folders: ["lib/domain", "lib/store", "lib/actions", "lib/errors"],
    // Connectors speak other protocols; nothing else does.
    packages: [
      ...WITH_IDS,
      "ipaddr.js",
      "nodemailer",
      "postal-mime",
      "node:dns",
      "node:http",
      "node:https",
      "node:net",
    ],
  },
  "lib/http": {
    folders: ["lib/domain", "lib/i18n", "lib/store", "lib/actions", "lib/config", "lib/errors"],
    packages: [...WITH_IDS, "fresh", "preact"],
  },
  "lib/cron": {
    folders: [
      "lib/domain",
      "lib/store",
      "lib/actions",
      "lib/channels",
      "lib/transfer",
      "lib/config",
      "lib/errors",
    ],
    packages: WITH_IDS,
  },
  "lib/transfer": {
    folders: [
      "lib/domain",
      "lib/store",
      "lib/actions",
      "lib/channels",
      "lib/config",
      "lib/errors",
    ],
    packages: WITH_IDS,
  },
  "components": {
    folders: ["lib/domain", "lib/i18n"],
    // For asset(), which gives a static file its lasting address.
    packages: ["preact", "fresh/runtime"],
  },
  "islands": {
    folders: ["components", "lib/domain", "lib/i18n"],
    packages: ["preact", "@preact/signals", "fresh/runtime"],
  },
  "routes": {
    folders: [
      "islands",
      "components",
      "utils",
      "fresh.config",
      "lib/domain",
      "lib/i18n",
      "lib/store",
      "lib/actions",
      "lib/channels",
      "lib/http",
      "lib/cron",
      "lib/transfer",
      "lib/config",
      "lib/errors",
    ],
    packages: ["fresh", "preact", "@preact/signals", "zod"],
  },
  "jsr": {
    folders: [],
    packages: [
      "fresh",
      "preact",
      "preact-render-to-string",
      "@preact/signals",
      "devalue",
      "esbuild",
      "deno-std",
      "@sinonjs/fake-timers",
      "node:*",
    ],
  },
};

/** Where a file or folder belongs: `lib/store` for what is below lib, else its first folder or bare name. */
export function unitOf(path: string): string {
  const parts = path.split("/");
  const depth = parts[0] === "lib" ? 2 : 1;
  const unit = parts.slice(0, depth).join("/");
  return parts.length > depth ? unit : unit.replace(/\.tsx?$/, "");
}

/** Files that prove things about others, and so may import all. */
export function isTest(path: string): boolean {
  return path.startsWith("tests/") || /(^|[/_.])test\.tsx?$/.test(path);
}

/** Does a list of packages cover this bare specifier, itself or a sub path of it? */
export function coversPackage(packages: readonly string[], specifier: string): boolean {
  return packages.some((name) =>
    name === specifier || specifier.startsWith(`${name}/`) ||
    (name === "node:*" && specifier.startsWith("node:"))
  );
}
