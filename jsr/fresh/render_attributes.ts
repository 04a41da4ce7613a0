// Owns the attributes the server adds: active links and asset versions.
import type { RenderState } from "./render_islands.ts";
import { lockAsset, lockSrcSet } from "./assets.ts";

type Props = Record<string, unknown>;

/** Called for every element of a render, so the common case must leave at once. */
export function decorate(type: string, props: Props, state: RenderState): void {
  if (type === "a") markLink(props, state.path);
  else if (type === "img" || type === "source") lockSources(props, state);
}

/** Plain string work: a `new URL` for each link was a tenth of a page's cost upstream. */
function markLink(props: Props, path: string): void {
  const { href } = props;
  if (typeof href !== "string" || !href.startsWith("/") || props["aria-current"] != null) return;
  const end = href.search(/[?#]/);
  const target = trimSlash(end === -1 ? href : href.slice(0, end));
  const here = trimSlash(path);
  if (target === here) {
    props["data-current"] = "true";
    props["aria-current"] = "page";
  } else if (target === "/" || here.startsWith(target + "/")) {
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
