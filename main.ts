// The app, from settings to routes. `_fresh/server.js` imports it; server.ts and dev.ts serve it.
import { endBlocks } from "@/lib/actions/end_blocks.ts";
import { openDeps } from "@/lib/actions/open_deps.ts";
import { resumeMerges } from "@/lib/actions/work_on_merges.ts";
import { openConnectors } from "@/lib/channels/connectors/open_connectors.ts";
import { openOutbox } from "@/lib/channels/outbox/drain.ts";
import { readConfig } from "@/lib/config.ts";
import { startCron } from "@/lib/cron/schedule.ts";
import { createApp } from "@/lib/http/app.ts";
import { log, logFailure } from "@/lib/http/log.ts";
import { warmUp } from "@/lib/http/warm_up.ts";
import { openInstallationBox } from "@/lib/store/app_key.ts";
import { rekeyActivity } from "@/lib/store/activity_rekey.ts";
import { openKv } from "@/lib/store/kv.ts";
import { app as fresh } from "./fresh.config.ts";

export const config = readConfig(Deno.env.toObject());

export const kv = await openKv(config);

export const clock = new AbortController();

const secrets = await openInstallationBox(config);

const outbox = openOutbox({
  connectors: openConnectors({ ...config, secrets, now: () => Date.now() }),
  signal: clock.signal,
  onFailure: (error) => logFailure("delivery_failed", error),
});

export const deps = openDeps(kv, {
  country: config.country,
  timeZone: config.timeZone,
  secrets,
  deliver: (deps) => outbox.drain(deps),
  onFailure: (error) => logFailure("background_failed", error),
});

export const app = createApp({ deps, config, fresh });

// An index that older code has left, or a load that was cut off, is not left to the next full minute.
deps.background(async () => {
  const onProgress = (contacts: number) => log("index_rebuilding", { contacts });
  const reason = await deps.index.rebuildIfNeeded({ onProgress });
  if (reason !== null) log("index_rebuilt", { reason });
});

deps.background(() => rekeyActivity(kv));
deps.background(() => warmUp(deps));

// What an earlier process has left, and what was due while none was there.
deps.deliverSoon();
deps.background(() => endBlocks(deps));
deps.background(() => resumeMerges(deps));

startCron(deps, {
  signal: clock.signal,
  onFailure: (job, error) => logFailure("job_failed", error, { job }),
});
