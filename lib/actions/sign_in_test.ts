import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import type { User } from "@/lib/domain/user.ts";
import { BusyError, InputError, NotFoundError } from "@/lib/errors.ts";
import { saveChange } from "@/lib/store/change.ts";
import { findSession, listSessions, stageSession } from "@/lib/store/sessions.ts";
import { requireUser, stageEditUser } from "@/lib/store/users.ts";
import { actingAs, type TestDeps, testDeps } from "@/tests/support/deps.ts";
import { Crash, faultyKv } from "@/tests/support/kv.ts";
import { changePassword } from "./change_password.ts";
import { createFirstAdmin, ensureFirstAdmin } from "./create_first_admin.ts";
import { endSession } from "./end_session.ts";
import { inviteUser } from "./invite_user.ts";
import { makePasswordLink, makeSetupLink } from "./make_link.ts";
import { redeemLink } from "./redeem_link.ts";
import { signIn, type SignInInput } from "./sign_in.ts";

const PASSWORD = "tea with seven lemons";
const OLENA = {
  email: "Olena@Example.com",
  name: "Olena",
  password: PASSWORD,
  locale: null,
};
/** The hash of PASSWORD at a lower cost than ours. */
const CHEAP_HASH =
  "$argon2id$v=19$m=1024,t=1,p=1$AwMDAwMDAwMDAwMDAwMDAw$+rTwaVwZviEKpcI3X3faWOWNNMcLRG9seODsLyxAIYE";
const SYSTEM = { id: "system", role: "admin" } as const;

async function withAdmin(kv: Deno.Kv): Promise<{ deps: TestDeps; admin: User }> {
  const deps = testDeps(kv);
  assert(await ensureFirstAdmin(deps, OLENA));
  const { user } = await signIn(deps, attempt());
  return { deps, admin: user };
}

