// The built app as it is served: server.ts in a process of its own, over a folder of its own, filled before it starts.
import { actingAs } from "./deps.ts";
import type { Acting } from "@/lib/actions/deps.ts";
import { newUser } from "@/lib/actions/new_user.ts";
import { openDeps, type RunningDeps } from "@/lib/actions/open_deps.ts";
import { hashPassword } from "@/lib/actions/password_hash.ts";
import type { Role, User } from "@/lib/domain/user.ts";
import { saveChange } from "@/lib/store/change.ts";
import { openInstallationBox } from "@/lib/store/app_key.ts";
import { openKv } from "@/lib/store/kv.ts";
import { stageSession } from "@/lib/store/sessions.ts";
import { stageCreateUser, stageSetUp } from "@/lib/store/users.ts";

const ROOT = new URL("../../", import.meta.url);
/** Of both users. */
export const PASSWORD = "correct horse battery";

export interface SiteOptions {
  /** False leaves the workspace without any user, and `setupUrl` is there. */
  isSetUp?: boolean;
  /** Fills the workspace before the server starts, acting as the admin. */
  fill?(acting: Acting): Promise<void>;
  /** Added to the server's environment. */
  env?: Record<string, string>;
}

export interface Site extends AsyncDisposable {
  /** Without a slash at its end; another one after `killAndRestart`. */
  readonly url: string;
  /** The database's. */
  folder: string;
  /** SIGKILL, and a new server over the same folder. */
  killAndRestart(): Promise<void>;
  /** Ends the server in good order; the data stays until the site is disposed of. */
  stop(): Promise<void>;
  /** The one-time link that the server printed, when there is no admin. */
  setupUrl: string | null;
  users: Record<Role, User>;
  /** Session secrets, as the cookie `kartka` holds them. */
  secrets: Record<Role, string>;
}

/** Starts a server; `await using site = await openSite()` stops it and removes its data. Wants a build in `_fresh/`. */
export async function openSite(options: SiteOptions = {}): Promise<Site> {
  const folder = await Deno.makeTempDir({ prefix: "kartka_site_" });
  const { users, secrets } = await fill(folder, options);
  let server = await startServer(folder, options);
  async function stop() {
    server.process.kill("SIGTERM");
    await server.ended();
  }
  return {
    get url() {
      return server.url;
    },
    setupUrl: server.setupUrl,
    folder,
    users,
    secrets,
    async killAndRestart() {
      server.process.kill("SIGKILL");
      await server.ended();
      server = await startServer(folder, options);
    },
    stop,
    async [Symbol.asyncDispose]() {
      if (!server.hasEnded) await stop();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

async function startServer(folder: string, { env, isSetUp }: SiteOptions) {
  const process = start(folder, env ?? {});
  const output = lines(process.stdout);
  const { url, setupUrl } = await addresses(output, isSetUp === false);
  const rest = drain(output);
  return {
    process,
    url,
    setupUrl,
    hasEnded: false,
    async ended() {
      await Promise.all([process.status, rest]);
      this.hasEnded = true;
    },
  };
}

async function fill(folder: string, { isSetUp, fill }: SiteOptions) {
  const kv = await openKv({ kvUrl: null, dataDir: folder });
  const onFailure = (error: unknown) => {
    throw error;
  };
  // The key file that the server then finds.
  const secrets = await openInstallationBox({ appKey: null, dataDir: folder });
  const deps = openDeps(kv, { country: "UA", timeZone: "Europe/Kyiv", secrets, onFailure });
  try {
    const users = { admin: await aUser(deps, "admin"), agent: await aUser(deps, "agent") };
    const cookies = isSetUp === false ? { admin: "", agent: "" } : await signedIn(deps, users);
    await fill?.(actingAs(deps, users.admin));
    await deps.idle();
    return { users, secrets: cookies };
  } finally {
    kv.close();
  }
}

async function aUser(deps: RunningDeps, role: Role): Promise<User> {
  const email = `${role}@example.com`;
  const name = role === "admin" ? "Марія Коваль" : "Andrii Lysenko";
  const passwordHash = await hashPassword(PASSWORD);
  return newUser(deps, { email, emailKey: email, name, role, passwordHash, locale: null });
}

function signedIn(deps: RunningDeps, users: Record<Role, User>): Promise<Record<Role, string>> {
  return saveChange(deps.kv, async (change) => {
    await stageSetUp(change, users.admin);
    const secrets = { admin: "", agent: "" };
    for (const user of [users.admin, users.agent]) {
      await stageCreateUser(change, user);
      const session = { userId: user.id, device: "Chromium", nowMs: deps.now() };
      secrets[user.role] = (await stageSession(change, session)).secret;
    }
    return secrets;
  });
}

/** Settings of the machine the tests run on must not reach the server. */
function start(folder: string, extra: Record<string, string>) {
  const kept = Object.entries(Deno.env.toObject()).filter(([name]) =>
    !/^(KARTKA_|DENO_KV_|PORT$|PUBLIC_URL$|TRUSTED_PROXIES$|DENO_DEPLOYMENT_ID$)/.test(name)
  );
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "server.ts"],
    cwd: ROOT,
    clearEnv: true,
    env: {
      ...Object.fromEntries(kept),
      DENO_SERVE_AUTOMATIC_COMPRESSION: "1",
      ...extra,
      PORT: "0",
      KARTKA_DATA: folder,
    },
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
}

async function* lines(
  output: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<string, void> {
  let rest = "";
  for await (const text of output.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + text).split("\n");
    rest = parts.pop() ?? "";
    yield* parts;
  }
}

async function addresses(output: AsyncGenerator<string, void>, wantsSetup: boolean) {
  let url = "";
  let setupUrl: string | null = null;
  while (url === "" || (wantsSetup && setupUrl === null)) {
    const { value: line } = await output.next();
    if (line === undefined) throw new Error("The server ended before it was ready; see its output");
    url ||= /^Kartka is at (\S+)/.exec(line)?.[1] ?? "";
    setupUrl ??= /^(\S+\/setup\?secret=\S+)/.exec(line)?.[1] ?? null;
  }
  return { url, setupUrl };
}

/** The server would wait for ever for a full pipe to empty. */
async function drain(output: AsyncGenerator<string, void>): Promise<void> {
  while (!(await output.next()).done);
}
