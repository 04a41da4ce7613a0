// The settings of a deployment: read from the environment once, all problems reported at once.
import { type CountryCode, isSupportedCountry } from "libphonenumber-js/min";
import { z } from "zod";
import { ConfigError } from "@/lib/errors.ts";

export { ConfigError };

/** What a deployment chose, with defaults filled in. */
export interface Config {
  port: number;
  /** Folder of the embedded database, relative to where the server was started; null on Deno Deploy, which has its own. */
  dataDir: string | null;
  /** A KV Connect server; null means the embedded database. */
  kvUrl: string | null;
  kvToken: string | null;
  /** Where people reach Kartka; null means: as the request says. Has no path. */
  publicUrl: URL | null;
  /** The first admin of an installation nobody attends. */
  admin: { email: string; password: string } | null;
  /** Under which secrets of channels are sealed; null means: a key file in `dataDir`. */
  appKey: Uint8Array<ArrayBuffer> | null;
  /** Hosts in this network that channels may deliver to: `safeFetch` refuses all others that are not public. */
  privateHosts: readonly string[];
  /** Where the Telegram Bot API is: theirs, or a server of one's own. Has no path. */
  telegramApi: URL;
  /** An IANA name. */
  timeZone: string;
  country: CountryCode;
  /** How many proxies in front of Kartka may be believed about X-Forwarded-For. */
  trustedProxies: number;
}

type Env = Record<string, string | undefined>;

/** One environment variable: how to read it, and how to say what was expected. */
interface Setting<T> {
  name: string;
  expected: string;
  /** What holds when it is not set. */
  unset: string;
  /** Undefined means that the text is not what is expected. */
  parse(text: string): T | undefined;
  /** Its value is not repeated in messages. */
  isPrivate?: true;
}

const PORT: Setting<number> = {
  name: "PORT",
  expected: "a whole number from 0 to 65535 (0 takes any free port)",
  unset: "8000",
  parse: (text) => wholeNumber(text, 65535),
};
const DATA: Setting<string> = {
  name: "KARTKA_DATA",
  expected: "the folder of the embedded database",
  unset: "./data, or the platform's database on Deno Deploy",
  parse: asIs,
};
const KV_URL: Setting<string> = {
  name: "DENO_KV_URL",
  expected: "the http or https address of a KV Connect server",
  unset: "the embedded database in KARTKA_DATA",
  parse: (text) => httpUrl(text) && text,
  isPrivate: true,
};
const KV_TOKEN: Setting<string> = {
  name: "DENO_KV_ACCESS_TOKEN",
  expected: "the token of that server",
  unset: "none",
  parse: asIs,
  isPrivate: true,
};
const PUBLIC_URL: Setting<URL> = {
  name: "PUBLIC_URL",
  expected: "an http or https address without a path, such as https://kartka.example.org",
  unset: "the address each request names",
  parse: originUrl,
  isPrivate: true,
};
const ADMIN_EMAIL: Setting<string> = {
  name: "KARTKA_ADMIN_EMAIL",
  expected: "the e-mail address of the first admin",
  unset: "a set-up link is printed",
  parse: (text) => z.email().safeParse(text.toLowerCase()).data,
  isPrivate: true,
};
const ADMIN_PASSWORD: Setting<string> = {
  name: "KARTKA_ADMIN_PASSWORD",
  expected: "the password of the first admin",
  unset: "a set-up link is printed",
  parse: asIs,
  isPrivate: true,
};
const APP_KEY: Setting<Uint8Array<ArrayBuffer>> = {
  name: "KARTKA_APP_KEY",
  expected: "32 random bytes in base64, as `openssl rand -base64 32` prints them",
  unset: "a key file in KARTKA_DATA, made at the first start",
  parse: key32,
  isPrivate: true,
};
const PRIVATE_HOSTS: Setting<string[]> = {
  name: "KARTKA_PRIVATE_HOSTS",
  expected: "host names separated by commas, such as crm.internal,192.168.1.20",
  unset: "none: channels deliver to public addresses only",
  parse: hostNames,
};
const TELEGRAM_API: Setting<URL> = {
  name: "KARTKA_TELEGRAM_API",
  expected: "an http or https address without a path, such as https://api.telegram.org",
  unset: "https://api.telegram.org",
  parse: originUrl,
};
const TIME_ZONE: Setting<string> = {
  name: "KARTKA_TIME_ZONE",
  expected: "an IANA time zone, such as Europe/Kyiv",
  unset: "Europe/Kyiv",
  parse: timeZone,
};
const COUNTRY: Setting<CountryCode> = {
  name: "KARTKA_COUNTRY",
  expected: "a country as two letters of ISO 3166, such as UA",
  unset: "UA",
  parse: country,
};
const PROXIES: Setting<number> = {
  name: "TRUSTED_PROXIES",
  expected: "a whole number from 0 to 10: proxies whose X-Forwarded-For is trusted",
  unset: "0",
  parse: (text) => wholeNumber(text, 10),
};

