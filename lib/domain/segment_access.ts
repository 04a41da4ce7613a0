// Who may change which segment: one's own freely, shared ones by admins (4.7).
import { isAllowed, requireAllowed } from "./policy.ts";
import type { Segment } from "./segment.ts";
import type { Principal } from "./user.ts";

/** For one that this person can see: whether pages offer the change. */
export function mayChangeSegment(
  principal: Principal,
  { shared }: Pick<Segment, "shared">,
): boolean {
  return isAllowed(principal, shared ? "segment.manage" : "segment.use");
}

/** For one that this person can see, or makes. Throws `ForbiddenError`. */
export function requireMayChangeSegment(
  principal: Principal,
  { shared }: Pick<Segment, "shared">,
): void {
  requireAllowed(principal, shared ? "segment.manage" : "segment.use");
}
