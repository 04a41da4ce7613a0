// One-time links: to set the workspace up, and to choose a password. Valid for an hour, used once.
import { z } from "zod";
import { NotFoundError } from "@/lib/errors.ts";
import type { Change } from "./change.ts";
import { rangePrefix } from "./keys/range.ts";
import { linkKey } from "./keys/users.ts";
import { newSecret, secretHash } from "./secret.ts";

export const LINK_LIFE_MS = 60 * 60_000;
const LINKS_MAX = 1000;

const linkSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("setup"), expiresAtMs: z.number() }),
  z.object({ kind: z.literal("password"), userId: z.string(), expiresAtMs: z.number() }),
]);
export type Link = z.infer<typeof linkSchema>;
/** What a link is for; its end is added when it is made. */
export type LinkPurpose = { kind: "setup" } | { kind: "password"; userId: string };

/** Stages a link and returns the secret to put into its URL. */
export async function stageLink(
  change: Change,
  purpose: LinkPurpose,
  nowMs: number,
): Promise<string> {
  const secret = newSecret();
  const hash = await secretHash(secret);
  if (hash === null) throw new TypeError("A new secret has the wrong form");
  change.set(linkKey(hash), { ...purpose, expiresAtMs: nowMs + LINK_LIFE_MS });
  return secret;
}

/** The link of a secret, or null when it is unknown, used or over. */
export async function findLink(kv: Deno.Kv, secret: string, nowMs: number): Promise<Link | null> {
  const hash = await secretHash(secret);
  if (hash === null) return null;
  return liveLink((await kv.get(linkKey(hash))).value, nowMs);
}

/**
 * Uses a link up, together with all others for the same purpose. Of two at once one wins: the other sees
 * `NotFoundError`, as for a link that is unknown, used, over or of another kind.
 */
export async function stageUseLink<K extends Link["kind"]>(
  change: Change,
  { secret, kind, nowMs }: { secret: string; kind: K; nowMs: number },
): Promise<Extract<Link, { kind: K }>> {
  const hash = await secretHash(secret);
  const entry = hash === null ? null : await change.get(linkKey(hash));
  const link = liveLink(entry?.value ?? null, nowMs);
  if (!isKind(link, kind)) {
    throw new NotFoundError(
      `There is no ${kind} link like this, or it was used, or its hour is over`,
    );
  }
  const links = change.kv.list({ prefix: rangePrefix("link") }, { limit: LINKS_MAX });
  for await (const { key, value } of links) {
    const other = linkSchema.parse(value);
    if (isSamePurpose(link, other) || other.expiresAtMs <= nowMs) change.delete(key);
  }
  if (hash !== null) change.delete(linkKey(hash));
  return link;
}

/** Deletes links whose hour is over; returns how many. */
export async function sweepLinks(kv: Deno.Kv, nowMs: number): Promise<number> {
  let count = 0;
  for await (const { key, value } of kv.list({ prefix: rangePrefix("link") })) {
    if (linkSchema.parse(value).expiresAtMs > nowMs) continue;
    await kv.delete(key);
    count++;
  }
  return count;
}

function liveLink(value: unknown, nowMs: number): Link | null {
  if (value === null) return null;
  const link = linkSchema.parse(value);
  return nowMs < link.expiresAtMs ? link : null;
}

function isKind<K extends Link["kind"]>(
  link: Link | null,
  kind: K,
): link is Extract<Link, { kind: K }> {
  return link?.kind === kind;
}

function isSamePurpose(one: Link, two: Link): boolean {
  if (one.kind === "setup" || two.kind === "setup") return one.kind === two.kind;
  return one.userId === two.userId;
}
