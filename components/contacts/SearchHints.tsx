// Below the search field: what of the typed text is no condition, and how conditions are typed.
import type { TypedHint } from "@/lib/domain/filter/typed.ts";
import { problemText } from "@/lib/i18n/translate.ts";
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
          <span>{hintText(viewer, hint)}</span>
        </li>
      ))}
    </ul>
  );
}

function hintText({ t, locale }: Viewer, hint: TypedHint): string {
  const { text } = hint;
  switch (hint.kind) {
    case "unknown":
      return t("filter.hint.unknown", { key: hint.key, text });
    case "tag":
      return t("filter.hint.tag", { name: hint.name, text });
    case "negative":
      return t("filter.hint.negative", { text });
    case "problem":
      return t("filter.hint.problem", { text, problem: problemText(locale, hint.problem) });
  }
}

const EXAMPLES = [
  ["tag:VIP", "hints.syntax_tag"],
  ["seen:<30d", "hints.syntax_seen"],
  ["created:2026-11-01..2026-11-20", "hints.syntax_created"],
  ["name:Olena", "hints.syntax_text"],
  ["has:phone", "hints.syntax_has"],
  ["id:>100", "hints.syntax_number"],
  ['tag:"Big firm"', "hints.syntax_quotes"],
] as const;

export function SearchSyntax({ viewer: { t } }: { viewer: Viewer }) {
  return (
    <details class="popover at-end search-syntax">
      <summary
        class="button quiet icon-only"
        aria-label={t("hints.syntax")}
        title={t("hints.syntax")}
      >
        <Icon name="info" />
      </summary>
      <div class="popover-body">
        <h2>{t("hints.syntax")}</h2>
        <p class="muted">{t("hints.syntax_lead")}</p>
        <dl class="facts">
          {EXAMPLES.map(([example, key]) => (
            <>
              <dt>
                <code>{example}</code>
              </dt>
              <dd>{t(key)}</dd>
            </>
          ))}
        </dl>
      </div>
    </details>
  );
}
