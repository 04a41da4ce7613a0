// What the workspace's history tells of a channel. Never a secret, and of a webhook's address only the host.
import type { Channel, Connector } from "@/lib/domain/channel.ts";
import type { Change } from "@/lib/store/change.ts";
import type { Acting } from "./deps.ts";
import { stageSettingsEvent } from "./workspace_event.ts";

/** The event of a change from `before` (null: a new channel) to `after`; joins its commit. */
export function stageChannelEvent(
  change: Change,
  acting: Acting,
  before: Channel | null,
  after: Channel,
): void {
  stageSettingsEvent(change, acting, {
    kind: before === null ? "created" : "edited",
    subject: "channel",
    subjectId: after.id,
    before: before && told(before),
    after: told(after),
  });
}

/** A look at secrets changes nothing, and still has to be known. */
export function stageSecretsShown(change: Change, acting: Acting, channel: Channel): void {
  stageSettingsEvent(change, acting, {
    kind: "edited",
    subject: "channel",
    subjectId: channel.id,
    before: null,
    after: { secretsShown: secretIds(channel) },
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
