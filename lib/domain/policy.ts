// Who may do what: one table, default deny. Every write asks it in its action, every page in its handler.
import { ForbiddenError } from "@/lib/errors.ts";
import type { Rights, SwitchedAction } from "./rights.ts";
import type { Principal, Role } from "./user.ts";

const AGENT_ACTIONS = [
  "contact.read",
  "contact.create",
  "contact.edit",
  "note.write",
  "conversation.read",
  "conversation.write",
  "tag.read",
  "tag.create",
  "segment.use",
  "profile.edit",
] as const;

const ADMIN_ACTIONS = [
  ...AGENT_ACTIONS,
  "tag.manage",
  "note.moderate",
  "attribute.manage",
  "channel.manage",
  "segment.manage",
  "user.manage",
  "workspace.manage",
  "workspace.setup",
] as const;

export type Action = typeof ADMIN_ACTIONS[number];
export const ACTIONS: readonly Action[] = ADMIN_ACTIONS;

const GRANTED = new Map<Role, ReadonlySet<Action>>([
  ["admin", new Set(ADMIN_ACTIONS)],
  ["agent", new Set(AGENT_ACTIONS)],
]);

/** Whether the table grants the action. Nobody (null) is granted nothing. */
export function isAllowed(principal: Principal | null, action: Action): boolean {
  return principal !== null && (GRANTED.get(principal.role)?.has(action) ?? false);
}

/** Whether the workspace lets this person: admins always, agents by its switches, nobody else. */
export function isSwitchedOn(
  principal: Principal | null,
  action: SwitchedAction,
  rights: Rights,
): boolean {
  if (principal?.role === "admin") return true;
  return principal?.role === "agent" && rights[action];
}

/** @throws ForbiddenError unless the workspace lets this person. */
export function requireSwitched(
  principal: Principal | null,
  action: SwitchedAction,
  rights: Rights,
): void {
  if (!isSwitchedOn(principal, action, rights)) throw forbidden(principal, action);
}

/** @throws ForbiddenError unless the action is granted. */
export function requireAllowed(principal: Principal | null, action: Action): void {
  if (isAllowed(principal, action)) return;
  throw forbidden(principal, action);
}

function forbidden(principal: Principal | null, action: string): ForbiddenError {
  return new ForbiddenError(`${principal ? `User ${principal.id}` : "Nobody"} may not ${action}`);
}
