// The ids of contacts, conversations and messages in addresses.
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

/** The id of a conversation, as long as one can be. Throws `NotFoundError`. */
export function conversationIdOf(params: Record<string, string>): string {
  const id = params.id ?? "";
  if (!/^[0-9A-Za-z]{1,40}$/.test(id)) {
    throw new NotFoundError("There is no conversation at this address: its id is none");
  }
  return id;
}

/** The id of the message that a page of a thread begins before; null, the newest page, for what is none. */
export function messageIdOf(text: string | null): string | null {
  return text !== null && /^[0-9A-Za-z]{1,40}$/.test(text) ? text : null;
}
