// Texts of the tag settings.
import type { tags as en } from "../en/tags.ts";
import type { Texts } from "../translate.ts";

export const tags: Texts<keyof typeof en> = {
  "tags.title": "Теги",
  "tags.lead": "Теги групують контакти. Нова назва одразу змінюється в усіх контактах.",
  "tags.new": "Новий тег",
  "tags.edit": "Редагувати тег",
  "tags.name": "Назва",
  "tags.color": "Колір",
  "tags.description": "Опис",
  "tags.visible": "Видимий агентам",
  "tags.visible_hint": "Інакше його бачать на контактах лише адміністратори.",
  "tags.quick": "У швидкому фільтрі",
  "tags.quick_hint": "Показується кнопкою над списком контактів.",
  "tags.contacts": "Контакти",
  "tags.admins_only": "лише адміністратори",
  "tags.in_quick": "швидкий фільтр",
  "tags.create": "Створити тег",
  "tags.delete": "Видалити",
  "tags.delete_title": "Видалити тег «{name}»?",
  "tags.delete_text": {
    one:
      "Він зникне з {count} контакту та з фільтрів. Його можна будь-коли відновити, і він повернеться на ті самі контакти.",
    few:
      "Він зникне з {count} контактів та з фільтрів. Його можна будь-коли відновити, і він повернеться на ті самі контакти.",
    many:
      "Він зникне з {count} контактів та з фільтрів. Його можна будь-коли відновити, і він повернеться на ті самі контакти.",
    other:
      "Він зникне з {count} контактів та з фільтрів. Його можна будь-коли відновити, і він повернеться на ті самі контакти.",
  },
  "tags.deleted": "Видалені теги",
  "tags.empty_title": "Тегів ще немає",
  "tags.empty_text": "Створіть перший тут або під час редагування контакту.",
  "flash.tag_created": "Тег «{name}» створено.",
  "flash.tag_saved": "Тег «{name}» збережено.",
  "flash.tag_deleted": "Тег «{name}» видалено.",
  "flash.tag_name_taken":
    "Таку назву вже має інший тег. Спершу перейменуйте його, потім відновіть.",
  "flash.tag_restored": "Тег «{name}» відновлено.",
  "color.gray": "Сірий",
  "color.red": "Червоний",
  "color.orange": "Помаранчевий",
  "color.amber": "Бурштиновий",
  "color.green": "Зелений",
  "color.teal": "Бірюзовий",
  "color.blue": "Синій",
  "color.indigo": "Індиго",
  "color.violet": "Фіолетовий",
  "color.pink": "Рожевий",
};
