/**
 * The build half of the stand-in.
 * @module
 */
export { Builder, type BuildOptions, type FreshBuilderOptions } from "./builder.ts";
