// Below the search field: what of the typed text is no condition, and how conditions are typed.
import type { TypedHint } from "@/lib/domain/filter/typed.ts";
import { hintText } from "@/lib/i18n/filter_sentence.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { Icon } from "../Icon.tsx";

export interface SearchHintsProps {
  viewer: Viewer;
  hints: TypedHint[];
}

/** Polite: a hint is no error, and the words are searched for. */
export function SearchHints({ viewer, hints }: SearchHintsProps) {
  if (hints.length === 0) return null;
  return (
    <ul class="search-hints">
      {hints.map((hint) => (
        <li>
          <Icon name="info" />
          <span>{hintText(viewer.locale, hint)}</span>
        </li>
      ))}
    </ul>
  );
}
