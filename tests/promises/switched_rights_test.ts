// What an admin has switched off, no agent does: not by an action, and not on a page; admins do it all the same (15.1).
import { assert, assertEquals } from "@std/assert";
import { blockContact } from "@/lib/actions/block_contact.ts";
import { changeBlock } from "@/lib/actions/change_block.ts";
import { checkImport } from "@/lib/actions/check_import.ts";
import { createContact } from "@/lib/actions/create_contact.ts";
import { deleteContact } from "@/lib/actions/delete_contact.ts";
import type { Acting } from "@/lib/actions/deps.ts";
import { type ImportMapping, mapImport } from "@/lib/actions/map_import.ts";
import { mergeContacts } from "@/lib/actions/merge_contacts.ts";
import { restoreContact } from "@/lib/actions/restore_contact.ts";
import { runImport } from "@/lib/actions/run_import.ts";
import { setRights } from "@/lib/actions/set_rights.ts";
import { startImport } from "@/lib/actions/start_import.ts";
import { unblockContact } from "@/lib/actions/unblock_contact.ts";
import { undoEvent } from "@/lib/actions/undo_event.ts";
import { unmergeContacts } from "@/lib/actions/unmerge_contacts.ts";
import { claimImport } from "@/lib/actions/work_on_import.ts";
import { DEFAULT_RULES } from "@/lib/domain/import_run.ts";
import { DEFAULT_RIGHTS, SWITCHED_ACTIONS, type SwitchedAction } from "@/lib/domain/rights.ts";
import type { Role } from "@/lib/domain/user.ts";
import { ForbiddenError } from "@/lib/errors.ts";
import { listEvents } from "@/lib/store/events.ts";
import { openTestApp, type TestApp } from "@/tests/support/app.ts";
import { aBlock } from "@/tests/support/blocks.ts";
import { aNamed, anId } from "@/tests/support/cast.ts";
import { actingAs } from "@/tests/support/deps.ts";
import { inPieces, mapped } from "@/tests/support/imports.ts";
import { snapshot } from "@/tests/support/kv.ts";

const ROLES: Role[] = ["agent", "admin"];

interface Try {
  /** Of Olena, as the admin has prepared her. */
  id: number;
  other: number;
  /** Who is about to try. */
  by: Acting;
  /** What the preparation has returned. */
  prepared: string;
}

interface SwitchedDeed {
  /** Done by the admin beforehand; an id, if there is one to remember. */
  prepare?(admin: Acting, tried: Omit<Try, "prepared">): Promise<unknown>;
  act(acting: Acting, tried: Try): Promise<unknown>;
}

const merge = (acting: Acting, keptId: number, mergedId: number) =>
  mergeContacts(acting, { keptId, mergedId, choices: {}, revisions: { kept: 1, merged: 1 } });

const undoLatest = async (acting: Acting, { id: contactId }: Try) => {
  const { events: [event] } = await listEvents(acting.deps.kv, contactId, { limit: 1 });
  return await undoEvent(acting, { contactId, eventId: event?.id ?? "" });
};

const DEEDS: Record<SwitchedAction, Record<string, SwitchedDeed>> = {
  "contact.block": {
    block: { act: (acting, { id }) => blockContact(acting, id, aBlock()) },
    change: {
      prepare: (admin, { id }) => blockContact(admin, id, aBlock()),
      act: (acting, { id }) => changeBlock(acting, id, aBlock({ preset: "hour" })),
    },
    unblock: {
      prepare: (admin, { id }) => blockContact(admin, id, aBlock()),
      act: (acting, { id }) => unblockContact(acting, id),
    },
    undo: { prepare: (admin, { id }) => blockContact(admin, id, aBlock()), act: undoLatest },
  },
  "contact.merge": {
    merge: { act: (acting, { id, other }) => merge(acting, id, other) },
    unmerge: {
      prepare: async (admin, { id, other }) => (await merge(admin, id, other)).id,
      act: (acting, { prepared }) => unmergeContacts(acting, prepared),
    },
  },
  "contact.delete": {
    delete: { act: (acting, { id }) => deleteContact(acting, id) },
    restore: {
      prepare: (admin, { id }) => deleteContact(admin, id),
      act: (acting, { id }) => restoreContact(acting, id),
    },
    undo: { prepare: (admin, { id }) => deleteContact(admin, id), act: undoLatest },
  },
  "import.run": {
    start: {
      act: (acting) => startImport(acting, { fileName: "people.csv", body: inPieces(ONE) }),
    },
    map: {
      prepare: (_, tried) => begun(tried.by),
      act: (acting, { prepared }) => mapImport(acting, prepared, ONE_MAPPED),
    },
    check: {
      prepare: (_, tried) => begun(tried.by),
      act: (acting, { prepared }) => checkImport(acting, prepared),
    },
    order: {
      prepare: (_, tried) => begun(tried.by),
      act: (acting, { prepared }) => runImport(acting, prepared),
    },
    work: {
      prepare: (_, tried) => begun(tried.by, { isOrdered: true }),
      act: async (acting, { prepared: runId }) =>
        assert(await claimImport(acting, { runId, workerId: "worker" })),
    },
  },
};

