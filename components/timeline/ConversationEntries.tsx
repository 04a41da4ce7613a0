// What was said to and by the customer, and conversations that were opened and closed: each leads to its conversation.
import type { LastMessage } from "@/lib/domain/conversation.ts";
import type { ConversationEvent, MessageEvent } from "@/lib/domain/event.ts";
import type { Run } from "@/lib/domain/timeline.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { channelIcon } from "../channel_icon.ts";
import { Entry } from "./Entry.tsx";
import { actorName, channelName, type Names } from "./names.ts";
import { undoButton, type UndoDesk } from "./UndoButton.tsx";

interface ChannelEntryProps<Event> {
  viewer: Viewer;
  names: Names;
  events: Run<Event>;
}

/** Messages of one conversation on one day: the newest of them, and how many there are. */
export function MessagesEntry({ viewer, names, events }: ChannelEntryProps<MessageEvent>) {
  const { t } = viewer;
  const [event] = events;
  const sentence = (
    <>
      <a class="channel" href={`/conversations/${event.conversationId}`}>
        {channelName(t, names, event.channelId)}
      </a>
      {" · "}
      {event.direction === "out" && `${actorName(t, names, event.actor)}: `}
      <MessagePreview
        t={t}
        kind={event.messageKind}
        outcome={event.outcome}
        preview={event.preview}
      />
    </>
  );
  const icon = channelIcon(names.channels.get(event.channelId)?.type);
  return (
    <Entry viewer={viewer} event={event} icon={icon} sentence={sentence}>
      {events.length > 1 && (
        <span class="muted small">{t("timeline.messages", { count: events.length })}</span>
      )}
    </Entry>
  );
}

export interface MessagePreviewProps extends Pick<LastMessage, "kind" | "outcome" | "preview"> {
  t: Viewer["t"];
}

/** The beginning of a message, or what there is in its place. */
export function MessagePreview({ t, kind, outcome, preview }: MessagePreviewProps) {
  if (kind === "call") return <>{callName(t, outcome)}</>;
  return <>{preview ? <bdi>{preview}</bdi> : t("timeline.no_text")}</>;
}

function callName(t: Viewer["t"], outcome: LastMessage["outcome"]): string {
  switch (outcome) {
    case "missed":
      return t("conversation.call_missed");
    case "started":
      return t("conversation.call_started");
    case "answered":
      return t("conversation.call_taken");
    case undefined:
      return t("conversation.call");
  }
}

export function StatusEntry(
  { viewer, names, events, undo }: ChannelEntryProps<ConversationEvent> & { undo: UndoDesk },
) {
  const { t } = viewer;
  const [event] = events;
  const sentence = (
    <a href={`/conversations/${event.conversationId}`}>
      {t(`timeline.${event.kind}`, {
        actor: actorName(t, names, event.actor),
        channel: channelName(t, names, event.channelId),
      })}
    </a>
  );
  const icon = event.kind === "conversation_closed" ? "circle-check" : "rotate-ccw";
  return (
    <Entry
      viewer={viewer}
      event={event}
      icon={icon}
      sentence={sentence}
      undo={undoButton(undo, event)}
    />
  );
}
