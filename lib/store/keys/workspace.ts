// Keys of what is the same for everyone: rights, activity, tags, attributes and segments.
import type { ActivityKind } from "@/lib/domain/activity.ts";
import { SCHEMA_VERSION as V } from "./schema.ts";

export function attributeKey(key: string): Deno.KvKey {
  return [V, "attribute", key];
}

/** Set by every change of a definition: its versionstamp says whether a cached list is still right. */
export function attributeHeadKey(): Deno.KvKey {
  return [V, "attribute_head"];
}

/** What admins have decided about everyone's rights. */
export function workspaceKey(): Deno.KvKey {
  return [V, "workspace"];
}

/** What people have done, everyone's; holds the contact's id, or null for a change of the settings. */
export function activityKey(kind: ActivityKind, eventId: string): Deno.KvKey {
  return [V, "activity", kind, eventId];
}

export function userActivityKey(userId: string, kind: ActivityKind, eventId: string): Deno.KvKey {
  return [V, "activity_user", userId, kind, eventId];
}

export function workspaceEventKey(eventId: string): Deno.KvKey {
  return [V, "wev", eventId];
}

export function tagKey(id: string): Deno.KvKey {
  return [V, "tag", id];
}

/** Only tags that are not deleted hold their name. */
export function tagNameKey(foldedName: string): Deno.KvKey {
  return [V, "tag_name", foldedName];
}

/** Set by every change of a tag: its versionstamp says whether a cached list is still right. */
export function tagHeadKey(): Deno.KvKey {
  return [V, "tag_head"];
}

/** The scope is `shared`, or the id of the owner of a personal one: whose it is decides who can read it. */
export function segmentKey(scope: string, id: string): Deno.KvKey {
  return [V, "segment", scope, id];
}

/** Set by every change of a segment of the scope: its versionstamp says whether a cached list is still right. */
export function segmentHeadKey(scope: string): Deno.KvKey {
  return [V, "segment_head", scope];
}
