import { assertEquals, assertRejects } from "@std/assert";
import { ConfigError } from "@/lib/errors.ts";
import { APP_KEY_FILE, NO_BOX, openInstallationBox } from "./app_key.ts";

Deno.test("the first start makes a key file that only its owner reads, and later starts use it", async () => {
  await using folder = await aFolder();
  const first = await openInstallationBox({ appKey: null, dataDir: folder.path });
  const sealed = await first.seal("whsec_hidden");
  const later = await openInstallationBox({ appKey: null, dataDir: folder.path });
  assertEquals(await later.open(sealed), "whsec_hidden");
  assertEquals(await folder.names(), [APP_KEY_FILE]);
  const { mode } = await Deno.stat(`${folder.path}/${APP_KEY_FILE}`);
  if (Deno.build.os !== "windows") assertEquals((mode ?? 0) & 0o777, 0o600);
});

Deno.test("processes that start at once end with one key", async () => {
  await using folder = await aFolder();
  const opening = Array.from(
    { length: 20 },
    () => openInstallationBox({ appKey: null, dataDir: folder.path }),
  );
  const boxes = await Promise.all(opening);
  const sealed = await Promise.all(boxes.map((box) => box.seal("whsec_hidden")));
  for (const box of boxes) {
    const opened = await Promise.all(sealed.map((one) => box.open(one)));
    assertEquals(new Set(opened), new Set(["whsec_hidden"]));
  }
  assertEquals(await folder.names(), [APP_KEY_FILE]);
});

Deno.test("a key from the environment goes before the file, and makes none", async () => {
  await using folder = await aFolder();
  const appKey = new Uint8Array(32).fill(1);
  const sealed = await (await openInstallationBox({ appKey, dataDir: folder.path })).seal("x");
  assertEquals(await (await openInstallationBox({ appKey, dataDir: null })).open(sealed), "x");
  assertEquals(await folder.names(), []);
});

Deno.test("a key file that is cut off, empty or something else stops the start and is not replaced", async () => {
  const texts = ["", "AAAA", "not base64!", new Uint8Array(31).toBase64()];
  for (const text of texts) {
    await using folder = await aFolder();
    const file = `${folder.path}/${APP_KEY_FILE}`;
    await Deno.writeTextFile(file, text);
    const open = () => openInstallationBox({ appKey: null, dataDir: folder.path });
    await assertRejects(open, ConfigError, file);
    assertEquals(await Deno.readTextFile(file), text);
  }
});

Deno.test("a key file that an editor has ended with a line break is read", async () => {
  await using folder = await aFolder();
  await Deno.writeTextFile(`${folder.path}/${APP_KEY_FILE}`, new Uint8Array(32).toBase64() + "\n");
  const box = await openInstallationBox({ appKey: null, dataDir: folder.path });
  const same = await openInstallationBox({ appKey: new Uint8Array(32), dataDir: null });
  assertEquals(await box.open(await same.seal("x")), "x");
});

Deno.test("a folder that is not there is said by its name", async () => {
  const open = () => openInstallationBox({ appKey: null, dataDir: "/nowhere/at/all" });
  await assertRejects(open, ConfigError, "/nowhere/at/all");
});

Deno.test("without a disk and a key all else works, and sealing says what is missing", async () => {
  assertEquals(await openInstallationBox({ appKey: null, dataDir: null }), NO_BOX);
  await assertRejects(() => NO_BOX.seal("x"), ConfigError, "KARTKA_APP_KEY");
});

async function aFolder() {
  const path = await Deno.makeTempDir();
  return {
    path,
    names: async () => (await Array.fromAsync(Deno.readDir(path), ({ name }) => name)).sort(),
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}
