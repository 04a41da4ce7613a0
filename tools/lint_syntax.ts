/** Reading the syntax tree for the lint rules: imports in all their forms, and names. */

export interface ImportTarget {
  /** What the source says. */
  specifier: string;
  /** A path from the project's root when inside, else the package. */
  name: string;
  inside: boolean;
}

export type OnImport = (node: Deno.lint.Node, target: ImportTarget) => void;

/** Calls back for each of the six forms in which TypeScript names another module. */
export function onImport(path: string, found: OnImport): Deno.lint.LintVisitor {
  const see = (node: Deno.lint.Node, source: unknown) => {
    if (typeof source === "string") found(node, targetOf(path, source));
  };
  return {
    ImportDeclaration: (node) => see(node, node.source.value),
    ExportAllDeclaration: (node) => see(node, node.source.value),
    ExportNamedDeclaration: (node) => see(node, node.source?.value),
    ImportExpression: (node) => see(node, literalOf(node.source)),
    TSImportType: (node) => see(node, literalOf(node.argument)),
    TSExternalModuleReference: (node) => see(node, node.expression.value),
  };
}

export function targetOf(path: string, specifier: string): ImportTarget {
  const name = /^npm:|^jsr:/.test(specifier) ? specifier.slice(4) : specifier;
  if (specifier.startsWith("@/")) return { specifier, name: specifier.slice(2), inside: true };
  if (!specifier.startsWith(".")) return { specifier, name, inside: false };
  const resolved = new URL(specifier, `file:///${path}`).pathname.slice(1);
  return { specifier, name: resolved, inside: true };
}

function literalOf(node: Deno.lint.Node): unknown {
  if (node.type === "TSLiteralType") return literalOf(node.literal);
  return node.type === "Literal" ? node.value : undefined;
}

/** `x`, and `globalThis.x` or `window.x`, which mean the same. */
export function isName(node: Deno.lint.Node, name: string): boolean {
  if (node.type === "Identifier") return node.name === name;
  if (node.type !== "MemberExpression" || memberName(node) !== name) return false;
  return ["globalThis", "window", "self"].some((global) => isName(node.object, global));
}

/** The name after the dot, or in the brackets when it is written out. */
export function memberName(node: Deno.lint.MemberExpression): string {
  const { property } = node;
  if (!node.computed && property.type === "Identifier") return property.name;
  return property.type === "Literal" ? String(property.value) : "";
}

/** `record.Deno` and `{ Deno: 1 }` name a property, not the global; `globalThis.Deno` is the global. */
export function isPropertyName(node: Deno.lint.Identifier): boolean {
  const { parent } = node;
  if (parent.type === "MemberExpression" && parent.property === node && !parent.computed) {
    return !isName(parent, node.name);
  }
  return parent.type === "Property" && parent.key === node && !parent.shorthand;
}

export function isJsxName(node: Deno.lint.Node, name: string): boolean {
  return node.type === "JSXIdentifier" && node.name === name;
}

/** An object whose keys stand in the source, or a choice between such objects. */
export function isLiteralProps(node: Deno.lint.Expression): boolean {
  switch (node.type) {
    case "ObjectExpression":
      return node.properties.every((it) => it.type === "Property" && !it.computed);
    case "ConditionalExpression":
      return isLiteralProps(node.consequent) && isLiteralProps(node.alternate);
    case "LogicalExpression":
      return isLiteralProps(node.right);
    default:
      return false;
  }
}
