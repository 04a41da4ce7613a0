// The e-mail connector: one message by SMTP, threaded so that mail programs show it with what it answers.
import ipaddr from "ipaddr.js";
import { createTransport } from "nodemailer";
import type { Connector as ConnectorRecord } from "@/lib/domain/channel.ts";
import { type Conversation, type Message, previewOf } from "@/lib/domain/conversation.ts";
import { mailIdOf } from "../mail_id.ts";
import { FetchFailedError, safeAddresses, UnsafeAddressError } from "../safe_fetch.ts";
import { type Connector, type Delivered, DeliveryError, type Order } from "./connector.ts";
import type { ConnectorSettings } from "./connector_settings.ts";
import { openSecret } from "./open_secret.ts";
import { smtpFailure } from "./smtp_failure.ts";

const CONNECT_TIMEOUT_MS = 10_000;
/** Some servers greet slowly on purpose, and scan what they are given before they take it. */
const ANSWER_TIMEOUT_MS = 30_000;

type SmtpServer = Extract<ConnectorRecord, { kind: "email" }>;

export function emailConnector(settings: ConnectorSettings): Connector {
  return { deliver: (order, signal) => sendMail(settings, order, signal) };
}

async function sendMail(
  settings: ConnectorSettings,
  order: Order,
  signal: AbortSignal,
): Promise<Delivered> {
  const { connector: server } = order.channel;
  if (server.kind !== "email") throw new TypeError("The channel has no mail server");
  const transport = createTransport(await smtpOptions(settings, server));
  try {
    const mail = await mailOf(order, server.from);
    const { response } = await transport.sendMail({ ...mail, signal });
    return { state: "sent", externalId: mail.messageId, status: Number.parseInt(response) || null };
  } catch (error) {
    throw smtpFailure(error);
  } finally {
    transport.close();
  }
}

async function smtpOptions(settings: ConnectorSettings, server: SmtpServer) {
  const { host, port, security, user, password, from } = server;
  const pass = password === null ? "" : await openSecret(settings.secrets, password);
  return {
    // The address that was checked: what the name means a moment later does not matter.
    host: await addressOf(settings, host),
    port,
    secure: security === "tls",
    requireTLS: security === "starttls",
    ignoreTLS: security === "none",
    // The certificate has to be the name's all the same; an address as the name stands for itself.
    tls: { ...(ipaddr.isValid(host) ? {} : { servername: host }), ca: settings.mailAuthority },
    // What the server is told about us: its own machine's name is nobody's business.
    name: domainOf(from),
    ...(user === "" ? {} : { auth: { user, pass } }),
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: ANSWER_TIMEOUT_MS,
    socketTimeout: ANSWER_TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

async function addressOf(settings: ConnectorSettings, host: string): Promise<string> {
  try {
    const addresses = await safeAddresses(host, settings);
    return (addresses.find(({ family }) => family === 4) ?? addresses[0])?.address ?? host;
  } catch (error) {
    if (error instanceof UnsafeAddressError) {
      throw new DeliveryError(error.code, { isFinal: false });
    }
    if (error instanceof FetchFailedError) {
      throw new DeliveryError("unreachable", { isFinal: false });
    }
    throw error;
  }
}

async function mailOf({ conversation, message, earlierIds }: Order, from: string) {
  if (message.text.trim() === "") throw new DeliveryError("empty", { isFinal: true });
  const references = (await earlierIds()).filter(isMessageId).map(bracketed);
  return {
    from,
    to: { name: "", address: conversation.address },
    subject: subjectOf(conversation, message, references.length > 0),
    text: message.text,
    messageId: mailIdOf({ conversationId: conversation.id, messageId: message.id }, domainOf(from)),
    date: new Date(message.atMs),
    ...(references.length > 0 ? { inReplyTo: references.at(-1), references } : {}),
  };
}

function subjectOf({ subject }: Conversation, { text }: Message, isReply: boolean): string {
  const known = subject?.trim() || previewOf(text);
  return isReply && !/^re\s*:/i.test(known) ? `Re: ${known}` : known;
}

/** Something with an @ and no white space: others are no ids of mails, and could end the header. */
function isMessageId(id: string): boolean {
  return /^<?[^\s<>@]+@[^\s<>@]+>?$/.test(id);
}

function bracketed(id: string): string {
  return `<${id.replace(/^<|>$/g, "")}>`;
}

/** Of `Support <help@example.org>` or the bare address. */
function domainOf(from: string): string {
  return /@([A-Za-z0-9.-]+)>?\s*$/.exec(from)?.[1] ?? "localhost";
}
