// What a customer of the sandbox does, as its forms post it.
import { addressKind, type Channel } from "@/lib/domain/channel.ts";
import type { Conversation } from "@/lib/domain/conversation.ts";
import type { PersonEvent } from "@/lib/domain/inbound.ts";
import { readInboundEvent } from "@/lib/domain/inbound_reading.ts";
import { type FieldProblems, InputError } from "@/lib/errors.ts";
import { formText } from "./input.ts";

/** The three things a customer can do. */
export type SandboxForm = "message" | "call" | "contact";

/** All fields as text, by the paths of the event they make; shown again when something is wrong. */
export type SandboxValues = Record<typeof FIELDS[number], string> & { token: string };

const FIELDS = [
  "identity.externalId",
  "identity.email",
  "identity.phone",
  "identity.name",
  "message.text",
  "message.subject",
  "call.outcome",
  "call.durationSeconds",
  "contact.name",
  "contact.email",
  "contact.phone",
  "contact.language",
] as const;

export function readSandboxForm(form: FormData): SandboxValues {
  return valuesOf((name) => formText(form, name));
}

/** @param token new for every form that is shown; it ends what stands in for the id of someone made up */
export function emptySandboxForm(token: string): SandboxValues {
  const someone = `visitor-${token.slice(-6).toLowerCase()}`;
  return {
    ...valuesOf(() => ""),
    "identity.externalId": someone,
    "call.outcome": "missed",
    token,
  };
}

function valuesOf(read: (name: string) => string): SandboxValues {
  const entries = FIELDS.map((name) => [name, read(name)]);
  return { ...Object.fromEntries(entries), token: read("token").slice(0, 64) };
}

/** Which of the forms was posted; a message unless it says otherwise. */
export function sandboxFormOf(form: FormData): SandboxForm {
  const name = formText(form, "form");
  return name === "call" || name === "contact" ? name : "message";
}

/** Calls come by phone lines and messengers, messages by all but phone lines. */
export function sandboxForms({ type }: Pick<Channel, "type">): SandboxForm[] {
  if (type === "call") return ["call", "contact"];
  return type === "website" || type === "email"
    ? ["message", "contact"]
    : ["message", "call", "contact"];
}

/**
 * The event of a form. Who it is from stands in the form of a new customer, else in their conversation.
 * Throws `InputError` by the names of the fields.
 */
export function sandboxEvent(
  form: SandboxForm,
  values: SandboxValues,
  from: { channel: Pick<Channel, "type">; thread: Pick<Conversation, "address"> | null },
): PersonEvent {
  const identity = from.thread === null
    ? typed(values, "identity")
    : { [identityField(from.channel)]: from.thread.address };
  const { event, problems = {} } = readInboundEvent({
    kind: form,
    identity,
    [form]: content(form, values),
  });
  if (event !== null && event.kind !== "delivery") return event;
  throw new InputError(
    "Cannot act as a customer: the form is not filled in",
    inWords(problems),
  );
}

/** The field of the event that says who it is from. */
export function identityField({ type }: Pick<Channel, "type">): "externalId" | "email" | "phone" {
  const kind = addressKind(type);
  return kind === "identity" ? "externalId" : kind;
}

function content(form: SandboxForm, values: SandboxValues): Record<string, unknown> {
  const fields = typed(values, form);
  if (form !== "call" || fields["durationSeconds"] === undefined) return fields;
  return { ...fields, durationSeconds: Number(fields["durationSeconds"]) };
}

/** The fields below a name that have something in them. */
function typed(values: SandboxValues, below: string): Record<string, string> {
  return Object.fromEntries(
    FIELDS.filter((name) => name.startsWith(`${below}.`) && values[name].trim() !== "")
      .map((name) => [name.slice(below.length + 1), values[name]]),
  );
}

/** What a program is told in codes is said here to someone before a form. */
function inWords(problems: FieldProblems): FieldProblems {
  const own: FieldProblems = {
    "message.text": { code: "sandbox_text" },
    "call.durationSeconds": { code: "sandbox_duration" },
  };
  return Object.fromEntries(
    Object.entries(problems).map(([path, problem]) => [
      path,
      problem.code === "too_long" ? problem : own[path] ?? problem,
    ]),
  );
}
