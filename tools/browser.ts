/** Makes sure that there is a Chromium for the browser tests; on Debian and Ubuntu it installs one. */

import { CHROME_PATH, readArguments } from "./task.ts";

/** Where to look, in this order; CHROME_PATH names any other Chromium. */
const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const PACKAGES = ["chromium", "fonts-noto-core"];
/** Another install on the machine may hold apt's lock for a while. */
const APT_LOCK = ["-o", "DPkg::Lock::Timeout=300"];

/** The path of a Chromium on this machine, or null. Throws when CHROME_PATH names no file. */
export function findChromium(): string | null {
  const chosen = Deno.env.get("CHROME_PATH");
  if (chosen) {
    if (isFile(chosen)) return chosen;
    throw new Error(`CHROME_PATH is "${chosen}", but there is no such file. Correct or unset it.`);
  }
  const folders = (Deno.env.get("PATH") ?? "").split(":").filter((folder) => folder !== "");
  const paths = NAMES.flatMap((name) => folders.map((folder) => `${folder}/${name}`));
  return paths.find(isFile) ?? null;
}

/** As `findChromium`, but throws with what to do when there is none. */
export function requireChromium(): string {
  const path = findChromium();
  if (path !== null) return path;
  throw new Error(
    "Browser tests need Chromium, and none was found. " +
      "Run `deno task browser`, or set CHROME_PATH to the path of one.",
  );
}

/** Installs Debian's chromium if there is none. Returns its path. */
export async function ensureChromium(): Promise<string> {
  const found = findChromium();
  if (found !== null) return found;
  if (!isOnPath("apt-get")) throw new Error(byHand("this machine has no apt-get"));
  await apt(["update"]);
  await apt(["install", "-y", "--no-install-recommends", ...PACKAGES]);
  return requireChromium();
}

async function apt(args: string[]): Promise<void> {
  const isRoot = Deno.uid() === 0;
  if (!isRoot && !isOnPath("sudo")) throw new Error(byHand("apt-get needs root or sudo"));
  const command = [...(isRoot ? [] : ["sudo"]), "apt-get", ...APT_LOCK, "-q", ...args];
  const [program = "", ...rest] = command;
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  const { success } = await new Deno.Command(program, { args: rest, env }).spawn().status;
  if (!success) throw new Error(byHand(`\`${command.join(" ")}\` failed, see its output above`));
}

function byHand(reason: string): string {
  return `Cannot install Chromium: ${reason}. Install it by hand ` +
    "(any Chromium or Chrome of the last year) and, if it is not on the PATH, set CHROME_PATH.";
}

function isOnPath(name: string): boolean {
  return (Deno.env.get("PATH") ?? "").split(":").some((folder) => isFile(`${folder}/${name}`));
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return false;
    }
    throw error;
  }
}

if (import.meta.main) {
  readArguments({
    name: "browser",
    does:
      "Makes sure that there is a Chromium for the browser tests. Where there is none and the " +
      "machine has apt-get, it installs Debian's, as root or through sudo.",
    variables: [CHROME_PATH],
  });
  try {
    console.log(`Chromium for the browser tests: ${await ensureChromium()}`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    Deno.exit(1);
  }
}
