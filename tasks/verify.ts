/** Compares every index with the records, says what is wrong, and repairs it if asked. */
import { type Config, readConfig } from "@/lib/config.ts";
import { ConfigError, KartkaError } from "@/lib/errors.ts";
import { hasAppKey, openInstallationBox } from "@/lib/store/app_key.ts";
import { closeDeadLoad } from "@/lib/store/dead_load.ts";
import { setHandleDigest } from "@/lib/store/handle_digest.ts";
import { openContactIndex } from "@/lib/store/index/contact_index.ts";
import { LEASE_MS } from "@/lib/store/index/lease.ts";
import type { RebuildReason } from "@/lib/store/index/rebuild_reason.ts";
import { hasKvFile, openKv } from "@/lib/store/kv.ts";
import { type Difference, verify } from "@/lib/store/verify.ts";
import { readArguments, SERVER_VARIABLES } from "@/tools/task.ts";

const REASONS: Record<RebuildReason, string> = {
  format: "it was in the form of an older Kartka",
  incomplete: "contacts had been loaded in bulk",
  dead_ordinals: "a fifth of it was about contacts as they were before changes",
};
/** More would hide the summary; the count says how many there are. */
const LINES_MAX = 200;

/** Runs the check and returns the exit code: 1 while differences remain. */
export async function runVerify(
  kv: Deno.Kv,
  fix: boolean,
  print: (line: string) => void,
): Promise<number> {
  if (fix) await buildIndex(kv, print);
  let report = await verify(kv, { fix, report: printer(print) });
  if (report.fixed > 0) {
    // What was repaired is looked at again, packed as well.
    await openContactIndex(kv).fold();
    print(`Repaired ${report.fixed} of ${report.differences} differences. Looking again.`);
    report = await verify(kv, { fix: false, report: printer(print) });
  }
  print(`Contacts: ${report.contacts}. Differences: ${report.differences}.`);
  if (report.differences > 0 && !fix) print("deno task verify --fix repairs what it can.");
  return report.differences === 0 ? 0 : 1;
}

/** A load that was cut off, or an index that older code has left, is mended as a whole. */
async function buildIndex(kv: Deno.Kv, print: (line: string) => void): Promise<void> {
  await closeDeadLoad(kv, { now: () => Date.now(), leaseMs: LEASE_MS, afterMs: 0 });
  const onProgress = (contacts: number) => print(`  ${contacts} contacts indexed`);
  const reason = await openContactIndex(kv).rebuildIfNeeded({ onProgress });
  if (reason !== null) print(`The index was built anew. Why: ${REASONS[reason]}.`);
}

function printer(print: (line: string) => void): (difference: Difference) => void {
  let lines = 0;
  return ({ message, fixed }) => {
    if (++lines <= LINES_MAX) print(fixed ? `${message} (repaired)` : message);
    if (lines === LINES_MAX + 1) print("Further differences are only counted.");
  };
}

/** A new, empty database would have no differences, and hide that the folder is the wrong one. */
function requireDatabase({ kvUrl, dataDir }: Config): void {
  if (kvUrl !== null || dataDir === null || hasKvFile(dataDir)) return;
  throw new ConfigError(
    `There is no database in ${dataDir}. Set KARTKA_DATA to the folder of the server's`,
  );
}

if (import.meta.main) {
  const { values } = readArguments({
    name: "verify",
    does:
      "Compares every index with the records, both ways, and says what is wrong, by ids only. " +
      "Kartka may be in use meanwhile. The exit code is 1 while differences remain.",
    options: {
      fix: { type: "boolean", help: "Repair what can be repaired, then look again." },
    },
    variables: SERVER_VARIABLES,
  });
  try {
    const config = readConfig(Deno.env.toObject());
    requireDatabase(config);
    using kv = await openKv(config);
    // Without the installation's key digests cannot be compared; a new key would only find them all wrong.
    if (hasAppKey(config)) setHandleDigest(kv, await openInstallationBox(config));
    Deno.exitCode = await runVerify(kv, values.fix === true, console.log);
  } catch (error) {
    if (!(error instanceof KartkaError)) throw error;
    console.error(error.message);
    Deno.exitCode = 2;
  }
}
