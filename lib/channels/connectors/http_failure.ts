// What failures of HTTP mean for a message: whether it is tried again, when, and what people are told.
import { FetchFailedError, type SafeReply, UnsafeAddressError } from "../safe_fetch.ts";
import { DeliveryError } from "./connector.ts";

/** Refusals that say "later": timeout, conflict, too early, too many. */
const LATER = [408, 409, 425, 429];

/** The reply of a request, or what keeps it from coming, as a `DeliveryError`. */
export async function answered(request: Promise<SafeReply>): Promise<SafeReply> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof UnsafeAddressError) throw new DeliveryError(error.code, PASSING);
    if (error instanceof FetchFailedError) throw new DeliveryError(fetchCode(error), PASSING);
    throw error;
  }
}

const PASSING = { isFinal: false };

function fetchCode({ code }: FetchFailedError) {
  if (code === "timeout") return "timeout";
  return code === "tls" ? "tls_failed" : "unreachable";
}

/** Why a status other than 2xx is no success. */
export function statusFailure({ status, retryAfter }: SafeReply, nowMs: number): DeliveryError {
  const retryAfterMs = retryAfterMsOf(retryAfter, nowMs);
  const passing = { isFinal: false, status, retryAfterMs };
  if (status === 429) return new DeliveryError("too_many_requests", passing);
  if (status >= 500) return new DeliveryError("receiver_error", passing);
  // The address has moved: until somebody corrects it, messages wait.
  if (status >= 300 && status < 400) return new DeliveryError("redirected", passing);
  return new DeliveryError("refused", { ...passing, isFinal: !LATER.includes(status) });
}

/** Seconds, or a date; 0 for anything else. */
function retryAfterMsOf(text: string | null, nowMs: number): number {
  if (text === null) return 0;
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? 0 : Math.max(0, atMs - nowMs);
}
