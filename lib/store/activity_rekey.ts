// Moves places of the activity that an earlier Kartka stored without their kind to where they are looked for.
import { eventSchemaOf, ownerKey } from "./activity.ts";
import { CHECKS_MAX, saveChange } from "./change.ts";
import { activityKeys } from "./events.ts";
import { rangePrefix } from "./keys/range.ts";

const PLACES_PER_ROUND = 500;

/** Ends when there are none. Several processes may do it at once, and each may be cut off. */
export async function rekeyActivity(kv: Deno.Kv): Promise<void> {
  // Ids begin with a digit, and kinds with a letter.
  const prefix = rangePrefix("activity");
  const selector = { prefix, end: [...prefix, "a"] };
  for (;;) {
    const places = await Array.fromAsync(kv.list(selector, { limit: PLACES_PER_ROUND }));
    for (let at = 0; at < places.length; at += CHECKS_MAX) {
      await movePlaces(kv, places.slice(at, at + CHECKS_MAX));
    }
    if (places.length < PLACES_PER_ROUND) return;
  }
}

/** What is not there any more was moved by a merge, which has stored the new places, or is gone for good. */
async function movePlaces(kv: Deno.Kv, places: Deno.KvEntry<unknown>[]): Promise<void> {
  await saveChange(kv, async (change) => {
    const owners = await Promise.all(places.map((place) => change.get<unknown>(ownerKey(place))));
    for (const [at, { key, value }] of places.entries()) {
      change.delete(key);
      const owner = owners[at];
      const event = owner && eventSchemaOf(owner.key).safeParse(owner.value).data;
      if (!event) continue;
      for (const placeKey of activityKeys(event)) change.set(placeKey, value);
      const { id, actor } = event;
      if (actor.kind === "user") {
        change.delete([...rangePrefix("activity_user", actor.userId), id]);
      }
    }
  });
}
