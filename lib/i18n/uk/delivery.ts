// Що сталося з повідомленням до клієнта і що йому заважає.
import type { delivery as en } from "../en/delivery.ts";
import type { Texts } from "../translate.ts";

export const delivery: Texts<keyof typeof en> = {
  "delivery.state.queued": "Чекає на відправлення",
  "delivery.state.sent": "Надіслано",
  "delivery.state.delivered": "Доставлено",
  "delivery.state.failed": "Не доставлено",
  "delivery.channel_off": "Канал вимкнено; повідомлення піде, коли канал знову ввімкнуть.",
  "delivery.unreachable": "Не вдалося з’єднатися з іншою стороною.",
  "delivery.timeout": "Інша сторона не відповіла вчасно.",
  "delivery.tls_failed": "Не вдалося встановити захищене з’єднання: перевірте сертифікат.",
  "delivery.receiver_error": "В іншої сторони сталася помилка.",
  "delivery.too_many_requests": "Інша сторона попросила надсилати повільніше.",
  "delivery.redirected": "Адреса каналу веде в інше місце; введіть кінцеву.",
  "delivery.internal": "Щось пішло не так у самій Kartka; подробиці в журналі сервера.",
  "delivery.address_invalid": "Адреса каналу неправильна.",
  "delivery.address_private":
    "Адреса каналу в приватній мережі; її вузол має бути в KARTKA_PRIVATE_HOSTS.",
  "delivery.no_secret": "У каналу немає секрету для підпису; створіть його.",
  "delivery.secret_unreadable":
    "Секрети каналу не читаються ключем цієї установки; введіть їх знову.",
  "delivery.refused": "Інша сторона відхилила повідомлення; її відповідь — у журналі каналу.",
  "delivery.empty": "У повідомленні немає нічого, що може надіслати цей канал.",
  "delivery.blocked_by_customer": "Клієнт заблокував цей канал. Напишіть йому в іншому.",
  "delivery.customer_unknown":
    "Інша сторона не знає цього клієнта: перевірте його адресу або скористайтеся іншим каналом.",
  "delivery.token_refused": "Месенджер відхилив токен бота; введіть чинний.",
  "delivery.login_refused":
    "Поштовий сервер відхилив ім’я користувача або пароль; введіть у каналі чинні.",
  "delivery.sender_refused":
    "Поштовий сервер не дозволяє писати від цього відправника: перевірте адресу «Від» у каналі.",
  "delivery.starttls_missing":
    "Поштовий сервер не пропонує шифрування, якого вимагає канал; виберіть інший порт або TLS.",
};
