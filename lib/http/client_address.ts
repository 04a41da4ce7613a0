// The client's network address, as the login limiter counts it.

/**
 * The address that connected, or with trusted proxies the one that the outermost of them saw. IPv6 is cut to its /64,
 * which one customer has to himself; an IPv4 in IPv6 clothes counts as IPv4. "unknown" when there is none.
 */
export function clientAddress(
  headers: Headers,
  remote: Deno.Addr | undefined,
  trustedProxies: number,
): string {
  const forwarded = trustedProxies > 0 ? forwardedAddress(headers, trustedProxies) : null;
  const direct = remote && "hostname" in remote ? remote.hostname : null;
  return networkOf(forwarded ?? direct ?? "") ?? "unknown";
}

/** Each proxy appends whom it saw, so with n proxies of our own the nth from the right is the client. */
function forwardedAddress(headers: Headers, trustedProxies: number): string | null {
  const hops = (headers.get("x-forwarded-for") ?? "").split(",").map((hop) => hop.trim());
  return hops.at(-trustedProxies) || null;
}

const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/;

function networkOf(text: string): string | null {
  const address = text.replace(/^([\d.]+):\d+$/, "$1"); // some proxies add the port
  if (IPV4.test(address)) return address;
  const groups = ipv6Groups(address.replace(/^\[|\]$/g, ""));
  if (!groups) return null;
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (isMapped) {
    return groups.slice(6).flatMap((group) => [group >> 8, group & 255]).join(".");
  }
  return `${groups.slice(0, 4).map((group) => group.toString(16)).join(":")}::/64`;
}

/** The eight groups, or null when it is not an IPv6 address. The URL parser knows all spellings. */
function ipv6Groups(address: string): number[] | null {
  const url = `http://[${address}]/`;
  if (!/^[0-9a-f:.]{2,45}$/i.test(address) || !URL.canParse(url)) return null;
  const [head = "", tail] = new URL(url).hostname.slice(1, -1).split("::");
  const left = groupsOf(head);
  const right = groupsOf(tail ?? "");
  return [...left, ...new Array(8 - left.length - right.length).fill(0), ...right];
}

function groupsOf(text: string): number[] {
  return text === "" ? [] : text.split(":").map((group) => parseInt(group, 16));
}
