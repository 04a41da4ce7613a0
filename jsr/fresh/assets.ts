// Owns asset URLs that change with the build, so that browsers may keep them for a year.

export const CACHE_PARAM = "__frsh_c";

let buildId = "";

/** The build whose id `asset()` adds; set by the applied build and by the boot script. */
export function setBuildId(id: string): void {
  buildId = id;
}

/** Adds the build's id to a root-relative path; everything else comes back as it is. */
export function asset(path: string): string {
  return lockAsset(path, buildId);
}

/** `asset()` for every URL of a `srcset`. */
export function assetSrcSet(srcset: string): string {
  return lockSrcSet(srcset, buildId);
}

export function lockAsset(path: string, id: string): string {
  if (id === "" || !/^\/(?!\/)/.test(path) || path.includes(CACHE_PARAM)) return path;
  const at = path.indexOf("#");
  const [url, hash] = at === -1 ? [path, ""] : [path.slice(0, at), path.slice(at)];
  return `${url}${url.includes("?") ? "&" : "?"}${CACHE_PARAM}=${id}${hash}`;
}

export function lockSrcSet(srcset: string, id: string): string {
  if (srcset.includes("(")) return srcset; // image-set and the like are no srcset
  return srcset.split(",").map((part) => {
    const [url = "", ...size] = part.trim().split(/\s+/);
    return [lockAsset(url, id), ...size].join(" ");
  }).join(", ");
}
