/** Stands in for jsr:@std/ulid: the real code from npm, with types of our own because npm's copy has none. */
// @ts-types="./mod.d.ts"
export * from "deno-std/ulid/mod.js";
