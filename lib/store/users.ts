// Users: the record, the unique address that leads to it, and the mark that the workspace has its first admin.
import { type User, userSchema } from "@/lib/domain/user.ts";
import { InputError, NotFoundError } from "@/lib/errors.ts";
import type { Change } from "./change.ts";
import { DUPLICATE_RULES_DONE, DUPLICATE_RULES_KEY } from "./duplicate_rows.ts";
import { rangePrefix } from "./keys/range.ts";
import { setupKey, userEmailKey, userKey } from "./keys/users.ts";

const USERS_MAX = 1000;

export async function findUser(kv: Deno.Kv, id: string): Promise<User | null> {
  const { value } = await kv.get(userKey(id));
  return value === null ? null : userSchema.parse(value);
}

/** Throws `NotFoundError`. */
export async function requireUser(kv: Deno.Kv, id: string): Promise<User> {
  const user = await findUser(kv, id);
  if (!user) throw new NotFoundError(`There is no user ${id}`);
  return user;
}

/** Everyone, disabled ones too, by name; at most 1000. */
export async function listUsers(kv: Deno.Kv): Promise<User[]> {
  const entries = kv.list({ prefix: rangePrefix("user") }, { limit: USERS_MAX });
  const users = await Array.fromAsync(entries, ({ value }) => userSchema.parse(value));
  return users.sort((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1));
}

/** By the normalised address of `emailKey()`. */
export async function findUserByEmail(kv: Deno.Kv, emailKey: string): Promise<User | null> {
  const { value: id } = await kv.get<string>(userEmailKey(emailKey));
  return id === null ? null : await findUser(kv, id);
}

/** False until the first admin was created; from then on there is no set-up any more. */
export async function isSetUp(kv: Deno.Kv): Promise<boolean> {
  return (await kv.get(setupKey())).versionstamp !== null;
}

/** Marks the workspace as set up. Throws `NotFoundError` when it is already, so that only one first admin wins. */
export async function stageSetUp(
  change: Change,
  admin: Pick<User, "id" | "createdAtMs">,
): Promise<void> {
  const { versionstamp } = await change.get(setupKey());
  if (versionstamp !== null) throw new NotFoundError("Cannot set up: there is an admin already");
  change.set(setupKey(), { userId: admin.id, atMs: admin.createdAtMs });
  // Whoever comes gets today's keys: there is nothing to be made anew.
  change.set(DUPLICATE_RULES_KEY, DUPLICATE_RULES_DONE);
}

/** Throws `InputError` `email_taken` on `email` when another user signs in with the address. */
export async function stageCreateUser(change: Change, user: User): Promise<void> {
  const owner = await change.get(userEmailKey(user.emailKey));
  if (owner.versionstamp !== null) {
    throw new InputError(`Cannot create user ${user.id}: the address belongs to another user`, {
      email: { code: "email_taken" },
    });
  }
  change.set(userEmailKey(user.emailKey), user.id);
  change.set(userKey(user.id), user);
}

/**
 * Reads and checks the user, applies the edit, raises the revision. The address stays as it is.
 * Throws `NotFoundError`; what `edit` throws passes through.
 */
export async function stageEditUser(
  change: Change,
  id: string,
  edit: (user: User) => Partial<Omit<User, "id" | "email" | "emailKey" | "revision">>,
): Promise<User> {
  const { value } = await change.get(userKey(id));
  if (value === null) throw new NotFoundError(`There is no user ${id}`);
  const before = userSchema.parse(value);
  const after: User = { ...before, ...edit(before), revision: before.revision + 1 };
  change.set(userKey(id), after);
  return after;
}

/** Reads the user and makes the commit fail if the record changes meanwhile. */
export async function stageReadUser(change: Change, id: string): Promise<User | null> {
  const { value } = await change.get(userKey(id));
  return value === null ? null : userSchema.parse(value);
}
