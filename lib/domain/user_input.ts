// What a user is entered with: address, name and password, checked and normalised.
import { type FieldProblems, InputError } from "@/lib/errors.ts";
import { cleanName, emailKey } from "./handle.ts";
import { passwordProblem } from "./password.ts";
import type { User } from "./user.ts";

export const USER_NAME_CHARS_MAX = 100;

export interface UserInput {
  email: string;
  name: string;
}

export type UserFields = Pick<User, "email" | "emailKey" | "name">;

/** Throws `InputError` on `email` and `name`, and on `password` when one is given. */
export function parseUserInput(input: UserInput & { password?: string }): UserFields {
  const key = emailKey(input.email);
  const name = cleanName(input.name);
  const problems: FieldProblems = { ...nameProblems(name) };
  if (key === null) problems.email = { code: "email_invalid" };
  if (input.password !== undefined) {
    Object.assign(problems, passwordProblems("password", input.password, input.email));
  }
  if (key === null || Object.keys(problems).length > 0) throw invalid("user", problems);
  return { email: input.email.trim(), emailKey: key, name };
}

/** Throws `InputError` on `name`. */
export function parseUserName(typed: string): string {
  const name = cleanName(typed);
  const problems = nameProblems(name);
  if (Object.keys(problems).length > 0) throw invalid("name", problems);
  return name;
}

/** Throws `InputError` on the given field. */
export function requireGoodPassword(field: string, password: string, email: string): void {
  const problems = passwordProblems(field, password, email);
  if (Object.keys(problems).length > 0) throw invalid("password", problems);
}

function nameProblems(name: string): FieldProblems {
  if (name === "") return { name: { code: "user_name_empty" } };
  if (name.length > USER_NAME_CHARS_MAX) {
    return { name: { code: "too_long", params: { max: USER_NAME_CHARS_MAX } } };
  }
  return {};
}

function passwordProblems(field: string, password: string, email: string): FieldProblems {
  const problem = passwordProblem(password, email);
  return problem ? { [field]: problem } : {};
}

function invalid(what: string, problems: FieldProblems): InputError {
  return new InputError(`Cannot take this ${what}: ${Object.keys(problems).join(", ")}`, problems);
}
