// The pages of an import as a browser without JavaScript uses them.
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { IMPORT_BYTES_MAX } from "@/lib/domain/import_run.ts";
import { findImportRun } from "@/lib/store/import_runs.ts";
import { checkImport } from "@/lib/actions/check_import.ts";
import { runImport } from "@/lib/actions/run_import.ts";
import { IMPORT_LEASE_MS } from "@/lib/actions/work_on_import.ts";
import { openTestApp, type TestApp, type Who } from "@/tests/support/app.ts";
import { actingAs } from "@/tests/support/deps.ts";
import { mapped } from "@/tests/support/imports.ts";
import { assertIndexed } from "@/tests/support/indexes.ts";
import { keysUnder } from "@/tests/support/kv.ts";

const MESSY = new URL("../samples/messy.csv", import.meta.url);

async function upload(
  app: TestApp,
  file: Uint8Array<ArrayBuffer> | string,
  as: Who = "agent",
): Promise<Response> {
  const form = new FormData();
  form.set("file", new File([file], "люди <b>.csv"));
  const { headers, body } = new Request("http://localhost/", { method: "POST", body: form });
  const type = headers.get("content-type") ?? "";
  const bytes = await new Response(body).bytes();
  return await app.ask("/contacts/import", {
    as,
    method: "POST",
    body: bytes,
    headers: { "content-type": type },
  });
}

async function textOf(response: Response | Promise<Response>, status = 200): Promise<string> {
  const answer = await response;
  const text = await answer.text();
  assertEquals(answer.status, status, text.slice(0, 500));
  return text;
}

function locationOf(response: Response): string {
  assertEquals(response.status, 303);
  return response.headers.get("location") ?? "";
}

/** The form as it stands on the page: every select and every checked box. */
function formOf(html: string): [string, string][] {
  const fields: [string, string][] = [];
  for (
    const [, name = "", options = ""] of html.matchAll(
      /<select[^>]* name="([^"]+)"[^>]*>(.*?)<\/select>/gs,
    )
  ) {
    const value = /<option(?=[^>]* selected)[^>]* value="([^"]*)"/.exec(options)?.[1];
    fields.push([name, value ?? ""]);
  }
  for (const [input] of html.matchAll(/<input(?=[^>]*\bchecked)[^>]*>/g)) {
    const value = /value="([^"]*)"/.exec(input)?.[1] ?? "on";
    fields.push([/name="([^"]*)"/.exec(input)?.[1] ?? "", value]);
  }
  return fields;
}

Deno.test("an agent uploads a file, maps, checks, imports, and gets the rejected rows", async () => {
  await using app = await openTestApp();
  const ask = (path: string) => app.ask(path, { as: "agent" });
  assertStringIncludes(await textOf(ask("/contacts/import")), 'enctype="multipart/form-data"');
  const mapPath = locationOf(await upload(app, await Deno.readFile(MESSY)));
  const path = mapPath.replace(/\/map$/, "");
  assertEquals(
    locationOf(await ask(path)),
    mapPath,
    "an import that is not mapped leads to its map",
  );

  const map = await textOf(ask(mapPath));
  assertStringIncludes(map, "john.muller@ukr.example.net");
  const form = formOf(map);
  assertEquals(form.slice(0, 5).map(([, target]) => target), [
    "name",
    "phone",
    "email",
    "tags",
    "language",
  ]);
  const posted = app.ask(mapPath, {
    as: "agent",
    form: [...form, ["addTags", "Акція, акція, Виставка"]],
  });
  assertEquals(locationOf(await posted), path);
  await app.deps.settle();

  const check = await textOf(ask(path));
  for (const text of ["127", "не-пошта", "Row 124", "VIP", "Виставка", "Import 124 rows"]) {
    assertStringIncludes(check, text);
  }
  assertEquals((await keysUnder(app.deps.kv, [1, "c"])).length, 0);

  assertEquals(locationOf(await app.ask(`${path}/run`, { as: "agent", form: {} })), path);
  assertEquals(
    locationOf(await app.ask(`${path}/run`, { as: "agent", form: {} })),
    path,
    "a second click is harmless",
  );
  await app.deps.settle();
  assertStringIncludes(await textOf(ask(path)), "Import finished");
  assertEquals((await keysUnder(app.deps.kv, [1, "c"])).length, 119);
  assertStringIncludes(await textOf(ask("/contacts/import")), "люди &lt;b>.csv");
  await assertIndexed(app.deps.kv);

  const file = await ask(`${path}/rejected`);
  assertEquals(file.headers.get("content-type"), "text/csv; charset=utf-8");
  assertMatch(
    file.headers.get("content-disposition") ?? "",
    /^attachment; filename="rejected-\w+\.csv"$/,
  );
  const lines = new TextDecoder("utf-8", { ignoreBOM: true }).decode(await file.bytes()).split(
    "\r\n",
  );
  assertEquals(lines[0], "\uFEFFRow,Why it was rejected,ПІБ,Телефон,Пошта,Теги,Мова");
  assertEquals(lines.length, 5);
  assertStringIncludes(lines[2] ?? "", ",не телефон,не-пошта,,xx");
});

Deno.test("a rejected cell that looks like a formula is neutralised in the file", async () => {
  await using app = await openTestApp();
  const mapPath = locationOf(
    await upload(app, 'name,email\n"=HYPERLINK(""http://x"")",nonsense\n'),
  );
  await app.ask(mapPath, {
    as: "agent",
    form: formOf(await textOf(app.ask(mapPath, { as: "agent" }))),
  });
  await app.deps.settle();
  const file = await textOf(app.ask(mapPath.replace("map", "rejected"), { as: "agent" }));
  assertStringIncludes(file, `"'=HYPERLINK(""http://x"")"`);
});

