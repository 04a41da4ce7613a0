// Ends one of one's own sessions, on another device or this one (15.2).
import { requireAllowed } from "@/lib/domain/policy.ts";
import { NotFoundError } from "@/lib/errors.ts";
import { saveChange } from "@/lib/store/change.ts";
import { listSessions, stageEndSession } from "@/lib/store/sessions.ts";
import type { Acting } from "./deps.ts";

/** Throws `NotFoundError` for a session that is over, unknown, or another user's. */
export async function endSession({ deps, principal }: Acting, hash: string): Promise<void> {
  requireAllowed(principal, "profile.edit");
  const sessions = await listSessions(deps.kv, principal.id, deps.now());
  const session = sessions.find((one) => one.hash === hash);
  if (!session) throw new NotFoundError(`User ${principal.id} has no such session`);
  await saveChange(deps.kv, (change) => stageEndSession(change, session));
}
