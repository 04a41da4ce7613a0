// What failures of SMTP mean for a message: whether it is tried again, and what people are told.
import type { DeliveryProblem } from "@/lib/domain/delivery_problem.ts";
import { DeliveryError } from "./connector.ts";

interface SmtpError {
  /** Nodemailer's own, such as EAUTH. */
  code: string;
  /** The socket's own code of what went wrong, such as ECONNREFUSED; "" when there is none. */
  cause: string;
  /** The reply, such as 550; null when none came. */
  status: number | null;
  /** What was said to get it: `RCPT TO`, `MAIL FROM`, `AUTH PLAIN`. */
  command: string;
}

/** Codes of nodemailer that say everything, when the server has not answered. */
const UNANSWERED = new Map<string, DeliveryProblem>([
  ["ETIMEDOUT", "timeout"],
  ["EABORT", "timeout"],
  ["ETLS", "tls_failed"],
]);

export function smtpFailure(error: unknown): unknown {
  if (error instanceof DeliveryError) return error;
  const smtp = smtpErrorOf(error);
  if (smtp === null) return error;
  const { status, code } = smtp;
  if (status !== null) return replyFailure(smtp, status);
  if (/CERT|TLS|SSL/.test(smtp.cause)) return new DeliveryError("tls_failed", PASSING);
  // The sender or the recipient is nothing that can be an address.
  if (code === "EENVELOPE") return new DeliveryError("refused", { isFinal: true });
  if (code === "EAUTH" || code === "ENOAUTH") return new DeliveryError("login_refused", PASSING);
  return new DeliveryError(UNANSWERED.get(code) ?? "unreachable", PASSING);
}

const PASSING = { isFinal: false };

function replyFailure({ code, command }: SmtpError, status: number): DeliveryError {
  // RFC 5321: 4yz may pass, 5yz will not; 503 is about the order of commands, which is new at the next try.
  const isFinal = status >= 500 && status !== 503;
  const failure = { isFinal, status };
  if (code === "ETLS") return new DeliveryError("starttls_missing", { ...PASSING, status });
  if (!isFinal) return new DeliveryError("receiver_error", failure);
  if (code === "EAUTH" || [530, 535].includes(status)) {
    return new DeliveryError("login_refused", { ...PASSING, status });
  }
  if (/^MAIL/i.test(command)) return new DeliveryError("sender_refused", failure);
  return new DeliveryError(/^RCPT/i.test(command) ? "customer_unknown" : "refused", failure);
}

/** Null for what did not come from nodemailer: a fault of ours. */
function smtpErrorOf(error: unknown): SmtpError | null {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") {
    return null;
  }
  const status = "responseCode" in error && typeof error.responseCode === "number"
    ? error.responseCode
    : null;
  const command = "command" in error && typeof error.command === "string" ? error.command : "";
  const cause = "originalCode" in error ? String(error.originalCode) : "";
  return { code: error.code, cause, status, command };
}
