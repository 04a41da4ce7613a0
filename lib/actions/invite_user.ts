// Invites a user: the record without a password, and the link by which they choose one.
import { requireAllowed } from "@/lib/domain/policy.ts";
import type { Role, User } from "@/lib/domain/user.ts";
import { parseUserInput, type UserInput } from "@/lib/domain/user_input.ts";
import { saveChange } from "@/lib/store/change.ts";
import { stageLink } from "@/lib/store/links.ts";
import { stageCreateUser } from "@/lib/store/users.ts";
import type { Acting } from "./deps.ts";
import { newUser } from "./new_user.ts";

/** Returns the secret of a one-time link, valid for an hour. Throws `InputError` on `email` and `name`. */
export async function inviteUser(
  { deps, principal }: Acting,
  input: UserInput & { role: Role },
): Promise<{ user: User; secret: string }> {
  requireAllowed(principal, "user.manage");
  const fields = parseUserInput({ email: input.email, name: input.name });
  const user = newUser(deps, { ...fields, role: input.role, passwordHash: null, locale: null });
  return await saveChange(deps.kv, async (change) => {
    await stageCreateUser(change, user);
    const purpose = { kind: "password", userId: user.id } as const;
    return { user, secret: await stageLink(change, purpose, deps.now()) };
  });
}