const ONE = "name\nIvan\n";
const ONE_MAPPED: ImportMapping = {
  layout: {
    format: "csv",
    encoding: "utf-8",
    delimiter: ",",
    hasHeading: true,
    headings: ["name"],
  },
  columns: ["name"],
  rules: DEFAULT_RULES,
};

/** An import of this person's, from the time when they were an admin. */
async function begun(
  { deps, principal, actor }: Acting,
  { isOrdered = false } = {},
): Promise<string> {
  const then: Acting = { deps, actor, principal: { ...principal, role: "admin" } };
  const { id } = await mapped(then, ONE);
  if (isOrdered) await runImport(then, id);
  return id;
}

/** Pages that are there for nothing else, and the page that leads to each. */
const PAGES: Record<SwitchedAction, (id: number) => { page: string; from: string }> = {
  "contact.block": (id) => ({ page: `/contacts/${id}/block`, from: `/contacts/${id}` }),
  "contact.merge": (id) => ({ page: `/contacts/${id}/merge`, from: `/contacts/${id}` }),
  "contact.delete": (id) => ({ page: `/contacts/${id}/delete`, from: `/contacts/${id}` }),
  "import.run": () => ({ page: "/contacts/import", from: "/contacts" }),
};

async function anApp(action: SwitchedAction, isOn: boolean) {
  const app = await openTestApp();
  const acting = (role: Role) => actingAs({ ...app.deps, newId: anId }, app.users[role]);
  const admin = acting("admin");
  const wanted = { ...DEFAULT_RIGHTS, [action]: isOn };
  await setRights(admin, { seen: DEFAULT_RIGHTS, wanted });
  const { id } = await createContact(admin, aNamed("Olena"));
  const { id: other } = await createContact(admin, aNamed("Taras"));
  return { app, acting, admin, id, other };
}

async function outcome(app: TestApp, deed: () => Promise<unknown>): Promise<string> {
  const before = await snapshot(app.deps.kv);
  try {
    await deed();
    return "done";
  } catch (error) {
    if (!(error instanceof ForbiddenError)) throw error;
    assertEquals(await snapshot(app.deps.kv), before, "what is forbidden writes nothing");
    return "forbidden";
  }
}

for (const action of SWITCHED_ACTIONS) {
  for (const isOn of [true, false]) {
    for (const role of ROLES) {
      const may = isOn || role === "admin";
      const title = `${action} is ${isOn ? "on" : "off"}: an ${role} ${may ? "may" : "may not"}`;
      Deno.test(title, async () => {
        for (const [name, { prepare, act }] of Object.entries(DEEDS[action])) {
          const { app, acting, admin, id, other } = await anApp(action, isOn);
          await using _ = app;
          const tried = { id, other, by: acting(role) };
          const prepared = String(await prepare?.(admin, tried) ?? "");
          const done = await outcome(app, () => act(tried.by, { ...tried, prepared }));
          assertEquals(done, may ? "done" : "forbidden", name);
        }
        const { app, id } = await anApp(action, isOn);
        await using _ = app;
        const { page, from } = PAGES[action](id);
        const { body, status } = await app.ask(page, { as: role });
        await body?.cancel();
        assertEquals(status, may ? 200 : 403);
        const html = await (await app.ask(from, { as: role })).text();
        assertEquals(html.includes(`"${page}"`), may, "the control that leads to it");
      });
    }
  }
}
