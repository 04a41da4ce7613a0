// Signs a user in: the limiter first, then one hash whether or not the account exists, then a session with a new id.
import { emailKey } from "@/lib/domain/handle.ts";
import type { User } from "@/lib/domain/user.ts";
import { BusyError, InputError } from "@/lib/errors.ts";
import { saveChange } from "@/lib/store/change.ts";
import { forgiveLogin, type LoginTry, takeLoginTry } from "@/lib/store/limiter.ts";
import { findSession, stageEndSession, stageSession } from "@/lib/store/sessions.ts";
import { findUserByEmail, stageEditUser, stageReadUser } from "@/lib/store/users.ts";
import type { Deps } from "./deps.ts";
import { hashPassword, needsRehash, verifyPassword } from "./password_hash.ts";

const ACCOUNT_CHARS_MAX = 254;

export interface SignInInput {
  email: string;
  password: string;
  /** The client's network address, for the limiter. */
  address: string;
  /** The browser's description of itself, for the list of sessions. */
  device: string;
  /** The session the browser has already, if any: it ends. */
  oldSecret: string | null;
}

/** A session was made; the secret goes into the cookie and nowhere else. */
export interface SignedIn {
  user: User;
  secret: string;
}

/**
 * Throws `InputError` `login_wrong` on `form`, the same for an unknown address, a wrong password and a disabled user;
 * `BusyError` 429 after too many tries and 503 when too many sign in at once.
 */
export async function signIn(deps: Deps, input: SignInInput): Promise<SignedIn> {
  const key = emailKey(input.email);
  const login: LoginTry = {
    account: key ?? input.email.trim().toLowerCase().slice(0, ACCOUNT_CHARS_MAX),
    address: input.address,
  };
  await requireLoginTry(deps, login);
  const user = key === null ? null : await findUserByEmail(deps.kv, key);
  const isRight = await verifyPassword(input.password, user?.passwordHash ?? null);
  if (!user || !isRight) throw wrong();
  const signedIn = await openSession(deps, user, input);
  await forgiveLogin(deps.kv, login, deps.now());
  return signedIn;
}

/** Counts a try; throws `BusyError` 429 when it comes too soon. */
export async function requireLoginTry(deps: Deps, login: LoginTry): Promise<void> {
  const waitSeconds = await takeLoginTry(deps.kv, login, deps.now());
  if (waitSeconds > 0) throw new BusyError("Too many tries to sign in", 429, waitSeconds);
}

async function openSession(deps: Deps, user: User, input: SignInInput): Promise<SignedIn> {
  const { oldSecret, device } = input;
  const stored = user.passwordHash ?? "";
  const rehashed = needsRehash(stored) ? await hashPassword(input.password) : null;
  const old = oldSecret === null ? null : await findSession(deps.kv, oldSecret, deps.now());
  return await saveChange(deps.kv, async (change) => {
    // The commit fails if the password is changed or the user disabled between the check and here.
    const current = await stageReadUser(change, user.id);
    if (!current || current.disabled || current.passwordHash !== stored) throw wrong();
    if (rehashed) await stageEditUser(change, user.id, () => ({ passwordHash: rehashed }));
    if (old) stageEndSession(change, old);
    const session = await stageSession(change, { userId: user.id, device, nowMs: deps.now() });
    return { user: current, secret: session.secret };
  });
}

function wrong(): InputError {
  return new InputError("Cannot sign in: wrong address or password", {
    form: { code: "login_wrong" },
  });
}
