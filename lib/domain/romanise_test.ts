import { assertEquals } from "@std/assert";
import { romanise } from "./romanise.ts";

Deno.test("romanise() follows the examples of the official table", () => {
  const examples = {
    "Алушта Андрій": "Alushta Andrii",
    "Борщагівка Борисенко": "Borshchahivka Borysenko",
    "Гадяч Богдан Згурський": "Hadiach Bohdan Zghurskyi",
    "Ґалаґан Ґорґани": "Galagan Gorgany",
    "Єнакієве Гаєвич Короп'є": "Yenakiieve Haievych Koropie",
    "Житомир Жанна Жежелів": "Zhytomyr Zhanna Zhezheliv",
    "Закарпаття Казимирчук": "Zakarpattia Kazymyrchuk",
    "Їжакевич Кадиївка Мар'їне": "Yizhakevych Kadyivka Marine",
    "Йосипівка Стрий Олексій": "Yosypivka Stryi Oleksii",
    "Харків Щербухи Гоща Гаращенко": "Kharkiv Shcherbukhy Hoshcha Harashchenko",
    "Юрій Корюківка": "Yurii Koriukivka",
    "Яготин Ярошенко Костянтин Знам'янка Феодосія":
      "Yahotyn Yaroshenko Kostiantyn Znamianka Feodosiia",
    "Розгон Згорани": "Rozghon Zghorany",
  };
  for (const [name, latin] of Object.entries(examples)) assertEquals(romanise(name), latin);
});

Deno.test("romanise() keeps capitals, hyphens and everything that is not Ukrainian", () => {
  assertEquals(romanise("ЩЕРБАК ЯНА"), "SHCHERBAK YANA");
  assertEquals(romanise("Нечуй-Левицький, O'Brien 7 Łukasz"), "Nechui-Levytskyi, O'Brien 7 Łukasz");
  assertEquals(romanise("и\u0306од"), "yod");
});
