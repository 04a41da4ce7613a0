// The settings of a tag over HTTP.
import { assertEquals } from "@std/assert";
import { createTag } from "@/lib/actions/create_tag.ts";
import { requireTag } from "@/lib/store/tags.ts";
import { openTestApp } from "@/tests/support/app.ts";
import { aTag } from "@/tests/support/cast.ts";
import { actingAs } from "@/tests/support/deps.ts";

Deno.test("a tag's form that was refused is as old as before: what it corrects overwrites nobody's change", async () => {
  await using app = await openTestApp();
  const { id, color } = await createTag(actingAs(app.deps, app.users.admin), aTag());
  const edit = (name: string, revision: string) =>
    app.ask(`/settings/tags/${id}`, {
      as: "admin",
      form: { name, color, visibleToAgents: "on", revision },
    });
  assertEquals((await edit("Renamed", "1")).status, 303);
  const refused = await edit("", "1");
  assertEquals(refused.status, 422);
  const [, revision = ""] = /name="revision" value="(\d+)"/.exec(await refused.text()) ?? [];
  assertEquals((await edit("Mine", revision)).status, 409);
  assertEquals((await requireTag(app.deps.kv, id)).name, "Renamed");
});
