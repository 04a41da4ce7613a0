// What the forms that write to customers post, and which failures are said on them with the text kept.
import type { MessageInput } from "@/lib/domain/message_input.ts";
import { ConflictError, type FieldProblems } from "@/lib/errors.ts";
import { formProblems } from "./contact_form_page.ts";
import { formText, readFormData } from "./input.ts";

/** The name and the id of the field of the text: `text` is a note's, which may be on the same page. */
const TEXT = "message";
/** A longest message fills 180 KB in the form, whatever its script; templates and too long texts want room beside it. */
const FORM_BYTES_MAX = 512 * 1024;
/** Of each field so much is shown again: more than any limit allows, and little enough for a page. */
const CHARS_MAX = 50_000;

/** The fields as texts; those that a form does not have are "". */
export interface MessageFormValues {
  text: string;
  subject: string;
  template: string;
  /** One a line. */
  variables: string;
  /** Makes a second post of the same form find what the first one has sent. */
  onceKey: string;
}

export function emptyMessageForm(onceKey: string): MessageFormValues {
  return { text: "", subject: "", template: "", variables: "", onceKey };
}

/** The form as it was posted. Throws `HttpError` as `readFormData` does. */
export function readMessagePost(req: Request): Promise<FormData> {
  return readFormData(req, { limitBytes: FORM_BYTES_MAX });
}

/** Never fails: what is missing is "", and the rules speak later. */
export function readMessageForm(form: FormData): MessageFormValues {
  const cut = (name: string) => formText(form, name).slice(0, CHARS_MAX);
  return {
    text: cut(TEXT),
    subject: cut("subject"),
    template: cut("template"),
    variables: cut("variables"),
    onceKey: cut("onceKey"),
  };
}

/** A form without any field of a template sends none. */
export function messageInput(
  { text, subject, template, variables }: MessageFormValues,
  { withTemplate }: { withTemplate: boolean },
): MessageInput {
  if (!withTemplate) return { text, subject };
  return { text, subject, template: { name: template, variables: linesOf(variables) } };
}

/** What to say on the form, and its status; any other error is thrown on. */
export function messageRefusal(error: unknown): { problems: FieldProblems; status: number } {
  if (error instanceof ConflictError) {
    return { problems: { form: { code: "send_conflict" } }, status: 409 };
  }
  const { text, ...problems } = formProblems(error);
  return { problems: text ? { ...problems, [TEXT]: text } : problems, status: 422 };
}

/** An empty line is an empty value; those at the end are none. */
function linesOf(text: string): string[] {
  const lines = text.replace(/\s+$/u, "").split(/\r\n|\r|\n/u);
  return lines.length === 1 && lines[0]?.trim() === "" ? [] : lines;
}
