// A PostgreSQL of the bench's own: made from the installed programs in a temporary folder, gone afterwards.
import postgres from "postgres";
import { freePort } from "./free_port.ts";

/** There is no PostgreSQL to run; the message says what to do. */
export class NoPostgresError extends Error {
  override name = "NoPostgresError";
}

export interface Cluster {
  url: string;
  /** Ends the server and removes its folder. */
  stop(): Promise<void>;
}

const SHARED_MIB_MAX = 4096;
/** What a careful operator sets on a small server with a solid-state disk; fsync stays on. */
const SETTINGS: Readonly<Record<string, string>> = {
  shared_buffers: `${sharedMib()}MB`,
  effective_cache_size: "4GB",
  work_mem: "64MB",
  maintenance_work_mem: "512MB",
  random_page_cost: "1.1",
  max_wal_size: "4GB",
  jit: "off",
  fsync: "on",
  synchronous_commit: "on",
  listen_addresses: "127.0.0.1",
};
const START_TRIES = 100;
const START_PAUSE_MS = 100;

/** Starts one. Throws `NoPostgresError` when there are no programs for it. */
export async function startCluster(): Promise<Cluster> {
  const programs = await requirePrograms();
  const owner = await findOwner();
  const folder = await Deno.makeTempDir({ prefix: "kartka_pg_" });
  const password = crypto.randomUUID();
  const port = freePort();
  try {
    await initialise({ programs, owner, folder, password });
    const server = startServer({ programs, owner, folder, port });
    const url = `postgres://bench:${password}@127.0.0.1:${port}/postgres`;
    await untilReady(url);
    return { url, stop: () => stopServer(server, folder) };
  } catch (error) {
    await Deno.remove(folder, { recursive: true });
    throw error;
  }
}

/** A quarter of the machine's memory, which holds a million contacts with all indexes. */
function sharedMib(): number {
  const quarter = Math.floor(Deno.systemMemoryInfo().total / 2 ** 20 / 4);
  return Math.min(SHARED_MIB_MAX, quarter);
}

/** The user that the server runs as; it refuses to run as root. */
interface Owner {
  uid: number;
  gid: number;
}

interface Place {
  programs: string;
  /** Null: the user of the bench. */
  owner: Owner | null;
  folder: string;
}

/** The folder of initdb and postgres: Debian's newest, or one of the PATH; null when there are none. */
export async function findPrograms(): Promise<string | null> {
  const folders = [...await debianFolders(), ...(Deno.env.get("PATH") ?? "").split(":")];
  for (const folder of folders.filter((folder) => folder !== "")) {
    if (await isFile(`${folder}/initdb`) && await isFile(`${folder}/postgres`)) return folder;
  }
  return null;
}

async function requirePrograms(): Promise<string> {
  const programs = await findPrograms();
  if (programs !== null) return programs;
  throw new NoPostgresError(
    "Cannot compare with PostgreSQL: neither /usr/lib/postgresql nor the PATH has initdb and " +
      "postgres. Install PostgreSQL 15 or newer, name a running one by --pg-url, or leave out --pg",
  );
}

async function debianFolders(): Promise<string[]> {
  const root = "/usr/lib/postgresql";
  const versions: string[] = [];
  try {
    for await (const { name } of Deno.readDir(root)) versions.push(name);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return versions.sort((left, right) => Number(right) - Number(left))
    .map((version) => `${root}/${version}/bin`);
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch {
    return false; // missing, or not ours to look at
  }
}

async function findOwner(): Promise<Owner | null> {
  if (Deno.uid() !== 0) return null;
  const users = (await Deno.readTextFile("/etc/passwd")).split("\n").map((line) => line.split(":"));
  const user = users.find(([name]) => name === "postgres") ??
    users.find(([name]) => name === "nobody");
  if (user === undefined) {
    throw new NoPostgresError(
      "Cannot start PostgreSQL as root: there is no user postgres or nobody to run it as. " +
        "Name a running one by --pg-url",
    );
  }
  return { uid: Number(user[2]), gid: Number(user[3]) };
}

function command({ programs, owner, folder }: Place, name: string, args: string[]) {
  return new Deno.Command(`${programs}/${name}`, {
    args,
    ...owner,
    cwd: folder,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  });
}

async function initialise({ password, ...place }: Place & { password: string }): Promise<void> {
  const { folder, owner } = place;
  const passwordFile = `${folder}/password`;
  await Deno.writeTextFile(passwordFile, password, { mode: 0o600 });
  for (const path of owner ? [folder, passwordFile] : []) {
    await Deno.chown(path, owner?.uid ?? null, owner?.gid ?? null);
  }
  const output = await command(place, "initdb", [
    `--pgdata=${folder}/data`,
    "--username=bench",
    "--auth=scram-sha-256",
    `--pwfile=${passwordFile}`,
    "--encoding=UTF8",
    "--locale=C.UTF-8",
  ]).output();
  if (output.success) return;
  throw new Error(`initdb failed:\n${new TextDecoder().decode(output.stderr)}`);
}

function startServer({ port, ...place }: Place & { port: number }): Deno.ChildProcess {
  const { folder } = place;
  const settings = { ...SETTINGS, port: String(port), unix_socket_directories: folder };
  const args = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  args.push("-c", "logging_collector=on", "-D", `${folder}/data`);
  return command(place, "postgres", args).spawn();
}

async function untilReady(url: string): Promise<void> {
  for (let tries = 1;; tries++) {
    const sql = postgres(url, { max: 1, onnotice: () => {}, connect_timeout: 5 });
    try {
      await sql`SELECT 1`;
      return;
    } catch (error) {
      if (tries === START_TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, START_PAUSE_MS));
    } finally {
      await sql.end();
    }
  }
}

async function stopServer(server: Deno.ChildProcess, folder: string): Promise<void> {
  server.kill("SIGINT"); // "fast": sessions are ended, data is written
  await server.stderr.cancel();
  await server.status;
  await Deno.remove(folder, { recursive: true });
}
