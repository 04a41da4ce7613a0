// Pairs as they come in a Ukrainian workspace, and what a careful colleague would say of each.
import { assertEquals } from "@std/assert";
import { aContact, emails, phones } from "@/tests/support/cast.ts";
import { duplicateKeyName, duplicateKeys, type DuplicateSubject } from "./duplicate.ts";
import { commonKeys } from "./duplicate_pair.ts";
import { scorePair } from "./duplicate_score.ts";

const READ = { phones: phones("+380671234567") };
/** The same digits as an operator jots them down. */
const UNREAD = { phones: [{ typed: "067 123-45-67 дзвонити після 18", key: null }] };
const NOTED = { phones: [{ typed: "(067) 123 45 67 моб", key: null }] };
const MAIL = { emails: emails("rodyna.boiko@gmail.com") };
const MAIL_AGAIN = { emails: emails("rodyna.boiko+shop@gmail.com") };
const AT_ACME = { emails: emails("one@acme.ua") };
const ALSO_AT_ACME = { emails: emails("two@acme.ua") };
const IN_KYIV = { attributes: { city: "Київ" } };

type Case = [a: string, b: string];

/** Also asks whether the two would be compared at all. */
function levels(
  cases: Case[],
  a: Partial<DuplicateSubject>,
  b: Partial<DuplicateSubject>,
): Record<string, string | undefined> {
  return Object.fromEntries(cases.map(([left, right]) => {
    const [one, other] = [aContact({ name: left, ...a }), aContact({ name: right, ...b })];
    const isFound = commonKeys(one, other).length > 0;
    const level = isFound ? scorePair(one, other, () => 2)?.level : undefined;
    return [`${left} / ${right}`, level];
  }));
}

function expected(cases: Case[], level: string | undefined) {
  return Object.fromEntries(cases.map(([left, right]) => [`${left} / ${right}`, level]));
}

const ONE_PERSON: Case[] = [
  ["Олександр Бойко", "Oleksandr Boiko"],
  ["Олександр Бойко", "Сашко Бойко"],
  ["Олександр Бойко", "Boyko Sasha"],
  ["Александр Бойко", "Олександр Бойко"],
  ["Олександра Бойко", "Саша Бойко"],
  ["Тетяна Гриценко", "Tanya Hrytsenko"],
  ["Юлія Гриценко", "Julia Gritsenko"],
  ["Катруся Мельник", "Катерина Мельник"],
  ["Микола Щербак", "Коля Щербак"],
  ["Nikolay Shcherbak", "Микола Щербак"],
  ["Дмитро Ткаченко", "Дима Ткаченко"],
  ["Бойко Олександр Петрович", "Олександр Бойко"],
  ["Бойко О. П.", "Бойко Олександр Петрович"],
  ["Бойко Олександр Петрович", "Oleksandr Petrovych Boiko"],
  ["Олена Петрова", "Olena Petrov"],
  ["ФОП Бойко Олександр Петрович", "Олександр Бойко"],
  ["ТОВ «Ромашка»", "Romashka LLC"],
  ["Мар'яна Іваненко", "Мар’яна Іваненко"],
  ["Олександр Бойко", "Олександр"],
];

const TWO_PEOPLE: Case[] = [
  ["Олена Шевченко", "Ігор Шевченко"],
  ["Олена Шевченко", "Олег Шевченко"],
  ["Марія Лис", "Марина Лис"],
  ["Іван Коваль", "Іванна Коваль"],
  ["Олександр Мельник", "Олександра Мельник"],
  ["Валентин Дорош", "Валентина Дорош"],
  ["Віктор Ковальський", "Вікторія Ковальська"],
  ["Бойко Іван Петрович", "Бойко Петро Іванович"],
  ["Іван Петрович Бойко", "Іван Олексійович Бойко"],
  ["Олена Шевченко", "Таксі"],
  ["ТОВ Ромашка", "ТОВ Вітер"],
  ["Анна Бойко", "Інна Бойко"],
  ["Оксана Бойко", "Ксенія Заболотна"],
  ["Григорій Мороз", "Gregory Ulrich"],
];

Deno.test("one person under two names at one phone or mailbox is likely one", () => {
  assertEquals(levels(ONE_PERSON, READ, UNREAD), expected(ONE_PERSON, "likely"));
  assertEquals(levels(ONE_PERSON, UNREAD, NOTED), expected(ONE_PERSON, "likely"));
  assertEquals(levels(ONE_PERSON, MAIL, MAIL_AGAIN), expected(ONE_PERSON, "likely"));
});

Deno.test("spouses, parents, colleagues at one phone or mailbox are possible, and no more", () => {
  assertEquals(levels(TWO_PEOPLE, READ, UNREAD), expected(TWO_PEOPLE, "possible"));
  assertEquals(levels(TWO_PEOPLE, MAIL, MAIL_AGAIN), expected(TWO_PEOPLE, "possible"));
});

Deno.test("relatives and namesakes at one company or in one city are nothing", () => {
  assertEquals(levels(TWO_PEOPLE, AT_ACME, ALSO_AT_ACME), expected(TWO_PEOPLE, undefined));
  assertEquals(
    levels(TWO_PEOPLE, { ...READ, ...IN_KYIV }, IN_KYIV),
    expected(TWO_PEOPLE, undefined),
  );
  const namesakes: Case[] = [["Олена Шевченко", "Олена Шевченко"], ["Іван Бойко", "Ivan Boiko"]];
  const other = { phones: phones("+380501112233") };
  assertEquals(levels(namesakes, READ, other), expected(namesakes, undefined));
  assertEquals(
    levels(namesakes, { ...READ, ...IN_KYIV }, { ...other, ...IN_KYIV }),
    expected(namesakes, undefined),
  );
});

Deno.test("who is called otherwise at one company is found by the name that it stands for", () => {
  const cases: Case[] = [
    ["Олександр Бойко", "Сашко Бойко"],
    ["Бойко Олександр Петрович", "Саша Бойко"],
    ["Robert Hill", "Bob Hill"],
    ["Ярослав Гук", "Гук Слава"],
    ["ФОП Бойко Олександр", "Бойко Олександр"],
  ];
  assertEquals(levels(cases, AT_ACME, ALSO_AT_ACME), expected(cases, "possible"));
  const keys = duplicateKeys(aContact({ name: "Саша Бойко", ...AT_ACME })).map(duplicateKeyName);
  assertEquals(keys.includes("name boiko o company acme.ua"), true);
});
