// All connectors of a process, by their kind.
import type { Connectors } from "./connector.ts";
import type { ConnectorSettings } from "./connector_settings.ts";
import { emailConnector } from "./email.ts";
import { sandboxConnector } from "./sandbox.ts";
import { telegramConnector } from "./telegram.ts";
import { webhookConnector } from "./webhook.ts";

export function openConnectors(settings: ConnectorSettings): Connectors {
  return {
    sandbox: sandboxConnector,
    webhook: webhookConnector(settings),
    telegram: telegramConnector(settings),
    email: emailConnector(settings),
  };
}
