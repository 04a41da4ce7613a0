/**
 * What islands and components may use on either side.
 * @module
 */
export { asset, assetSrcSet } from "./assets.ts";
export { HttpError } from "./error.ts";

/** True in the browser, false while the server renders. */
export const IS_BROWSER: boolean = typeof document !== "undefined";
