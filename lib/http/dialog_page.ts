// What the pages of a new dialog share: reading the form, and what they show.
import type { Contact } from "@/lib/domain/contact.ts";
import type { WriteFix } from "@/lib/domain/write_first.ts";
import { type FieldProblems, InputError, NotFoundError } from "@/lib/errors.ts";
import type { DialogInput } from "@/lib/actions/start_dialog.ts";
import type { State } from "./define.ts";
import { formText } from "./input.ts";
import {
  emptyMessageForm,
  type MessageFormValues,
  messageInput,
  messageRefusal,
  readMessageForm,
} from "./message_form.ts";
import { type ProblemTexts, problemTexts } from "./problems.ts";
import { type Addressee, parseVia, readWays, type UsableWay, type Ways } from "./read_ways.ts";

export interface DialogValues extends MessageFormValues {
  /** A channel and an address, as `parseVia` reads them. */
  via: string;
}

export interface DialogLook extends Pick<Ways, "usable"> {
  /** Where it can be put right; null where only an admin can, or nobody. */
  unusable: (Ways["unusable"][number] & { fixHref: string | null })[];
  values: DialogValues;
  problems: ProblemTexts;
}

export function emptyDialogForm(onceKey: string): DialogValues {
  return { ...emptyMessageForm(onceKey), via: "" };
}

export function readDialogForm(form: FormData): DialogValues {
  return { ...readMessageForm(form), via: formText(form, "via") };
}

/** What the form asks for. Throws `InputError` `via_empty` on `via` when no way was chosen. */
export function dialogInput(values: DialogValues): DialogInput {
  const via = parseVia(values.via);
  if (via === null) {
    throw new InputError("Dialog refused: no channel was chosen", { via: { code: "via_empty" } });
  }
  // Which fields count, the rules of the channel decide.
  return { ...via, ...messageInput(values, { withTemplate: true }) };
}

/** A channel that has gone since is a choice that has: the page says so. Other errors are thrown on. */
export function dialogRefusal(error: unknown): { problems: FieldProblems; status: number } {
  if (error instanceof NotFoundError) {
    return { problems: { via: { code: "way_gone" } }, status: 422 };
  }
  return messageRefusal(error);
}

export async function readDialogLook(
  state: State,
  addressee: Addressee,
  { values, problems = {} }: { values: DialogValues; problems?: FieldProblems },
): Promise<DialogLook> {
  const ways = await readWays(state.deps.kv, addressee, state);
  const isAdmin = state.user?.role === "admin";
  return {
    usable: ways.usable,
    unusable: ways.unusable.map((one) => ({
      ...one,
      fixHref: fixHref(one, { isAdmin, contactId: addressee.id }),
    })),
    values: { ...values, via: chosen(ways.usable, values.via) },
    problems: problemTexts(state, problems),
  };
}

/** Until one is chosen it is the first, and rather a written word than a call. */
function chosen(usable: readonly UsableWay[], via: string): string {
  if (usable.some((one) => one.via === via)) return via;
  const first = usable.find(({ way }) => way.form !== "call") ?? usable[0];
  return first?.via ?? "";
}

/** Only admins can change channels; of someone who is no contact yet nothing can be changed. */
function fixHref(
  { channel, fix }: { channel: { id: string }; fix: WriteFix | null },
  { isAdmin, contactId }: { isAdmin: boolean; contactId: Contact["id"] | null },
): string | null {
  if (fix === "channel" && isAdmin) return `/settings/channels/${channel.id}`;
  return fix === "contact" && contactId !== null ? `/contacts/${contactId}/edit` : null;
}
