/** Stands in for jsr:@std/assert: the real code from npm, with types of our own because npm's copy has none. */
// @ts-types="./mod.d.ts"
export * from "deno-std/assert/mod.js";
