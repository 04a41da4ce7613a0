// What a page hands to its Live island: what to follow, since when, and the words.
import { type LiveTopic, topicText } from "@/lib/domain/live_topic.ts";
import { formatTime } from "@/lib/i18n/format.ts";
import type { State } from "./define.ts";

/** The place of a number in a text that the browser fills in. */
const PLACE = "%";

/**
 * The island's props. Wait for it before anything that the page shows is read: a change that comes in between is then
 * told as soon as the browser listens.
 */
export async function followTopics(state: State, url: URL, topics: readonly LiveTopic[]) {
  const query = topics.map((topic) => `topic=${encodeURIComponent(topicText(topic))}`).join("&");
  return {
    url: `/live?${query}`,
    since: await state.deps.live.versionOf(topics),
    href: url.pathname + url.search,
    labels: liveLabels(state),
  };
}

/** Those of a page that only has a link to be read anew are among them. */
export function liveLabels({ t, locale, timeZone, nowMs }: State) {
  return {
    updated: t("live.updated", { time: formatTime(locale, timeZone, nowMs) }),
    refresh: t("live.refresh"),
    live: t("live.on"),
    pause: t("live.pause"),
    paused: t("live.paused"),
    resume: t("live.resume"),
    rows: t("live.rows", { count: PLACE }),
    show: t("live.show"),
    added: t("live.added", { count: PLACE }),
  };
}
