// Owns the development server: the app on this machine only, and the live reload stream.
import type { App } from "../app.ts";
import type { ListenOptions } from "../types.ts";

const LOCAL = "127.0.0.1";
const DEFAULT_PORT = 8000;

/** Runs until the process ends; `deno run --watch` restarts it, and open pages load again. */
export async function serveDevelopment<State>(
  app: App<State>,
  options: ListenOptions,
): Promise<void> {
  const handler = app.handler();
  const alivePath = `${app.config.basePath}/_fresh/alive`;
  const startId = crypto.randomUUID();
  const hostname = options.hostname ?? LOCAL;
  const port = options.port ?? DEFAULT_PORT;
  const server = Deno.serve({ ...options, hostname, port }, (req, info) => {
    return new URL(req.url).pathname === alivePath ? alive(startId) : handler(req, info);
  });
  await server.finished;
}

/** Stays open, so that a page notices when the server goes away. */
function alive(startId: string): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(`retry: 200\ndata: ${startId}\n\n`));
    },
  });
  return new Response(body, {
    headers: { "content-type": "text/event-stream", "cache-control": "no-store" },
  });
}
