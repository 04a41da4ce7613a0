// Requests of programs that report what customers do: their bodies, and the one method they have.
import { type Context, HttpError } from "fresh";
import { INBOUND_BYTES_MAX } from "@/lib/domain/inbound.ts";
import { clientAddress } from "./client_address.ts";
import type { State } from "./define.ts";
import { readLimited } from "./input.ts";
import { failureOf, jsonFailure } from "./respond.ts";

/** All that decides about an inbound request. Throws `HttpError` 413 above 1 MiB, 408 after half a minute. */
export async function inboundRequest({ req, params, info, state }: Context<State>) {
  const address = clientAddress(req.headers, info.remoteAddr, state.config.trustedProxies);
  const body = await readLimited(req, { limitBytes: INBOUND_BYTES_MAX });
  return { channelId: params.channel ?? "", headers: req.headers, body, address };
}

/** 405, which says what is allowed. */
export function onlyPost({ state }: Context<State>): Response {
  const response = jsonFailure(failureOf(new HttpError(405)), state);
  response.headers.set("allow", "POST");
  return response;
}
