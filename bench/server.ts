// The built app in a process of its own over a folder of data, with an admin who is signed in.
import { SETTINGS } from "@/lib/config.ts";
import { AS_STARTED } from "./child.ts";
import { freePort } from "./free_port.ts";

export interface Server {
  /** Without a slash at its end. */
  url: string;
  /** Of the admin's session, for the cookie header. */
  cookie: string;
  pid: number;
  stop(): Promise<void>;
}

const ROOT = new URL("..", import.meta.url);
const START_TRIES = 300;
const START_PAUSE_MS = 100;

/** Starts server.ts, which wants a build in `_fresh/`, and signs in. Settings beside those it needs may be given. */
export async function startServer(
  folder: string,
  settings: Record<string, string> = {},
): Promise<Server> {
  const port = freePort();
  const admin = { email: "bench@example.com", password: crypto.randomUUID() };
  const process = spawn({
    ...settings,
    PORT: String(port),
    KARTKA_DATA: folder,
    KARTKA_ADMIN_EMAIL: admin.email,
    KARTKA_ADMIN_PASSWORD: admin.password,
  });
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    process.kill("SIGTERM");
    await process.status;
  };
  try {
    await untilReady(url);
    return { url, cookie: await signIn(url, admin), pid: process.pid, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The settings of whoever runs the bench must not reach the server; empty counts as not set. */
function spawn(settings: Record<string, string>): Deno.ChildProcess {
  const none = Object.fromEntries(SETTINGS.map(({ name }) => [name, ""]));
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "server.ts"],
    cwd: ROOT,
    env: { ...none, ...settings, ...AS_STARTED },
    stdin: "null",
    stdout: "null",
    stderr: "inherit",
  }).spawn();
}

async function untilReady(url: string): Promise<void> {
  for (let tries = 1; !await isReady(url); tries++) {
    if (tries === START_TRIES) throw new Error(`The server at ${url} does not get ready`);
    await new Promise((resolve) => setTimeout(resolve, START_PAUSE_MS));
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/readyz`);
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false; // nobody listens yet
  }
}

async function signIn(url: string, admin: { email: string; password: string }): Promise<string> {
  const response = await fetch(`${url}/login`, {
    method: "POST",
    headers: { origin: url },
    body: new URLSearchParams(admin),
    redirect: "manual",
  });
  await response.body?.cancel();
  const cookies = response.headers.getSetCookie().map((line) => line.split(";")[0]);
  if (response.status === 303 && cookies.length > 0) return cookies.join("; ");
  throw new Error(`Signing in at ${url} was answered with ${response.status}`);
}
