// Chooses a password by a one-time link: for an invited user the first, for others a new one.
import type { User } from "@/lib/domain/user.ts";
import { requireGoodPassword } from "@/lib/domain/user_input.ts";
import { NotFoundError } from "@/lib/errors.ts";
import { saveChange } from "@/lib/store/change.ts";
import { findLink, stageUseLink } from "@/lib/store/links.ts";
import { stageEndSessions, stageSession } from "@/lib/store/sessions.ts";
import { findUser, stageEditUser } from "@/lib/store/users.ts";
import { endOtherSessions } from "./change_password.ts";
import type { Deps } from "./deps.ts";
import { hashPassword } from "./password_hash.ts";
import type { SignedIn } from "./sign_in.ts";

/** Whom a link lets choose a password. Throws `NotFoundError` when it is not good, or the user is disabled. */
export async function requireLinkUser(deps: Deps, secret: string): Promise<User> {
  const link = await findLink(deps.kv, secret, deps.now());
  const user = link?.kind === "password" ? await findUser(deps.kv, link.userId) : null;
  if (!user || user.disabled) {
    throw new NotFoundError(
      "There is no password link like this, or it was used, or its hour is over",
    );
  }
  return user;
}

/**
 * Sets the password, uses the link up, ends all the user's sessions and opens a new one. Throws `NotFoundError` as
 * above, `InputError` on `password`, `BusyError` 503 when too many sign in at once.
 */
export async function redeemLink(
  deps: Deps,
  { secret, password, device }: { secret: string; password: string; device: string },
): Promise<SignedIn> {
  const user = await requireLinkUser(deps, secret);
  requireGoodPassword("password", password, user.email);
  const passwordHash = await hashPassword(password);
  const { signedIn, hash } = await saveChange(deps.kv, async (change) => {
    await stageUseLink(change, { secret, kind: "password", nowMs: deps.now() });
    const changed = await stageEditUser(change, user.id, () => ({ passwordHash }));
    await stageEndSessions(change, user.id, null);
    const session = await stageSession(change, { userId: user.id, device, nowMs: deps.now() });
    return { signedIn: { user: changed, secret: session.secret }, hash: session.hash };
  });
  await endOtherSessions(deps, user.id, hash);
  return signedIn;
}
