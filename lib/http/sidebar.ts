// Begins to read the sidebar before the page reads what it shows, so that neither waits for the other.
import type { Middleware } from "fresh";
import { requireSignedIn, type State } from "./define.ts";
import { readSidebar, type Sidebar } from "./read_sidebar.ts";
import { OPEN_ROUTES } from "./sign_in_wall.ts";

/** Only for requests that a page with a sidebar answers; for others nobody would ask. */
export function beginSidebar(): Middleware<State> {
  return (ctx) => {
    const { state, req, route, url } = ctx;
    const isPage = req.method === "GET" && route !== null && !OPEN_ROUTES.has(route) &&
      (req.headers.get("accept") ?? "").includes("text/html") && !req.headers.has("x-kartka-part");
    if (isPage && state.user) {
      const sidebar = sidebarFor(state, url);
      state.sidebar = sidebar;
      // A page that fails never awaits it.
      state.deps.background(() => sidebar.then(() => {}, () => {}));
    }
    return ctx.next();
  };
}

/** What was begun, or, after a form that was refused, what is there now. */
export function sidebarOf(state: State, url: URL): Promise<Sidebar> {
  return state.sidebar ?? sidebarFor(state, url);
}

function sidebarFor(state: State, url: URL): Promise<Sidebar> {
  const { deps, nowMs, timeZone } = state;
  const reader = { ...deps, principal: requireSignedIn(state), nowMs, timeZone };
  return readSidebar(reader, currentSegmentId(url));
}

/** Of the list, and of a card that was opened from it. */
export function currentSegmentId({ pathname, searchParams }: URL): string | null {
  return pathname.startsWith("/contacts") ? searchParams.get("segment") : null;
}
