// The id of a contact in a path.
import { NotFoundError } from "@/lib/errors.ts";

/** A positive integer as it is written in links: no sign, no leading zero. Throws `NotFoundError`. */
export function contactIdOf(params: Record<string, string>): number {
  const text = params.id ?? "";
  const id = Number(text);
  if (!/^[1-9]\d{0,15}$/.test(text) || !Number.isSafeInteger(id)) {
    throw new NotFoundError("There is no contact at this address: its id is not a number");
  }
  return id;
}
