// The words of a note: plain text with its lines, and with links where an address is safe to follow.
import { linkify } from "@/lib/domain/linkify.ts";

export function NoteText({ text }: { text: string }) {
  return (
    <p class="note-text" dir="auto">
      {linkify(text).map(({ text, href }) =>
        href === null ? text : <a href={href} rel="noopener noreferrer nofollow">{text}</a>
      )}
    </p>
  );
}
