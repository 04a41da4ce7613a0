// A Bot API on this machine, as Telegram documents it: sendMessage, with the refusals that bots meet.

/** `gateway` and `cut` are answers that no Bot API gives. */
export type BotFault = "flood" | "error" | "gateway" | "cut";

export interface BotApi extends AsyncDisposable {
  /** For `telegramApi`. */
  url: URL;
  /** What was taken, in order. */
  sent: { chatId: string; text: string }[];
  /** The next calls meet these, in order: `flood` is a 429 that asks for 30 seconds, null is no fault. */
  faults: (BotFault | null)[];
}

export interface BotApiOptions {
  token: string;
  /** Chats that have written to the bot. */
  chats: readonly string[];
  /** Of these, those who have blocked it since. */
  blockedBy?: readonly string[];
}

const TEXT_CHARS_MAX = 4096;

export function openBotApi({ token, chats, blockedBy = [] }: BotApiOptions): BotApi {
  const sent: BotApi["sent"] = [];
  const faults: BotApi["faults"] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, answer);

  async function answer(request: Request): Promise<Response> {
    const message = await request.json();
    const fault = faults.shift() ?? null;
    if (fault !== null) return faultAnswer(fault);
    const [, given, method] = /^\/bot([^/]+)\/(\w+)$/.exec(new URL(request.url).pathname) ?? [];
    if (given !== token) return refusal(401, "Unauthorized");
    if (method !== "sendMessage" || request.method !== "POST") return refusal(404, "Not Found");
    const chatId = String(message.chat_id);
    const { text } = message;
    if (typeof text !== "string" || text === "") return bad("message text is empty");
    if (text.length > TEXT_CHARS_MAX) return bad("message is too long");
    if (!chats.includes(chatId)) return bad("chat not found");
    if (blockedBy.includes(chatId)) return refusal(403, "Forbidden: bot was blocked by the user");
    sent.push({ chatId, text });
    const result = { message_id: sent.length, chat: { id: message.chat_id }, text };
    return Response.json({ ok: true, result });
  }

  return {
    url: new URL(`http://127.0.0.1:${server.addr.port}`),
    sent,
    faults,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

function faultAnswer(fault: BotFault): Response {
  if (fault === "flood") {
    return refusal(429, "Too Many Requests: retry after 30", { retry_after: 30 });
  }
  if (fault === "error") return refusal(500, "Internal Server Error");
  if (fault === "gateway") return new Response("<html>502 Bad Gateway</html>", { status: 502 });
  return new Response("{", { status: 200 });
}

function bad(what: string): Response {
  return refusal(400, `Bad Request: ${what}`);
}

function refusal(status: number, description: string, parameters?: Record<string, number>) {
  const answer = { ok: false, error_code: status, description, ...(parameters && { parameters }) };
  return Response.json(answer, { status });
}
