// What agents may do is for each workspace to decide; admins may do all of it (15.1).
import { z } from "zod";

export const SWITCHED_ACTIONS = [
  "contact.block",
  "contact.merge",
  "contact.delete",
  "import.run",
] as const;
export type SwitchedAction = typeof SWITCHED_ACTIONS[number];

/** By action: whether agents may. */
export const rightsSchema = z.object({
  "contact.block": z.boolean().default(true),
  "contact.merge": z.boolean().default(true),
  "contact.delete": z.boolean().default(true),
  "import.run": z.boolean().default(true),
});
export type Rights = z.infer<typeof rightsSchema>;

export const DEFAULT_RIGHTS: Rights = rightsSchema.parse({});
