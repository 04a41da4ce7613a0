// Owns trailingSlashes(): one spelling for every path.
import type { Middleware } from "../types.ts";

/** Redirects to the path with ("always") or without ("never") its last slash; keeps the query. */
export function trailingSlashes<State>(mode: "always" | "never"): Middleware<State> {
  return (ctx) => {
    const { pathname, search } = ctx.url;
    const hasSlash = pathname.endsWith("/");
    if (pathname === "/" || hasSlash === (mode === "always")) return ctx.next();
    return ctx.redirect((hasSlash ? pathname.replace(/\/+$/, "") : pathname + "/") + search);
  };
}
