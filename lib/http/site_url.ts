// The address that links for people are made of: never taken from a request.
import type { Config } from "@/lib/config.ts";

/** Without a slash at its end: the public URL, or this machine. */
export function siteUrl({ publicUrl, port }: Pick<Config, "publicUrl" | "port">): string {
  return publicUrl?.origin ?? `http://localhost:${port}`;
}
