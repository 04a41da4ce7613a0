// Why something cannot be undone.
import { InputError } from "@/lib/errors.ts";

/** The code is below `problem.` of the texts. */
export function undoRefused(
  eventId: string,
  code:
    | "undo_late"
    | "undo_never"
    | "undo_merged"
    | "undo_gone"
    | "undo_note_there"
    | "undo_block_over"
    | "undo_block_again",
): InputError {
  return new InputError(`Cannot undo event ${eventId}: ${code}`, { form: { code } });
}
