import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import fc from "fast-check";
import { type Config, ConfigError, readConfig } from "./config.ts";

const DEFAULTS: Config = {
  port: 8000,
  dataDir: "./data",
  kvUrl: null,
  kvToken: null,
  publicUrl: null,
  admin: null,
  appKey: null,
  privateHosts: [],
  telegramApi: new URL("https://api.telegram.org"),
  timeZone: "Europe/Kyiv",
  country: "UA",
  trustedProxies: 0,
};

const NAMES = [
  "PORT",
  "KARTKA_DATA",
  "DENO_KV_URL",
  "DENO_KV_ACCESS_TOKEN",
  "PUBLIC_URL",
  "KARTKA_ADMIN_EMAIL",
  "KARTKA_ADMIN_PASSWORD",
  "KARTKA_APP_KEY",
  "KARTKA_PRIVATE_HOSTS",
  "KARTKA_TELEGRAM_API",
  "KARTKA_TIME_ZONE",
  "KARTKA_COUNTRY",
  "TRUSTED_PROXIES",
];

function messageOf(env: Record<string, string>): string {
  return assertThrows(() => readConfig(env), ConfigError).message;
}

Deno.test("readConfig() needs no settings, and takes empty ones as unset", () => {
  assertEquals(readConfig({}), DEFAULTS);
  assertEquals(readConfig(Object.fromEntries(NAMES.map((name) => [name, ""]))), DEFAULTS);
  assertEquals(readConfig({ HOME: "/root", PORT: undefined, KARTKA_OTHER: "" }), DEFAULTS);
});

Deno.test("readConfig() reads every setting", () => {
  const config = readConfig({
    PORT: "0",
    KARTKA_DATA: "/var/lib/kartka",
    DENO_KV_URL: "https://kv.example.org",
    DENO_KV_ACCESS_TOKEN: "t0ken",
    PUBLIC_URL: "https://kartka.example.org/",
    KARTKA_ADMIN_EMAIL: " Olena@Example.org",
    KARTKA_ADMIN_PASSWORD: " long enough ",
    KARTKA_APP_KEY: new Uint8Array(32).toBase64(),
    KARTKA_PRIVATE_HOSTS: "crm.internal, 192.168.1.20",
    KARTKA_TELEGRAM_API: "http://bots.internal:8081",
    KARTKA_TIME_ZONE: "Europe/Warsaw",
    KARTKA_COUNTRY: "pl",
    TRUSTED_PROXIES: "2",
  });
  assertEquals(config, {
    port: 0,
    dataDir: "/var/lib/kartka",
    kvUrl: "https://kv.example.org",
    kvToken: "t0ken",
    publicUrl: new URL("https://kartka.example.org"),
    admin: { email: "olena@example.org", password: " long enough " },
    appKey: new Uint8Array(32),
    privateHosts: ["crm.internal", "192.168.1.20"],
    telegramApi: new URL("http://bots.internal:8081"),
    timeZone: "Europe/Warsaw",
    country: "PL",
    trustedProxies: 2,
  });
});

Deno.test("readConfig() says what was found and what is expected", () => {
  const wrong: [string, string, string][] = [
    ["PORT", "70000", 'PORT is "70000"; expected a whole number from 0 to 65535'],
    ["PORT", "8000.5", 'PORT is "8000.5"'],
    ["PORT", "-1", 'PORT is "-1"'],
    ["TRUSTED_PROXIES", "true", 'TRUSTED_PROXIES is "true"; expected a whole number from 0 to 10'],
    ["KARTKA_TIME_ZONE", "Kyiv", 'KARTKA_TIME_ZONE is "Kyiv"; expected an IANA time zone'],
    ["KARTKA_TIME_ZONE", "+02:00", 'KARTKA_TIME_ZONE is "+02:00"'],
    ["KARTKA_COUNTRY", "UK", 'KARTKA_COUNTRY is "UK"; expected a country as two letters'],
    ["PUBLIC_URL", "kartka.example.org", "PUBLIC_URL has a value that is something else; expected"],
    ["PUBLIC_URL", "https://example.org/kartka", "without a path"],
    ["PUBLIC_URL", "ftp://example.org", "PUBLIC_URL has"],
    ["KARTKA_ADMIN_EMAIL", "olena", "KARTKA_ADMIN_EMAIL has"],
    ["DENO_KV_URL", "./data/kv", "DENO_KV_URL has"],
  ];
  for (const [name, value, expected] of wrong) {
    assertStringIncludes(messageOf({ [name]: value }), expected);
  }
});

Deno.test("readConfig() reports all problems at once", () => {
  const message = messageOf({ PORT: "x", KARTKA_COUNTRY: "x", TRUSTED_PROXIES: "x" });
  for (const name of ["PORT", "KARTKA_COUNTRY", "TRUSTED_PROXIES"]) {
    assertStringIncludes(message, `- ${name} is "x"`);
  }
});

Deno.test("readConfig() names settings that it does not know", () => {
  const message = messageOf({ KARTKA_TIMEZONE: "Europe/Kyiv", KARTKA_PORT: "80" });
  assertStringIncludes(message, "KARTKA_TIMEZONE is no setting of Kartka");
  assertStringIncludes(message, "KARTKA_PORT is no setting of Kartka");
  assertStringIncludes(message, "KARTKA_TIME_ZONE");
});

Deno.test("readConfig() wants e-mail and password, address and token together", () => {
  const lone: [string, string, string][] = [
    ["KARTKA_ADMIN_EMAIL", "a@example.org", "KARTKA_ADMIN_PASSWORD is not set"],
    ["KARTKA_ADMIN_PASSWORD", "long enough", "KARTKA_ADMIN_EMAIL is not set"],
    ["DENO_KV_URL", "https://kv.example.org", "DENO_KV_ACCESS_TOKEN is not set"],
    ["DENO_KV_ACCESS_TOKEN", "t0ken", "DENO_KV_URL is not set"],
  ];
  for (const [name, value, expected] of lone) {
    assertStringIncludes(messageOf({ [name]: value }), expected);
  }
});

Deno.test("readConfig() never repeats a secret or an address in its message", () => {
  const message = messageOf({
    KARTKA_ADMIN_EMAIL: "olena@",
    KARTKA_ADMIN_PASSWORD: "s3cret-word",
    DENO_KV_ACCESS_TOKEN: "s3cret-token",
    DENO_KV_URL: "kv://olena:s3cret-url@example.org",
  });
  assert(!/s3cret|olena/.test(message), message);
});

Deno.test("readConfig() reads any text at all or throws a ConfigError", () => {
  const envs = fc.dictionary(fc.constantFrom(...NAMES), fc.string({ unit: "binary" }));
  fc.assert(fc.property(envs, (env) => {
    try {
      readConfig(env);
    } catch (error) {
      assert(error instanceof ConfigError);
    }
  }));
});

Deno.test("Deno Deploy has no disk: without a folder of its own Kartka uses the platform's database there", () => {
  assertEquals(readConfig({ DENO_DEPLOYMENT_ID: "abc" }).dataDir, null);
  assertEquals(readConfig({ DENO_DEPLOYMENT_ID: "abc", KARTKA_DATA: "./here" }).dataDir, "./here");
  assertEquals(readConfig({}).dataDir, "./data");
});
