// The wall around the routes: all of them are for signed-in users but the few listed here.
import { HttpError, type Middleware } from "fresh";
import type { State } from "./define.ts";
import { wantsJson } from "./respond.ts";

/** Patterns of routes that are open to all. A new route is behind the wall until it is listed. */
export const OPEN_ROUTES = new Set([
  "/",
  "/api/inbound/:channel",
  "/api/telegram/:channel",
  "/healthz",
  "/link",
  "/login",
  "/logout",
  "/profile/preferences",
  "/readyz",
  "/setup",
]);

/** Someone who is not signed in is led to the login page, and from there back; a write or JSON gets 401. */
export function signInWall(): Middleware<State> {
  return (ctx) => {
    // Null: there is no such route, which the error page says to anyone.
    const isOpen = ctx.route === null || OPEN_ROUTES.has(ctx.route);
    if (isOpen || ctx.state.user) return ctx.next();
    const isRead = ctx.req.method === "GET" || ctx.req.method === "HEAD";
    if (!isRead || wantsJson(ctx.req)) throw new HttpError(401, "Not signed in");
    const next = encodeURIComponent(ctx.url.pathname + ctx.url.search);
    return ctx.redirect(`/login?next=${next}`, 303);
  };
}
