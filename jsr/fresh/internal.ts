// Owns what generated server code needs; apps must not import it.
export { applyBuild } from "./app.ts";
export { buildFromSnapshot } from "./snapshot.ts";
