// Texts of pages that follow changes.
import type { live as en } from "../en/live.ts";
import type { Texts } from "../translate.ts";

export const live: Texts<keyof typeof en> = {
  "live.updated": "Оновлено о {time} ·",
  "live.refresh": "Оновити",
  "live.on": "Наживо",
  "live.pause": "Призупинити",
  "live.paused": "Оновлення призупинено",
  "live.resume": "Продовжити",
  "live.rows": "Нових: {count}",
  "live.show": "Показати",
  "live.added": "Нове на сторінці: {count}",
};
