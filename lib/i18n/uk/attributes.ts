// Texts of attributes: their definitions in the settings, their values on the card.
import type { attributes as en } from "../en/attributes.ts";
import type { Texts } from "../translate.ts";

export const attributes: Texts<keyof typeof en> = {
  "nav.attributes": "Атрибути",
  "attributes.title": "Атрибути",
  "attributes.lead":
    "Що ваша команда зберігає про контакти, крім імен та адрес: тариф, кінець договору, посилання на магазин.",
  "attributes.new": "Новий атрибут",
  "attributes.edit": "Редагувати атрибут",
  "attributes.name": "Назва",
  "attributes.key": "Ключ",
  "attributes.key_hint":
    "Для імпорту, фільтрів і програм: малі латинські літери, цифри та _. Змінити його не можна. Залиште порожнім — утвориться з назви.",
  "attributes.description": "Опис",
  "attributes.description_hint": "Показується там, де вводять значення.",
  "attributes.type": "Тип",
  "attributes.type_fixed": "У контактів уже є значення, тому тип не змінюється.",
  "attributes.pattern": "Шаблон",
  "attributes.pattern_hint":
    "Регулярний вираз у синтаксисі RE2, якому має відповідати весь текст, наприклад [A-Z]+-\\d+ для AB-42.",
  "attributes.pattern_told": "Що сказати, коли текст не відповідає шаблону",
  "attributes.options": "Варіанти",
  "attributes.options_hint": "По одному в рядку, у тому порядку, в якому їх пропонувати.",
  "attributes.options_more": "Ще варіанти",
  "attributes.retired": "Вилучені варіанти",
  "attributes.retired_hint":
    "Позначений варіант більше не пропонується. У контактів, які його мають, він лишається; його можна повернути.",
  "attributes.order": "Порядок",
  "attributes.move_up": "Перемістити «{name}» вище",
  "attributes.move_down": "Перемістити «{name}» нижче",
  "attributes.contacts": "Контакти",
  "attributes.create": "Створити атрибут",
  "attributes.delete": "Видалити",
  "attributes.delete_title": "Видалити атрибут «{name}»?",
  "attributes.delete_text":
    "Його значення зникнуть із контактів, списків і фільтрів. Вони не втрачені: атрибут можна будь-коли відновити, і вони повернуться разом із ним.",
  "attributes.deleted": "Видалені атрибути",
  "attributes.empty_title": "Атрибутів ще немає",
  "attributes.empty_text": "Створіть перший, і він з’явиться на картці кожного контакту.",
  "attributes.define": "Створити атрибути",
  "attributes.edit_all": "Змінити всі",
  "attributes.edit_value": "Змінити: {name}",
  "attributes.edit_title": "{name}: {contact}",
  "attributes.all_title": "Атрибути: {contact}",
  "attributes.show_empty": {
    one: "Показати {count} порожній",
    few: "Показати {count} порожні",
    many: "Показати {count} порожніх",
    other: "Показати {count} порожнього",
  },
  "attributes.language_by_customer": "обрав клієнт",
  "attributes.source": "Джерело",
  "attributes.created_by": "Хто створив",
  "attributes.not_set": "Не вказано",
  "attributes.retired_option": "{option} (більше не пропонується)",
  "attributes.conflict":
    "Тим часом хтось інший записав це значення: {value}. Збережіть ще раз, щоб замінити його своїм.",
  "attributes.conflict_cleared":
    "Тим часом хтось інший прибрав це значення. Збережіть ще раз, щоб записати своє.",
  "attributes.save_failed": "Не вдалося зберегти. Перевірте з’єднання і спробуйте ще раз.",
  "attribute_type.text": "Текст",
  "attribute_type.number": "Число",
  "attribute_type.link": "Посилання",
  "attribute_type.date": "Дата",
  "attribute_type.list": "Список",
  "attribute_type.checkbox": "Прапорець",
  "attribute_type_hint.text":
    "Один рядок до 1000 символів; шаблон може вказати, який він має бути.",
  "attribute_type_hint.number": "Можна порівнювати: більше, менше, між.",
  "attribute_type_hint.link":
    "Сторінка, адреса e-mail або телефон, які відкриваються одним клацанням.",
  "attribute_type_hint.date": "Календарний день, без часу.",
  "attribute_type_hint.list": "Один із варіантів, які ви назвете.",
  "attribute_type_hint.checkbox": "Так, ні або невідомо.",
  "attribute_source.manual": "Введено вручну",
  "attribute_source.import": "Імпорт",
  "attribute_source.seed": "Зразкові дані",
  "attribute_source.inbound": "Канал",
  "flash.attribute_created": "Атрибут «{name}» створено.",
  "flash.attribute_saved": "Атрибут «{name}» збережено.",
  "flash.attribute_deleted": "Атрибут «{name}» видалено.",
  "flash.attribute_restored": "Атрибут «{name}» відновлено.",
  "flash.attribute_name_taken":
    "Таку назву вже має інший атрибут. Спершу перейменуйте його, потім відновіть.",
  "flash.attribute_moved": "Порядок атрибутів змінено.",
  "flash.value_saved": "{name}: збережено.",
  "problem.attribute_text": "Введіть текст.",
  "problem.attribute_number":
    "Введіть число, наприклад 10 або 2,5, без знаків між тисячами, щонайбільше 6 цифр після коми.",
  "problem.attribute_link":
    "Введіть повну адресу, наприклад https://example.com, mailto:name@example.com або tel:+380671234567.",
  "problem.attribute_date": "Введіть день від 1900 до 2200 року, наприклад 22.11.2026.",
  "problem.attribute_option": "Виберіть варіант зі списку.",
  "problem.attribute_option_retired": "Цей варіант більше не пропонується; виберіть інший.",
  "problem.attribute_checkbox": "Виберіть «так» або «ні».",
  "problem.attribute_pattern": "Це не в тому вигляді, який адміністратор задав для цього атрибута.",
  "problem.attribute_pattern_hint": "{hint}",
  "problem.attribute_unknown": "Такого атрибута немає.",
  "problem.attribute_values_full":
    "У контакту вже {max} значень; приберіть одне, перш ніж додавати інше.",
  "problem.attribute_values_large":
    "Усі значення контакту разом задовгі, щоб їх зберегти; скоротіть котресь.",
  "problem.attributes_full":
    "Уже є {max} атрибутів разом із видаленими; змініть або відновіть один із них.",
  "problem.attribute_key_invalid":
    "Введіть ключ із малих латинських літер, цифр та _, який починається з літери, до 40 символів.",
  "problem.attribute_key_taken": "Атрибут із таким ключем є або був; виберіть інший ключ.",
  "problem.attribute_name_empty": "Введіть назву.",
  "problem.attribute_name_taken": "Атрибут із такою назвою вже є.",
  "problem.attribute_type_unknown": "Виберіть тип.",
  "problem.attribute_type_fixed": "У контактів є значення, тому тип змінити не можна.",
  "problem.attribute_options_empty": "Назвіть принаймні один варіант.",
  "problem.attribute_option_long": "Скоротіть кожен варіант до {max} символів.",
  "problem.pattern_unclosed":
    "У шаблоні не закрито дужку. Закрийте її або поставте \\ перед дужкою, яка є просто знаком.",
  "problem.pattern_unopened":
    "Дужка ) у шаблоні нічого не закриває. Приберіть її або напишіть \\).",
  "problem.pattern_repeat":
    "У повторенні «{part}» вкажіть числа від 0 до 1000, спершу менше; разом із зовнішніми повтореннями теж не більше.",
  "problem.pattern_nothing_repeated":
    "Перед «{part}» немає що повторювати. Допишіть знак перед ним або поставте \\ перед ним.",
  "problem.pattern_class": "Набору символів «{part}» немає, або його межі переплутано місцями.",
  "problem.pattern_unsupported":
    "RE2 не має «{part}»: випереджальні, зворотні перевірки та зворотні посилання неможливі.",
  "problem.pattern_invalid": "Це не шаблон у синтаксисі RE2: «{part}»",
  "problem.pattern_large": "Цей шаблон повторює забагато; зменште кількість повторень.",
};
