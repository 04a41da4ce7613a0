// What is wrong with a field: what failed, and what to do.
import type { problem as en } from "../en/problem.ts";
import type { Texts } from "../translate.ts";

export const problem: Texts<keyof typeof en> = {
  "problem.contact_empty": "Вкажіть ім’я, e-mail або телефон: без них контакт потім не знайти.",
  "problem.too_long": "Скоротіть до {max} символів.",
  "problem.too_many": "Можна щонайбільше {max}; приберіть зайве.",
  "problem.email_invalid": "Це не адреса e-mail. Напишіть її як name@example.com.",
  "problem.handle_repeated": "Це вже є у списку; приберіть повтор.",
  "problem.handle_taken": "Це вже належить контакту {contactId}.",
  "problem.language_invalid": "Виберіть мову зі списку.",
  "problem.tag_unknown": "Одного з тегів уже немає; виберіть теги ще раз.",
  "problem.tag_name_taken": "Тег із такою назвою вже є.",
  "problem.tag_name_empty": "Вкажіть назву.",
  "problem.color_invalid": "Виберіть колір зі списку.",
  "problem.tags_full": "Уже є {max} тегів; спершу видаліть зайві.",
  "problem.cursor_invalid": "Цієї сторінки списку вже немає.",
  "problem.too_large": "Усе разом завелике, щоб зберегти; щось скоротіть.",
};
