// A conversation as its customer sees it: their own messages, and what has arrived of ours.
import type { Message } from "@/lib/domain/conversation.ts";
import { dayKey, formatDay, formatTime } from "@/lib/i18n/format.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { Icon } from "../Icon.tsx";

export interface CustomerThreadProps {
  viewer: Viewer;
  /** Oldest first. */
  messages: Message[];
  /** The address of earlier ones; null when there are none. */
  earlierHref: string | null;
  /** The address of the latest ones; null when these are they. */
  latestHref: string | null;
}

export function CustomerThread(props: CustomerThreadProps) {
  const { viewer: { t }, messages, earlierHref, latestHref } = props;
  return (
    <>
      {earlierHref && <a href={earlierHref}>{t("sandbox.earlier")}</a>}
      {messages.length === 0 && <p class="muted">{t("sandbox.thread_empty")}</p>}
      <ol class="customer-thread">
        {messages.map((message, at) => (
          <>
            {isNewDay(props, at) && <Day viewer={props.viewer} atMs={message.atMs} />}
            <Bubble viewer={props.viewer} message={message} />
          </>
        ))}
      </ol>
      {latestHref && <a href={latestHref}>{t("sandbox.latest")}</a>}
    </>
  );
}

function isNewDay({ viewer: { timeZone }, messages }: CustomerThreadProps, at: number): boolean {
  const [before, message] = [messages[at - 1], messages[at]];
  if (message === undefined) return false;
  return before === undefined || dayKey(timeZone, before.atMs) !== dayKey(timeZone, message.atMs);
}

function Day({ viewer: { locale, timeZone }, atMs }: { viewer: Viewer; atMs: number }) {
  return <li class="customer-day">{formatDay(locale, timeZone, atMs)}</li>;
}

function Bubble({ viewer, message }: { viewer: Viewer; message: Message }) {
  const { t, locale, timeZone } = viewer;
  const { direction, atMs, template, text } = message;
  return (
    <li class={`customer-message ${direction}`}>
      <p class="muted">
        {t(direction === "in" ? "sandbox.you" : "sandbox.agent")}{" "}
        <time dateTime={new Date(atMs).toISOString()}>{formatTime(locale, timeZone, atMs)}</time>
      </p>
      <div class="customer-bubble">
        {template && <p class="muted">{t("sandbox.template", { name: template.name })}</p>}
        {text !== "" && <p class="customer-text">{text}</p>}
        {template && template.variables.length > 0 && <p>{template.variables.join(", ")}</p>}
        {message.call && <Call viewer={viewer} message={message} />}
      </div>
    </li>
  );
}

function Call(
  { viewer: { t }, message: { call, direction } }: { viewer: Viewer; message: Message },
) {
  if (call === null) return null;
  const seconds = call.durationSeconds;
  return (
    <p class="customer-call">
      <Icon name="phone" />
      {direction === "out" || call.outcome === "started"
        ? t("sandbox.call_out")
        : t("sandbox.call_in", { outcome: t(`sandbox.${call.outcome}`) })}
      {seconds !== null && ` · ${t("sandbox.call_seconds", { count: seconds })}`}
    </p>
  );
}
