// The one way out: requests to addresses that admins typed, which must not reach what is inside our network.
import { lookup as systemLookup } from "node:dns";
import { type IncomingMessage, request as plainRequest } from "node:http";
import { request as tlsRequest } from "node:https";
import type { LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";
import { outsideUrl } from "@/lib/domain/outside_url.ts";

export const FETCH_TIMEOUT_MS = 10_000;
/** What is read of an answer; the rest is not waited for. */
export const REPLY_BYTES_MAX = 64 * 1024;

/** Never reached, named or not: link-local has the metadata services of clouds; the others are nobody's address. */
const NEVER = ["linkLocal", "unspecified", "broadcast", "multicast", "reserved"];
/** What else the library calls unicast is not routed, and `::7f00:1` among it an old way to write 127.0.0.1. */
const GLOBAL_UNICAST = ipaddr.parseCIDR("2000::/3");

/** An address that Kartka does not deliver to; trying again does not help. */
export class UnsafeAddressError extends Error {
  override readonly name = "UnsafeAddressError";

  constructor(readonly code: "address_invalid" | "address_private") {
    super(`Refused: ${code}`);
  }
}

/** Nothing came back, for this once. */
export class FetchFailedError extends Error {
  override readonly name = "FetchFailedError";

  constructor(readonly code: "unknown_host" | "refused" | "timeout" | "tls" | "broken") {
    super(`Request failed: ${code}`);
  }
}

export interface Address {
  address: string;
  family: 4 | 6;
}

/** All addresses of a host name. Rejects when there is none. */
export type Resolve = (host: string) => Promise<Address[]>;

export interface HostOptions {
  /** Hosts in our own network that an admin of the machine has named, `KARTKA_PRIVATE_HOSTS`. */
  privateHosts: readonly string[];
  /** Tests bring their own. */
  resolve?: Resolve;
}

export interface SafeRequest extends HostOptions {
  method: "GET" | "POST";
  headers: Record<string, string>;
  body?: Uint8Array | string;
  /** For all together, the name's look-up included; 10 s unless told. */
  timeoutMs?: number;
  signal?: AbortSignal;
}

export interface SafeReply {
  status: number;
  /** The first 64 KiB. */
  body: Uint8Array;
  /** The header `retry-after` as it came: seconds, or a date. */
  retryAfter: string | null;
}

/**
 * Sends one request; redirects are answers like any other, not followed.
 * The connection goes to an address that was checked, whatever the name means a moment later.
 * Throws `UnsafeAddressError`, `FetchFailedError`.
 */
export async function safeFetch(url: string, options: SafeRequest): Promise<SafeReply> {
  const target = safeUrl(url);
  const deadline = AbortSignal.timeout(options.timeoutMs ?? FETCH_TIMEOUT_MS);
  const signal = options.signal ? AbortSignal.any([deadline, options.signal]) : deadline;
  try {
    const addresses = await until(signal, safeAddresses(target.hostname, options));
    return await send(target, { ...options, signal }, addresses);
  } catch (error) {
    throw signal.aborted ? new FetchFailedError("timeout") : asFailure(error);
  }
}

/** Http or https, without a name and password in it. Throws `UnsafeAddressError`. */
function safeUrl(text: string): URL {
  const url = outsideUrl(text);
  if (url === null) throw new UnsafeAddressError("address_invalid");
  return url;
}

/**
 * Where a host is, when all its addresses may be reached: one that is not makes the name unsafe.
 * Throws `UnsafeAddressError`, and `FetchFailedError` when the name is not known.
 */
export async function safeAddresses(
  host: string,
  { privateHosts, resolve = resolveBySystem }: HostOptions,
): Promise<Address[]> {
  const name = bareHost(host);
  const isNamed = privateHosts.some((it) => bareHost(it) === name);
  const addresses = ipaddr.isValid(name) ? [literal(name)] : await resolved(name, resolve);
  if (!addresses.every(({ address }) => isSafe(address, isNamed))) {
    throw new UnsafeAddressError("address_private");
  }
  return addresses;
}

/** Fails closed: an answer that cannot be read is no answer. */
async function resolved(name: string, resolve: Resolve): Promise<Address[]> {
  const addresses = await resolve(name).catch(() => []);
  if (addresses.length > 0) return addresses;
  throw new FetchFailedError("unknown_host");
}

function isSafe(address: string, isNamed: boolean): boolean {
  if (!ipaddr.isValid(address)) return false;
  // An IPv4 address in the clothes of IPv6 is judged as what it is.
  const read = ipaddr.process(address);
  const range = read.range();
  if (range === "unicast") return read.kind() === "ipv4" || read.match(GLOBAL_UNICAST);
  return isNamed && !NEVER.includes(range);
}

function literal(address: string): Address {
  return { address, family: ipaddr.IPv6.isValid(address) ? 6 : 4 };
}

/** `[::1]` and `example.org.` without their marks. */
function bareHost(host: string): string {
  return host.toLowerCase().replace(/^\[|\]$|\.$/g, "");
}

function resolveBySystem(host: string): Promise<Address[]> {
  return new Promise((resolve, reject) => {
    systemLookup(host, { all: true }, (error, found) => {
      if (error) return reject(error);
      resolve(found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 })));
    });
  });
}

/** A resolver cannot be told to stop, so we stop waiting for it. */
function until<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) return stop();
    signal.addEventListener("abort", stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}

function send(url: URL, options: SafeRequest, addresses: Address[]): Promise<SafeReply> {
  const { method, headers, body, signal } = options;
  const request = url.protocol === "https:" ? tlsRequest : plainRequest;
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      method,
      headers: { "content-length": String(byteLength(body)), ...headers },
      // Kept connections would go to where the name pointed before.
      agent: false,
      lookup: lookupOf(addresses),
      signal,
    });
    sent.on("error", reject);
    sent.on("response", (reply) => {
      readReply(reply).then((read) => {
        sent.destroy();
        const retryAfter = reply.headers["retry-after"] ?? null;
        resolve({ status: reply.statusCode ?? 0, body: read, retryAfter });
      }, reject);
    });
    sent.end(body);
  });
}

function byteLength(body: Uint8Array | string = ""): number {
  return typeof body === "string" ? new TextEncoder().encode(body).byteLength : body.byteLength;
}

/** Answers later, as a resolver would: an address that is refused at once would be an error nobody catches. */
function lookupOf(addresses: Address[]): LookupFunction {
  return (_host, options, callback) => {
    queueMicrotask(() => {
      if (options.all) return callback(null, addresses);
      const [first] = addresses;
      callback(null, first?.address ?? "", first?.family);
    });
  };
}

async function readReply(reply: IncomingMessage): Promise<Uint8Array> {
  const bytes = new Uint8Array(REPLY_BYTES_MAX);
  let length = 0;
  for await (const chunk of reply) {
    const part: Uint8Array = chunk.subarray(0, REPLY_BYTES_MAX - length);
    bytes.set(part, length);
    length += part.byteLength;
    if (length === REPLY_BYTES_MAX) break;
  }
  return bytes.slice(0, length);
}

function asFailure(error: unknown): Error {
  if (error instanceof UnsafeAddressError || error instanceof FetchFailedError) return error;
  const text = error instanceof Error
    ? `${"code" in error ? error.code : ""} ${error.message}`
    : "";
  if (/ECONNREFUSED|refused/i.test(text)) return new FetchFailedError("refused");
  if (/CERT|TLS|SSL/i.test(text)) return new FetchFailedError("tls");
  return new FetchFailedError("broken");
}
