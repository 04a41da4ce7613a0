// What the workspace lets whoever looks at a page do: pages leave out the controls of everything else.
import { isSwitchedOn, requireSwitched } from "@/lib/domain/policy.ts";
import { DEFAULT_RIGHTS, type Rights, type SwitchedAction } from "@/lib/domain/rights.ts";
import { readRights } from "@/lib/store/workspace.ts";
import { requireSignedIn, type State } from "./define.ts";

/** By action: whether this person may. */
export async function rightsFor(state: State): Promise<Rights> {
  const user = requireSignedIn(state);
  const rights = await rightsOf(state);
  return {
    "contact.block": isSwitchedOn(user, "contact.block", rights),
    "contact.merge": isSwitchedOn(user, "contact.merge", rights),
    "contact.delete": isSwitchedOn(user, "contact.delete", rights),
    "import.run": isSwitchedOn(user, "import.run", rights),
  };
}

/** For pages with nothing else on them. Throws `ForbiddenError`. */
export async function requireRight(state: State, action: SwitchedAction): Promise<void> {
  requireSwitched(requireSignedIn(state), action, await rightsOf(state));
}

/** Of agents: what is switched off for them, admins may. */
async function rightsOf({ deps, user }: State): Promise<Rights> {
  return user?.role === "admin" ? DEFAULT_RIGHTS : await readRights(deps.kv);
}
