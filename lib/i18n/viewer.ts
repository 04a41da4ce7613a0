// Who is looking at a page: their language, their time zone, and the moment. Components get it whole.
import type { Locale } from "@/lib/domain/user.ts";
import type { Translate } from "./translate.ts";

export interface Viewer {
  t: Translate;
  locale: Locale;
  timeZone: string;
  nowMs: number;
}
