// What the admins of the workspace have decided about everyone's rights.
import {
  DEFAULT_RIGHTS,
  type Rights,
  rightsSchema,
  type SwitchedAction,
} from "@/lib/domain/rights.ts";
import { requireSwitched } from "@/lib/domain/policy.ts";
import type { Principal } from "@/lib/domain/user.ts";
import type { Change } from "./change.ts";
import { workspaceKey } from "./keys/workspace.ts";

/** The rights of agents; the defaults until an admin has changed them. */
export async function readRights(kv: Deno.Kv): Promise<Rights> {
  return rightsOf(await kv.get<unknown>(workspaceKey()));
}

/** `readRights` for a commit that depends on it. 1 check. */
export async function readRightsIn(change: Change): Promise<Rights> {
  return rightsOf(await change.get<unknown>(workspaceKey()));
}

/** Throws `ForbiddenError` unless the action is granted now. 1 check for agents, none for admins. */
export async function requireSwitchedIn(
  change: Change,
  principal: Principal,
  action: SwitchedAction,
): Promise<void> {
  const isAdmin = principal.role === "admin";
  requireSwitched(principal, action, isAdmin ? DEFAULT_RIGHTS : await readRightsIn(change));
}

export function stageRights(change: Change, rights: Rights): void {
  change.set(workspaceKey(), rights);
}

function rightsOf({ value }: Deno.KvEntryMaybe<unknown>): Rights {
  return value === null ? DEFAULT_RIGHTS : rightsSchema.parse(value);
}
