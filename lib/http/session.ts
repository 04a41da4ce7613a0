// The session cookie: who is asking, and the lines that begin and end a session in the browser.
import type { Context, Middleware } from "fresh";
import {
  findSession,
  findSessionByHash,
  type ListedSession,
  noteSessionSeen,
  SESSION_LIFE_MS,
} from "@/lib/store/sessions.ts";
import { findUser } from "@/lib/store/users.ts";
import { translator } from "@/lib/i18n/translate.ts";
import { cookieLine, cookieName, readCookie } from "./cookies.ts";
import type { State } from "./define.ts";
import { isLiveRequest } from "./live_request.ts";

const NAME = "kartka";

/** Puts the signed-in user and their ways into the state, and sends the cookies that handlers have set. */
export function session(): Middleware<State> {
  return async (ctx) => {
    const { state } = ctx;
    const found = await readSession(ctx);
    if (found) signInto(state, found);
    const response = await ctx.next();
    for (const line of state.setCookies) response.headers.append("set-cookie", line);
    // A page that looks after itself does not keep anyone signed in.
    if (found && !isLiveRequest(ctx.req)) {
      const { deps, nowMs } = state;
      deps.background(() => noteSessionSeen(deps.kv, found.session, nowMs));
    }
    return response;
  };
}

/** The cookie's secret, if the browser sent one. */
export function sessionSecret(req: Request, isSecure: boolean): string | null {
  return readCookie(req.headers, cookieName(NAME, isSecure)) || null;
}

/** Makes the browser keep a new session. */
export function beginSession(state: State, secret: string): void {
  const maxAgeSeconds = SESSION_LIFE_MS / 1000;
  state.setCookies.push(cookieLine(NAME, secret, { isSecure: state.isSecure, maxAgeSeconds }));
}

/** Makes the browser forget its session. */
export function forgetSession(state: State): void {
  state.setCookies.push(cookieLine(NAME, "", { isSecure: state.isSecure, maxAgeSeconds: 0 }));
}

interface Found {
  session: ListedSession;
  user: NonNullable<State["user"]>;
}

/** A disabled user's sessions are over at the next request. */
async function readSession({ req, state }: Context<State>): Promise<Found | null> {
  const secret = sessionSecret(req, state.isSecure);
  if (secret === null) return null;
  const found = await findSession(state.deps.kv, secret, state.nowMs);
  const user = found && await findUser(state.deps.kv, found.userId);
  return user && !user.disabled ? { session: found, user } : null;
}

/** Whether a session goes on, asked while an answer is still being sent. */
export async function isStillSignedIn(
  { deps: { kv, now }, sessionHash }: Pick<State, "deps" | "sessionHash">,
): Promise<boolean> {
  const session = sessionHash && await findSessionByHash(kv, sessionHash, now());
  const user = session && await findUser(kv, session.userId);
  return user ? !user.disabled : false;
}

function signInto(state: State, { session, user }: Found) {
  const { locale, theme, density } = user.preferences;
  state.user = user;
  state.sessionHash = session.hash;
  state.theme = theme;
  state.density = density;
  if (locale && locale !== state.locale) {
    state.locale = locale;
    state.t = translator(locale);
  }
}

/** The browser's own description of itself, which the list of sessions shows. */
export function deviceOf(req: Request): string {
  return req.headers.get("user-agent") ?? "";
}
