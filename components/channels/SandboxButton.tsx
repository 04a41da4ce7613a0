// One press to a channel in which everything can be tried.
import type { Translate } from "@/lib/i18n/translate.ts";
import { Icon } from "../Icon.tsx";

export function SandboxButton({ t }: { t: Translate }) {
  return (
    <form method="post" action="/settings/channels/sandbox">
      <button class="button primary" type="submit">
        <Icon name="sparkles" />
        {t("channels.sandbox_create")}
      </button>
    </form>
  );
}
