// The pages of attributes, and what their forms send.
import { setAttribute } from "@/lib/actions/set_attribute.ts";
import { requireContact } from "@/lib/store/contacts.ts";
import { type TestApp, withOneOfEach } from "./app.ts";
import { actingAs } from "./deps.ts";

/** A date, as the form of a new attribute sends it. */
export const NEW_ATTRIBUTE = {
  key: "",
  name: "Договір до",
  description: "Last day",
  type: "date",
  pattern: "",
  patternHint: "",
  options: "",
};

/** Olena's page for the attribute `plan`, a text. */
export async function withPlan(app: TestApp) {
  const { contact } = await withOneOfEach(app);
  const { kv } = app.deps;
  return {
    path: `/contacts/${contact.id}/attributes/plan`,
    card: `/contacts/${contact.id}`,
    set: (raw: string, base: string) =>
      setAttribute(actingAs(app.deps, app.users.admin), contact.id, { key: "plan", raw, base }),
    value: async () => (await requireContact(kv, contact.id)).attributes?.["plan"],
  };
}
