// A receiver of webhooks on this machine: keeps what comes, and answers as it is told.

export interface Received {
  headers: Headers;
  body: Uint8Array<ArrayBuffer>;
}

export interface Receiver extends AsyncDisposable {
  url: string;
  received: Received[];
}

/** @param answer given what came, and how many have come before */
export function openReceiver(
  answer: (received: Received, before: number) => Response | Promise<Response> = () =>
    new Response(),
): Receiver {
  const received: Received[] = [];
  const ending = new AbortController();
  const options = { port: 0, hostname: "127.0.0.1", onListen: () => {}, signal: ending.signal };
  const server = Deno.serve(options, async ({ headers, body: stream }) => {
    const body = new Uint8Array(await new Response(stream).arrayBuffer());
    received.push({ headers, body });
    return await answer({ headers, body }, received.length - 1);
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}/in`,
    received,
    async [Symbol.asyncDispose]() {
      // Answers that never come are not waited for.
      ending.abort();
      await server.finished;
    },
  };
}