/** A KV in which something happens right after the first read of a key of this kind. */
function interrupted(below: Deno.Kv, kind: string, happen: () => Promise<unknown>): Deno.Kv {
  let waits = true;
  const after = async (key: Deno.KvKey) => {
    if (!waits || key[1] !== kind) return;
    waits = false;
    await happen();
  };
  return new Proxy(below, {
    get(target, property) {
      if (property === "get") {
        return async (key: Deno.KvKey) => {
          const entry = await target.get(key);
          await after(key);
          return entry;
        };
      }
      if (property === "list") {
        return async function* (selector: { prefix: Deno.KvKey }) {
          const entries = await Array.fromAsync(target.list(selector));
          await after(selector.prefix);
          yield* entries;
        };
      }
      const value = Reflect.get(target, property);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

function attempt(changed: Partial<SignInInput> = {}): SignInInput {
  return {
    email: "olena@example.com",
    password: PASSWORD,
    address: "203.0.113.7",
    device: "Firefox",
    oldSecret: null,
    ...changed,
  };
}

Deno.test("signIn() gives a new session each time and ends the one the browser came with", async () => {
  using kv = await Deno.openKv(":memory:");
  const { deps } = await withAdmin(kv);
  const one = await signIn(deps, attempt());
  const two = await signIn(deps, attempt({ oldSecret: one.secret }));
  assertNotEquals(one.secret, two.secret);
  assertEquals(await findSession(kv, one.secret, deps.now()), null);
  assert(await findSession(kv, two.secret, deps.now()));
});

Deno.test("signIn() never takes over the session id a browser was made to bring", async () => {
  using kv = await Deno.openKv(":memory:");
  const { deps } = await withAdmin(kv);
  const planted = "A".repeat(43);
  const { secret } = await signIn(deps, attempt({ oldSecret: planted }));
  assertNotEquals(secret, planted);
  assertEquals(await findSession(kv, planted, deps.now()), null);
});

Deno.test("signIn() refuses an unknown, a wrong and a disabled user with the same error", async () => {
  using kv = await Deno.openKv(":memory:");
  const { deps, admin } = await withAdmin(kv);
  const messages = new Set<string>();
  const refuse = async (changed: Partial<SignInInput>) => {
    const error = await assertRejects(() => signIn(deps, attempt(changed)), InputError);
    messages.add(JSON.stringify([error.message, error.problems]));
  };
  await refuse({ email: "nobody@example.com" });
  await refuse({ email: "no address" });
  await refuse({ password: "wrong" });
  await saveChange(kv, (change) => stageEditUser(change, admin.id, () => ({ disabled: true })));
  await refuse({});
  assertEquals(messages.size, 1);
});

Deno.test("signIn() lets ten of 30 parallel guesses reach the password, and then says how long to wait", async () => {
  using kv = await Deno.openKv(":memory:");
  const { deps } = await withAdmin(kv);
  const guesses = await Promise.allSettled(
    Array.from({ length: 30 }, () => signIn(deps, attempt({ password: "guess" }))),
  );
  const refused = guesses.map((guess) => guess.status === "rejected" ? guess.reason : null);
  assertEquals(refused.filter((error) => error instanceof InputError).length, 10);
  assertEquals(refused.filter((error) => error instanceof BusyError).length, 20);
  const error = await assertRejects(() => signIn(deps, attempt()), BusyError);
  assertEquals([error.status, error.retryAfterSeconds > 0], [429, true]);
  deps.pass(error.retryAfterSeconds * 1000);
  await signIn(deps, attempt());
});

Deno.test("signIn() hashes a password anew when the cost has risen since", async () => {
  using kv = await Deno.openKv(":memory:");
  const { deps, admin } = await withAdmin(kv);
  const old = CHEAP_HASH;
  await saveChange(kv, (change) => stageEditUser(change, admin.id, () => ({ passwordHash: old })));
  await signIn(deps, attempt());
  const { passwordHash } = await requireUser(kv, admin.id);
  assert(passwordHash?.includes("$m=19456,t=2,p=1$"));
  await signIn(deps, attempt());
});

Deno.test("createFirstAdmin() lets exactly one of ten parallel set-ups win", async () => {
  using kv = await Deno.openKv(":memory:");
  const deps = testDeps(kv);
  const secret = await makeSetupLink(actingAs(deps, SYSTEM)) ?? "";
  const results = await Promise.allSettled(
    Array.from(
      { length: 10 },
      (_, n) =>
        createFirstAdmin(deps, { secret, device: "" }, { ...OLENA, email: `a${n}@example.com` }),
    ),
  );
  assertEquals(results.filter(({ status }) => status === "fulfilled").length, 1);
  assertEquals(await makeSetupLink(actingAs(deps, SYSTEM)), null);
  assertEquals(await ensureFirstAdmin(deps, OLENA), false);
});

Deno.test("createFirstAdmin() names every field that is wrong, and keeps the link good", async () => {
  using kv = await Deno.openKv(":memory:");
  const deps = testDeps(kv);
  const secret = await makeSetupLink(actingAs(deps, SYSTEM)) ?? "";
  const bad = { email: "x", name: " ", password: "short", locale: null };
  const error = await assertRejects(
    () => createFirstAdmin(deps, { secret, device: "" }, bad),
    InputError,
  );
  assertEquals(Object.keys(error.problems).sort(), ["email", "name", "password"]);
  await createFirstAdmin(deps, { secret, device: "" }, OLENA);
});

Deno.test("changePassword() ends all sessions but the one it was changed from", async () => {
  using kv = await Deno.openKv(":memory:");
  const { deps, admin } = await withAdmin(kv);
  const [here, there] = [await signIn(deps, attempt()), await signIn(deps, attempt())];
  const session = await findSession(kv, here.secret, deps.now());
  assert(session);
  const input = { address: "203.0.113.7", sessionHash: session.hash, next: "seven lemons, no tea" };
  const acting = actingAs(deps, admin);
  const wrong = await assertRejects(
    () => changePassword(acting, { ...input, current: "wrong" }),
    InputError,
  );
  assertEquals(Object.keys(wrong.problems), ["current"]);
  await changePassword(acting, { ...input, current: PASSWORD });
  assert(await findSession(kv, here.secret, deps.now()));
  assertEquals(await findSession(kv, there.secret, deps.now()), null);
  await assertRejects(() => signIn(deps, attempt()), InputError);
  await signIn(deps, attempt({ password: "seven lemons, no tea" }));
});

Deno.test("signIn() opens no session when the password changes while it is checked", async () => {
  using kv = await Deno.openKv(":memory:");
  const { deps, admin } = await withAdmin(kv);
  const changed = () =>
    saveChange(kv, (change) => stageEditUser(change, admin.id, () => ({ passwordHash: "new" })));
  const raced = { ...deps, kv: interrupted(kv, "user", changed) };
  await assertRejects(() => signIn(raced, attempt()), InputError);
});

Deno.test("signIn() opens no session when the user is disabled while the password is checked", async () => {
  using kv = await Deno.openKv(":memory:");
  const { deps, admin } = await withAdmin(kv);
  const disabled = () =>
    saveChange(kv, (change) => stageEditUser(change, admin.id, () => ({ disabled: true })));
  const raced = { ...deps, kv: interrupted(kv, "user", disabled) };
  await assertRejects(() => signIn(raced, attempt()), InputError);
});

Deno.test("changePassword() and redeemLink() end a session that began while they ran", async () => {
  using kv = await Deno.openKv(":memory:");
  const { deps, admin } = await withAdmin(kv);
  const here = await signIn(deps, attempt());
  const session = await findSession(kv, here.secret, deps.now());
  assert(session);
  const began = () =>
    saveChange(
      kv,
      (change) => stageSession(change, { userId: admin.id, device: "", nowMs: deps.now() }),
    );
  const raced = (kind: string) => ({ ...deps, kv: interrupted(kv, kind, began) });
  const next = "seven lemons, no tea";
  const input = { current: PASSWORD, next, address: "203.0.113.7", sessionHash: session.hash };
  await changePassword(actingAs(raced("user_session"), admin), input);
  const afterChange = await listSessions(kv, admin.id, deps.now());
  assertEquals(afterChange.map(({ hash }) => hash), [session.hash]);
  const link = await makePasswordLink(actingAs(deps, SYSTEM), admin.email);
  await redeemLink(raced("user_session"), { secret: link, password: PASSWORD, device: "" });
  assertEquals((await listSessions(kv, admin.id, deps.now())).length, 1);
});

Deno.test("a new password ends sessions even if the process dies right after saving it", async () => {
  using kv = await Deno.openKv(":memory:");
  const { deps, admin } = await withAdmin(kv);
  // Before it a try and its forgiveness are committed, or the link.
  for (const [commit, change] of [[2, changeTo], [1, redeemTo]] as const) {
    const { secret } = await signIn(deps, attempt());
    const dying = faultyKv(kv, (n) => n === commit ? "crash_after" : null);
    await assertRejects(() => change({ ...deps, kv: dying.kv }, admin), Crash);
    assertEquals(await findSession(kv, secret, deps.now()), null);
  }
});

function changeTo(deps: TestDeps, admin: User) {
  const input = { current: PASSWORD, next: PASSWORD, address: "203.0.113.7", sessionHash: "" };
  return changePassword(actingAs(deps, admin), input);
}

async function redeemTo(deps: TestDeps, admin: User) {
  const secret = await makePasswordLink(actingAs(deps, SYSTEM), admin.email);
  return await redeemLink(deps, { secret, password: PASSWORD, device: "" });
}

Deno.test("endSession() ends one's own sessions only", async () => {
  using kv = await Deno.openKv(":memory:");
  const { deps, admin } = await withAdmin(kv);
  const { secret } = await signIn(deps, attempt());
  const session = await findSession(kv, secret, deps.now());
  assert(session);
  const agent = { id: "taras", role: "agent" } as const;
  await assertRejects(() => endSession(actingAs(deps, agent), session.hash), NotFoundError);
  await endSession(actingAs(deps, admin), session.hash);
  assertEquals(await findSession(kv, secret, deps.now()), null);
});

Deno.test("inviteUser() makes a user who signs in after choosing a password, once", async () => {
  using kv = await Deno.openKv(":memory:");
  const { deps, admin } = await withAdmin(kv);
  const taras = { email: "taras@example.com", name: "Taras", role: "agent" } as const;
  const { secret } = await inviteUser(actingAs(deps, admin), taras);
  await assertRejects(() => signIn(deps, attempt({ email: taras.email })), InputError);
  const chosen = { secret, password: "one cat and two dogs", device: "" };
  const { user } = await redeemLink(deps, chosen);
  assertEquals(user.role, "agent");
  await assertRejects(() => redeemLink(deps, chosen), NotFoundError);
  await signIn(deps, attempt({ email: taras.email, password: chosen.password }));
  await assertRejects(() => inviteUser(actingAs(deps, admin), taras), InputError);
});

Deno.test("redeemLink() ends the sessions of whoever knew the old password", async () => {
  using kv = await Deno.openKv(":memory:");
  const { deps, admin } = await withAdmin(kv);
  const { secret: thief } = await signIn(deps, attempt());
  const link = await makePasswordLink(actingAs(deps, SYSTEM), admin.email);
  const { secret } = await redeemLink(deps, {
    secret: link,
    password: "fresh bread at six",
    device: "",
  });
  assertEquals(await findSession(kv, thief, deps.now()), null);
  assert(await findSession(kv, secret, deps.now()));
});
