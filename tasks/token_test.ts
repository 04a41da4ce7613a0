import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { ensureFirstAdmin } from "@/lib/actions/create_first_admin.ts";
import { requireLinkUser } from "@/lib/actions/redeem_link.ts";
import { InputError, NotFoundError } from "@/lib/errors.ts";
import { testDeps } from "@/tests/support/deps.ts";
import { makeToken } from "./token.ts";

const CONFIG = { publicUrl: new URL("https://kartka.example.com"), port: 8000 };
const OLENA = {
  email: "olena@example.com",
  name: "Olena",
  password: "tea with seven lemons",
  locale: null,
};

Deno.test("makeToken() gives a set-up link only while there is no admin", async () => {
  using kv = await Deno.openKv(":memory:");
  const deps = testDeps(kv);
  const before = await makeToken(deps, CONFIG, {});
  assertMatch(before, /\nhttps:\/\/kartka\.example\.com\/setup\?secret=[\w-]{43}$/);
  await ensureFirstAdmin(deps, OLENA);
  assertMatch(await makeToken(deps, CONFIG, {}), /already/);
});

Deno.test("makeToken() gives a link to an existing user and creates an invited one", async () => {
  using kv = await Deno.openKv(":memory:");
  const deps = testDeps(kv);
  await ensureFirstAdmin(deps, OLENA);
  const asked = await makeToken(deps, CONFIG, { email: "OLENA@example.com" });
  const invited = await makeToken(deps, CONFIG, { invite: "t@example.com", name: "Taras" });
  const names = [];
  for (const text of [asked, invited]) {
    const secret = /\/link\?secret=([\w-]{43})$/.exec(text)?.[1] ?? "";
    const { name, role } = await requireLinkUser(deps, secret);
    names.push([name, role]);
  }
  assertEquals(names, [["Olena", "admin"], ["Taras", "agent"]]);
});

Deno.test("makeToken() says what is wrong", async () => {
  using kv = await Deno.openKv(":memory:");
  const deps = testDeps(kv);
  await assertRejects(() => makeToken(deps, CONFIG, { email: "x@example.com" }), NotFoundError);
  await assertRejects(() => makeToken(deps, CONFIG, { invite: "x" }), InputError);
  const wrongRole = { invite: "x@example.com", name: "X", role: "boss" };
  await assertRejects(() => makeToken(deps, CONFIG, wrongRole), InputError);
});
