import { assertEquals } from "@std/assert";
import type { Tag } from "@/lib/domain/tag.ts";
import type { Principal } from "@/lib/domain/user.ts";
import { ADMIN, AGENT, aTag } from "@/tests/support/cast.ts";
import { NOON } from "@/tests/support/deps.ts";
import { filterOptions } from "./filter_options.ts";

function stored(id: string, changes: Partial<Tag>): Tag {
  const rest = { deletedAtMs: null, createdAtMs: NOON, revision: 1 };
  return { ...aTag(), color: "red", ...rest, id, ...changes };
}

const TAGS = [
  stored("vip", {}),
  stored("hidden", { visibleToAgents: false }),
  stored("old", { deletedAtMs: NOON }),
  stored("hidden_old", { visibleToAgents: false, deletedAtMs: NOON }),
];

function known(principal: Principal, tags: Tag[] = TAGS) {
  const viewer = { principal, nowMs: NOON, timeZone: "Europe/Kyiv", country: "UA" } as const;
  const { isLiving, isDeleted, living } =
    filterOptions(viewer, { tags, attributes: [], channels: [] }).tags;
  const ids = tags.map(({ id }) => id);
  return { living: ids.filter(isLiving), deleted: ids.filter(isDeleted), having: living };
}

Deno.test("a tag that the viewer does not see is no tag for filters, deleted or not", () => {
  assertEquals(known(AGENT), { living: ["vip"], deleted: ["old"], having: ["vip"] });
  assertEquals(known(ADMIN), {
    living: ["vip", "hidden"],
    deleted: ["old", "hidden_old"],
    having: ["vip", "hidden"],
  });
});

Deno.test("having a tag is having one that the viewer sees", () => {
  assertEquals(known(AGENT, TAGS.slice(0, 2)).having, ["vip"]);
  assertEquals(known(ADMIN, TAGS.slice(0, 2)).having, undefined); // any at all
});
