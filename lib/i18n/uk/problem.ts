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
  "problem.filter_field": "Такого поля немає; виберіть інше або приберіть умову.",
  "problem.filter_op": "Для цього поля такої умови немає; виберіть іншу.",
  "problem.filter_value_missing": "Вкажіть значення.",
  "problem.filter_values_two": "Вкажіть обидва значення.",
  "problem.filter_number": "Вкажіть число, як-от 10 або 2,5, без знаків між тисячами.",
  "problem.filter_day": "Вкажіть день від 1900 до 2200 року, як-от 2026-11-22.",
  "problem.filter_period": "Вкажіть ціле число від 1 до {max} і виберіть одиницю.",
  "problem.filter_option": "Виберіть значення зі списку.",
  "problem.filter_phone": "Вкажіть якісь цифри телефону.",
  "problem.filter_order": "Перше значення не може бути пізнішим або більшим за друге.",
  "problem.filter_rules": "У фільтрі може бути щонайбільше {max} умов; приберіть зайві.",
  "problem.filter_unreadable":
    "Умову {rule} у цій адресі не вдалося прочитати, її пропущено: {text}. Додайте її ще раз або візьміть інше посилання.",
  "problem.block_preset": "Виберіть, доки блокувати.",
  "problem.block_new_day":
    "Відколи ви це відкрили, почався новий день, і кінці вже інші. Перевірте їх і підтвердьте ще раз.",
  "problem.block_end": "Введіть дату й час, наприклад 2026-11-24 09:00.",
  "problem.block_past": "Цей час уже минув; виберіть пізніший.",
  "problem.block_gap": "Того дня годинники переводять уперед через цей час; виберіть інший.",
  "problem.block_far": "Виберіть кінець до 2200 року або заблокуйте назавжди.",
  "problem.block_reason": "Виберіть причину зі списку.",
  "problem.block_over":
    "Блокування тим часом закінчилося. Якщо воно ще потрібне, заблокуйте знову.",
};
