// What the names of sample people are made of, the common ones first. All persons made of them are invented.

export const MEN = words(
  "Олександр Сергій Андрій Володимир Іван Микола Дмитро Василь Олег Максим Юрій Михайло Петро Богдан Тарас Назар Роман Віталій Євген Артем Ігор Павло Ярослав Степан Остап Данило Кирило Матвій Тимофій Лев Григорій Анатолій Вадим Руслан Денис Антон Орест Любомир",
);
export const WOMEN = words(
  "Олена Наталія Ірина Тетяна Оксана Марія Юлія Анна Світлана Людмила Катерина Вікторія Ольга Галина Софія Соломія Дарина Христина Мар'яна Богдана Надія Леся Лариса Аліна Яна Поліна Вероніка Анастасія Єлизавета Злата Зоряна Уляна Діана Ганна Валентина Інна Жанна Лідія Ярина",
);
export const ROOTS = words(
  "Шевч Бондар Ковал Ткач Кравч Мельнич Олійнич Лисен Марч Поліщ Руд Савч Гончар Руден Петр Іван Василь Павл Мороз Клим Захар Литвин Пономар Гнат Федор Юрч Панас Дани Степан Кузьм Яремен Тимош Назар Левч Сидор Семен Матвій Дмитр Андрій Мартин Гриц Яковл Костюч Волош Кучер Бабич Дорош Голуб Воробй Сокол Козл Баран Вовч Ведмед Хомен Демч Прокоп Романч Білоус Зелен Жуч Комар Мурав Пилип Остап Герасим Єфрем Микит Никиф Онищ Паламар Тарас Устим Харч Цимбал Чайч Шульг Щерб Юхим Яц Згур Ґалаґ Їжак Д'яч",
);
/** For men and for women. */
export const ENDINGS: readonly (readonly [string, string])[] = [
  ["енко", "енко"],
  ["енко", "енко"],
  ["енко", "енко"],
  ["ук", "ук"],
  ["юк", "юк"],
  ["ський", "ська"],
  ["ович", "ович"],
  ["ик", "ик"],
  ["ець", "ець"],
  ["ів", "ів"],
  ["ишин", "ишин"],
  ["як", "як"],
  ["ан", "ан"],
];
export const ENGLISH_FIRST = words(
  "James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Barbara Richard Susan Joseph Jessica Thomas Sarah Charles Karen Daniel Lisa Matthew Nancy Anthony Betty Mark Sandra Steven Emily Andrew Kimberly Paul Margaret Joshua Zoë José Björn Łukasz",
);
export const ENGLISH_LAST = words(
  "Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Lopez Gonzalez Wilson Anderson Taylor Moore Jackson Martin Lee Thompson White Harris Clark Lewis Robinson Walker Young Allen King Wright Scott Torres Nguyen Hill Green Adams Nelson Baker Hall Campbell Mitchell Carter Roberts Kowalski Nowak Wójcik Müller Larsson O'Brien Sullivan",
);
export const FIRM_PARTS = words(
  "Агро Буд Техно Транс Сервіс Груп Трейд Маркет Логістик Фарм Медіа Енерго Інвест Проект Дім Світ",
);
/** Reserved for examples: nothing sent to these can reach anyone. */
export const MAIL_HOSTS = words("example.com example.org example.net mail.example poshta.example");
/** Codes of Ukrainian mobile operators, without the leading zero. */
export const CITIES: readonly string[] =
  "Київ,Львів,Харків,Одеса,Дніпро,Вінниця,Запоріжжя,Івано-Франківськ,Чернівці,Полтава,Кам’янець-Подільський"
    .split(",");
export const OPERATORS = words("39 50 63 66 67 68 73 91 92 93 94 95 96 97 98 99");

function words(list: string): readonly string[] {
  return list.split(" ");
}
