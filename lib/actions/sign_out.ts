// Signs out: ends the session of the cookie. A session that is over already is no error.
import { saveChange } from "@/lib/store/change.ts";
import { findSession, stageEndSession } from "@/lib/store/sessions.ts";
import type { Deps } from "./deps.ts";

export async function signOut(deps: Deps, secret: string): Promise<void> {
  const session = await findSession(deps.kv, secret, deps.now());
  if (session) await saveChange(deps.kv, (change) => stageEndSession(change, session));
}
