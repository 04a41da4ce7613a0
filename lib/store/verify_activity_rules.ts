// What the activity has of events, for verify.
import type { TimelineEvent, WorkspaceEvent } from "@/lib/domain/event.ts";
import { eventSchemaOf, findFirstActivity, ownerKey } from "./activity.ts";
import { activityKeys } from "./events.ts";
import type { Pointer, PointerRule } from "./pointer_rule.ts";

/**
 * Events of contacts and of the settings. A workspace that is older than its activity has events without places in it:
 * those before the first are left alone.
 */
export async function activityRules(
  kv: Deno.Kv,
): Promise<PointerRule<TimelineEvent | WorkspaceEvent>[]> {
  const first = await findFirstActivity(kv);
  const rule = { parse, pointers: (event: TimelineEvent | WorkspaceEvent) => places(event, first) };
  return [
    {
      ...rule,
      name: (key) => `Event ${String(key[3] ?? key[2])}`,
      range: "ev",
      ranges: [
        { range: "activity", label: "place in the activity", owner: ownerKey, named: true },
        {
          range: "activity_user",
          label: "place in a user's activity",
          owner: ownerKey,
          named: true,
        },
      ],
      heads: [],
    },
    // Stray places are looked for once, above.
    { ...rule, name: (key) => `Event ${String(key[2])}`, range: "wev", ranges: [], heads: [] },
  ];
}

function places(event: TimelineEvent | WorkspaceEvent, first: string | null): Pointer[] {
  if (first === null || momentOf(event.id) < momentOf(first)) return [];
  const value = "contactId" in event ? event.contactId : null;
  return activityKeys(event).map((key) => ({
    key,
    value,
    label: key[1] === "activity" ? "place in the activity" : "place in its user's activity",
  }));
}

/** Of a ULID: ids of one millisecond are in no order among several processes. */
function momentOf(id: string): string {
  return id.slice(0, 10);
}

function parse(key: Deno.KvKey, value: unknown): TimelineEvent | WorkspaceEvent | null {
  return eventSchemaOf(key).safeParse(value).data ?? null;
}
