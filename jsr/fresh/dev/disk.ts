// Owns the output folder: static files, snapshot.js and server.js.
import { dirname, join, relative } from "node:path";
import { toSlashes } from "./crawl.ts";
import type { Builder, Parts } from "./builder.ts";

type Config = Builder["config"];

/** Empties the folder first, so that no older build stays served. */
export async function writeBuild(config: Config, parts: Parts): Promise<void> {
  await removeIfThere(config.outDir);
  for (const { path, content } of parts.statics) {
    const file = join(config.outDir, "static", path);
    await Deno.mkdir(dirname(file), { recursive: true });
    await Deno.writeFile(file, content);
  }
  await Deno.mkdir(config.outDir, { recursive: true });
  await Deno.writeTextFile(join(config.outDir, "snapshot.js"), snapshotSource(config, parts));
  await Deno.writeTextFile(join(config.outDir, "server.js"), serverSource(config));
}

async function removeIfThere(folder: string): Promise<void> {
  try {
    await Deno.remove(folder, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

function serverSource({ outDir, serverEntry }: Config): string {
  return `// Made by the build. Serve it with: deno serve -A server.js
import { applyBuild, buildFromSnapshot } from "fresh/internal";
import { app } from ${importPath(outDir, serverEntry)};
import { snapshot } from "./snapshot.js";

applyBuild(app, buildFromSnapshot(snapshot));

export default { fetch: app.handler() };
`;
}

function snapshotSource(config: Config, { id, bundle, routes, statics }: Parts): string {
  const { outDir, root } = config;
  const imports = bundle.islands.map(({ path }, index) =>
    `import * as island${index} from ${importPath(outDir, path)};\n`
  );
  const islands = bundle.islands.map(({ exports, chunk, preload }, index) =>
    `    { module: island${index}, ...${JSON.stringify({ exports, chunk, preload })} },\n`
  );
  const files = routes.map(({ kind, id, path }) =>
    `    { kind: "${kind}", id: ${JSON.stringify(id)}, ` +
    `load: () => import(${importPath(outDir, path)}) },\n`
  );
  const described = statics.map(({ content: _, ...file }) => `    ${JSON.stringify(file)},\n`);
  return `// Made by the build.
${imports.join("")}
export const snapshot = {
  id: "${id}",
  root: new URL(${JSON.stringify(toSlashes(relative(outDir, root)) + "/")}, import.meta.url).href,
  staticRoot: new URL("./static/", import.meta.url).href,
  boot: ${JSON.stringify(bundle.boot)},
  islands: [
${islands.join("")}  ],
  files: [
${files.join("")}  ],
  statics: [
${described.join("")}  ],
};
`;
}

/** As an import specifier, seen from the output folder. */
function importPath(outDir: string, path: string): string {
  const from = toSlashes(relative(outDir, path)).split("/").map(encodeURIComponent).join("/");
  return JSON.stringify(from.startsWith(".") ? from : "./" + from);
}
