// Owns the attributes the server adds: nonces, active links and asset versions.
import type { RenderState } from "./render_islands.ts";
import { lockAsset, lockSrcSet } from "./assets.ts";

type Props = Record<string, unknown>;

/** Called for every element of a render, so the common case must leave at once. */
export function decorate(type: string, props: Props, state: RenderState): void {
  switch (type) {
    case "a":
      return markLink(props, state.url);
    case "img":
    case "source":
      return lockSources(props, state);
    case "script":
    case "style":
      props.nonce ??= state.nonce;
  }
}

/** Plain string work: a `new URL` for each link was a tenth of a page's cost upstream. */
function markLink(props: Props, { pathname, search }: URL): void {
  const { href } = props;
  if (typeof href !== "string" || !href.startsWith("/") || props["aria-current"] != null) return;
  const [, path = "", query = ""] = /^([^?#]*)(\?[^#]*)?/.exec(href) ?? [];
  const target = trimSlash(path);
  const here = trimSlash(pathname);
  if (target === here && (query === "" || query === search)) {
    props["data-current"] = "true";
    props["aria-current"] = "page";
  } else if (target === here || target === "/" || here.startsWith(target + "/")) {
    props["data-ancestor"] = "true";
    props["aria-current"] = "true";
  }
}

function trimSlash(path: string): string {
  return path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
}

function lockSources(props: Props, { build }: RenderState): void {
  if (build === null || "data-fresh-disable-lock" in props) return;
  if (typeof props.src === "string") props.src = lockAsset(props.src, build.id);
  if (typeof props.srcset === "string") {
    props.srcset = lockSrcSet(props.srcset, build.id);
  }
  if (typeof props.srcSet === "string") {
    props.srcSet = lockSrcSet(props.srcSet, build.id);
  }
}
