// How the screens look to someone who has not signed in: language and theme in a cookie, else as the browser says.
import { type Locale, localeSchema, preferencesSchema } from "@/lib/domain/user.ts";
import type { Preferences } from "@/lib/domain/user.ts";
import { cookieLine, cookieName, readCookie } from "./cookies.ts";

const NAME = "kartka_view";
const YEAR_SECONDS = 31_536_000;
const LANGUAGES_MAX = 20;

export interface View {
  locale: Locale | null;
  theme: Preferences["theme"];
}

const viewSchema = preferencesSchema.pick({ locale: true, theme: true });

export function readView(headers: Headers, isSecure: boolean): View {
  const [locale, theme] = (readCookie(headers, cookieName(NAME, isSecure)) ?? "").split(".");
  const none: View = { locale: null, theme: "system" };
  return viewSchema.safeParse({ locale: locale || null, theme }).data ?? none;
}

/** The `Set-Cookie` line that remembers a view for a year. */
export function viewLine({ locale, theme }: View, isSecure: boolean): string {
  return cookieLine(NAME, `${locale ?? ""}.${theme}`, { isSecure, maxAgeSeconds: YEAR_SECONDS });
}

/** The first of our languages that the browser asks for, by its weights; English when it asks for none. */
export function acceptedLocale(headers: Headers): Locale {
  const ranges = (headers.get("accept-language") ?? "").split(",").slice(0, LANGUAGES_MAX);
  const weighed = ranges.map((range) => {
    const [tag = "", ...params] = range.trim().toLowerCase().split(";");
    const weight = params.map((param) => /^\s*q=([\d.]+)/.exec(param)?.[1]).find(Boolean);
    return { locale: localeOf(tag), weight: weight === undefined ? 1 : Number(weight) || 0 };
  });
  const best = weighed.filter(({ locale, weight }) => locale !== null && weight > 0)
    .sort((a, b) => b.weight - a.weight);
  return best[0]?.locale ?? "en";
}

function localeOf(tag: string): Locale | null {
  return localeSchema.safeParse(tag.split("-")[0]).data ?? null;
}
