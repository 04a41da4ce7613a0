import { assertEquals } from "@std/assert";
import plugin from "./lint_plugin.ts";

/** The ids of the rules that a source breaks at a path, without the plugin's name. */
function broken(path: string, source: string): string[] {
  return Deno.lint.runPlugin(plugin, path, source).map((it) => it.id.replace("kartka/", ""));
}

function from(specifier: string): string {
  return `import { x } from "${specifier}"; x;`;
}

const ALLOWED: [string, string][] = [
  ["lib/domain/contact.ts", "./handle.ts"],
  ["lib/domain/contact.ts", "zod"],
  ["lib/domain/contact.ts", "zod/mini"],
  ["lib/domain/phone.ts", "libphonenumber-js/min"],
  ["lib/domain/contact.ts", "@/lib/errors.ts"],
  ["lib/i18n/translate.ts", "./en.ts"],
  ["lib/store/contacts.ts", "@/lib/domain/contact.ts"],
  ["lib/store/index/fold.ts", "../change.ts"],
  ["lib/actions/create_contact.ts", "@/lib/store/contacts.ts"],
  ["lib/channels/email.ts", "@/lib/actions/receive_message.ts"],
  ["lib/http/define.ts", "fresh"],
  ["lib/http/session.ts", "@/lib/config.ts"],
  ["lib/transfer/csv.ts", "node:crypto"],
  ["components/Table.tsx", "@/lib/i18n/translate.ts"],
  ["islands/Search.tsx", "@/components/Field.tsx"],
  ["islands/Search.tsx", "@preact/signals"],
  ["islands/Search.tsx", "fresh/runtime"],
  ["islands/Search.tsx", "preact/hooks"],
  ["routes/contacts/index.tsx", "@/islands/Search.tsx"],
  ["routes/contacts/index.tsx", "@/lib/transfer/import_run.ts"],
  ["routes/contacts/index.tsx", "@/utils.ts"],
  ["routes/_app.tsx", "fresh/runtime"],
  ["main.ts", "@/lib/store/kv.ts"],
  ["dev.ts", "./main.ts"],
  ["tasks/seed.ts", "@/lib/store/contacts.ts"],
  ["tests/routes/contacts_test.ts", "@/main.ts"],
  ["lib/domain/contact_test.ts", "@/lib/store/contacts.ts"],
];

const FORBIDDEN: [string, string][] = [
  ["lib/domain/contact.ts", "@/lib/store/contacts.ts"],
  ["lib/domain/contact.ts", "@/lib/config.ts"],
  ["lib/domain/contact.ts", "@std/ulid"],
  ["lib/domain/contact.ts", "node:crypto"],
  ["lib/domain/contact.ts", "npm:zod-openapi@6.0.2"],
  ["lib/domain/contact.ts", "@/lib/i18n/translate.ts"],
  ["lib/i18n/translate.ts", "@/lib/store/contacts.ts"],
  ["lib/store/contacts.ts", "@/lib/actions/create_contact.ts"],
  ["lib/store/contacts.ts", "fresh"],
  ["lib/actions/create_contact.ts", "@/lib/http/define.ts"],
  ["lib/actions/create_contact.ts", "@/lib/channels/email.ts"],
  ["lib/http/define.ts", "@/lib/channels/email.ts"],
  ["lib/transfer/csv.ts", "@/lib/http/define.ts"],
  ["lib/errors.ts", "@/lib/config.ts"],
  ["lib/misc/x.ts", "@/lib/errors.ts"],
  ["components/Table.tsx", "@/islands/Search.tsx"],
  ["components/Table.tsx", "@/lib/store/contacts.ts"],
  ["components/Table.tsx", "@preact/signals"],
  ["components/Table.tsx", "fresh"],
  ["islands/Search.tsx", "@/lib/store/contacts.ts"],
  ["islands/Search.tsx", "fresh"],
  ["islands/Search.tsx", "@/routes/contacts/index.tsx"],
  ["routes/contacts/index.tsx", "@/main.ts"],
  ["routes/contacts/index.tsx", "@/tasks/seed.ts"],
  ["routes/contacts/index.tsx", "@/lib/transfer/csv/parse.ts"],
  ["routes/contacts/index.tsx", "@std/ulid"],
  ["lib/store/contacts.ts", "@/routes/contacts/index.tsx"],
  ["jsr/fresh/mod.ts", "@/lib/errors.ts"],
];

Deno.test("import-table lets each folder import what the table allows", () => {
  for (const [path, specifier] of ALLOWED) {
    assertEquals(broken(path, from(specifier)), [], `${path} imports ${specifier}`);
  }
});

Deno.test("import-table reports what the table does not allow", () => {
  for (const [path, specifier] of FORBIDDEN) {
    assertEquals(broken(path, from(specifier)), ["import-table"], `${path} imports ${specifier}`);
  }
});

Deno.test("import-table sees every form of import", () => {
  const forms = [
    `import type { X } from "@/lib/store/kv.ts"; export type Y = X;`,
    `export { x } from "@/lib/store/kv.ts";`,
    `export * from "@/lib/store/kv.ts";`,
    `await import("@/lib/store/kv.ts");`,
    `type X = import("@/lib/store/kv.ts").X; export type Y = X;`,
    `import x = require("@/lib/store/kv.ts"); x;`,
  ];
  for (const form of forms) {
    assertEquals(broken("components/Table.tsx", form), ["import-table"], form);
  }
});

Deno.test("import-table follows relative paths out of a folder", () => {
  const source = from("../store/kv.ts");
  assertEquals(broken("lib/domain/a.ts", source), ["import-table", "import-by-map"]);
});

