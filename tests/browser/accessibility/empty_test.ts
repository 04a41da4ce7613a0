// A workspace without anything in it, and one that is not set up.
import { stageTest } from "@/tests/support/stage.ts";
import { checkAll } from "./states.ts";

stageTest("an empty workspace is accessible", { isSetUp: true }, (stage) =>
  checkAll(stage, [
    { name: "no contacts", path: "/contacts" },
    { name: "no tags", path: "/settings/tags" },
    { name: "no channels", path: "/settings/channels" },
    { name: "no sandbox", path: "/sandbox" },
    { name: "no attributes", path: "/settings/attributes" },
    { name: "no segments", path: "/segments" },
    { name: "no activity", path: "/activity" },
    { name: "no conversations", path: "/conversations" },
    { name: "new dialog without channels", path: "/dialog?to=%2B380501112233" },
    { name: "new contact without tags", path: "/contacts/new" },
  ]));

stageTest(
  "setting up is accessible",
  { isSetUp: false },
  ({ site, ...stage }) =>
    checkAll({ site, ...stage }, [
      { name: "set up", path: site.setupUrl ?? "", visit: { as: "nobody" } },
      { name: "old link", path: "/setup?secret=old", visit: { as: "nobody" } },
      { name: "password link over", path: "/link?secret=old", visit: { as: "nobody" } },
    ]),
);
