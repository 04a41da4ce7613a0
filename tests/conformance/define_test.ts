// States what createDefine() infers; most of it is checked by the compiler.
import assert from "node:assert/strict";
import { createDefine, page, type PageProps } from "fresh";
import { h } from "preact";

interface State {
  user: { id: number };
}

const define = createDefine<State>();

/** Compiles only if both types are the same. */
function same<A, B>(
  _: (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? 1 : 0,
) {
  return true;
}

Deno.test("define's functions give back what they get", () => {
  const handlers = { GET: () => new Response() };
  const component = () => h("p", null);
  const middleware = () => new Response();
  assert.equal(define.handlers(handlers), handlers);
  assert.equal(define.page(component), component);
  assert.equal(define.layout(component), component);
  assert.equal(define.middleware(middleware), middleware);
});

Deno.test("define.handlers() knows the state", () => {
  const handlers = define.handlers({ GET: (ctx) => ctx.text(String(ctx.state.user.id)) });
  assert.equal(typeof handlers.GET, "function");
});

Deno.test("define.page<typeof handler>() knows the data of a handler object", () => {
  const handler = define.handlers({
    GET: () => page({ name: "a" }),
    POST: (ctx) => ctx.redirect("/"),
  });
  define.page<typeof handler>(({ data }) => {
    assert.ok(same<typeof data, { name: string }>(1));
    return h("p", null, data.name);
  });
});

Deno.test("define.page<typeof handler>() knows the data of a handler function", () => {
  const handler = define.handlers(() => page({ count: 1 }));
  define.page<typeof handler>(({ data }) => {
    assert.ok(same<typeof data, { count: number }>(1));
    return h("p", null, data.count);
  });
});

Deno.test("define.middleware() takes an array", () => {
  const list = define.middleware([(ctx) => ctx.next(), (ctx) => ctx.next()]);
  assert.equal(list.length, 2);
});

Deno.test("PageProps carries data and state", () => {
  const component = ({ data, state }: PageProps<number, State>) => data + state.user.id;
  assert.equal(typeof component, "function");
});
