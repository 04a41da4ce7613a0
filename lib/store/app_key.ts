// The installation's key: from the environment, or a file beside the embedded database that is made at the first start.
import { ConfigError } from "@/lib/errors.ts";
import {
  APP_KEY_BYTES,
  digestKeyOf,
  digestOf,
  openSecretBox,
  type SecretBox,
} from "./secret_box.ts";

/** The name of the file in the data folder; back it up apart from the database. */
export const APP_KEY_FILE = "kartka.key";

export interface AppKeyPlace {
  /** 32 bytes; null when the environment has none. */
  appKey: Uint8Array<ArrayBuffer> | null;
  /** Null where there is no disk: then the environment has to have one. */
  dataDir: string | null;
}

/** Whether the installation has a key already, so that opening its box makes none. */
export function hasAppKey({ appKey, dataDir }: AppKeyPlace): boolean {
  if (appKey !== null || dataDir === null) return appKey !== null;
  try {
    return Deno.statSync(`${dataDir}/${APP_KEY_FILE}`).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** The box of this installation. Throws `ConfigError` when the key file cannot be read or made. */
export async function openInstallationBox({ appKey, dataDir }: AppKeyPlace): Promise<SecretBox> {
  if (appKey !== null) return await openSecretBox(appKey);
  if (dataDir === null) return NO_BOX;
  return await openSecretBox(await keyOfFile(`${dataDir}/${APP_KEY_FILE}`));
}

/** Where nothing can be sealed: all else works, and channels say what is missing. */
export const NO_BOX: SecretBox = {
  seal: () => Promise.reject(noKey()),
  open: () => Promise.reject(noKey()),
  // Blocks have to work all the same; without a key their digests are only as secret as the store.
  digest: async (text) => await digestOf(await digestKeyOf(new Uint8Array(APP_KEY_BYTES)), text),
};

function noKey(): ConfigError {
  return new ConfigError("Cannot keep secrets of channels: set KARTKA_APP_KEY, 32 bytes in base64");
}

async function keyOfFile(file: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await readKey(file) ?? await makeKey(file);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`Cannot use the key file ${file}: ${why}`);
  }
}

async function readKey(file: string): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    const bytes = Uint8Array.fromBase64((await Deno.readTextFile(file)).trim());
    if (bytes.byteLength === APP_KEY_BYTES) return bytes;
    throw new ConfigError(`Cannot use the key file ${file}: it has not ${APP_KEY_BYTES} bytes`);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** Two processes that start at once must end with one key: the file that is linked first wins. */
async function makeKey(file: string): Promise<Uint8Array<ArrayBuffer>> {
  const key = crypto.getRandomValues(new Uint8Array(APP_KEY_BYTES));
  const draft = `${file}.${crypto.randomUUID()}`;
  try {
    await writeThrough(draft, key.toBase64());
    await Deno.link(draft, file);
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  } finally {
    await Deno.remove(draft).catch(() => {}); // not there when it could not be written
  }
  return await readKey(file) ?? key;
}

/** On the disk before anything is sealed with it: a power cut must not leave secrets that nothing opens. */
async function writeThrough(path: string, text: string): Promise<void> {
  using file = await Deno.open(path, { createNew: true, write: true, mode: 0o600 });
  await file.write(new TextEncoder().encode(text));
  await file.sync();
}
