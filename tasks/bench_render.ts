/** Measures what Fresh (or its stand-in) adds to rendering a list page: CPU against bare Preact. */
import { useSignal } from "@preact/signals";
import { App } from "fresh";
import { Builder } from "fresh/dev";
import { cpuUsage } from "node:process";
import { fileURLToPath } from "node:url";
import { type ComponentType, Fragment, h, type JSX } from "preact";
import { renderToString } from "preact-render-to-string";
import { LocalCounter } from "@/tests/conformance/fixture/islands/counter-button.tsx";

export interface RenderRatio {
  page: "with two islands" | "without islands";
  /** Bare Preact's CPU time divided by ours: 1 means nothing is added, 0.8 is the target. */
  ratio: number;
  /** CPU time of a request, garbage collection included. */
  bareMicros: number;
  freshMicros: number;
}

type Counter = ComponentType<{ id: string; start: number }>;

const ROWS = 40;
const ROUNDS = 40;
const REQUESTS_A_ROUND = 100;
const TARGET = 0.8;

const FIXTURE = fileURLToPath(new URL("../tests/conformance/fixture/", import.meta.url));

/** The quietest of interleaved rounds: other load only ever adds. Takes about five seconds. */
export async function renderRatio(): Promise<RenderRatio[]> {
  const handler = await freshHandler();
  const bare = (component: Counter | null) => () => Promise.resolve(bareResponse(component));
  return [
    await compare("with two islands", bare(BareCounter), () => handler(request("/islands"))),
    await compare("without islands", bare(null), () => handler(request("/plain"))),
  ];
}

async function freshHandler() {
  const app = new App()
    .appWrapper(({ Component }) => document(h(Component, null)))
    .get("/islands", (ctx) => ctx.render(h(List, { counter: LocalCounter })))
    .get("/plain", (ctx) => ctx.render(h(List, { counter: null })));
  const apply = await new Builder({ root: FIXTURE }).build({ snapshot: "memory" });
  apply(app);
  return app.handler();
}

function bareResponse(counter: Counter | null): Response {
  const html = renderToString(document(h(List, { counter })));
  const headers = { "content-type": "text/html; charset=utf-8" };
  return new Response("<!DOCTYPE html>" + html, { headers });
}

function request(path: string): Request {
  return new Request("http://localhost" + path);
}

async function compare(
  page: RenderRatio["page"],
  bare: () => Promise<Response>,
  fresh: () => Promise<Response>,
): Promise<RenderRatio> {
  let bareMicros = Infinity;
  let freshMicros = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    bareMicros = Math.min(bareMicros, await microsOf(bare));
    freshMicros = Math.min(freshMicros, await microsOf(fresh));
  }
  return { page, ratio: bareMicros / freshMicros, bareMicros, freshMicros };
}

async function microsOf(answer: () => Promise<Response>): Promise<number> {
  const before = cpuUsage();
  for (let i = 0; i < REQUESTS_A_ROUND; i++) await (await answer()).arrayBuffer();
  const { user, system } = cpuUsage(before);
  return (user + system) / REQUESTS_A_ROUND;
}

function document(content: JSX.Element): JSX.Element {
  return h(
    "html",
    { lang: "en" },
    h("head", null, h("title", null, "List"), h("link", { rel: "stylesheet", href: "/app.css" })),
    h("body", null, h("nav", null, h("a", { href: "/" }, "Home")), content),
  );
}

function List({ counter }: { counter: Counter | null }): JSX.Element {
  const rows = Array.from({ length: ROWS }, (_, index) => h(Row, { id: index + 1 }));
  const islands = counter === null
    ? null
    : h(Fragment, null, h(counter, { id: "a", start: 1 }), h(counter, { id: "b", start: 2 }));
  return h(
    "main",
    null,
    h("h1", null, "People"),
    islands,
    h("table", null, h("tbody", null, rows)),
  );
}

function Row({ id }: { id: number }): JSX.Element {
  return h(
    "tr",
    { class: "row" },
    h("td", null, h("input", { type: "checkbox", name: "id", value: id })),
    h("td", null, h("a", { href: `/people/${id}`, class: "name" }, `Person & Co ${id}`)),
    h("td", null, h("span", { class: "muted" }, `person${id}@example.com`)),
    h("td", null, ["red", "blue"].map((tag) => h("b", { class: `tag ${tag}` }, tag))),
    h("td", null, h("time", { dateTime: "2026-01-02" }, "2 January 2026")),
  );
}

/** A copy of the island that no build knows, so that nothing is added to it. */
function BareCounter({ id, start }: { id: string; start: number }): JSX.Element {
  const count = useSignal(start);
  return h("button", { type: "button", id, onClick: () => count.value++ }, count);
}

if (import.meta.main) {
  if (Deno.args.includes("--help")) {
    console.log("deno run -A tasks/bench_render.ts\nPrints bare Preact's CPU per page over ours.");
    Deno.exit();
  }
  for (const { page, ratio, bareMicros, freshMicros } of await renderRatio()) {
    const times = `bare ${bareMicros.toFixed(0)} µs, Fresh ${freshMicros.toFixed(0)} µs`;
    console.log(`list page ${page}: ${ratio.toFixed(2)} of bare (${times}; target ${TARGET})`);
  }
}
