import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { InputError } from "@/lib/errors.ts";
import { MESSAGE_CHARS_MAX } from "./conversation.ts";
import { type MessageInput, type MessageRules, parseMessageInput } from "./message_input.ts";

const REPLY: MessageRules = { form: "text", isFirst: false };
const FIRST_EMAIL: MessageRules = { form: "email", isFirst: true };
const TEMPLATE: MessageRules = { form: "template", isFirst: false };

function problems(input: MessageInput, rules: MessageRules): Record<string, string> {
  const error = assertThrows(() => parseMessageInput(input, rules), InputError);
  return Object.fromEntries(
    Object.entries(error.problems).map(([field, { code }]) => [field, code]),
  );
}

Deno.test("a text is kept with its lines, and nothing of other fields", () => {
  const typed = { text: " \r\nДобрий день!\r\n\r\nЗамовлення 118 \u202E\n", subject: "x" };
  assertEquals(parseMessageInput(typed, REPLY), {
    kind: "text",
    text: "Добрий день!\n\nЗамовлення 118",
    subject: null,
    template: null,
  });
});

Deno.test("a text needs something to see, and has a limit in units that fit a value", () => {
  assertEquals(problems({ text: " \n\u200B " }, REPLY), { text: "message_empty" });
  const longest = "й".repeat(MESSAGE_CHARS_MAX);
  assertEquals(parseMessageInput({ text: longest }, REPLY).text, longest);
  assertEquals(problems({ text: longest + "й" }, REPLY), { text: "too_long" });
});

Deno.test("the first e-mail wants a subject, a later one has none", () => {
  const written = { text: "Вітаємо", subject: "  Рахунок\n№118 " };
  assertEquals(parseMessageInput(written, FIRST_EMAIL).subject, "Рахунок №118");
  assertEquals(parseMessageInput(written, { form: "email", isFirst: false }).subject, null);
  assertEquals(problems({ text: "", subject: "" }, FIRST_EMAIL), {
    text: "message_empty",
    subject: "subject_empty",
  });
  assertEquals(problems({ text: "x", subject: "s".repeat(201) }, FIRST_EMAIL), {
    subject: "too_long",
  });
});

Deno.test("a template keeps the places of its variables, empty ones too, and is readable as text", () => {
  const template = { name: " order_ready ", variables: ["Олена", " ", "118"] };
  const content = parseMessageInput({ text: "ignored", template }, TEMPLATE);
  assertEquals(content.template, { name: "order_ready", variables: ["Олена", "", "118"] });
  assertEquals(content.text, "order_ready: Олена, 118");
});

Deno.test("text alone does not go through a closed window, and a template has limits", () => {
  assertEquals(problems({ text: "Ви ще тут?" }, TEMPLATE), { text: "window_closed" });
  const withTemplate = (name: string, variables: string[]) =>
    problems({ text: "", template: { name, variables } }, TEMPLATE);
  assertEquals(withTemplate("", []), { template: "template_empty" });
  assertEquals(withTemplate("n".repeat(513), []), { template: "too_long" });
  assertEquals(withTemplate("n", Array(21).fill("v")), { variables: "too_many" });
  assertEquals(withTemplate("n", ["v".repeat(501)]), { variables: "variable_long" });
});

Deno.test("a call needs no words", () => {
  const call = parseMessageInput({ text: "not sent" }, { form: "call", isFirst: true });
  assertEquals(call, { kind: "call", text: "", subject: null, template: null });
});

Deno.test("whatever is typed is refused with a problem or stored within the limits", () => {
  const typed = fc.string({ unit: "binary", maxLength: 60 });
  fc.assert(
    fc.property(typed, typed, fc.array(typed, { maxLength: 22 }), (text, subject, variables) => {
      for (const form of ["text", "email", "template", "call"] as const) {
        try {
          const input = { text, subject, template: { name: subject, variables } };
          const content = parseMessageInput(input, { form, isFirst: true });
          assertEquals(content.text.isWellFormed(), true);
          assertEquals(form === "call" || content.text !== "", true);
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
        }
      }
    }),
    { numRuns: 500 },
  );
});
