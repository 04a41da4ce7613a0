// Changes one's own password: needs the present one, and ends all sessions but the one it was changed from.
import { requireAllowed } from "@/lib/domain/policy.ts";
import { requireGoodPassword } from "@/lib/domain/user_input.ts";
import { ConflictError, InputError } from "@/lib/errors.ts";
import { saveChange } from "@/lib/store/change.ts";
import { forgiveLogin } from "@/lib/store/limiter.ts";
import { stageEndSessions } from "@/lib/store/sessions.ts";
import { requireUser, stageEditUser } from "@/lib/store/users.ts";
import type { Acting, Deps } from "./deps.ts";
import { hashPassword, verifyPassword } from "./password_hash.ts";
import { requireLoginTry } from "./sign_in.ts";

export interface ChangePasswordInput {
  current: string;
  next: string;
  /** The client's network address, for the limiter. */
  address: string;
  /** The session that stays. */
  sessionHash: string;
}

/**
 * Throws `InputError` on `current` (wrong) or `next` (not good enough), `BusyError` 429 after too many tries, and
 * `ConflictError` when the password was changed meanwhile.
 */
export async function changePassword(
  { deps, principal }: Acting,
  input: ChangePasswordInput,
): Promise<void> {
  requireAllowed(principal, "profile.edit");
  const user = await requireUser(deps.kv, principal.id);
  requireGoodPassword("next", input.next, user.email);
  const login = { account: user.emailKey, address: input.address };
  await requireLoginTry(deps, login);
  if (!await verifyPassword(input.current, user.passwordHash)) throw wrongPassword(user.id);
  await forgiveLogin(deps.kv, login, deps.now());
  const passwordHash = await hashPassword(input.next);
  await saveChange(deps.kv, async (change) => {
    await stageEditUser(change, user.id, (present) => {
      if (present.passwordHash === user.passwordHash) return { passwordHash };
      throw new ConflictError(`The password of user ${user.id} was changed meanwhile`);
    });
    await stageEndSessions(change, user.id, input.sessionHash);
  });
  await endOtherSessions(deps, user.id, input.sessionHash);
}

/**
 * A commit of its own after the password's, which has ended the sessions it saw: a sign-in with the old password either was committed before, and is ended
 * here, or fails its check of the user.
 */
export async function endOtherSessions(
  deps: Deps,
  userId: string,
  exceptHash: string | null,
): Promise<void> {
  await saveChange(deps.kv, (change) => stageEndSessions(change, userId, exceptHash));
}

function wrongPassword(userId: string): InputError {
  return new InputError(`Cannot change the password of user ${userId}: wrong present one`, {
    current: { code: "password_wrong" },
  });
}
