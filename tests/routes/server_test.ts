import { assert, assertEquals, assertMatch } from "@std/assert";

const ROOT = new URL("../../", import.meta.url);
const ADMIN = {
  KARTKA_ADMIN_EMAIL: "olena@example.com",
  KARTKA_ADMIN_PASSWORD: "tea with seven lemons",
};

function deno(args: string[], env: Record<string, string>) {
  const command = { args, cwd: ROOT, env, stdout: "piped", stderr: "piped" } as const;
  return new Deno.Command(Deno.execPath(), command).spawn();
}

/** Starts server.ts over a folder of its own and hands its first lines, or its end, to `look`. */
async function withServer(
  env: Record<string, string>,
  look: (server: Deno.ChildProcess) => Promise<void>,
) {
  const folder = await Deno.makeTempDir({ prefix: "kartka_server_" });
  await using server = deno(["run", "-A", "--quiet", "server.ts"], {
    PORT: "0",
    KARTKA_DATA: folder,
    ...env,
  });
  try {
    await look(server);
  } finally {
    await server.status;
    await Deno.remove(folder, { recursive: true });
  }
}

/** What a server prints until the text is there. */
async function printedUntil(server: Deno.ChildProcess, text: string): Promise<string> {
  let printed = "";
  const reader = server.stdout.pipeThrough(new TextDecoderStream()).getReader();
  while (!printed.includes(text)) {
    const { done, value } = await reader.read();
    if (done) break;
    printed += value;
  }
  reader.releaseLock();
  return printed;
}

function urlIn(printed: string): string {
  return /http:\/\/localhost:\d+/.exec(printed)?.[0] ?? "";
}

async function outputOf(server: Deno.ChildProcess) {
  const { code, stdout, stderr } = await server.output();
  const decoder = new TextDecoder();
  return { code, text: decoder.decode(stdout) + decoder.decode(stderr) };
}

async function signIn(url: string): Promise<Response> {
  const body = new URLSearchParams({
    email: ADMIN.KARTKA_ADMIN_EMAIL,
    password: ADMIN.KARTKA_ADMIN_PASSWORD,
  });
  const response = await fetch(`${url}/login`, { method: "POST", body, redirect: "manual" });
  await response.body?.cancel();
  return response;
}

/** Ends it as a service manager does. */
async function endCleanly(server: Deno.ChildProcess): Promise<void> {
  server.kill("SIGTERM");
  const { success, code } = await server.status;
  assert(success, `exit code ${code}`);
  await server.stderr.cancel();
}

Deno.test("the server creates the admin of the environment, serves, and ends cleanly", async () => {
  await withServer(ADMIN, async (server) => {
    const printed = await printedUntil(server, "\n");
    assertEquals(printed.includes("/setup"), false);
    const { status, headers } = await signIn(urlIn(printed));
    assertEquals([status, headers.get("location")], [303, "/contacts"]);
    await endCleanly(server);
  });
});

Deno.test("the server ends cleanly while pages follow changes", async () => {
  await withServer(ADMIN, async (server) => {
    const url = urlIn(await printedUntil(server, "\n"));
    const [cookie = ""] = (await signIn(url)).headers.getSetCookie()[0]?.split(";") ?? [];
    const live = await fetch(`${url}/live?topic=list`, { headers: { cookie } });
    assertEquals(live.headers.get("content-type"), "text/event-stream");
    await endCleanly(server);
    assertMatch(await live.text(), /^retry: /);
  });
});

Deno.test("the server explains wrong settings in a sentence, without a stack", async () => {
  await withServer({ KARTKA_PORT: "1", TRUSTED_PROXIES: "many" }, async (server) => {
    const { code, text } = await outputOf(server);
    assertEquals(code, 1);
    assertMatch(text, /KARTKA_PORT is no setting of Kartka/);
    assertMatch(text, /TRUSTED_PROXIES is "many"/);
    assert(!text.includes("    at "));
  });
});

Deno.test("the server ends with a sentence where its port is taken", async () => {
  await using other = Deno.serve({ port: 0, onListen() {} }, () => new Response());
  const { port } = other.addr;
  await withServer({ PORT: String(port) }, async (server) => {
    const { code, text } = await outputOf(server);
    assertEquals(code, 1);
    assertMatch(text, new RegExp(`^Port ${port} is taken: .* set PORT`, "m"));
    assert(!text.includes("    at "));
  });
});

Deno.test("the server refuses an admin with a password that guessers try first", async () => {
  await withServer({ ...ADMIN, KARTKA_ADMIN_PASSWORD: "password1234" }, async (server) => {
    const { code, text } = await outputOf(server);
    assertEquals(code, 1);
    assertMatch(text, /KARTKA_ADMIN_PASSWORD: This password is among the first/);
    assert(!text.includes("password1234"));
  });
});

Deno.test("a forgotten promise does not end the process", async () => {
  const code = `import { surviveUnhandledRejections } from "@/lib/http/guard.ts";
    surviveUnhandledRejections();
    Promise.reject(new Error("forgotten"));
    await new Promise((resolve) => setTimeout(resolve, 1));
    console.log("alive");`;
  await using child = deno(["eval", "--quiet", code], {});
  const { code: exit, text } = await outputOf(child);
  assertEquals(exit, 0);
  assertMatch(text, /alive/);
  assertMatch(text, /"event":"unhandled_rejection"/);
});
