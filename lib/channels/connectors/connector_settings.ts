// What connectors are made with: the deployment's settings that concern them, and what opens secrets.
import type { SecretBox } from "@/lib/store/secret_box.ts";
import type { Resolve } from "../safe_fetch.ts";

export interface ConnectorSettings {
  /** Hosts in our own network that may be reached all the same. */
  privateHosts: readonly string[];
  /** Where the Telegram Bot API is. Has no path. */
  telegramApi: URL;
  secrets: SecretBox;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Tests bring their own resolver of names. */
  resolve?: Resolve;
  /** Of mail servers' certificates, in PEM; those that Deno trusts when absent. Tests bring their own. */
  mailAuthority?: string;
}
