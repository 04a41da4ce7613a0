// The rules for what is typed about a channel and its connector (10.1, 10.3).
import { type FieldProblem, type FieldProblems, InputError } from "@/lib/errors.ts";
import {
  type Channel,
  CHANNEL_NAME_CHARS_MAX,
  type ChannelType,
  type Connector,
  type ConnectorKind,
  CONVERSATION_TYPES,
} from "./channel.ts";
import { cleanName, emailKey } from "./handle.ts";
import { outsideUrl } from "./outside_url.ts";

export const SMTP_SECURITIES = ["tls", "starttls", "none"] as const;
type SmtpSecurity = typeof SMTP_SECURITIES[number];
const SECRET_CHARS_MAX = 200;
const USER_CHARS_MAX = 254;

/** What a form offers: all fields of all connectors, as text. */
export interface TypedChannel {
  name: string;
  conversationType: string;
  canWriteFirst: boolean;
  connector: string;
  url: string;
  /** Empty keeps the stored one. */
  botToken: string;
  host: string;
  port: string;
  security: string;
  user: string;
  /** Empty keeps the stored one, if it is for the same server and user. */
  password: string;
  from: string;
}

/** A secret that was typed, or the one that is stored already. */
export type SecretChoice = { typed: string } | "stored";

/** A connector whose secrets are not sealed yet. */
export type ConnectorInput =
  | { kind: "sandbox" }
  | { kind: "webhook"; url: string }
  | { kind: "telegram"; botToken: SecretChoice }
  | {
    kind: "email";
    host: string;
    port: number;
    security: SmtpSecurity;
    user: string;
    password: SecretChoice | null;
    from: string;
  };

export interface ChannelInput extends Pick<Channel, "name" | "conversationType" | "canWriteFirst"> {
  connector: ConnectorInput;
}

/** Telegram's and SMTP's own servers are for their own types; a webhook and the sandbox are for all. */
export function connectorKinds(type: ChannelType): readonly ConnectorKind[] {
  if (type === "telegram") return ["sandbox", "telegram", "webhook"];
  return type === "email" ? ["sandbox", "email", "webhook"] : ["sandbox", "webhook"];
}

/**
 * @param type fixed when the channel is created
 * @param stored what the channel delivers by now; null for a new one
 * @throws InputError with problems by field.
 */
export function parseChannelInput(
  type: ChannelType,
  typed: TypedChannel,
  stored: Connector | null,
): ChannelInput {
  const problems = new Problems();
  const name = cleanName(typed.name);
  if (name === "") problems.add("name", "channel_name_empty");
  else if (name.length > CHANNEL_NAME_CHARS_MAX) problems.tooLong("name", CHANNEL_NAME_CHARS_MAX);
  const conversationType = CONVERSATION_TYPES.find((one) => one === typed.conversationType);
  if (conversationType === undefined) problems.add("conversationType", "choice_missing");
  const connector = parseConnector(type, typed, stored, problems);
  return problems.accept(
    conversationType && connector && {
      name,
      conversationType,
      // Nobody can be found by a website's chat who is not there.
      canWriteFirst: typed.canWriteFirst && type !== "website",
      connector,
    },
  );
}

function parseConnector(
  type: ChannelType,
  typed: TypedChannel,
  stored: Connector | null,
  problems: Problems,
): ConnectorInput | undefined {
  const kind = connectorKinds(type).find((one) => one === typed.connector);
  if (kind === "sandbox") return { kind };
  if (kind === "webhook") return parseWebhook(typed, problems);
  if (kind === "telegram") return parseTelegram(typed, stored, problems);
  if (kind === "email") return parseSmtp(typed, stored, problems);
  problems.add("connector", "choice_missing");
}

function parseWebhook(typed: TypedChannel, problems: Problems): ConnectorInput {
  const url = outsideUrl(typed.url.trim())?.href;
  if (url === undefined) problems.add("url", "url_invalid");
  return { kind: "webhook", url: url ?? "" };
}

