// A port that nobody listens at.

/** Free now; someone else may be faster, which then shows as a server that does not start. */
export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
