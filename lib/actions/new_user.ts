// A user record as it begins.
import { type Locale, preferencesSchema, type Role, type User } from "@/lib/domain/user.ts";
import type { UserFields } from "@/lib/domain/user_input.ts";
import type { Deps } from "./deps.ts";

export interface NewUser extends UserFields {
  role: Role;
  passwordHash: string | null;
  locale: Locale | null;
}

export function newUser(deps: Deps, { locale, ...fields }: NewUser): User {
  return {
    ...fields,
    id: deps.newId(),
    disabled: false,
    preferences: preferencesSchema.parse({ locale }),
    createdAtMs: deps.now(),
    revision: 1,
  };
}