const ALL: readonly Setting<unknown>[] = [
  PORT,
  DATA,
  KV_URL,
  KV_TOKEN,
  PUBLIC_URL,
  ADMIN_EMAIL,
  ADMIN_PASSWORD,
  APP_KEY,
  PRIVATE_HOSTS,
  TELEGRAM_API,
  TIME_ZONE,
  COUNTRY,
  PROXIES,
];
const KNOWN = ALL.map(({ name }) => name).filter((name) => name.startsWith("KARTKA_"));

/** Every setting, for the help of tasks and for the documentation. */
export const SETTINGS: readonly { name: string; expected: string; unset: string }[] = ALL;

/**
 * Reads the settings; unset and empty mean the same. Throws one ConfigError that lists every
 * problem: what was found, what is expected. Secrets and addresses are not repeated in it.
 */
export function readConfig(env: Env): Config {
  const problems = unknownNames(env);
  const read = <T>(setting: Setting<T>) => readSetting(env, setting, problems);
  const kvUrl = read(KV_URL);
  const kvToken = read(KV_TOKEN);
  const email = read(ADMIN_EMAIL);
  const password = read(ADMIN_PASSWORD);
  problems.push(...missingPartner(env, KV_URL, KV_TOKEN));
  problems.push(...missingPartner(env, ADMIN_EMAIL, ADMIN_PASSWORD));
  const config: Config = {
    port: read(PORT) ?? 8000,
    dataDir: read(DATA) ?? (isOnDeploy(env) ? null : "./data"),
    kvUrl,
    kvToken,
    publicUrl: read(PUBLIC_URL),
    admin: email !== null && password !== null ? { email, password } : null,
    appKey: read(APP_KEY),
    privateHosts: read(PRIVATE_HOSTS) ?? [],
    telegramApi: read(TELEGRAM_API) ?? new URL("https://api.telegram.org"),
    timeZone: read(TIME_ZONE) ?? "Europe/Kyiv",
    country: read(COUNTRY) ?? "UA",
    trustedProxies: read(PROXIES) ?? 0,
  };
  if (problems.length > 0) throw new ConfigError(explained(problems));
  return config;
}

/** Deno Deploy names each deployment; it has no disk to write to. */
function isOnDeploy(env: Env): boolean {
  return Boolean(env.DENO_DEPLOYMENT_ID);
}

function readSetting<T>(env: Env, setting: Setting<T>, problems: string[]): T | null {
  const text = textOf(env, setting);
  if (text === null) return null;
  const value = setting.parse(text);
  if (value !== undefined) return value;
  const found = setting.isPrivate ? "has a value that is something else" : `is "${text}"`;
  problems.push(`${setting.name} ${found}; expected ${setting.expected}.`);
  return null;
}

/** A password may begin or end with a space; nothing else means to. */
function textOf(env: Env, setting: Setting<unknown>): string | null {
  const text = env[setting.name] ?? "";
  return (setting === ADMIN_PASSWORD ? text : text.trim()) || null;
}

/** A typing mistake in a name would else go unnoticed and the default be used. */
function unknownNames(env: Env): string[] {
  const names = Object.keys(env).filter((name) => name.startsWith("KARTKA_"));
  const unknown = names.filter((name) => !KNOWN.includes(name) && env[name] !== "");
  return unknown.sort().map((name) =>
    `${name} is no setting of Kartka; known: ${KNOWN.join(", ")}.`
  );
}

/** Of two settings that only make sense together, the one that is missing. */
function missingPartner(env: Env, a: Setting<unknown>, b: Setting<unknown>): string[] {
  const [hasA, hasB] = [textOf(env, a) !== null, textOf(env, b) !== null];
  if (hasA === hasB) return [];
  const [present, missing] = hasA ? [a, b] : [b, a];
  return [`${missing.name} is not set, but ${present.name} is; expected both or neither.`];
}

function explained(problems: string[]): string {
  const lines = problems.map((problem) => `- ${problem}`).join("\n");
  return `Kartka cannot start with these settings. Correct the environment:\n${lines}`;
}

function asIs(text: string): string {
  return text;
}

function wholeNumber(text: string, max: number): number | undefined {
  return /^\d{1,5}$/.test(text) && Number(text) <= max ? Number(text) : undefined;
}

function key32(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[A-Za-z0-9+/]{43}=$/.test(text)) return undefined;
  return Uint8Array.fromBase64(text);
}

function hostNames(text: string): string[] | undefined {
  const names = text.toLowerCase().split(",").map((name) => name.trim());
  return names.every((name) => /^[a-z0-9._:[\]-]{1,253}$/.test(name)) ? names : undefined;
}

function httpUrl(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && /^https?:$/.test(url.protocol) ? url : undefined;
}

function originUrl(text: string): URL | undefined {
  const url = httpUrl(text);
  return url !== undefined && url.href === `${url.origin}/` ? url : undefined;
}

/** Offsets such as +02:00 are refused: they know no summer time. */
function timeZone(text: string): string | undefined {
  try {
    new Intl.DateTimeFormat("en", { timeZone: text });
    return /^[A-Za-z]/.test(text) ? text : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function country(text: string): CountryCode | undefined {
  const code = text.toUpperCase();
  return isSupportedCountry(code) ? code : undefined;
}
