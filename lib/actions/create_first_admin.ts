// Sets the workspace up: the first admin, once, by the link that the first start printed or by the environment.
import type { Locale, User } from "@/lib/domain/user.ts";
import { parseUserInput } from "@/lib/domain/user_input.ts";
import { NotFoundError } from "@/lib/errors.ts";
import { saveChange } from "@/lib/store/change.ts";
import { findLink, stageUseLink } from "@/lib/store/links.ts";
import { stageSession } from "@/lib/store/sessions.ts";
import { isSetUp, stageCreateUser, stageSetUp } from "@/lib/store/users.ts";
import type { Deps } from "./deps.ts";
import { newUser } from "./new_user.ts";
import { hashPassword } from "./password_hash.ts";
import type { SignedIn } from "./sign_in.ts";

export interface FirstAdminInput {
  email: string;
  name: string;
  password: string;
  locale: Locale | null;
}

/**
 * Creates the first admin and signs them in. Throws `NotFoundError` when the link is not good or there is an admin
 * already, `InputError` on `email`, `name`, `password`.
 */
export async function createFirstAdmin(
  deps: Deps,
  { secret, device }: { secret: string; device: string },
  input: FirstAdminInput,
): Promise<SignedIn> {
  await requireSetupLink(deps, secret);
  const admin = await firstAdmin(deps, input);
  return await saveChange(deps.kv, async (change) => {
    await stageUseLink(change, { secret, kind: "setup", nowMs: deps.now() });
    await stageSetUp(change, admin);
    await stageCreateUser(change, admin);
    const session = await stageSession(change, { userId: admin.id, device, nowMs: deps.now() });
    return { user: admin, secret: session.secret };
  });
}

/** Throws `NotFoundError` unless this is a good set-up link of a workspace without an admin. */
export async function requireSetupLink(deps: Deps, secret: string): Promise<void> {
  const link = await findLink(deps.kv, secret, deps.now());
  if (link?.kind !== "setup" || await isSetUp(deps.kv)) {
    throw new NotFoundError("There is no set-up link like this, or the workspace is set up");
  }
}

/** For an unattended start: creates the admin of the environment unless there is one. Returns whether it did. */
export async function ensureFirstAdmin(deps: Deps, input: FirstAdminInput): Promise<boolean> {
  if (await isSetUp(deps.kv)) return false;
  const admin = await firstAdmin(deps, input);
  return await saveChange(deps.kv, async (change) => {
    await stageSetUp(change, admin);
    await stageCreateUser(change, admin);
    return true;
  });
}

async function firstAdmin(deps: Deps, input: FirstAdminInput): Promise<User> {
  const fields = parseUserInput(input);
  const passwordHash = await hashPassword(input.password);
  return newUser(deps, { ...fields, passwordHash, role: "admin", locale: input.locale });
}
