import { assertEquals } from "@std/assert";
import { en } from "./en.ts";
import { type Message, problemText, translator } from "./translate.ts";
import { uk } from "./uk.ts";

/** The names in braces, each once, sorted. */
function paramsOf(message: Message): string[] {
  const forms = typeof message === "string" ? [message] : Object.values(message);
  const names = forms.flatMap((form) => [...form.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
  return [...new Set(names)].filter((name) => name !== undefined).sort();
}

const MESSAGES = Object.entries<Message>(en);

Deno.test("both languages have the same keys", () => {
  assertEquals(Object.keys(uk).sort(), Object.keys(en).sort());
});

Deno.test("a text names the same parameters in both languages", () => {
  const ukrainian = new Map(Object.entries<Message>(uk));
  const different = MESSAGES.filter(([key, message]) => {
    const other = ukrainian.get(key) ?? "";
    return paramsOf(message).join() !== paramsOf(other).join();
  });
  assertEquals(different.map(([key]) => key), []);
});

Deno.test("no text is empty or has a stray space at its ends", () => {
  const texts = [...MESSAGES, ...Object.entries<Message>(uk)].flatMap(([key, message]) =>
    (typeof message === "string" ? [message] : Object.values(message)).map((form) => [key, form])
  );
  assertEquals(texts.filter(([, form]) => form === "" || form !== form?.trim()), []);
});

Deno.test("a Ukrainian text that counts has all the forms that Ukrainian has", () => {
  const counting = MESSAGES.filter(([, message]) =>
    typeof message !== "string" && paramsOf(message).includes("count")
  );
  const forms = new Map(Object.entries<Message>(uk));
  const lacking = counting.filter(([key]) => {
    const message = forms.get(key);
    if (message === undefined || typeof message === "string") return false; // says it without counting
    const own = Object.keys(message);
    return own.length > 1 && ["one", "few", "many", "other"].some((form) => !own.includes(form));
  });
  assertEquals(lacking.map(([key]) => key), []);
});

Deno.test("Ukrainian counts 1 контакт, 2 контакти, 5 контактів, 21 контакт", () => {
  const t = translator("uk");
  const counted = [0, 1, 2, 5, 11, 21, 22, 25, 1000].map((count) => t("contacts.total", { count }));
  assertEquals(counted, [
    "0 контактів",
    "1 контакт",
    "2 контакти",
    "5 контактів",
    "11 контактів",
    "21 контакт",
    "22 контакти",
    "25 контактів",
    "1\u00a0000 контактів",
  ]);
});

Deno.test("English counts 1 contact, 2 contacts", () => {
  const t = translator("en");
  assertEquals(t("contacts.total", { count: 1 }), "1 contact");
  assertEquals(t("contacts.total", { count: 1234 }), "1,234 contacts");
});

Deno.test("text that comes in as a parameter stays text, braces and all", () => {
  const t = translator("en");
  assertEquals(t("form.tags_create", { name: "{count} & <b>" }), "Create “{count} & <b>”");
});

Deno.test("a problem is a sentence with its values", () => {
  const problem = { code: "too_long", params: { max: 255 } };
  assertEquals(problemText("en", problem), "Shorten it to 255 characters.");
});
