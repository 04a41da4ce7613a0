// Opening Deno KV, and the few ways of reading that its limits ask for.
import { ConfigError } from "@/lib/errors.ts";

/** Where the data is: a KV Connect server, a file in a folder of this machine, or what the platform gives. */
export interface KvPlace {
  /** `DENO_KV_URL`; Deno itself reads `DENO_KV_ACCESS_TOKEN`. */
  kvUrl: string | null;
  /** Used when there is no URL; made if missing, readable by this user only. Null: the platform's own database. */
  dataDir: string | null;
}

/** The name of the file inside the folder. */
export const KV_FILE = "kartka.kv";
const KEYS_PER_READ = 10;

/** Opens the store. Throws `ConfigError` saying which place failed and why. */
export async function openKv({ kvUrl, dataDir }: KvPlace): Promise<Deno.Kv> {
  if (kvUrl !== null) return await openAt(kvUrl);
  if (dataDir === null) return await openAt(undefined);
  const file = `${dataDir}/${KV_FILE}`;
  try {
    await Deno.mkdir(dataDir, { recursive: true, mode: 0o700 });
    await makePrivateFile(file);
  } catch (error) {
    throw cannotOpen(file, error);
  }
  return await openAt(file);
}

/** Whether the folder has a database. */
export function hasKvFile(folder: string): boolean {
  try {
    return Deno.statSync(`${folder}/${KV_FILE}`).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** SQLite would create a file that everyone on the machine can read. */
async function makePrivateFile(file: string): Promise<void> {
  try {
    (await Deno.open(file, { write: true, createNew: true, mode: 0o600 })).close();
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  }
}

async function openAt(place: string | undefined): Promise<Deno.Kv> {
  try {
    return await Deno.openKv(place);
  } catch (error) {
    throw cannotOpen(place ?? "the platform's database", error);
  }
}

function cannotOpen(place: string, error: unknown): ConfigError {
  const why = error instanceof Error ? error.message : String(error);
  return new ConfigError(
    `Cannot open the data at ${place}: ${why}. Check KARTKA_DATA or DENO_KV_URL and the rights on it`,
  );
}

/** Entries in the order of the keys: tens are read at once, each ten is one snapshot, the whole is not. */
export async function readMany<T>(
  kv: Deno.Kv,
  keys: Deno.KvKey[],
): Promise<Deno.KvEntryMaybe<T>[]> {
  const reads: Promise<Deno.KvEntryMaybe<T>[]>[] = [];
  for (let start = 0; start < keys.length; start += KEYS_PER_READ) {
    reads.push(kv.getMany<T[]>(keys.slice(start, start + KEYS_PER_READ)));
  }
  return (await Promise.all(reads)).flat();
}

/** Another process held the SQLite file: nothing was written, and trying again is right. */
export function isLocked(error: unknown): boolean {
  return error instanceof Error && error.message.includes("database is locked");
}
