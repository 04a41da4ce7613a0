// What every handler and page finds in `ctx.state`, and the helpers that type them.
import { createDefine, HttpError } from "fresh";
import type { Acting, Deps } from "@/lib/actions/deps.ts";
import type { Config } from "@/lib/config.ts";
import type { Locale, Preferences, User } from "@/lib/domain/user.ts";
import type { Translate } from "@/lib/i18n/translate.ts";
import type { Flash } from "./flash.ts";
import type { Sidebar } from "./read_sidebar.ts";

/** The settings that requests depend on. */
export type SiteConfig = Pick<Config, "publicUrl" | "trustedProxies">;

/** Set by the middlewares of `createApp()`, in the order of the fields, before any route runs. */
export interface State {
  deps: Deps;
  config: SiteConfig;
  requestId: string;
  /** Cookies are marked Secure and named `__Host-…`. */
  isSecure: boolean;
  /** Lines that go out as `Set-Cookie` with the answer, unless it is an error. */
  setCookies: string[];
  locale: Locale;
  t: Translate;
  timeZone: string;
  /** The page's title without the product's name; set by handlers. */
  title?: string;
  /** One moment for the whole request. */
  nowMs: number;
  theme: Preferences["theme"];
  density: Preferences["density"];
  /** The message that the page before left for this one. */
  flash: Flash | null;
  /** Whoever is signed in; disabled users are not. */
  user: User | null;
  /** The hash of their session. */
  sessionHash: string | null;
  /** Being read while the page reads its own; absent where there is none. */
  sidebar?: Promise<Sidebar>;
}

export const define = createDefine<State>();

/** The signed-in user. Throws `HttpError` 401: only on the few pages that are open to all can this happen. */
export function requireSignedIn(state: State): User {
  if (!state.user) throw new HttpError(401, "Not signed in");
  return state.user;
}

/** The first argument of every action, for the signed-in user. Throws `HttpError` 401. */
export function actingFor(state: State): Acting {
  const { id, role } = requireSignedIn(state);
  return { deps: state.deps, principal: { id, role }, actor: { kind: "user", userId: id } };
}
