// Changes one's own name, as others see it on timelines.
import { requireAllowed } from "@/lib/domain/policy.ts";
import type { User } from "@/lib/domain/user.ts";
import { parseUserName } from "@/lib/domain/user_input.ts";
import { saveChange } from "@/lib/store/change.ts";
import { stageEditUser } from "@/lib/store/users.ts";
import type { Acting } from "./deps.ts";

/** Throws `InputError` on `name`. */
export async function renameSelf({ deps, principal }: Acting, typed: string): Promise<User> {
  requireAllowed(principal, "profile.edit");
  const name = parseUserName(typed);
  return await saveChange(
    deps.kv,
    (change) => stageEditUser(change, principal.id, () => ({ name })),
  );
}
