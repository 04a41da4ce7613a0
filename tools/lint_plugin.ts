/** The house's own lint rules: who may import whom, what stays pure, how markup stays safe. */
import {
  isJsxName,
  isLiteralProps,
  isName,
  isPropertyName,
  memberName,
  onImport,
  targetOf,
} from "./lint_syntax.ts";
import { coversPackage, IMPORT_TABLE, isTest, unitOf } from "./import_table.ts";

type RuleContext = Deno.lint.RuleContext;

const ROOT = new URL("..", import.meta.url).pathname;

export default {
  name: "kartka",
  rules: {
    "import-table": { create: importTable },
    "import-by-map": { create: importByMap },
    "routes-only-read": { create: routesOnlyRead },
    "kv-only-in-store": { create: kvOnlyInStore },
    "pure-domain": { create: pureDomain },
    "one-way-out": { create: oneWayOut },
    "no-console-log": { create: noConsoleLog },
    "safe-jsx": { create: safeJsx },
  },
} satisfies Deno.lint.Plugin;

/** The table of ARCHITECTURE.md, for every form of import, types included. */
function importTable(context: RuleContext): Deno.lint.LintVisitor {
  const path = projectPath(context);
  if (isTest(path)) return {};
  return onImport(path, (node, target) => {
    const problem = target.inside
      ? folderProblem(path, target.name)
      : packageProblem(path, target.name);
    if (problem !== null) context.report({ node, message: problem });
  });
}

function folderProblem(path: string, targetPath: string): string | null {
  const from = unitOf(path);
  const to = unitOf(targetPath);
  const row = IMPORT_TABLE[from];
  if (from === to) return null;
  if (row === undefined) {
    return from.startsWith("lib/") && from.includes("/")
      ? `${from} has no row in tools/import_table.ts; give it one, and one in ARCHITECTURE.md`
      : null;
  }
  if (!row.folders.includes(to)) {
    return `${from} may not import ${to}; it may import ${listed([from, ...row.folders])}`;
  }
  // A folder inside lib/transfer is how a transfer works; routes need only what it offers.
  const internal = from === "routes" && to === "lib/transfer" && targetPath.split("/").length > 3;
  return internal ? `routes may not import the internals of lib/transfer: ${targetPath}` : null;
}

function packageProblem(path: string, specifier: string): string | null {
  const row = IMPORT_TABLE[unitOf(path)];
  if (row === undefined || coversPackage(row.packages, specifier)) return null;
  return `${unitOf(path)} may not import ${specifier}; of packages it may import ${
    listed(row.packages)
  }`;
}

/** One way to name a file of another folder, so that moving a file breaks few lines. */
function importByMap(context: RuleContext): Deno.lint.LintVisitor {
  const path = projectPath(context);
  return onImport(path, (node, target) => {
    const crosses = unitOf(path) !== unitOf(target.name) &&
      folderOf(path) !== folderOf(target.name);
    if (!crosses || !target.specifier.startsWith(".")) return;
    context.report({
      node,
      message: `Import another folder by the map: "@/${target.name}", not "${target.specifier}"`,
    });
  });
}

const WRITING =
  /^(stage|save|set|put|add|delete|remove|write|create|update|insert|commit|fold|append)(?![a-z])/;

/** Writes go through actions, where permission and the event of the timeline are. */
function routesOnlyRead(context: RuleContext): Deno.lint.LintVisitor {
  const path = projectPath(context);
  if (isTest(path) || unitOf(path) !== "routes") return {};
  const fromStore = (source: string | undefined) =>
    source !== undefined && targetOf(path, source).name.startsWith("lib/store/");
  return {
    ImportSpecifier(node) {
      const name = node.imported.type === "Identifier" ? node.imported.name : node.imported.value;
      if (!WRITING.test(name) || !fromStore(node.parent.source?.value)) return;
      context.report({ node, message: `Routes write only through lib/actions, not by ${name}()` });
    },
    ImportNamespaceSpecifier(node) {
      if (node.parent.type !== "ImportDeclaration" || !fromStore(node.parent.source.value)) return;
      context.report({ node, message: "Name what a route reads from lib/store, one by one" });
    },
  };
}

const KV_FREE = ["lib/store", "tests", "tools"];

/** Keys and commits are known to lib/store alone. */
function kvOnlyInStore(context: RuleContext): Deno.lint.LintVisitor {
  const path = projectPath(context);
  // A benchmark compares the store with bare Deno KV.
  const isBench = path.startsWith("tasks/bench");
  if (isTest(path) || isBench || KV_FREE.includes(unitOf(path))) return {};
  return {
    MemberExpression(node) {
      const name = memberName(node);
      const opens = name === "openKv" && isName(node.object, "Deno");
      const commits = name === "atomic" && node.parent.type === "CallExpression";
      if (!opens && !commits) return;
      context.report({
        node,
        message: `Only lib/store may use ${name}(); give it a function there`,
      });
    },
  };
}

