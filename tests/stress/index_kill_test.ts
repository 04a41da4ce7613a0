// Writers, and whoever packs what they write, killed in the middle: nothing acknowledged is lost, the index stays right.
import { assert, assertEquals } from "@std/assert";
import type { Contact } from "@/lib/domain/contact.ts";
import { openContactIndex } from "@/lib/store/index/contact_index.ts";
import { rangePrefix } from "@/lib/store/keys/range.ts";
import { brokenIn, populate } from "./holders.ts";
import { differences, numbersAfter, withFile, Worker } from "./processes.ts";
import { randomFrom } from "./random.ts";
import { OPTIONS } from "./worker.ts";

/** Of each kind. */
const KILLS = Number(Deno.env.get("KILLS") ?? 3);

/** Who packs, and the last thing it says before it starts. */
const PACKERS = {
  folder: "folding",
  rebuilder: "rebuilding",
  keeper: "keeping",
  migrator: "migrating",
};

for (const [packer, starting] of Object.entries(PACKERS)) {
  Deno.test(`nothing is lost and nothing wrong when writer and ${packer} are killed`, () =>
    withFile(async (file) => {
      using kv = await Deno.openKv(file);
      await populate(kv, randomFrom(1));
      const random = randomFrom(KILLS);
      let inside = 0;
      for (let kill = 0; kill < KILLS; kill++) {
        await using writer = new Worker("writer", file);
        await using packing = new Worker(packer, file);
        await killInside(writer, packing, { starting, writes: 12 * random() ** 3 });
        if (packing.lines.at(-1) === starting) inside++;
        const acknowledged = numbersAfter("wrote", writer).at(-1) ?? 0;
        assert(await newestSequence(kv) >= acknowledged, "an acknowledged write is lost");
        const index = openContactIndex(kv, OPTIONS);
        // Until the change-over there is nothing that could be compared or read.
        if (packer === "migrator") await index.rebuild();
        assertEquals(await differences(kv), []);
        for (let look = 0; look < 8; look++) assertEquals(await brokenIn(index, random), []);
      }
      if (Deno.env.has("KILLS")) console.info(`${KILLS} kills, ${inside} while ${starting}`);
      assert(inside > 0, `no kill has come while ${starting}`);
    }));
}

/** Once both are at work, and some writes after the packer has started anew. */
async function killInside(
  writer: Worker,
  packing: Worker,
  { starting, writes }: { starting: string; writes: number },
): Promise<void> {
  await writer.says(/wrote/);
  await packing.says(/^(folded|rebuilt|refused|kept|migrated)/);
  const from = packing.lines.length;
  const written = writer.lines.length;
  await packing.says(new RegExp(starting), from - 1);
  for (let write = 0; write < writes; write++) await writer.next(written + write);
  await Promise.all([writer.kill(), packing.kill()]);
}

async function newestSequence(kv: Deno.Kv): Promise<number> {
  let newest = 0;
  for await (const { value } of kv.list<Contact>({ prefix: rangePrefix("c") })) {
    newest = Math.max(newest, value.lastActivityAtMs ?? 0);
  }
  return newest;
}
