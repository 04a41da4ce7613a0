// The sandbox connector: the customer's page is inside Kartka and reads the conversation itself, so there is nothing to send.
import type { Connector } from "./connector.ts";

export const sandboxConnector: Connector = {
  deliver: () => Promise.resolve({ state: "delivered", externalId: null, status: null }),
};