Deno.test("a file that cannot be imported is refused with the reason, and nothing of it is kept", async () => {
  await using app = await openTestApp();
  // But for what jobs that run beside it note of themselves.
  const stored = async () =>
    (await keysUnder(app.deps.kv, [])).filter(([_version, kind]) => kind !== "job");
  const before = await stored();
  const png = new Uint8Array([0x89, 0x50, 0x4E, 0x47, 0, 0, 0, 13]);
  for (
    const [file, text] of [[png, "not a CSV or vCard"], ["", "The file is empty"], [
      "\n\n",
      "The file is empty",
    ]] as const
  ) {
    const page = await textOf(upload(app, file), 422);
    assertStringIncludes(page, text);
    assertStringIncludes(page, "<title>Error: ");
  }
  const large = new Uint8Array(IMPORT_BYTES_MAX + 1).fill(0x61);
  assertStringIncludes(await textOf(upload(app, large), 422), "larger than 20 MB");
  assertEquals(await stored(), before);
});

Deno.test("a form without a file, or of another kind, is refused", async () => {
  await using app = await openTestApp();
  const body =
    '--b\r\nContent-Disposition: form-data; name="file"; filename=""\r\n\r\n\r\n--b--\r\n';
  const headers = { "content-type": "multipart/form-data; boundary=b" };
  const none = app.ask("/contacts/import", { as: "admin", method: "POST", body, headers });
  assertStringIncludes(await textOf(none, 422), "Choose a file.");
  await textOf(app.ask("/contacts/import", { as: "admin", form: { file: "x" } }), 415);
  const broken = { as: "admin", method: "POST", body: body.slice(0, 40), headers } as const;
  await textOf(app.ask("/contacts/import", broken), 400);
});

Deno.test("a mapping without anybody is refused, and the choices stay", async () => {
  await using app = await openTestApp();
  const mapPath = locationOf(await upload(app, "name,tags\nA,x\n"));
  const form = { "column.0": "ignore", "column.1": "tags", mode: "create", existing: "keep" };
  const page = await textOf(app.ask(mapPath, { as: "agent", form }), 422);
  assertStringIncludes(page, "Choose a column with names");
  assertEquals(formOf(page), [["column.0", "ignore"], ["column.1", "tags"], ["mode", "create"], [
    "existing",
    "keep",
  ]]);
  await textOf(app.ask(mapPath, { as: "agent", form: { "column.0": "name", mode: "x" } }), 422);
});

Deno.test("an import is nobody else's business, but an admin's", async () => {
  await using app = await openTestApp();
  const own = locationOf(await upload(app, "name\nA\n", "agent"));
  await textOf(app.ask(own, { as: "admin" }));
  const admins = locationOf(await upload(app, "name\nA\n", "admin"));
  for (
    const path of [
      admins,
      admins.replace("/map", ""),
      admins.replace("map", "progress"),
      admins.replace("map", "rejected"),
    ]
  ) {
    await textOf(app.ask(path, { as: "agent" }), 404);
  }
  for (const verb of ["map", "run", "stop"]) {
    await textOf(app.ask(admins.replace("map", verb), { as: "agent", form: {} }), 404);
  }
});

Deno.test("while it runs the page shows progress without JavaScript, can be stopped, and goes on", async () => {
  await using app = await openTestApp();
  const acting = actingAs(app.deps, app.users.agent);
  const run = await mapped(
    acting,
    "name,email\n" + Array.from({ length: 500 }, (_, i) => `P,p${i}@example.com`).join("\n"),
  );
  await runImport(acting, run.id);
  // Somebody else is at it, so that looking does not begin the work.
  const path = `/contacts/import/${run.id}`;
  await app.deps.kv.set([1, "import", run.id], {
    ...await findImportRun(app.deps.kv, run.id),
    worker: { id: "w", atMs: app.deps.now() },
  });
  const page = await textOf(app.ask(path, { as: "agent" }));
  assertStringIncludes(page, '<noscript><meta http-equiv="refresh" content="3"');
  assertStringIncludes(page, "<progress");
  const progress = await (await app.ask(`${path}/progress`, { as: "agent" })).json();
  assertEquals(progress, { isAtWork: true, percent: 0, text: "0 %" });

  assertEquals(locationOf(await app.ask(`${path}/stop`, { as: "agent", form: {} })), path);
  assertStringIncludes(await textOf(app.ask(path, { as: "agent" })), "Import stopped");
  await app.ask(`${path}/run`, { as: "agent", form: {} });
  await app.deps.settle();
  assertEquals((await findImportRun(app.deps.kv, run.id))?.tally.created, 500);
});

Deno.test("whoever looks at an import that a restart has interrupted makes it go on", async () => {
  await using app = await openTestApp();
  const acting = actingAs(app.deps, app.users.agent);
  const run = await mapped(acting, "name\nA\nB\n");
  await checkImport(acting, run.id);
  await app.deps.kv.set([1, "import", run.id], {
    ...await findImportRun(app.deps.kv, run.id),
    worker: { id: "dead", atMs: app.deps.now() },
  });
  app.deps.pass(IMPORT_LEASE_MS);
  await textOf(app.ask(`/contacts/import/${run.id}/progress`, { as: "agent" }));
  await app.deps.settle();
  assertEquals((await findImportRun(app.deps.kv, run.id))?.state, "checked");
});

Deno.test("the pages speak Ukrainian", async () => {
  await using app = await openTestApp();
  const headers = { "accept-language": "uk" };
  const page = await textOf(app.ask("/contacts/import", { as: "agent", headers }));
  assertStringIncludes(page, "Імпорт контактів");
  assert(!page.includes(">import."));
});
