// What a server's cron does for a load whose process is gone, as a process that a test can kill.
import { openDeps } from "@/lib/actions/open_deps.ts";
import { readConfig } from "@/lib/config.ts";
import { openKv } from "@/lib/store/kv.ts";
import { endDeadLoad } from "@/lib/transfer/bulk.ts";

const config = readConfig(Deno.env.toObject());
using kv = await openKv(config);
const { country, timeZone } = config;
const deps = openDeps(kv, { country, timeZone, onFailure: console.error });
for (let isOver = false; !isOver;) {
  await endDeadLoad(deps);
  isOver = await deps.index.rebuildIfNeeded() !== null;
  // The leases of the killed process have to run out first.
  if (!isOver) await new Promise((resolve) => setTimeout(resolve, 250));
}
