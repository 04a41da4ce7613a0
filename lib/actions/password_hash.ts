// Argon2id over native WebCrypto, kept as PHC strings: `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`.
import { timingSafeEqual } from "node:crypto";
import { toNfc } from "@/lib/domain/marks.ts";
import { ConfigError } from "@/lib/errors.ts";
import { createGate } from "./gate.ts";

interface Argon2Cost {
  memoryKib: number;
  passes: number;
  lanes: number;
}

/** What OWASP's ASVS asks for at least. Raise it here: passwords are hashed anew at the next sign-in. */
export const COST: Argon2Cost = { memoryKib: 19456, passes: 2, lanes: 1 };

const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** Each hash takes 19 MiB and a core for some 50 ms: 64 at once were seen to take 1.5 GB. */
const gate = createGate({ name: "password check", runningMax: 2, waitingMax: 32 });

/** A PHC string with a salt of its own. Throws `BusyError` 503 when too many hashes wait. */
export function hashPassword(password: string): Promise<string> {
  return gate.run(async () => {
    const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
    return phc(COST, salt, await derive(password, salt, COST));
  });
}

/**
 * True if the password belongs to the PHC string. Null, for a user who is unknown or has no password, costs as much
 * and is false, so that time does not tell who has an account. Throws `BusyError` 503 when too many hashes wait.
 */
export function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  const { salt, hash, cost } = parsePhc(stored ?? "") ?? DUMMY;
  return gate.run(async () => {
    const actual = await derive(password, salt, cost);
    return actual.length === hash.length && timingSafeEqual(actual, hash);
  });
}

/** True when the string was made at a lower cost than today's. */
export function needsRehash(stored: string): boolean {
  const cost = parsePhc(stored)?.cost;
  return !cost || cost.memoryKib < COST.memoryKib || cost.passes < COST.passes ||
    cost.lanes < COST.lanes;
}

/** Tries one hash, because `SubtleCrypto.supports()` says no where it works. Throws `ConfigError` if it does not. */
export async function requireArgon2(): Promise<void> {
  try {
    await derive("try", new Uint8Array(SALT_BYTES), { memoryKib: 8, passes: 1, lanes: 1 });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ConfigError(
      `Cannot hash passwords: this Deno has no Argon2id in WebCrypto (${why}). ` +
        `Use Deno 2.9 or later; here it is ${Deno.version.deno}.`,
    );
  }
}

/** Hash of no password that anyone could find. */
const DUMMY = {
  cost: COST,
  salt: new Uint8Array(SALT_BYTES).fill(7),
  hash: new Uint8Array(HASH_BYTES).fill(7),
};

/** TypeScript's library does not know the algorithm yet, hence parameters as an untyped value. */
async function derive(
  password: string,
  salt: Uint8Array<ArrayBuffer>,
  cost: Argon2Cost,
): Promise<Uint8Array> {
  const bytes = new TextEncoder().encode(toNfc(password));
  const format: string = "raw-secret";
  const key = await crypto.subtle.importKey(
    format as "raw",
    bytes,
    "Argon2id",
    false,
    ["deriveBits"],
  );
  const { memoryKib: memory, passes, lanes: parallelism } = cost;
  const algorithm = { name: "Argon2id", nonce: salt, memory, passes, parallelism };
  return new Uint8Array(await crypto.subtle.deriveBits(algorithm, key, HASH_BYTES * 8));
}

function phc({ memoryKib, passes, lanes }: Argon2Cost, salt: Uint8Array, hash: Uint8Array): string {
  const numbers = `m=${memoryKib},t=${passes},p=${lanes}`;
  return `$argon2id$v=19$${numbers}$${base64(salt)}$${base64(hash)}`;
}

const PHC = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([\w+/]+)\$([\w+/]+)$/;

function parsePhc(text: string) {
  const match = PHC.exec(text);
  if (!match) return null;
  const [, memoryKib, passes, lanes, salt = "", hash = ""] = match;
  return {
    cost: { memoryKib: Number(memoryKib), passes: Number(passes), lanes: Number(lanes) },
    salt: Uint8Array.fromBase64(salt),
    hash: Uint8Array.fromBase64(hash),
  };
}

/** PHC strings carry no padding. */
function base64(bytes: Uint8Array): string {
  return bytes.toBase64({ omitPadding: true });
}
