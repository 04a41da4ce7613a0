/** Loads invented contacts, the same for the same seed, to try Kartka with as many as one likes. */
import { openDeps } from "@/lib/actions/open_deps.ts";
import { loadSampleData } from "@/lib/actions/load_sample_data.ts";
import type { Deps } from "@/lib/actions/deps.ts";
import { readConfig } from "@/lib/config.ts";
import { KartkaError } from "@/lib/errors.ts";
import { openInstallationBox } from "@/lib/store/app_key.ts";
import { openKv } from "@/lib/store/kv.ts";
import { workOnSampleData } from "@/lib/transfer/sample_load.ts";
import { readArguments, SERVER_VARIABLES } from "@/tools/task.ts";

const CONTACTS_MAX = 5_000_000;
const PRINT_EACH_MS = 2_000;

/** Orders and loads; returns the exit code. A running order of an earlier call is finished first. */
export async function runSeed(
  deps: Deps,
  { contacts, seed }: { contacts: number; seed: number },
  print: (line: string) => void,
): Promise<number> {
  const principal = { id: "system", role: "admin" as const };
  const order = await loadSampleData({ deps, principal, actor: { kind: "system" } }, {
    contacts,
    seed,
  });
  if (order.done > 0) {
    print(`Going on with an earlier order: ${order.done} of ${order.total} are there.`);
  }
  const startMs = performance.now();
  let printedMs = startMs;
  const printSometimes = (line: string) => {
    if (performance.now() - printedMs < PRINT_EACH_MS) return;
    printedMs = performance.now();
    print(line);
  };
  const job = await workOnSampleData(deps, {
    onProgress: ({ done, total }) => printSometimes(`${done} of ${total}`),
    onIndexed: (contacts) => printSometimes(`${contacts} indexed`),
  });
  if (job?.state !== "done" || !job.talked) {
    print("Another process is loading sample data. Try again when it has ended, or in 15 seconds.");
    return 1;
  }
  await deps.index.fold();
  print(`Contacts loaded: ${job.total} in ${((performance.now() - startMs) / 1000).toFixed(1)} s.`);
  return 0;
}

function wholeNumber(text: string, name: string, max: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number <= max) return number;
  console.error(`--${name} must be a whole number up to ${max}, not "${text}"`);
  Deno.exit(2);
}

if (import.meta.main) {
  const { values } = readArguments({
    name: "seed",
    does:
      "Loads invented contacts with tags into the database. The same seed gives the same people. " +
      "An order that was interrupted goes on where it stopped.",
    options: {
      contacts: { type: "string", default: "300", help: "How many contacts." },
      seed: { type: "string", default: "1", help: "A whole number that decides who they are." },
    },
    variables: SERVER_VARIABLES,
  });
  const contacts = wholeNumber(String(values.contacts), "contacts", CONTACTS_MAX);
  const seed = wholeNumber(String(values.seed), "seed", 2 ** 32 - 1);
  try {
    const config = readConfig(Deno.env.toObject());
    const { country, timeZone } = config;
    using kv = await openKv(config);
    const onFailure = (error: unknown) => console.error(error);
    const secrets = await openInstallationBox(config);
    Deno.exitCode = await runSeed(openDeps(kv, { country, timeZone, secrets, onFailure }), {
      contacts,
      seed,
    }, console.log);
  } catch (error) {
    if (!(error instanceof KartkaError)) throw error;
    console.error(error.message);
    Deno.exitCode = 2;
  }
}
