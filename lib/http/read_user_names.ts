// Names of users, by id.
import { findUser } from "@/lib/store/users.ts";

/** Each is read once, all at once; those that are not there are absent. */
export async function readUserNames(
  kv: Deno.Kv,
  ids: ReadonlySet<string>,
): Promise<Map<string, string>> {
  const users = await Promise.all([...ids].map((id) => findUser(kv, id)));
  return new Map(users.flatMap((user) => user ? [[user.id, user.name]] : []));
}
