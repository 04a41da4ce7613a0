import { assert, assertEquals, assertFalse, assertThrows } from "@std/assert";
import { ForbiddenError } from "@/lib/errors.ts";
import { ACTIONS, isAllowed, requireAllowed } from "./policy.ts";

const ADMIN = { id: "01", role: "admin" } as const;
const AGENT = { id: "02", role: "agent" } as const;

Deno.test("an admin may do everything, nobody may do nothing", () => {
  for (const action of ACTIONS) {
    assert(isAllowed(ADMIN, action));
    assertFalse(isAllowed(null, action));
  }
});

Deno.test("an agent may work with contacts and not administer", () => {
  const refused = ACTIONS.filter((action) => !isAllowed(AGENT, action));
  assertEquals(refused, [
    "tag.manage",
    "note.moderate",
    "attribute.manage",
    "channel.manage",
    "segment.manage",
    "user.manage",
    "workspace.manage",
    "workspace.setup",
  ]);
});

Deno.test("a role that the table does not know is granted nothing", () => {
  const stranger = JSON.parse('{"id":"03","role":"toString"}');
  for (const action of ACTIONS) assertFalse(isAllowed(stranger, action));
});

Deno.test("requireAllowed() throws with the id and the action only", () => {
  requireAllowed(AGENT, "contact.edit");
  assertThrows(
    () => requireAllowed(AGENT, "tag.manage"),
    ForbiddenError,
    "User 02 may not tag.manage",
  );
  assertThrows(() => requireAllowed(null, "contact.read"), ForbiddenError, "Nobody");
});
