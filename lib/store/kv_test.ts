import { assertEquals, assertRejects } from "@std/assert";
import { ConfigError } from "@/lib/errors.ts";
import { hasKvFile, isLocked, KV_FILE, openKv } from "./kv.ts";

async function withFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "kartka_test_" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("openKv() makes a folder and a file that only this user can read, and finds them again", async () => {
  await withFolder(async (parent) => {
    const place = { kvUrl: null, dataDir: `${parent}/deep/data` };
    assertEquals(hasKvFile(place.dataDir), false);
    {
      using kv = await openKv(place);
      await kv.set(["kept"], 1);
      for await (const { name } of Deno.readDir(place.dataDir)) {
        const { mode } = await Deno.stat(`${place.dataDir}/${name}`);
        assertEquals((mode ?? 0) & 0o077, 0, name); // the log of SQLite too
      }
    }
    assertEquals(((await Deno.stat(place.dataDir)).mode ?? 0) & 0o777, 0o700);
    assertEquals(hasKvFile(place.dataDir), true);
    using kv = await openKv(place);
    assertEquals((await kv.get(["kept"])).value, 1);
  });
});

Deno.test("openKv() says which place it cannot open", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/file`, "");
    const inFile = openKv({ kvUrl: null, dataDir: `${folder}/file` });
    await assertRejects(() => inFile, ConfigError, `${folder}/file/${KV_FILE}`);
    await Deno.mkdir(`${folder}/taken/${KV_FILE}`, { recursive: true });
    await assertRejects(
      () => openKv({ kvUrl: null, dataDir: `${folder}/taken` }),
      ConfigError,
      KV_FILE,
    );
  });
});

Deno.test("two processes that write to one file at once meet a lock that isLocked() knows", async () => {
  await withFolder(async (folder) => {
    using kv = await openKv({ kvUrl: null, dataDir: folder });
    using other = await openKv({ kvUrl: null, dataDir: folder });
    const writes = Array.from({ length: 200 }, (_, at) => (at % 2 ? kv : other).set(["n", at], at));
    for (const result of await Promise.allSettled(writes)) {
      if (result.status === "rejected") assertEquals(isLocked(result.reason), true);
    }
  });
});
