// Serves the built app behind the outer guard: `serve()` on a machine of one's own, the default export on Deno Deploy.
import { ConfigError } from "@/lib/errors.ts";
import { prepareFirstStart } from "@/lib/http/first_start.ts";
import { guard, surviveUnhandledRejections } from "@/lib/http/guard.ts";
import { stopOnSignal } from "@/lib/http/shutdown.ts";
import { siteUrl } from "@/lib/http/site_url.ts";

const onDeploy = Deno.env.has("DENO_DEPLOYMENT_ID");

const { clock, config, deps, kv } = await orExplain(() => import("./main.ts"));
const setupPath = await orExplain(() => prepareFirstStart(deps, config));
const built = await import(import.meta.resolve("./_fresh/server.js"));

const fetch = guard(built.default.fetch, config);
export default { fetch };

if (onDeploy) {
  surviveUnhandledRejections();
  sayHowToSetUp(siteUrl(config));
} else if (import.meta.main) serve();

/** Listens until SIGINT or SIGTERM, then ends cleanly. Ends the process at once where the port is taken. */
export function serve(): void {
  const server = listen();
  // Not before: what cannot start must end.
  surviveUnhandledRejections();
  stopOnSignal(async () => {
    clock.abort();
    // Pages that follow changes would never leave by themselves.
    await Promise.all([deps.live.close(), server.shutdown()]);
    await deps.idle();
    kv.close();
  });
}

function listen(): Deno.HttpServer {
  const onListen = ({ port }: Deno.NetAddr) => {
    const url = siteUrl({ ...config, port });
    console.log(`Kartka is at ${url}`);
    sayHowToSetUp(url);
  };
  try {
    return Deno.serve({ port: config.port, onListen }, fetch);
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    console.error(`Port ${config.port} is taken: end what listens there, or set PORT to another.`);
    Deno.exit(1);
  }
}

function sayHowToSetUp(url: string) {
  if (setupPath === null) return;
  console.log(`There is no admin yet. Within an hour, create the first one at\n${url}${setupPath}`);
}

/** Wrong settings are explained in a sentence, without a stack. */
async function orExplain<T>(task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    Deno.exit(1);
  }
}
