// Help beside the search field: how conditions are typed into it.
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { Icon } from "../Icon.tsx";

const EXAMPLES = [
  ["tag:VIP", "hints.syntax_tag"],
  ["seen:<30d", "hints.syntax_seen"],
  ["created:2026-11-01..2026-11-20", "hints.syntax_created"],
  ["name:Olena", "hints.syntax_text"],
  ["has:phone", "hints.syntax_has"],
  ["id:>100", "hints.syntax_number"],
  ["attr.plan:Pro", "hints.syntax_attribute"],
  ["channel:Telegram", "hints.syntax_channel"],
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
