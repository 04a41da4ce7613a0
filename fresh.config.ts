// Plain settings of Fresh, passed on by main.ts and dev.ts. No import of fresh/dev here: it would pull the bundler into
// the server.
import type { FreshConfig } from "fresh";

export const app: FreshConfig = { basePath: "" };

export const build = {
  outDir: "_fresh",
  staticDir: "static",
  target: ["chrome99", "firefox99", "safari15"],
};

export default { app, build };
