// What the workspace lets whoever looks at a page do: pages leave out the controls of everything else.
import { isSwitchedOn, requireSwitched } from "@/lib/domain/policy.ts";
import { DEFAULT_RIGHTS, type Rights, type SwitchedAction } from "@/lib/domain/rights.ts";
import type { Principal } from "@/lib/domain/user.ts";
import { readRights } from "@/lib/store/workspace.ts";
import { requireSignedIn, type State } from "./define.ts";

/** By action: whether this person may. Nobody (null) may anything; of agents alone the switches are read. */
export async function rightsOf(kv: Deno.Kv, principal: Principal | null): Promise<Rights> {
  const rights = principal?.role === "agent" ? await readRights(kv) : DEFAULT_RIGHTS;
  return {
    "contact.block": isSwitchedOn(principal, "contact.block", rights),
    "contact.merge": isSwitchedOn(principal, "contact.merge", rights),
    "contact.delete": isSwitchedOn(principal, "contact.delete", rights),
    "import.run": isSwitchedOn(principal, "import.run", rights),
  };
}

/** `rightsOf` of who has signed in. */
export async function rightsFor(state: State): Promise<Rights> {
  return await rightsOf(state.deps.kv, requireSignedIn(state));
}

/** For pages with nothing else on them. Throws `ForbiddenError`. */
export async function requireRight(state: State, action: SwitchedAction): Promise<void> {
  requireSwitched(requireSignedIn(state), action, await rightsFor(state));
}