const IMPURE_MEMBERS: Readonly<Record<string, readonly string[]>> = {
  Date: ["now"],
  Math: ["random"],
  crypto: ["randomUUID", "getRandomValues"],
  performance: ["now"],
  Temporal: ["Now"],
};

/** Rules that get time and ids from their caller can be tested to the millisecond, and run in a browser. */
function pureDomain(context: RuleContext): Deno.lint.LintVisitor {
  const path = projectPath(context);
  const pure = ["lib/domain", "lib/i18n"].includes(unitOf(path));
  if (isTest(path) || !pure) return {};
  const report = (node: Deno.lint.Node, what: string) =>
    context.report({ node, message: `${what} is not for ${unitOf(path)}: let the caller pass it` });
  return {
    Identifier(node) {
      if (node.name === "Deno" && !isPropertyName(node)) report(node, "Deno.*");
    },
    MemberExpression(node) {
      for (const [object, members] of Object.entries(IMPURE_MEMBERS)) {
        const name = memberName(node);
        if (isName(node.object, object) && members.includes(name)) {
          report(node, `${object}.${name}`);
        }
      }
    },
    NewExpression(node) {
      if (isName(node.callee, "Date") && node.arguments.length === 0) report(node, "new Date()");
    },
    CallExpression(node) {
      if (isName(node.callee, "Date")) report(node, "Date()");
    },
  };
}

const WAY_OUT = "lib/channels/safe_fetch.ts";
const CALLS_OUT: Readonly<Record<string, readonly string[]>> = {
  Deno: ["connect", "connectTls", "startTls"],
};
const SPEAKS_HTTP = ["node:http", "node:https", "node:http2", "node:tls"];

/** One file calls out, because one file checks where to: a second would be the one that forgets. */
function oneWayOut(context: RuleContext): Deno.lint.LintVisitor {
  const path = projectPath(context);
  if (isTest(path) || !path.startsWith("lib/") || path === WAY_OUT) return {};
  const report = (node: Deno.lint.Node, what: string) =>
    context.report({ node, message: `Call out by safeFetch() of ${WAY_OUT}, not by ${what}` });
  return {
    ...onImport(path, (node, { name }) => {
      if (SPEAKS_HTTP.includes(name)) report(node, name);
    }),
    Identifier(node) {
      const isGlobal = ["fetch", "WebSocket", "EventSource"].includes(node.name);
      if (isGlobal && !isPropertyName(node)) report(node, node.name);
    },
    MemberExpression(node) {
      for (const [object, members] of Object.entries(CALLS_OUT)) {
        const name = memberName(node);
        if (isName(node.object, object) && members.includes(name)) {
          report(node, `${object}.${name}`);
        }
      }
    },
  };
}

const SILENT = ["components", "islands", "routes"];

/** What is printed for a look is not left behind; what is worth a line goes to the log, as an error. */
function noConsoleLog(context: RuleContext): Deno.lint.LintVisitor {
  const path = projectPath(context);
  const silent = path.startsWith("lib/") || SILENT.includes(unitOf(path));
  if (isTest(path) || !silent) return {};
  return {
    MemberExpression(node) {
      const prints = ["log", "debug", "dir", "table"].includes(memberName(node));
      if (!prints || !isName(node.object, "console")) return;
      context.report({ node, message: "Remove console output, or throw an error that says it" });
    },
  };
}

/** Markup from data can be an attack: no raw HTML, and no attributes whose names we did not write. */
function safeJsx(context: RuleContext): Deno.lint.LintVisitor {
  const path = projectPath(context);
  if (isTest(path) || unitOf(path) === "jsr") return {};
  const rawHtml = (node: Deno.lint.Node) =>
    context.report({ node, message: "dangerouslySetInnerHTML lets data become markup; use text" });
  return {
    JSXAttribute(node) {
      if (isJsxName(node.name, "dangerouslySetInnerHTML")) rawHtml(node);
    },
    Property(node) {
      if (isName(node.key, "dangerouslySetInnerHTML")) rawHtml(node);
    },
    JSXSpreadAttribute(node) {
      const element = node.parent.type === "JSXOpeningElement" ? node.parent.name : null;
      const intrinsic = element?.type === "JSXIdentifier" && /^[a-z]/.test(element.name);
      if (!intrinsic || isLiteralProps(node.argument)) return;
      context.report({
        node,
        message:
          `Spread only an object written in place onto <${element.name}>: name each attribute`,
      });
    },
  };
}

function projectPath(context: RuleContext): string {
  const name = context.filename;
  return name.startsWith(ROOT) ? name.slice(ROOT.length) : name;
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? "none" : names.join(", ");
}
