// A clean end: answers what is being answered, finishes background work, closes the store. A second signal ends at once.

/** Deno Deploy kills five seconds after its signal. */
const PATIENCE_MS = 4500;

/** Calls `stop` at SIGINT and SIGTERM, and ends the process when it is done or takes too long. */
export function stopOnSignal(stop: () => Promise<void>): void {
  let isStopping = false;
  const onSignal = async () => {
    if (isStopping) Deno.exit(1);
    isStopping = true;
    const impatience = setTimeout(() => Deno.exit(1), PATIENCE_MS);
    await stop();
    clearTimeout(impatience);
    Deno.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) Deno.addSignalListener(signal, onSignal);
}
