// Makes the one-time links that an operator hands out: to set the workspace up, or to choose a new password.
import { emailKey } from "@/lib/domain/handle.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { NotFoundError } from "@/lib/errors.ts";
import { saveChange } from "@/lib/store/change.ts";
import { stageLink } from "@/lib/store/links.ts";
import { findUserByEmail, isSetUp } from "@/lib/store/users.ts";
import type { Acting } from "./deps.ts";

/** The secret of a set-up link, valid for an hour, or null when there is an admin already. */
export async function makeSetupLink({ deps, principal }: Acting): Promise<string | null> {
  requireAllowed(principal, "workspace.setup");
  if (await isSetUp(deps.kv)) return null;
  return await saveChange(deps.kv, (change) => stageLink(change, { kind: "setup" }, deps.now()));
}

/** The secret of a link by which the user chooses a password, valid for an hour. Throws `NotFoundError`. */
export async function makePasswordLink(
  { deps, principal }: Acting,
  email: string,
): Promise<string> {
  requireAllowed(principal, "user.manage");
  const key = emailKey(email);
  const user = key === null ? null : await findUserByEmail(deps.kv, key);
  if (!user) throw new NotFoundError("No user signs in with this address");
  const purpose = { kind: "password", userId: user.id } as const;
  return await saveChange(deps.kv, (change) => stageLink(change, purpose, deps.now()));
}
