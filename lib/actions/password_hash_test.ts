import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { BusyError } from "@/lib/errors.ts";
import { createGate } from "./gate.ts";
import { hashPassword, needsRehash, requireArgon2, verifyPassword } from "./password_hash.ts";

const PASSWORD = "сім лимонів до чаю";

Deno.test("hashPassword() gives a PHC string with a salt of its own that verifies", async () => {
  const one = await hashPassword(PASSWORD);
  const two = await hashPassword(PASSWORD);
  assertMatch(one, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
  assert(one !== two);
  assertEquals(await verifyPassword(PASSWORD, one), true);
  assertEquals(await verifyPassword(PASSWORD + " ", one), false);
});

Deno.test("verifyPassword() reads strings made by other Argon2id programs at another cost", async () => {
  // The reference program: `echo -n password | argon2 somesalt -id -t 2 -m 16 -p 1 -l 32`.
  const reference =
    "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
  assertEquals(await verifyPassword("password", reference), true);
  assertEquals(await verifyPassword("passwore", reference), false);
});

Deno.test("verifyPassword() is false for nobody and for a damaged string, whatever the password", async () => {
  for (const stored of [null, "", "$argon2id$v=19$m=1$x", "plain"]) {
    assertEquals(await verifyPassword(PASSWORD, stored), false);
  }
});

Deno.test("verifyPassword() takes both spellings of a composed letter", async () => {
  const stored = await hashPassword("привіт, їжаче!".normalize("NFD"));
  assertEquals(await verifyPassword("привіт, їжаче!".normalize("NFC"), stored), true);
});

Deno.test("needsRehash() says yes below today's cost and to what it cannot read", async () => {
  const stored = await hashPassword(PASSWORD);
  assertEquals(needsRehash(stored), false);
  assertEquals(needsRehash(stored.replace("t=2", "t=1")), true);
  assertEquals(needsRehash(stored.replace("m=19456", "m=8192")), true);
  assertEquals(needsRehash("plain"), true);
});

Deno.test("requireArgon2() passes on this Deno", async () => {
  await requireArgon2();
});

Deno.test("createGate() runs two, keeps three waiting in order and turns the sixth away", async () => {
  const gate = createGate({ name: "test", runningMax: 2, waitingMax: 3 });
  const started: number[] = [];
  const ends: (() => void)[] = [];
  const runs = [0, 1, 2, 3, 4].map((n) =>
    gate.run(() => {
      started.push(n);
      return new Promise<void>((resolve) => ends.push(resolve));
    })
  );
  await Promise.resolve();
  assertEquals(started, [0, 1]);
  const error = await assertRejects(() => gate.run(() => Promise.resolve()), BusyError);
  assertEquals(error.status, 503);
  for (let done = 0; done < 5; done++) {
    ends.shift()?.();
    await runs[done];
    await Promise.resolve();
  }
  assertEquals(started, [0, 1, 2, 3, 4]);
});

Deno.test("createGate() gives the place back when a task throws", async () => {
  const gate = createGate({ name: "test", runningMax: 1, waitingMax: 0 });
  await assertRejects(() => gate.run(() => Promise.reject(new Error("no"))), Error, "no");
  assertEquals(await gate.run(() => Promise.resolve(7)), 7);
});
