import { assertEquals, assertStringIncludes } from "@std/assert";

/** Runs the tool with nothing on its PATH but what the test put there. */
async function runTool(programs: Record<string, string>, env: Record<string, string> = {}) {
  const folder = await Deno.makeTempDir();
  try {
    for (const [name, script] of Object.entries(programs)) {
      await Deno.writeTextFile(`${folder}/${name}`, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    }
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "tools/browser.ts"],
      env: { CHROME_PATH: "", ...env, PATH: folder },
    }).output();
    const text = new TextDecoder();
    return { code, folder, said: text.decode(stdout), problem: text.decode(stderr) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Prints what it was asked for, and on install leaves a chromium beside itself. */
const APT = `echo "apt-get $*"
case "$*" in *install*) echo "" > "\${0%/*}/chromium";; esac`;
const SUDO = `exec "$@"`;

Deno.test("ensureChromium() installs nothing where there is a Chromium", async () => {
  const { code, folder, said } = await runTool({ chromium: "", "apt-get": APT });
  assertEquals([code, said], [0, `Chromium for the browser tests: ${folder}/chromium\n`]);
});

Deno.test("ensureChromium() updates apt's lists, then installs chromium and fonts", async () => {
  const { code, folder, said } = await runTool({ "apt-get": APT, sudo: SUDO });
  assertEquals(code, 0);
  assertEquals(said.replaceAll("-o DPkg::Lock::Timeout=300 -q ", "").split("\n"), [
    "apt-get update",
    "apt-get install -y --no-install-recommends chromium fonts-noto-core",
    `Chromium for the browser tests: ${folder}/chromium`,
    "",
  ]);
});

Deno.test("ensureChromium() says what to do where it cannot install", async () => {
  const noApt = await runTool({});
  assertEquals(noApt.code, 1);
  assertStringIncludes(noApt.problem, "this machine has no apt-get. Install it by hand");
  const failing = await runTool({ "apt-get": "exit 100", sudo: SUDO });
  assertEquals(failing.code, 1);
  assertStringIncludes(failing.problem, "update` failed");
});

Deno.test("ensureChromium() takes CHROME_PATH, and says so when nothing is there", async () => {
  const { code, problem } = await runTool({ chromium: "" }, { CHROME_PATH: "/nowhere/chrome" });
  assertEquals(code, 1);
  assertStringIncludes(problem, 'CHROME_PATH is "/nowhere/chrome", but there is no such file');
});
