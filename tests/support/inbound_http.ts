// Signed HTTP against the test's app, and how it refuses.
import { assert, assertEquals } from "@std/assert";
import { rangePrefix } from "@/lib/store/keys/range.ts";
import type { TestApp } from "./app.ts";
import { type Sent, signedRequest } from "./inbound.ts";
import { keysUnder } from "./kv.ts";

/** What a program is told when its request is refused. */
interface Refusal {
  status: number;
  code?: string;
  message: string;
  problems: Record<string, { code: string }>;
}

export async function postSigned(
  app: TestApp,
  channelId: string,
  body: unknown,
  sent?: Sent,
): Promise<Response> {
  return await app.send(await signedRequest(channelId, body, sent));
}

/** Of an answer that has to be one, in JSON. */
export async function refusalOf(response: Response): Promise<Refusal> {
  assertEquals(response.headers.get("content-type"), "application/json");
  const { error }: { error: Refusal } = await response.json();
  assertEquals(error.status, response.status);
  assert(error.message.length > 0);
  return error;
}

/** How many messages are stored. */
export async function messageCount(app: TestApp): Promise<number> {
  return (await keysUnder(app.deps.kv, rangePrefix("msg"))).length;
}
