// One gap that Fresh's `csrf()` leaves: a write that says nothing of where it comes from.
import { HttpError, type Middleware } from "fresh";
import type { State } from "./define.ts";
import { sessionSecret } from "./session.ts";

const READS = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * With a session cookie and neither `Sec-Fetch-Site` nor `Origin` it is 403: every browser we serve sends one of them
 * with a POST, and a program has no business with a cookie. Put it beside `csrf()`, before the session is read.
 */
export function refuseSilentWrites(): Middleware<State> {
  return (ctx) => {
    const { headers, method } = ctx.req;
    const isSilent = !headers.has("sec-fetch-site") && !headers.has("origin");
    const hasCookie = sessionSecret(ctx.req, ctx.state.isSecure) !== null;
    if (!READS.has(method) && isSilent && hasCookie) {
      throw new HttpError(403, "A write with a session must say where it comes from");
    }
    return ctx.next();
  };
}
