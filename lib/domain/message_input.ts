// What an agent writes to a customer, checked by what can be sent in the conversation now (10.4, 11.2).
import { type FieldProblems, InputError } from "@/lib/errors.ts";
import { MESSAGE_CHARS_MAX, type MessageTemplate, SUBJECT_CHARS_MAX } from "./conversation.ts";
import { cleanName, cleanText } from "./handle.ts";
import type { WriteForm } from "./write_first.ts";

export const TEMPLATE_NAME_CHARS_MAX = 512;
export const TEMPLATE_VARIABLES_MAX = 20;
/** Of each: with their readable form in the text, all of them stay below 64 KiB. */
export const TEMPLATE_VARIABLE_CHARS_MAX = 500;

/** As a form offers it; fields that do not belong to what is sent are ignored. */
export interface MessageInput {
  text: string;
  subject?: string;
  template?: MessageTemplate;
}

/** What is stored. */
export interface MessageContent {
  kind: "text" | "call";
  text: string;
  /** Of the conversation that it begins. */
  subject: string | null;
  template: MessageTemplate | null;
}

export interface MessageRules {
  form: WriteForm;
  /** It begins a conversation, which in e-mail has a subject. */
  isFirst: boolean;
}

/**
 * @throws InputError on `text` (`message_empty`, `too_long`, `window_closed`), `subject` (`subject_empty`, `too_long`),
 * `template` (`template_empty`, `too_long`) and `variables` (`too_many`, `variable_long`).
 */
export function parseMessageInput(input: MessageInput, rules: MessageRules): MessageContent {
  const none = { kind: "text" as const, text: "", subject: null, template: null };
  if (rules.form === "call") return { ...none, kind: "call" };
  if (rules.form === "template") {
    const template = parseTemplate(input.template);
    return { ...none, text: templateText(template), template };
  }
  const problems: FieldProblems = {};
  const text = parseText(input.text, problems);
  const subject = rules.form === "email" && rules.isFirst
    ? parseSubject(input.subject ?? "", problems)
    : null;
  refuse(problems);
  return { ...none, text, subject };
}

function parseText(typed: string, problems: FieldProblems): string {
  const text = cleanText(typed);
  if (text === "") problems["text"] = { code: "message_empty" };
  if (text.length > MESSAGE_CHARS_MAX) problems["text"] = tooLong(MESSAGE_CHARS_MAX);
  return text;
}

function parseSubject(typed: string, problems: FieldProblems): string {
  const subject = cleanName(typed);
  if (subject === "") problems["subject"] = { code: "subject_empty" };
  if (subject.length > SUBJECT_CHARS_MAX) problems["subject"] = tooLong(SUBJECT_CHARS_MAX);
  return subject;
}

/** Without a template at all someone has written into a window that has closed since. */
function parseTemplate(typed: MessageTemplate | undefined): MessageTemplate {
  if (typed === undefined) {
    throw new InputError("Message refused: the window has closed", {
      text: { code: "window_closed" },
    });
  }
  const problems: FieldProblems = {};
  const name = cleanName(typed.name);
  const variables = typed.variables.map(cleanName);
  if (name === "") problems["template"] = { code: "template_empty" };
  if (name.length > TEMPLATE_NAME_CHARS_MAX) {
    problems["template"] = tooLong(TEMPLATE_NAME_CHARS_MAX);
  }
  if (variables.length > TEMPLATE_VARIABLES_MAX) {
    problems["variables"] = { code: "too_many", params: { max: TEMPLATE_VARIABLES_MAX } };
  } else if (variables.some(({ length }) => length > TEMPLATE_VARIABLE_CHARS_MAX)) {
    problems["variables"] = {
      code: "variable_long",
      params: { max: TEMPLATE_VARIABLE_CHARS_MAX },
    };
  }
  refuse(problems);
  return { name, variables };
}

/** For people: what the customer gets, only the messenger knows. */
function templateText({ name, variables }: MessageTemplate): string {
  return [name, variables.filter(Boolean).join(", ")].filter(Boolean).join(": ");
}

function tooLong(max: number) {
  return { code: "too_long", params: { max } };
}

function refuse(problems: FieldProblems): void {
  const paths = Object.keys(problems);
  if (paths.length > 0) throw new InputError(`Message refused: ${paths.join(", ")}`, problems);
}
