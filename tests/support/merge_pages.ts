// The pages of merging: their forms as a browser without scripts sends them.
import { assertEquals } from "@std/assert";
import type { Merge } from "@/lib/domain/merge.ts";
import { mergeKey, mergeLockKey } from "@/lib/store/keys/merges.ts";
import type { TestApp } from "./app.ts";
import { actingAs } from "./deps.ts";
import { getPage } from "./pages.ts";
import { storePair } from "./pairs.ts";

export async function mergeReady(app: TestApp) {
  const acting = actingAs(app.deps, app.users.admin);
  const pair = await storePair(acting);
  return { acting, ...pair, path: `/contacts/${pair.keptId}/merge` };
}

/** What a page's form of this method would send, with radio buttons and boxes as they are. */
function formIn(html: string, method: "get" | "post"): [string, string][] {
  const form = [...html.matchAll(/<form[^>]*>[^]*?<\/form>/g)].map(([text]) => text)
    .filter((text) => text.includes(`method="${method}"`) && text.includes('name="with"')).at(-1);
  const inputs = [...(form ?? "").matchAll(/<input[^>]*>/g)].map(([text]) => text);
  return inputs.filter((text) => text.includes('type="hidden"') || / checked/.test(text))
    .map((text) => [attributeIn(text, "name"), attributeIn(text, "value")]);
}

export function attributeIn(tag: string, name: string): string {
  return new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? "";
}

/** The form of the third step, for a choice in the second. */
export async function confirmForm(
  app: TestApp,
  { path, mergedId }: { path: string; mergedId: number },
  choice: Record<string, string> = {},
) {
  const compared = await getPage(app, `${path}?with=${mergedId}`);
  const chosen = formIn(compared.html, "get")
    .map(([name, value]): [string, string] => [name, choice[name] ?? value]);
  const query = new URLSearchParams(chosen);
  const confirmed = await getPage(app, `${path}?${query}`);
  assertEquals(confirmed.status, 200);
  return { html: confirmed.html, form: formIn(confirmed.html, "post"), query };
}

/** As if its last commit had not been made yet. */
export async function keepMoving({ deps: { kv } }: TestApp, merge: Merge, contactId: number) {
  await kv.set(mergeKey(merge.id), { ...merge, state: "moving" });
  await kv.set(mergeLockKey(contactId), merge.id);
}

/** The event of a merge has its id. */
export function mergeIdIn(html: string): string {
  const entry = html.split("<li").find((part) => / id="event-[^]*#merge"/.test(part));
  return /id="event-([0-9A-Z]{26})"/.exec(entry ?? "")?.[1] ?? "";
}
