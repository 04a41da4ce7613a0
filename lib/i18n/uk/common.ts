// Texts that several pages share: the shell, buttons, errors.
import type { common as en } from "../en/common.ts";
import type { Texts } from "../translate.ts";

export const common: Texts<keyof typeof en> = {
  "app.skip": "До вмісту",
  "app.menu": "Меню",
  "app.navigation": "Головна навігація",
  "nav.contacts": "Контакти",
  "nav.import": "Імпорт",
  "nav.settings": "Налаштування",
  "nav.tags": "Теги",
  "nav.channels": "Канали",
  "nav.sandbox": "Пісочниця",
  "nav.sign_out": "Вийти",
  "action.save": "Зберегти",
  "action.cancel": "Скасувати",
  "action.edit": "Редагувати",
  "action.close": "Закрити",
  "action.apply": "Застосувати",
  "form.problems": "Є проблема",
  "form.title_problem": "Помилка: {title}",
  "form.optional": "необов’язково",
  "shortcuts.title": "Клавіатурні скорочення",
  "shortcuts.search": "Пошук контактів",
  "shortcuts.filter": "Фільтр контактів",
  "shortcuts.create": "Новий контакт",
  "shortcuts.next": "Наступний контакт",
  "shortcuts.previous": "Попередній контакт",
  "shortcuts.open": "Відкрити контакт",
  "shortcuts.edit": "Редагувати контакт",
  "shortcuts.help": "Цей список",
  "shortcuts.switch": "Скорочення можна вимкнути у вашому профілі.",
};
