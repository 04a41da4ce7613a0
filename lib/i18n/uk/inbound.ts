// Тексти, які читають програми, що надсилають події.
import type { inbound as en } from "../en/inbound.ts";
import type { Texts } from "../translate.ts";

export const inbound: Texts<keyof typeof en> = {
  "error.channel_unknown.title": "Такого каналу немає",
  "error.channel_unknown.text":
    "За цією адресою немає каналу. Скопіюйте адресу з налаштувань каналу.",
  "error.channel_off.title": "Канал вимкнено",
  "error.channel_off.text":
    "Нічого не приймається, доки адміністратор знову не ввімкне канал. Надішліть тоді ще раз.",
  "error.signature_missing.title": "Немає підпису",
  "error.signature_missing.text":
    "Підпишіть тіло запиту секретом каналу й надішліть webhook-id, webhook-timestamp у цілих секундах і webhook-signature, кожен один раз.",
  "error.signature_old.title": "Підпис застарів",
  "error.signature_old.text":
    "Його час відрізняється від часу сервера, {now}, більш ніж на п’ять хвилин. Звірте годинник і підпишіть знову.",
  "error.signature_wrong.title": "Підпис неправильний",
  "error.signature_wrong.text":
    "Його зроблено іншим секретом або для іншого тіла. Підписуйте саме ті байти, які надсилаєте.",
  "error.event_reused.title": "Такий id події вже був",
  "error.event_reused.text":
    "Подію з цим id, але іншим тілом, уже прийнято. Давайте кожній події власний id.",
  "error.body_unread.title": "Тіло запиту не читається",
  "error.body_unread.text":
    "Надішліть JSON в UTF-8 або цілий лист, як він прийшов, і підпишіть знову.",
  "error.body_type.title": "Тіло запиту іншого типу",
  "error.body_type.text":
    "Вкажіть тип вмісту application/json, а для каналу e-mail можна й message/rfc822.",
  "error.program.403.title": "Запит надійшов зі сторінки в браузері",
  "error.program.403.text":
    "Події надсилають програми: не додавайте заголовків Origin і Sec-Fetch-Site іншого сайту.",
  "error.program.404.title": "Тут нічого немає",
  "error.program.404.text":
    "Перевірте адресу та ідентифікатори. Звіт про доставку може називати лише повідомлення, які надіслав його канал.",
  "error.program.405.title": "Такого методу тут немає",
  "error.program.405.text": "Візьміть метод, названий у заголовку Allow.",
  "error.program.408.title": "Тіло запиту надходило надто повільно",
  "error.program.408.text": "Нічого не прийнято. Надішліть ще раз із тим самим id.",
  "error.program.413.title": "Тіло запиту завелике",
  "error.program.413.text":
    "Нічого не прийнято. Надсилайте щонайбільше 1 МіБ; від вкладень зберігаються лише назви.",
  "error.program.422.title": "У події щось не так",
  "error.program.422.text":
    "Нічого не прийнято. Виправте поля, названі в «problems», і підпишіть знову.",
  "problem.field_unknown": "Такого поля немає; приберіть його.",
  "problem.field_required": "Це поле обов’язкове.",
  "problem.type_wrong": "Тут має бути тип {type}.",
  "problem.choice_unknown": "Тут можливе лише одне з: {choices}.",
  "problem.program_invalid":
    "Це значення не підходить; docs/api_inbound.md каже, яким воно має бути.",
  "problem.field_not_here": "Канал цього типу не має такого поля; приберіть його.",
  "problem.phone_unread": "Це не номер, на який можна подзвонити.",
  "problem.json_deep": "Об’єкти й списки вкладено глибше ніж на {max} рівнів.",
};
