import { assertEquals } from "@std/assert";
import { clientAddress } from "./client_address.ts";

function from(hostname: string, forwarded?: string, proxies = 0): string {
  const headers = new Headers(forwarded === undefined ? {} : { "x-forwarded-for": forwarded });
  return clientAddress(headers, { transport: "tcp", hostname, port: 1 }, proxies);
}

Deno.test("clientAddress() believes no header without trusted proxies", () => {
  assertEquals(from("203.0.113.7", "198.51.100.1"), "203.0.113.7");
});

Deno.test("clientAddress() takes the nth address from the right with n trusted proxies", () => {
  const forged = "1.1.1.1, 198.51.100.1, 192.0.2.1";
  assertEquals(from("10.0.0.1", forged, 1), "192.0.2.1");
  assertEquals(from("10.0.0.1", forged, 2), "198.51.100.1");
  assertEquals(from("10.0.0.1", "203.0.113.7:5123", 1), "203.0.113.7");
  assertEquals(from("10.0.0.1", undefined, 1), "10.0.0.1");
});

Deno.test("clientAddress() counts an IPv6 /64 as one and a mapped IPv4 as itself", () => {
  assertEquals(from("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
  assertEquals(from("2001:db8:1:2::9"), "2001:db8:1:2::/64");
  assertEquals(from("::1"), "0:0:0:0::/64");
  assertEquals(from("::ffff:203.0.113.7"), "203.0.113.7");
});

Deno.test("clientAddress() makes nothing of nonsense", () => {
  for (const text of ["", "unknown", "x".repeat(9000), "[:", "::1%eth0", "_hidden"]) {
    assertEquals(from(text), "unknown");
  }
  assertEquals(clientAddress(new Headers(), undefined, 0), "unknown");
});
