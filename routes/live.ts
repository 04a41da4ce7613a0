import { HttpError } from "fresh";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { type LiveTopic, parseTopic, topicAction } from "@/lib/domain/live_topic.ts";
import { define, requireSignedIn } from "@/lib/http/define.ts";
import { liveEvents } from "@/lib/http/live_events.ts";
import { isStillSignedIn } from "@/lib/http/session.ts";
import type { User } from "@/lib/domain/user.ts";

const TOPICS_MAX = 4;
const VERSION = /^[\w.-]{1,100}$/;

const HEADERS = {
  "content-type": "text/event-stream",
  // Compression would hold events back until there is enough to compress.
  "cache-control": "no-store, no-transform",
  // And so would nginx.
  "x-accel-buffering": "no",
};

/** The page that follows changes listens here: `/live?topic=list&topic=contact:42&since=<version>`. */
export const handler = define.handlers({
  GET({ req, url, state }) {
    const user = requireSignedIn(state);
    const topics = topicsOf(url, user);
    const since = versionOf(req.headers.get("last-event-id") ?? url.searchParams.get("since"));
    if (req.method === "HEAD") return new Response(null, { headers: HEADERS });
    const isSignedIn = () => isStillSignedIn(state);
    const feed = state.deps.live;
    const body = liveEvents({ feed, userId: user.id, topics, since, isSignedIn });
    return new Response(body, { headers: HEADERS });
  },
});

function topicsOf(url: URL, user: User): LiveTopic[] {
  const asked = new Set(url.searchParams.getAll("topic"));
  const topics = [...asked].flatMap((text) => parseTopic(text) ?? []);
  if (topics.length === 0 || topics.length < asked.size || topics.length > TOPICS_MAX) {
    throw new HttpError(400, `1 to ${TOPICS_MAX} topics are needed`);
  }
  for (const topic of topics) requireAllowed(user, topicAction(topic));
  return topics;
}

/** What is none leads to an event, and the page looks anew. */
function versionOf(text: string | null): string | null {
  return text !== null && VERSION.test(text) ? text : null;
}
