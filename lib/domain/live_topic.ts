// What an open page can follow (17.1): a topic stands for everything whose change the page would show.
import type { Action } from "./policy.ts";

export type LiveTopic =
  /** The contact list, whatever its filter. */
  | { kind: "list" }
  /** The list of conversations. */
  | { kind: "conversations" }
  /** What people do, everyone's. */
  | { kind: "activity" }
  | { kind: "contact"; id: number }
  | { kind: "conversation"; id: string };

const ID = /^(contact|conversation):([0-9A-Za-z]{1,40})$/;
const NUMBER = /^[1-9]\d{0,14}$/;

/** `list`, `conversations`, `activity`, `contact:42` or `conversation:<id>`; null for anything else. */
export function parseTopic(text: string): LiveTopic | null {
  if (text === "list" || text === "conversations" || text === "activity") return { kind: text };
  const [, kind, id = ""] = ID.exec(text) ?? [];
  if (kind === "conversation") return { kind, id };
  return kind === "contact" && NUMBER.test(id) ? { kind, id: Number(id) } : null;
}

/** What `parseTopic` reads. */
export function topicText(topic: LiveTopic): string {
  return "id" in topic ? `${topic.kind}:${topic.id}` : topic.kind;
}

/** What someone must be allowed to do to follow the topic. */
export function topicAction({ kind }: LiveTopic): Action {
  const isOfContacts = kind === "list" || kind === "contact" || kind === "activity";
  return isOfContacts ? "contact.read" : "conversation.read";
}
