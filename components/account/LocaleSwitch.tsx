// The other language, one click away, for those who have not signed in.
import { type Locale, LOCALES } from "@/lib/domain/user.ts";
import type { Translate } from "@/lib/i18n/translate.ts";

export interface LocaleSwitchProps {
  t: Translate;
  locale: Locale;
  /** Where to come back to: this page. */
  next: string;
}

export function LocaleSwitch({ t, locale, next }: LocaleSwitchProps) {
  return (
    <form method="post" action="/profile/preferences">
      <input type="hidden" name="next" value={next} />
      {LOCALES.filter((other) => other !== locale).map((other) => (
        <button type="submit" class="button quiet" name="locale" value={other} lang={other}>
          {t(`profile.locale.${other}`)}
        </button>
      ))}
    </form>
  );
}
