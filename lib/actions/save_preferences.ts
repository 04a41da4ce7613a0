// Remembers how a user likes the screens (2.3, 18.1).
import { requireAllowed } from "@/lib/domain/policy.ts";
import type { Preferences, User } from "@/lib/domain/user.ts";
import { saveChange } from "@/lib/store/change.ts";
import { stageEditUser } from "@/lib/store/users.ts";
import type { Acting } from "./deps.ts";

/** Changes the given preferences and leaves the others. */
export async function savePreferences(
  { deps, principal }: Acting,
  changed: Partial<Preferences>,
): Promise<User> {
  requireAllowed(principal, "profile.edit");
  return await saveChange(deps.kv, (change) =>
    stageEditUser(change, principal.id, (user) => ({
      preferences: { ...user.preferences, ...changed },
    })));
}
