// Owns staticFiles(): what the build knows of static/ and of the island bundles.
import { CACHE_PARAM } from "../assets.ts";
import type { Build, StaticFile } from "../build.ts";
import { type Context, INTERNALS } from "../context.ts";
import { HttpError } from "../error.ts";
import type { Middleware } from "../types.ts";

const ONE_YEAR = "public, max-age=31536000, immutable";

/** A file shadows a route of the same path. Islands need it: it serves their scripts. */
export function staticFiles<State>(): Middleware<State> {
  return (ctx) => {
    const { build } = ctx[INTERNALS];
    if (build === null) return ctx.next();
    const file = findFile(build, ctx);
    if (file !== undefined) return serve(ctx, build, file);
    // Browsers ask for it unbidden; an error page would only cost both sides.
    return isFavicon(ctx) ? new Response(null, { status: 404 }) : ctx.next();
  };
}

function findFile<State>(build: Build, { url, config }: Context<State>): StaticFile | undefined {
  if (!url.pathname.startsWith(config.basePath)) return undefined;
  const path = url.pathname.slice(config.basePath.length);
  if (!path.includes("%")) return build.statics.get(path);
  try {
    return build.statics.get(decodeURIComponent(path));
  } catch {
    return undefined; // malformed: no file has such a name
  }
}

function isFavicon<State>({ url, config, req }: Context<State>): boolean {
  const isRead = req.method === "GET" || req.method === "HEAD";
  return isRead && url.pathname === `${config.basePath}/favicon.ico`;
}

function serve<State>(
  ctx: Context<State>,
  build: Build,
  file: StaticFile,
): Response | Promise<Response> {
  const { method } = ctx.req;
  if (method !== "GET" && method !== "HEAD") throw new HttpError(405);
  const version = ctx.url.searchParams.get(CACHE_PARAM);
  if (version !== null && version !== build.id) return redirectToCurrent(ctx);
  const isPinned = file.immutable || version !== null;
  const headers = new Headers({
    "content-type": file.contentType,
    "cache-control": isPinned && build.mode === "production" ? ONE_YEAR : "no-cache",
  });
  if (build.mode === "production") headers.set("etag", `W/"${file.hash}"`);
  if (build.mode === "production" && hasMatch(ctx.req, file)) {
    return new Response(null, { status: 304, headers });
  }
  return send(file, headers, method);
}

async function send(file: StaticFile, headers: Headers, method: string): Promise<Response> {
  const bytes = await file.read();
  headers.set("content-length", String(bytes.byteLength));
  return new Response(method === "HEAD" ? null : bytes, { headers });
}

function hasMatch(req: Request, file: StaticFile): boolean {
  const tags = req.headers.get("if-none-match");
  if (tags === null) return false;
  return tags.split(",").some((tag) => tag.trim().replace(/^W\//, "") === `"${file.hash}"`);
}

/** An id of an older build must not pin today's content for a year. */
function redirectToCurrent<State>(ctx: Context<State>): Response {
  const url = new URL(ctx.url);
  url.searchParams.delete(CACHE_PARAM);
  return ctx.redirect(url.pathname + url.search, 307);
}
