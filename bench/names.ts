// Words that the bench's people are made of; the front of a list is drawn most.

export const MALE = words(
  "Олександр Сергій Андрій Володимир Іван Микола Дмитро Василь Олег Максим Юрій Михайло Петро Богдан Тарас Назар Роман " +
    "Віталій Євген Артем Ігор Павло Ярослав Степан Остап Данило Кирило Матвій Тимофій Лев Григорій Анатолій Вадим " +
    "Руслан Станіслав Денис Антон Філіп Орест Любомир",
);
export const FEMALE = words(
  "Олена Наталія Ірина Тетяна Оксана Марія Юлія Анна Світлана Людмила Катерина Вікторія Ольга Галина Софія Соломія " +
    "Дарина Христина Мар'яна Богдана Надія Леся Лариса Аліна Яна Поліна Вероніка Анастасія Єлизавета Злата Зоряна " +
    "Уляна Діана Руслана Ганна Валентина Інна Жанна Лідія Ярина",
);
export const SURNAME_ROOTS = words(
  "Шевч Бондар Коваль Ткач Кравч Мельн Олійн Лисен Марч Полі Рудь Савч Гончар Руден Петр Іван Василь Павл Мороз Клим " +
    "Захар Литвин Пономар Гнат Федор Юрч Панас Дани Степан Кузьм Яременк Тимош Назар Левч Сидор Семен Матвій Дмитр " +
    "Андрій Мартин Гриц Яковл Костюк Волош Кучер Бабич Дорош Заяць Голуб Соловй Вороб Сокол Козл Баран Вовк Лисиц " +
    "Медвед Кабан Хоменк Демч Прокоп Романч Стецьк Білоус Чорн Красн Зелен Синьк Жук Комар Мурав Пилип Остап Герасим " +
    "Єфрем Микит Никиф Онищ Паламар Решет Скрипн Тарас Устим Філон Харч Цимбал Чайк Шульг Щерб Юхим Яцк Гаврил Кирил " +
    "Лукаш Максим Оверч",
);
export const MALE_ENDINGS = words(
  "енко енко енко чук ук юк ський ко ик ець ов ів ишин як айло ан",
);
export const FEMALE_ENDINGS = words(
  "енко енко енко чук ук юк ська ко ик ець ова ева ишин як айло ан",
);
export const ENGLISH_NAMES = words(
  "James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Barbara Richard Susan Joseph Jessica " +
    "Thomas Sarah Charles Karen Daniel Lisa Matthew Nancy Anthony Betty Mark Sandra Donald Ashley Steven Emily Andrew " +
    "Kimberly Paul Margaret Joshua Donna Kevin Michelle",
);
export const ENGLISH_SURNAMES = words(
  "Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Gonzalez Wilson Anderson " +
    "Thomas Taylor Moore Jackson Martin Lee Perez Thompson White Harris Sanchez Clark Ramirez Lewis Robinson Walker " +
    "Young Allen King Wright Scott Torres Nguyen Hill Flores Green Adams Nelson Baker Hall Rivera Campbell Mitchell " +
    "Carter Roberts Kowalski Nowak Wisniewski Wojcik Sullivan",
);
export const FIRM_WORDS = words(
  "Агро Буд Техно Транс Сервіс Груп Трейд Маркет Логістик Фарм Медіа Енерго Інвест Проект Дім Світ",
);
export const MAIL_HOSTS = words(
  "gmail.com gmail.com gmail.com gmail.com ukr.net ukr.net i.ua meta.ua outlook.com icloud.com yahoo.com proton.me",
);
export const OPERATORS = words("39 50 63 66 67 67 68 73 91 92 93 95 96 97 98 99");

export const CITIES = words(
  "Київ Харків Одеса Дніпро Львів Запоріжжя Вінниця Полтава Чернігів Черкаси Житомир Суми Рівне Луцьк Ужгород Тернопіль " +
    "Кам’янець-Подільський Дрогобич Бровари Умань",
);

const NAMED_TAGS = words(
  "новий клієнт vip опт роздріб повернення скарга instagram telegram viber",
);
/** The commonest first: one stands on 1/n as many people as the first. */
export const TAG_NAMES: readonly string[] = Array.from(
  { length: 40 },
  (_, at) => NAMED_TAGS[at] ?? `tag-${at}`,
);

function words(text: string): readonly string[] {
  return text.split(" ");
}