Deno.test("import-by-map wants the map between folders and leaves one folder alone", () => {
  assertEquals(broken("lib/store/a.ts", from("../domain/b.ts")), ["import-by-map"]);
  assertEquals(broken("lib/store/index/a.ts", from("../kv.ts")), []);
  assertEquals(broken("lib/config_test.ts", from("./config.ts")), []);
  assertEquals(broken("tests/routes/a_test.ts", from("../../main.ts")), ["import-by-map"]);
});

Deno.test("routes-only-read lets routes read the store and reports what writes", () => {
  const reads = `import { listContacts, savedViews, type Change } from "@/lib/store/contacts.ts";
    export { listContacts, savedViews, type Change };`;
  const writes = `import { saveContact } from "@/lib/store/contacts.ts"; saveContact();`;
  const all = `import * as contacts from "@/lib/store/contacts.ts"; contacts;`;
  assertEquals(broken("routes/contacts.tsx", reads), []);
  assertEquals(broken("routes/contacts.tsx", writes), ["routes-only-read"]);
  assertEquals(broken("routes/contacts.tsx", all), ["routes-only-read"]);
  assertEquals(broken("lib/actions/create_contact.ts", writes), []);
});

Deno.test("kv-only-in-store keeps keys and commits in lib/store", () => {
  for (const source of ["Deno.openKv();", "kv.atomic().commit();"]) {
    assertEquals(broken("lib/actions/a.ts", source), ["kv-only-in-store"], source);
    assertEquals(broken("main.ts", source), ["kv-only-in-store"], source);
    assertEquals(broken("lib/store/kv.ts", source), [], source);
    assertEquals(broken("tests/support/kv.ts", source), [], source);
  }
});

Deno.test("pure-domain reports Deno, clocks and random, however they are written", () => {
  const impure = [
    `Deno.env.get("PORT");`,
    `globalThis.Deno.exit();`,
    `const { env } = Deno; env;`,
    `Date.now();`,
    `Date["now"]();`,
    `new Date();`,
    `Date();`,
    `Math.random();`,
    `crypto.randomUUID();`,
    `globalThis.crypto.randomUUID();`,
    `crypto.getRandomValues(new Uint8Array(4));`,
    `Temporal.Now.instant();`,
    `performance.now();`,
  ];
  for (const source of impure) {
    assertEquals(broken("lib/domain/a.ts", source), ["pure-domain"], source);
    assertEquals(broken("lib/i18n/a.ts", source), ["pure-domain"], source);
    assertEquals(broken("lib/domain/a_test.ts", source), [], source);
  }
});

Deno.test("pure-domain leaves alone what only looks like a clock", () => {
  const pure = [
    `new Date(0);`,
    `record.Deno;`,
    `({ Deno: 1 });`,
    `clock.now();`,
    `Math.max(1, 2);`,
    `Temporal.Instant.from("2026-11-22T00:00:00Z");`,
  ];
  for (const source of pure) assertEquals(broken("lib/domain/a.ts", source), [], source);
  assertEquals(broken("lib/store/a.ts", "Date.now(); new Date();"), []);
});

Deno.test("one-way-out lets one file of lib call out, and the browser", () => {
  const calls = [
    `fetch("/");`,
    `globalThis.fetch("/");`,
    `const { get = fetch } = options;`,
    `send(url, fetch);`,
    `new WebSocket(url);`,
    `Deno.connect({ port: 1 });`,
    `import { request } from "node:https";`,
    `await import("node:http");`,
  ];
  for (const call of calls) {
    const rules = (path: string) => broken(path, call).filter((rule) => rule === "one-way-out");
    assertEquals(rules("lib/http/a.ts"), ["one-way-out"], call);
    assertEquals(rules("lib/channels/connectors/telegram.ts"), ["one-way-out"], call);
    assertEquals(rules("lib/channels/safe_fetch.ts"), [], call);
    assertEquals(rules("lib/channels/outbox_test.ts"), [], call);
    assertEquals(rules("islands/A.tsx"), [], call);
  }
  assertEquals(broken("lib/http/a.ts", `app.fetch("/"); const x = { fetch: 1 };`), []);
});

Deno.test("no-console-log keeps the app quiet and lets tasks talk", () => {
  assertEquals(broken("lib/store/a.ts", "console.log(1);"), ["no-console-log"]);
  assertEquals(broken("islands/A.tsx", "console.debug(1);"), ["no-console-log"]);
  assertEquals(broken("lib/http/a.ts", "console.error(error);"), []);
  assertEquals(broken("tasks/seed.ts", "console.log(1);"), []);
});

Deno.test("safe-jsx reports raw HTML and attributes that come from data", () => {
  const unsafe = [
    `<p dangerouslySetInnerHTML={{ __html: text }} />;`,
    `h("p", { dangerouslySetInnerHTML: { __html: text } });`,
    `<p {...props} />;`,
    `<p {...{ ...props }} />;`,
    `<p {...{ [name]: 1 }} />;`,
    `<p {...(open ? props : {})} />;`,
  ];
  for (const source of unsafe) {
    assertEquals(broken("components/A.tsx", source), ["safe-jsx"], source);
  }
});

Deno.test("safe-jsx allows attributes whose names stand in the source", () => {
  const safe = [
    `<p {...{ id: "a" }} />;`,
    `<p {...(open ? { open: true } : {})} />;`,
    `<p {...(open && { open: true })} />;`,
    `<Row {...props} />;`,
  ];
  for (const source of safe) assertEquals(broken("components/A.tsx", source), [], source);
});
