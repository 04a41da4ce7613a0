import { assertEquals } from "@std/assert";
import { openTestApp, type TestApp, type Who, withOneOfEach } from "@/tests/support/app.ts";
import { routePatterns } from "@/tests/support/routes.ts";
import { EXPECTED, pathOf, type Statuses } from "./expectations.ts";

const ACTORS: Who[] = ["anonymous", "agent", "admin"];

Deno.test("every route has a row of expectations, and every row a route", async () => {
  assertEquals(await routePatterns(), Object.keys(EXPECTED).sort());
});

Deno.test("every route answers every actor to GET and POST as expected", async () => {
  const wrong: string[] = [];
  for (const [pattern, row] of Object.entries(EXPECTED)) {
    for (const method of ["GET", "POST"] as const) {
      const statuses = await statusesOf(pattern, method);
      if (String(statuses) === String(row[method])) continue;
      wrong.push(`${method} ${pattern}: ${statuses} instead of ${row[method]}`);
    }
  }
  assertEquals(wrong, []);
});

Deno.test("HEAD answers as GET does, without a body", async () => {
  await using app = await openTestApp();
  const ids = await idsOf(app);
  for (const pattern of Object.keys(EXPECTED)) {
    const path = pathOf(pattern, ids);
    for (const as of ACTORS) {
      const [get, head] = [
        await app.ask(path, { as }),
        await app.ask(path, { as, method: "HEAD" }),
      ];
      assertEquals([head.status, await head.text()], [get.status, ""], `${as} ${path}`);
      await get.body?.cancel();
    }
  }
});

Deno.test("every other method is 405 for everyone everywhere", async () => {
  await using app = await openTestApp();
  const ids = await idsOf(app);
  for (const pattern of [...Object.keys(EXPECTED), "/none"]) {
    for (const method of ["PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "foo"]) {
      for (const as of ACTORS) {
        const response = await app.ask(pathOf(pattern, ids), { as, method });
        await response.body?.cancel();
        assertEquals(response.status, 405, `${as} ${method} ${pattern}`);
      }
    }
  }
});

Deno.test("ids that do not exist are 404 for whoever may see such a page, never 500", async () => {
  await using app = await openTestApp();
  const ids = ["999999", "0", "-1", "1.5", "x", "1e3", "%20", "..%2f1", "9".repeat(400), "%D1%97"];
  for (const pattern of Object.keys(EXPECTED).filter((pattern) => pattern.includes(":id"))) {
    for (const id of ids) {
      for (const method of ["GET", "POST"] as const) {
        const form = method === "POST" ? {} : undefined;
        const response = await app.ask(pattern.replace(":id", id), { as: "admin", form });
        await response.body?.cancel();
        assertEquals(response.status, 404, `${method} ${pattern} with ${id.slice(0, 20)}`);
      }
    }
  }
});

/** Each actor meets an app of their own, so that no order matters. */
async function statusesOf(pattern: string, method: "GET" | "POST"): Promise<Statuses> {
  const [anonymous, agent, admin] = await Promise.all(ACTORS.map(async (as) => {
    await using app = await openTestApp();
    const form = method === "POST" ? {} : undefined;
    const response = await app.ask(pathOf(pattern, await idsOf(app)), { as, form });
    await response.body?.cancel();
    return response.status;
  }));
  return [anonymous ?? 0, agent ?? 0, admin ?? 0];
}

async function idsOf(app: TestApp) {
  return (await withOneOfEach(app)).ids;
}
