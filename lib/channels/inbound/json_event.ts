// Reading an event from JSON: bytes that are text, text that is JSON, JSON of a bounded depth, and the schema last.
import { type InboundEvent, JSON_DEPTH_MAX } from "@/lib/domain/inbound.ts";
import { readInboundEvent } from "@/lib/domain/inbound_reading.ts";
import { InputError, RefusedError } from "@/lib/errors.ts";

/** Throws `RefusedError` 400 for what is no JSON, `InputError` for what is no event. */
export function parseJsonEvent(body: Uint8Array): InboundEvent {
  const { event, problems } = readInboundEvent(parseJson(body));
  if (event !== null) return event;
  throw new InputError(`Event refused: ${Object.keys(problems).length} fields`, problems);
}

/** Any JSON of at most 20 levels. Throws `RefusedError` 400, and `InputError` when it is deeper or has a `__proto__`. */
export function parseJson(body: Uint8Array): unknown {
  const value = parsed(body);
  let level: unknown[] = [value];
  // Level by level, for a call for each would overflow the stack before the limit is seen.
  for (let depth = 0; level.length > 0; depth++) {
    if (depth >= JSON_DEPTH_MAX) throw refused("json_deep", { max: JSON_DEPTH_MAX });
    level = level.flatMap(insideOf);
  }
  return value;
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    throw new RefusedError("Cannot read the body: it is no JSON in UTF-8", 400, "body_unread");
  }
}

function insideOf(value: unknown): unknown[] {
  if (typeof value !== "object" || value === null) return [];
  // Readers along the way may drop it in silence, or set a prototype by it.
  if (Object.hasOwn(value, "__proto__")) throw refused("field_unknown");
  return Object.values(value).filter((one) => typeof one === "object" && one !== null);
}

function refused(code: string, params?: Record<string, number>): InputError {
  return new InputError(`Event refused: ${code}`, { form: { code, ...(params && { params }) } });
}
