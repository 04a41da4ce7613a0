// Given names and what people are called by them: Сашко is Олександр, Bob is Robert, and Олег is not Олена (9.8).
import { fold } from "./fold.ts";

/** One name a line: its forms in Ukrainian, then short ones, those of other languages, and Latin spellings. */
const NAMES = `
Олександр Сашко Саша Сашуня Санько Шурик Олесь Лесь Александр Alexander Aleksandr Alex Sasha
Олександра Саша Сашуня Леся Олеся Шура Александра Alexandra Aleksandra Alex Sasha
Олексій Олекса Олесь Льоша Льоха Алексей Aleksey Alexey Alexei
Анатолій Толик Толя Анатолий
Андрій Андрійко Андрюша Андрей Andrey Andrew
Анна Ганна Аня Ганя Ганнуся Нюра Анюта Anya Ann Anne Hannah
Антон Антін Тоша Антоша Anthony Tony
Антоніна Тоня Антонина
Артем Артемій Тьома Артём
Богдан Бодя Даник
Богдана Дана
Борис Боря
Вадим Вадік
Валентин Валік
Валентина Валя
Валерій Валера Валерий Valery
Валерія Лєра Лера Валерия Valeria
Василь Васько Вася Василий Vasily Vasiliy Basil
Віктор Вітя Витя Виктор Victor
Вікторія Віка Вікуся Вика Виктория Victoria Vika
Віра Вера Vera
Віталій Віталік Віталя Виталий Vitaly
Владислав Влад Владік Слава Vladislav
Володимир Вова Вовка Володя Владимир Vladimir Volodya
В'ячеслав Славко Слава Вячеслав Viacheslav Vyacheslav
Галина Галя Галка Галинка
Геннадій Гена Геннадий Gennady
Георгій Гоша Жора Георгий George
Григорій Гриць Грицько Гриша Григорий Gregory Grigory
Дарина Даринка Даша Дарія Дар'я Дарья Daria Darya Dasha
Данило Данилко Даня Даниил Данил Daniel Daniil
Денис Деня Dennis
Діана Diana
Дмитро Дмитрик Діма Дима Митько Дмитрий Dmitry Dmitri Dima
Едуард Едик Эдуард Edward Eduard
Євген Женя Женька Евгений Eugene Evgeny Evgeniy Yevgen
Євгенія Женя Євгена Евгения Evgenia Eugenia
Зінаїда Зіна Зинаида
Зоряна Зоря
Іван Іванко Ваня Івась Иван John
Іванна Ваня Іванка
Ігор Ігорко Ігорьок Игорь Igor
Ілля Ілько Ілюша Илья Ilya
Інна Инна Inna
Ірина Іра Ірка Іринка Орися Ярина Ирина Irina Irene Ira
Катерина Катя Катруся Катря Катюша Екатерина Catherine Katherine Ekaterina Kateryna Kate Katya
Кирило Кіра Кирилл Kirill Cyril
Кіра Кира
Костянтин Костя Константин Constantine Konstantin
Ксенія Ксюша Оксана Аксинья Ксения Оксанка Xenia Oxana Ksenia
Лариса Лара Лора
Лев Лева Льова Левко
Леонід Льоня Леонид Leonid
Лідія Ліда Лидия Lydia
Любов Люба Любка Любовь Lubov Lyubov
Людмила Люда Люся Міла Ludmila Lyudmila
Маргарита Рита Маргаритка Margaret Margarita
Марина Маринка Маріна Marina
Марія Маруся Марійка Маша Марічка Мария Марья Mary Maria Masha
Марта Марточка Martha
Максим Макс Maxim Max Maksym
Микита Никита Nikita
Микола Миколка Коля Николай Nikolay Nikolai Nicholas Nick
Мирослав Мирко Слава
Мирослава Мирося Слава
Михайло Мишко Миша Михась Михаил Michael Mikhail Mike Misha
Надія Надя Надійка Надежда Nadia Nadezhda
Назар Назарій Назарко
Наталія Наталка Наташа Ната Наталя Наталья Natalie Natalya Natalia Natasha
Ніна Нина Nina
Оксана Ксенія Ксеня Оксанка
Олег Олежик Oleg
Олена Оленка Лена Олєна Лєна Елена Helen Helena Elena Yelena Lena
Ольга Оля Олюня Олечка Olga
Остап Остапко
Павло Павлик Паша Павел Paul Pavel
Петро Петрик Петя Петр Пётр Peter Pyotr
Поліна Поля Полина Paulina Polina
Раїса Рая Раиса
Роберт Robert Rob Bob Bobby
Роман Рома Ромко Ромчик Roman
Ростислав Ростик Слава
Руслан Русик
Руслана Руся
Світлана Світла Свєта Света Светлана Svetlana
Святослав Славко Слава Святик Sviatoslav
Сергій Сергійко Серж Сєрий Сєрьожа Сережа Сергей Sergey Sergei Serge Serhii
Соломія Соля Соломійка
Софія Соня Софійка София Софья Sophia Sofia Sophie Sonya
Станіслав Стас Стасик Слава Станислав Stanislav Stan
Степан Стьопа Степанко Stephen Steven Steve Stepan
Таїсія Тая Таисия
Тамара Тома
Тарас Тарасик
Тетяна Таня Тетянка Танька Татьяна Tatiana Tatyana Tania Tanya
Тимофій Тимко Тіма Тимофей Timothy Tim Tymofii
Уляна Улянка Ульяна Juliana
Федір Федя Федько Федор Фёдор Theodore Fedor
Христина Христя Крістіна Кристина Christina Kristina
Юлія Юля Юлька Юлия Julia Yulia Julie
Юрій Юрко Юра Юрась Юрий Yuri Yury George
Яна Янка Yana Jana
Ярослав Ярко Ярик Слава Yaroslav Jaroslav
Ярослава Ярося Слава
James Jim Jimmy
William Bill Will Billy
Richard Rick Dick
Thomas Tom Tommy Томас
Elizabeth Liz Beth Lisa Єлизавета Ліза Лиза Елизавета
Jessica Jess
Jennifer Jenny Jen
Samuel Sam
Samantha Sam
Joseph Joe Йосип Йосиф
David Dave Давид
Christopher Chris Христофор
`;

const KNOWN = byForm(NAMES.trim().split("\n").map((line) => line.split(" ").map(fold)));

/** Of which names a folded word may be a form, as the folds of those; null when it is none that is known. */
export function givenNames(word: string): ReadonlySet<string> | null {
  return KNOWN.get(word) ?? null;
}

/** Whether two folded words are forms of one given name; null when either is no name that is known. */
export function isSameGivenName(a: string, b: string): boolean | null {
  const [left, right] = [givenNames(a), givenNames(b)];
  if (left === null || right === null) return null;
  return !left.isDisjointFrom(right);
}

function byForm(lines: string[][]): Map<string, Set<string>> {
  const known = new Map<string, Set<string>>();
  for (const line of lines) {
    const [name] = line;
    for (const form of line) {
      const names = known.get(form) ?? new Set();
      if (name !== undefined) known.set(form, names.add(name));
    }
  }
  return known;
}
