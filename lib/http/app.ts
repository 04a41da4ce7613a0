// The app's middlewares, in order, from the outside in. `main.ts` gives it to the build, tests to a build in memory.
import { App, csp, csrf, HttpError, type Middleware, staticFiles } from "fresh";
import type { FreshConfig } from "fresh";
import type { Deps } from "@/lib/actions/deps.ts";
import { translator } from "@/lib/i18n/translate.ts";
import { refuseSilentWrites } from "./cross_site.ts";
import type { SiteConfig, State } from "./define.ts";
import { noFlashLine, readFlash } from "./flash.ts";
import { foldAfterWrites } from "./fold_after_writes.ts";
import { isLiveRequest } from "./live_request.ts";
import { pokeAfterWrites } from "./poke_after_writes.ts";
import { requestId } from "./request_id.ts";
import { session } from "./session.ts";
import { acceptedLocale, readView } from "./view_cookie.ts";

export interface AppParts {
  deps: Deps;
  config: SiteConfig;
  fresh: FreshConfig;
}

export function createApp({ deps, config, fresh }: AppParts): App<State> {
  return new App<State>(fresh)
    .use(provide(deps, config))
    .use(hideMetafile())
    .use(staticFiles())
    .use(csrf(config.publicUrl ? { origin: config.publicUrl.origin } : {}))
    .use(refuseSilentWrites())
    .use(csp({ useNonce: true }))
    .use(session())
    .use(showFlashOnce())
    .use(foldAfterWrites())
    .use(pokeAfterWrites())
    .fsRoutes();
}

/** The bundler's list of source files is nobody's business. */
function hideMetafile(): Middleware<State> {
  return (ctx) => {
    if (ctx.url.pathname.endsWith("/metafile.json")) throw new HttpError(404);
    return ctx.next();
  };
}

/** What does not depend on who is asking. */
function provide(deps: Deps, config: SiteConfig): Middleware<State> {
  return (ctx) => {
    const isSecure = ctx.url.protocol === "https:" || config.publicUrl?.protocol === "https:";
    const view = readView(ctx.req.headers, isSecure);
    const locale = view.locale ?? acceptedLocale(ctx.req.headers);
    Object.assign(
      ctx.state,
      {
        deps,
        config,
        requestId: requestId(ctx.req),
        isSecure,
        setCookies: [],
        locale,
        t: translator(locale),
        timeZone: deps.timeZone,
        nowMs: deps.now(),
        theme: view.theme,
        density: "default",
        flash: readFlash(ctx.req.headers, isSecure),
        user: null,
        sessionHash: null,
      } satisfies State,
    );
    return ctx.next();
  };
}

/** The message goes with the first page that is rendered whole. */
function showFlashOnce(): Middleware<State> {
  return async (ctx) => {
    const response = await ctx.next();
    const isHtml = response.headers.get("content-type")?.startsWith("text/html") ?? false;
    // A page that fetches itself anew takes some of its parts, and this is none of them.
    const isPage = isHtml && !isLiveRequest(ctx.req);
    if (ctx.state.flash && isPage) ctx.state.setCookies.push(noFlashLine(ctx.state.isSecure));
    return response;
  };
}
