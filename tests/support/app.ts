// The whole app behind its guard over a memory KV, with an admin and an agent who are signed in.
import { Builder } from "fresh/dev";
import { aSegment, aTypedAttribute } from "./cast.ts";
import { storeChannel } from "./dialogs.ts";
import { actingAs, type TestDeps, testDeps } from "./deps.ts";
import { app as fresh, build } from "@/fresh.config.ts";
import { createAttribute } from "@/lib/actions/create_attribute.ts";
import { addNote } from "@/lib/actions/add_note.ts";
import { createContact } from "@/lib/actions/create_contact.ts";
import { createSegment } from "@/lib/actions/create_segment.ts";
import { createTag } from "@/lib/actions/create_tag.ts";
import { startDialog } from "@/lib/actions/start_dialog.ts";
import { newUser } from "@/lib/actions/new_user.ts";
import type { Role, User } from "@/lib/domain/user.ts";
import { createApp } from "@/lib/http/app.ts";
import { guard } from "@/lib/http/guard.ts";
import { saveChange } from "@/lib/store/change.ts";
import { listEvents } from "@/lib/store/events.ts";
import { openContactIndex } from "@/lib/store/index/contact_index.ts";
import { stageSession } from "@/lib/store/sessions.ts";
import { stageCreateUser, stageSetUp } from "@/lib/store/users.ts";

/** One build for all apps of a test file. Here, and not in a test, because the bundler's process would look leaked. */
const apply = await new Builder(build).build({ snapshot: "memory" });

export const ORIGIN = "http://localhost:8000";

/** "anonymous" has no cookie. */
export type Who = "anonymous" | Role;

export interface Ask {
  method?: string;
  as?: Who;
  /** Sent urlencoded; makes it a POST. */
  form?: Record<string, string> | [string, string][];
  headers?: Record<string, string>;
  body?: BodyInit;
}

export interface TestApp extends AsyncDisposable {
  deps: TestDeps;
  users: Record<Role, User>;
  /** Session secrets, as the cookies hold them. */
  secrets: Record<Role, string>;
  /** Sends what a browser on this site would: cookie and Origin included. Redirects are not followed. */
  ask(path: string, ask?: Ask): Promise<Response>;
  /** Sends exactly this. */
  send(req: Request): Promise<Response>;
}

export interface TestAppOptions {
  publicUrl?: string;
  /** False leaves the workspace without any user. */
  isSetUp?: boolean;
}

/** Close it with `await using`. */
export async function openTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const kv = await Deno.openKv(":memory:");
  const deps = testDeps(kv, openContactIndex(kv));
  const publicUrl = options.publicUrl === undefined ? null : new URL(options.publicUrl);
  const config = { publicUrl, trustedProxies: 0 };
  const app = createApp({ deps, config, fresh });
  apply(app);
  const handler = guard(app.handler(), config);
  const send = async (req: Request) => await handler(req, INFO);
  const users = { admin: aUser(deps, "admin"), agent: aUser(deps, "agent") };
  const secrets = options.isSetUp === false ? { admin: "", agent: "" } : await store(deps, users);
  return {
    deps,
    users,
    secrets,
    send,
    ask: (path, ask = {}) => send(requestOf(path, ask, secrets)),
    async [Symbol.asyncDispose]() {
      await deps.live.close();
      await deps.settle();
      kv.close();
    },
  };
}

/** A contact, a tag, a shared segment, a channel and a conversation for routes with an id; the note is the agent's. */
export async function withOneOfEach({ deps, users }: TestApp) {
  const acting = actingAs(deps, users.admin);
  const tag = await createTag(acting, {
    name: "VIP",
    color: "blue",
    description: "",
    visibleToAgents: true,
    inQuickFilter: true,
  });
  await createAttribute(acting, aTypedAttribute({ name: "Plan" }));
  const contact = await createContact(acting, {
    name: "Olena Shevchenko",
    emails: ["olena@example.com"],
    phones: ["+380 67 123 45 67"],
    tagIds: [tag.id],
    language: "uk",
  });
  const segment = await createSegment(acting, aSegment({ shared: true }));
  const channel = await storeChannel(deps.kv, "email", { name: "Support" });
  const hello = { channelId: channel.id, subject: "Order 118", text: "Hello" };
  const { conversationId } = await startDialog(acting, contact.id, hello);
  const noteId = await addNote(actingAs(deps, users.agent), contact.id, "Call after 18:00");
  // All of a millisecond: which of them is the newest is chance.
  const { events } = await listEvents(deps.kv, contact.id, { limit: 10 });
  const eventId = events.find(({ kind }) => kind === "note_added")?.id ?? "";
  const ids = { contactId: contact.id, tagId: tag.id, segmentId: segment.id, noteId, eventId };
  return { tag, contact, segment, channel, ids: { ...ids, channelId: channel.id, conversationId } };
}

const INFO: Deno.ServeHandlerInfo = {
  remoteAddr: { transport: "tcp", hostname: "203.0.113.7", port: 5000 },
  completed: Promise.resolve(),
};

function aUser(deps: TestDeps, role: Role): User {
  const email = `${role}@example.com`;
  const fields = { email, emailKey: email, name: role === "admin" ? "Olena" : "Taras" };
  return newUser(deps, { ...fields, role, passwordHash: null, locale: null });
}

async function store(deps: TestDeps, users: Record<Role, User>): Promise<Record<Role, string>> {
  return await saveChange(deps.kv, async (change) => {
    await stageSetUp(change, users.admin);
    const secrets = { admin: "", agent: "" };
    for (const user of [users.admin, users.agent]) {
      await stageCreateUser(change, user);
      const session = { userId: user.id, device: "Firefox", nowMs: deps.now() };
      secrets[user.role] = (await stageSession(change, session)).secret;
    }
    return secrets;
  });
}

function requestOf(path: string, ask: Ask, secrets: Record<Role, string>): Request {
  const { form, as = "anonymous" } = ask;
  const method = ask.method ?? (form ? "POST" : "GET");
  const headers = new Headers({ accept: "text/html", ...ask.headers });
  if (as !== "anonymous") headers.append("cookie", `kartka=${secrets[as]}`);
  if (method !== "GET" && method !== "HEAD") headers.set("origin", ORIGIN);
  const body = form ? new URLSearchParams(form) : ask.body;
  return new Request(ORIGIN + path, { method, headers, body });
}
