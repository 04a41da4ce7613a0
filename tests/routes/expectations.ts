// Who gets what from every route: statuses for anonymous, agent, admin. A route without a row fails the matrix test.

export type Statuses = [anonymous: number, agent: number, admin: number];

export interface Row {
  GET: Statuses;
  /** With a form in which every field is missing. */
  POST: Statuses;
}

/** There is nothing to get, or nothing to post, for whoever is let in. */
const NONE: Statuses = [404, 404, 404];
const NO_POST: Statuses = [401, 404, 404];
/** Nothing with this id, or nothing to get: imports have a test of their own. */
const NOT_THERE: Statuses = [303, 404, 404];
const SIGNED_IN: Statuses = [303, 200, 200];
const ADMINS: Statuses = [303, 403, 200];
/** Signed in, but the form is not filled in. */
const EMPTY_FORM: Statuses = [401, 422, 422];
const EMPTY_ADMIN_FORM: Statuses = [401, 403, 422];

/** Nobody is signed in there, whoever asks; the channel of the tests is not one. */
const PROGRAMS: Row = { GET: [405, 405, 405], POST: NONE };

export const EXPECTED: Record<string, Row> = {
  "/": { GET: [303, 303, 303], POST: NONE },
  "/activity": { GET: SIGNED_IN, POST: NO_POST },
  "/api/inbound/:channel": PROGRAMS,
  "/api/telegram/:channel": PROGRAMS,
  "/contacts": { GET: SIGNED_IN, POST: NO_POST },
  "/contacts/:id": { GET: SIGNED_IN, POST: NO_POST },
  "/contacts/:id/block": { GET: SIGNED_IN, POST: EMPTY_FORM },
  "/contacts/:id/blocks": { GET: SIGNED_IN, POST: NO_POST },
  "/contacts/:id/unblock": { GET: NOT_THERE, POST: [401, 303, 303] },
  "/contacts/:id/conversations": { GET: SIGNED_IN, POST: NO_POST },
  "/contacts/:id/dialog": { GET: SIGNED_IN, POST: EMPTY_FORM },
  "/contacts/:id/attributes": { GET: SIGNED_IN, POST: [401, 303, 303] },
  "/contacts/:id/attributes/:key": { GET: SIGNED_IN, POST: [401, 303, 303] },
  "/contacts/:id/edit": { GET: SIGNED_IN, POST: EMPTY_FORM },
  "/contacts/:id/delete": { GET: SIGNED_IN, POST: [401, 303, 303] },
  "/contacts/:id/events/:event/undo": { GET: SIGNED_IN, POST: [401, 303, 303] },
  // The contact is not in the trash.
  "/contacts/:id/restore": { GET: NOT_THERE, POST: [401, 303, 303] },
  "/contacts/trash": { GET: SIGNED_IN, POST: NO_POST },
  "/contacts/:id/merge": { GET: SIGNED_IN, POST: EMPTY_FORM },
  // Merges have a test of their own.
  "/contacts/:id/merges/:merge/undo": { GET: NOT_THERE, POST: NO_POST },
  "/contacts/:id/notes": { GET: SIGNED_IN, POST: EMPTY_FORM },
  // The note is the agent's.
  "/contacts/:id/notes/:note": { GET: [303, 200, 403], POST: [401, 422, 403] },
  "/contacts/:id/notes/:note/delete": { GET: SIGNED_IN, POST: [401, 303, 303] },
  "/contacts/:id/notes/:note/pin": { GET: NOT_THERE, POST: [401, 303, 303] },
  "/contacts/:id/notes/:note/unpin": { GET: NOT_THERE, POST: [401, 303, 303] },
  "/contacts/count": { GET: SIGNED_IN, POST: NO_POST },
  // Nothing is to be said of an empty form.
  "/contacts/suspects": { GET: NOT_THERE, POST: [401, 200, 200] },
  "/contacts/duplicates": { GET: SIGNED_IN, POST: EMPTY_FORM },
  "/contacts/import": { GET: SIGNED_IN, POST: [401, 415, 415] },
  "/contacts/import/:id": { GET: NOT_THERE, POST: NO_POST },
  "/contacts/import/:id/map": { GET: NOT_THERE, POST: NO_POST },
  "/contacts/import/:id/progress": { GET: NOT_THERE, POST: NO_POST },
  "/contacts/import/:id/rejected": { GET: NOT_THERE, POST: NO_POST },
  "/contacts/import/:id/run": { GET: NOT_THERE, POST: NO_POST },
  "/contacts/import/:id/stop": { GET: NOT_THERE, POST: NO_POST },
  "/contacts/new": { GET: SIGNED_IN, POST: EMPTY_FORM },
  "/conversations": { GET: SIGNED_IN, POST: NO_POST },
  "/conversations/:id": { GET: SIGNED_IN, POST: EMPTY_FORM },
  "/conversations/:id/retry": { GET: NOT_THERE, POST: NO_POST },
  "/conversations/:id/status": { GET: NOT_THERE, POST: [401, 303, 303] },
  "/dialog": { GET: SIGNED_IN, POST: EMPTY_FORM },
  "/healthz": { GET: [200, 200, 200], POST: NONE },
  "/link": { GET: NONE, POST: NONE },
  "/live": { GET: [303, 400, 400], POST: NO_POST },
  "/login": { GET: [200, 200, 200], POST: [422, 422, 422] },
  "/logout": { GET: NONE, POST: [303, 303, 303] },
  "/profile": { GET: SIGNED_IN, POST: EMPTY_FORM },
  "/profile/password": { GET: [303, 303, 303], POST: EMPTY_FORM },
  "/profile/preferences": { GET: NONE, POST: [303, 303, 303] },
  "/profile/sessions": { GET: [303, 303, 303], POST: [401, 404, 404] },
  "/profile/view": { GET: [303, 404, 404], POST: [401, 303, 303] },
  "/readyz": { GET: [200, 200, 200], POST: NONE },
  "/sandbox": { GET: SIGNED_IN, POST: NO_POST },
  "/sandbox/:id": { GET: SIGNED_IN, POST: EMPTY_FORM },
  "/sandbox/:id/:conversation": { GET: SIGNED_IN, POST: EMPTY_FORM },
  "/segments": { GET: SIGNED_IN, POST: EMPTY_FORM },
  "/segments/:id": { GET: ADMINS, POST: EMPTY_ADMIN_FORM },
  "/segments/:id/delete": { GET: ADMINS, POST: [401, 403, 303] },
  "/segments/:id/restore": { GET: [303, 404, 404], POST: [401, 403, 303] },
  "/segments/new": { GET: SIGNED_IN, POST: NO_POST },
  "/settings/channels": { GET: ADMINS, POST: NO_POST },
  "/settings/channels/:id": { GET: ADMINS, POST: EMPTY_ADMIN_FORM },
  "/settings/channels/:id/drop": { GET: [303, 404, 404], POST: [401, 403, 303] },
  "/settings/channels/:id/log": { GET: ADMINS, POST: NO_POST },
  // A form without a revision is an old one.
  "/settings/channels/:id/rotate": { GET: [303, 404, 404], POST: [401, 403, 303] },
  "/settings/channels/:id/secret": { GET: ADMINS, POST: [401, 403, 200] },
  "/settings/channels/:id/switch": { GET: [303, 404, 404], POST: EMPTY_ADMIN_FORM },
  "/settings/channels/new": { GET: ADMINS, POST: NO_POST },
  "/settings/channels/new/:type": { GET: ADMINS, POST: EMPTY_ADMIN_FORM },
  "/settings/channels/sandbox": { GET: [303, 404, 404], POST: [401, 403, 303] },
  "/settings/attributes": { GET: ADMINS, POST: NO_POST },
  "/settings/attributes/:key": { GET: ADMINS, POST: EMPTY_ADMIN_FORM },
  "/settings/attributes/:key/delete": { GET: ADMINS, POST: [401, 403, 303] },
  "/settings/attributes/:key/move": { GET: [303, 404, 404], POST: [401, 403, 422] },
  "/settings/attributes/:key/restore": { GET: [303, 404, 404], POST: [401, 403, 303] },
  "/settings/attributes/new": { GET: ADMINS, POST: EMPTY_ADMIN_FORM },
  // A form without anything asks for no rights, and has seen none.
  "/settings/rights": { GET: ADMINS, POST: [401, 403, 409] },
  "/settings/tags": { GET: ADMINS, POST: NO_POST },
  "/settings/tags/:id": { GET: ADMINS, POST: EMPTY_ADMIN_FORM },
  "/settings/tags/:id/delete": { GET: ADMINS, POST: [401, 403, 303] },
  "/settings/tags/:id/restore": { GET: [303, 404, 404], POST: [401, 403, 303] },
  "/settings/tags/new": { GET: ADMINS, POST: EMPTY_ADMIN_FORM },
  "/setup": { GET: NONE, POST: NONE },
  "/setup/progress": { GET: [303, 403, 404], POST: [401, 403, 404] },
};

export interface Ids {
  contactId: number;
  tagId: string;
  /** Of a shared one. */
  segmentId: string;
  channelId: string;
  conversationId: string;
  noteId: string;
  /** Of the note, which is the agent's. */
  eventId: string;
}

/** An address that a pattern stands for, with ids that exist. */
export function pathOf(pattern: string, ids: Ids): string {
  const { contactId, tagId, segmentId } = ids;
  if (pattern.startsWith("/conversations")) return pattern.replace(":id", ids.conversationId);
  if (pattern.startsWith("/settings/channels")) {
    return pattern.replace(":id", ids.channelId).replace(":type", "website");
  }
  if (pattern.startsWith("/sandbox")) {
    return pattern.replace(":id", ids.channelId).replace(":conversation", ids.conversationId);
  }
  if (pattern.startsWith("/settings/tags")) return pattern.replace(":id", tagId);
  if (pattern.startsWith("/segments")) return pattern.replace(":id", segmentId);
  // The attribute is always of this key.
  return pattern.replace(":id", String(contactId)).replace(":key", "plan")
    .replace(":note", ids.noteId).replace(":event", ids.eventId);
}
