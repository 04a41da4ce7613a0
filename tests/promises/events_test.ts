// No change without its event in the same commit (13.1): every file of lib/actions has its place in one of two lists.
import { assert, assertEquals } from "@std/assert";
import { memoryKv } from "@/tests/support/kv.ts";
import { recordedKv } from "@/tests/support/recorded.ts";
import { hasEvent, isSilent, kindsOf } from "@/tests/support/told.ts";
import { aWorld, TOLD } from "@/tests/support/told_actions.ts";

const ACTIONS = new URL("../../lib/actions/", import.meta.url);

/** Files whose commits rightly tell nobody, and why. */
const SILENT: Record<string, string> = {
  "change_password.ts": "one's own password",
  "create_first_admin.ts": "users have no history",
  "discard_import.ts": "the file of a run; its contacts tell of themselves",
  "end_session.ts": "sessions are no data of the workspace",
  "import_access.ts": "what becomes of a run before it is ordered, and that it was stopped",
  "invite_user.ts": "users have no history",
  "load_sample_data.ts": "the record of the job; sample contacts tell of themselves",
  "log_refusal.ts": "the log of a channel",
  "make_link.ts": "a link for a password",
  "note_segment_use.ts": "opening a segment is no change of it",
  "redeem_link.ts": "one's own password",
  "rename_self.ts": "one's own name",
  "retry_message.ts": "how a message is delivered; that it was written is told",
  "save_preferences.ts": "how one's own pages look",
  "sign_in.ts": "sessions are no data of the workspace",
  "sign_out.ts": "sessions are no data of the workspace",
  "start_import.ts": "the record of a run; its contacts tell of themselves",
  "work_on_merges.ts": "steps of a merge that has told of itself",
};

Deno.test("every file of lib/actions that commits has a scenario here, or a reason to be silent", async () => {
  const names = await committingNames();
  assert(names.includes("takeMergeStep") && names.length > 10, "functions of the store are found");
  const writes = new RegExp(`${COMMITS.source}|\\b(${names.join("|")})\\b`);
  const listed = [...Object.keys(TOLD), ...Object.keys(SILENT)].sort();
  assertEquals([...new Set(listed)], listed);
  const committing = actionFiles().filter((name) => writes.test(sourceOf(name)));
  const handing = ["run_import.ts", "undo_block.ts"]; // hand their change on to another action
  assertEquals([...committing, ...handing].sort(), listed);
});

Deno.test("only actions, and what loads sample data, commit changes from outside the store", async () => {
  const folders = ["lib/http", "lib/cron", "lib/channels", "routes", "components", "islands"];
  const writing: string[] = [];
  for (const folder of folders) {
    for await (const path of sourcesIn(new URL(`../../${folder}/`, import.meta.url))) {
      if (COMMITS.test(await Deno.readTextFile(path))) writing.push(path.pathname);
    }
  }
  assertEquals(writing, []);
});

for (const [name, scenario] of Object.entries(TOLD)) {
  Deno.test(`${name}: every commit of it that changes something has its event`, async () => {
    using below = await memoryKv();
    const recorded = recordedKv(below);
    const world = await aWorld(recorded);
    await scenario(world);
    assert(recorded.commits.some(hasEvent), "nothing was told");
    assertEquals(recorded.commits.filter(isSilent).map(kindsOf), []);
  });
}

/** Ways to write: the KV's own, and the store's that every change goes through. */
const COMMITS =
  /\b(saveChange|saveContactBatch|createContactsBatch)\b|\.atomic\(\)|\bkv\.(set|delete)\(/;

/** Names of functions of the store that commit by themselves, whatever they are called: who uses one, writes. */
async function committingNames(): Promise<string[]> {
  const names: string[] = [];
  for (const folder of ["lib/store", "lib/transfer"]) {
    for await (const path of sourcesIn(new URL(`../../${folder}/`, import.meta.url))) {
      const functions = (await Deno.readTextFile(path)).split(
        /\n(?=(?:export )?(?:async )?function )/,
      );
      for (const text of functions.filter((one) => COMMITS.test(one))) {
        const name = /^export (?:async )?function (\w+)/.exec(text)?.[1];
        if (name !== undefined) names.push(name);
      }
    }
  }
  return names;
}

function actionFiles(): string[] {
  return [...Deno.readDirSync(ACTIONS)].map(({ name }) => name)
    .filter((name) => name.endsWith(".ts") && !name.endsWith("_test.ts"));
}

function sourceOf(name: string): string {
  return Deno.readTextFileSync(new URL(name, ACTIONS));
}

async function* sourcesIn(folder: URL): AsyncGenerator<URL> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) yield* sourcesIn(new URL(`${encodeURIComponent(name)}/`, folder));
    else if (/\.tsx?$/.test(name) && !name.endsWith("_test.ts")) {
      yield new URL(encodeURIComponent(name), folder);
    }
  }
}
