// Owns the search for a free port.

const FIRST_PORT = 8000;
const LAST_PORT = 8019;

/** The first free port from 8000 to 8019; throws when all are taken. */
export function freePort(hostname?: string): number {
  for (let port = FIRST_PORT; port <= LAST_PORT; port++) {
    try {
      Deno.listen({ port, hostname }).close();
      return port;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
  throw new Error(`Ports ${FIRST_PORT} to ${LAST_PORT} are all taken: name a free one`);
}