function parseTelegram(
  typed: TypedChannel,
  stored: Connector | null,
  problems: Problems,
): ConnectorInput {
  const token = typed.botToken.trim();
  if (token === "" && stored?.kind === "telegram") return { kind: "telegram", botToken: "stored" };
  // As BotFather prints it: the bot's number, a colon, and letters that are part of a URL.
  if (!/^\d{3,20}:[\w-]{20,100}$/.test(token)) problems.add("botToken", "bot_token_invalid");
  return { kind: "telegram", botToken: { typed: token } };
}

function parseSmtp(
  typed: TypedChannel,
  stored: Connector | null,
  problems: Problems,
): ConnectorInput {
  const server = {
    host: typed.host.trim().toLowerCase(),
    port: Number(typed.port.trim() || Number.NaN),
    user: typed.user.trim(),
    from: typed.from.trim(),
  };
  const security = SMTP_SECURITIES.find((one) => one === typed.security);
  if (!isHost(server.host)) problems.add("host", "host_invalid");
  if (!Number.isInteger(server.port) || server.port < 1 || server.port > 65535) {
    problems.add("port", "port_invalid");
  }
  if (security === undefined) problems.add("security", "choice_missing");
  if (server.user.length > USER_CHARS_MAX || hasControls(server.user)) {
    problems.tooLong("user", USER_CHARS_MAX);
  }
  if (emailKey(server.from) === null) problems.add("from", "email_invalid");
  const password = smtpPassword(typed.password, server, stored, problems);
  return { kind: "email", ...server, security: security ?? "tls", password };
}

/** A stored password goes to the server and user it was entered for, and to no other. */
function smtpPassword(
  typed: string,
  { host, user }: { host: string; user: string },
  stored: Connector | null,
  problems: Problems,
): SecretChoice | null {
  if (user === "") return null;
  if (typed.length > SECRET_CHARS_MAX) problems.tooLong("password", SECRET_CHARS_MAX);
  if (typed !== "") return { typed };
  const isSame = stored?.kind === "email" && stored.host === host && stored.user === user;
  if (isSame && stored.password !== null) return "stored";
  problems.add("password", "smtp_password_missing");
  return null;
}

/** A name or an address, as a URL would have it, and nothing around it. */
function isHost(text: string): boolean {
  if (!/^[a-z0-9.-]{1,253}$|^[0-9a-f:.]{2,45}$/.test(text)) return false;
  return URL.canParse(`http://${text.includes(":") ? `[${text}]` : text}/`);
}

function hasControls(text: string): boolean {
  return /\p{Cc}/u.test(text);
}

/** Problems by field, each field's first. */
class Problems {
  readonly #found: FieldProblems = {};

  add(field: string, code: string, params?: FieldProblem["params"]): void {
    this.#found[field] ??= params ? { code, params } : { code };
  }

  tooLong(field: string, max: number): void {
    this.add(field, "too_long", { max });
  }

  accept<T>(value: T | undefined): T {
    const fields = Object.keys(this.#found);
    if (value !== undefined && fields.length === 0) return value;
    throw new InputError(`Channel refused: ${fields.join(", ")}`, this.#found);
  }
}

/** What a form shows of a stored channel: secrets stay where they are. */
export function typedChannel(
  { name, conversationType, canWriteFirst, connector }: Channel,
): TypedChannel {
  const email = connector.kind === "email" ? connector : null;
  return {
    ...EMPTY_CONNECTOR,
    name,
    conversationType,
    canWriteFirst,
    connector: connector.kind,
    url: connector.kind === "webhook" ? connector.url : "",
    ...(email && {
      host: email.host,
      port: String(email.port),
      security: email.security,
      user: email.user,
      from: email.from,
    }),
  };
}

/** Where a form begins: a port that mail servers have, and encryption from the first byte. */
export const EMPTY_CONNECTOR = {
  connector: "sandbox",
  url: "",
  botToken: "",
  host: "",
  port: "465",
  security: "tls",
  user: "",
  password: "",
  from: "",
} as const;
