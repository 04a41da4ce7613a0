// Owns what a page with islands tells the browser: the boot script and the preload header.
import { Fragment, h } from "preact";
import { renderToString } from "preact-render-to-string";
import type { Build, BuiltIsland } from "./build.ts";
import { type RenderState, withRenderState } from "./render_islands.ts";
import { serializeProps } from "./serialize.ts";

/** What does not change between two renders with the same islands. */
interface Recipe {
  imports: string;
  call: string;
  link: string;
}

const recipes = new WeakMap<Build, Map<string, Recipe>>();

/** The HTML that starts the islands, and the header that loads all chunks at once. */
export function clientParts(state: RenderState): { html: string; link?: string } {
  const { build } = state;
  if (build === null) return { html: "" };
  const open = `<script type="module" nonce="${state.nonce}">`;
  const reload = build.reload === null ? "" : `import ${quote(build.basePath + build.reload)};`;
  if (state.uses.length === 0) return { html: reload && `${open}${reload}</script>` };
  const templates = hiddenSlots(state);
  const islands = [...new Set(state.uses.map((use) => use.island))];
  const { imports, call, link } = recipeFor(build, islands);
  const order = state.uses.map((use) => islands.indexOf(use.island));
  const props = serializeProps(state.uses.map((use) => use.props));
  const html = `${templates}${open}${reload}${imports}${call}[${order}],${props})</script>`;
  return { html, link };
}

/** Slots no island has shown yet. Rendering one may add islands, and with them further slots. */
function hiddenSlots(state: RenderState): string {
  let html = "";
  for (let id = 0; id < state.slots.length; id++) {
    const slot = state.slots[id];
    if (slot === undefined || slot.isRendered) continue;
    const content = withRenderState(state, () => renderToString(h(Fragment, null, slot.content)));
    html += `<template id="s~${id}">${content}</template>`;
  }
  return html;
}

function recipeFor(build: Build, islands: BuiltIsland[]): Recipe {
  const known = recipes.get(build) ?? new Map<string, Recipe>();
  recipes.set(build, known);
  const key = islands.map((island) => island.id).join();
  const recipe = known.get(key) ?? makeRecipe(build, islands);
  known.set(key, recipe);
  return recipe;
}

function makeRecipe({ boot, id, basePath }: Build, islands: BuiltIsland[]): Recipe {
  if (boot === null) throw new Error("A build with islands has no boot script: build again");
  const imports = islands.map(({ exportName, chunk }, index) =>
    `import{${exportName} as I${index}}from${quote(basePath + chunk)};`
  );
  const names = islands.map((_, index) => `I${index}`);
  const urls = new Set([...boot.preload, ...islands.flatMap((island) => island.preload)]);
  const link = [...urls].map((url) => `<${encodeURI(basePath + url)}>; rel=modulepreload`);
  return {
    imports: `${imports.join("")}import{boot}from${quote(basePath + boot.chunk)};`,
    call: `boot(${quote(id)},[${names}],`,
    link: link.join(", "),
  };
}

function quote(text: string): string {
  return JSON.stringify(text).replaceAll("<", "\\u003C");
}
