// What the workspace's history tells of a channel. Never a secret, and of a webhook's address only the host.
import type { Channel, Connector } from "@/lib/domain/channel.ts";
import type { WorkspaceEvent } from "@/lib/domain/event.ts";
import type { Change } from "@/lib/store/change.ts";
import { stageWorkspaceEvent } from "@/lib/store/events.ts";
import type { Acting } from "./deps.ts";

/** The event of a change from `before` (null: a new channel) to `after`; joins its commit. */
export function stageChannelEvent(
  change: Change,
  { deps, actor }: Acting,
  before: Channel | null,
  after: Channel,
): void {
  stageWorkspaceEvent(change, {
    id: deps.newId(),
    atMs: deps.now(),
    actor,
    kind: before === null ? "created" : "edited",
    subject: "channel",
    subjectId: after.id,
    changes: channelChanges(before, after),
  });
}

/** A look at secrets changes nothing, and still has to be known. */
export function stageSecretsShown(change: Change, { deps, actor }: Acting, channel: Channel): void {
  stageWorkspaceEvent(change, {
    id: deps.newId(),
    atMs: deps.now(),
    actor,
    kind: "edited",
    subject: "channel",
    subjectId: channel.id,
    changes: [{ field: "secretsShown", before: "", after: secretIds(channel) }],
  });
}

function channelChanges(before: Channel | null, after: Channel): WorkspaceEvent["changes"] {
  const old = before === null ? {} : told(before);
  return Object.entries(told(after)).flatMap(([field, value]) => {
    const was = old[field] ?? "";
    return was === value ? [] : [{ field, before: was, after: value }];
  });
}

function told(channel: Channel): Record<string, string> {
  return {
    name: channel.name,
    type: channel.type,
    conversationType: channel.conversationType,
    canWriteFirst: String(channel.canWriteFirst),
    enabled: String(channel.enabled),
    connector: connectorText(channel.connector),
    secrets: secretIds(channel),
    credentials: credentialsMark(channel.connector),
  };
}

function connectorText(connector: Connector): string {
  // Paths and queries of webhooks are often their only password.
  if (connector.kind === "webhook") return `webhook ${new URL(connector.url).host}`;
  if (connector.kind !== "email") return connector.kind;
  const { host, port, security, from } = connector;
  return `email ${host}:${port} ${security} ${from}`;
}

/** Ids of secrets, by which one can be told from another. */
function secretIds({ secrets }: Channel): string {
  return secrets.map(({ id }) => id).join(" ");
}

/** Whether there is one: sealed anew it looks different, so a few letters say that it was entered again. */
function credentialsMark(connector: Connector): string {
  const sealed = connector.kind === "telegram"
    ? connector.botToken
    : connector.kind === "email"
    ? connector.password
    : null;
  return sealed === null ? "" : sealed.split(".")[1] ?? "";
}
