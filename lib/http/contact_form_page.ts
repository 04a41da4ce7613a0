// What the new and the edit page share: reading the form, the tags on offer, and which errors mean "try again".
import { isOffered, type Tag } from "@/lib/domain/tag.ts";
import type { Principal } from "@/lib/domain/user.ts";
import { type FieldProblems, InputError, TooLargeError } from "@/lib/errors.ts";
import { listTags } from "@/lib/store/tags.ts";

/** By name. */
export async function offeredTags(kv: Deno.Kv, principal: Principal): Promise<Tag[]> {
  return (await listTags(kv)).filter((tag) => isOffered(tag, principal));
}

/** The problems to show in the form again; any other error is thrown on. */
export function formProblems(error: unknown): FieldProblems {
  if (error instanceof InputError) return error.problems;
  if (error instanceof TooLargeError) return { form: { code: "too_large" } };
  throw error;
}
