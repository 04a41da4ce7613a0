// Texts of notes: on the card, on pages of their own, and what is wrong with one.
import type { notes as en } from "../en/notes.ts";
import type { Texts } from "../translate.ts";

export const notes: Texts<keyof typeof en> = {
  "notes.title": "Нотатки",
  "notes.placeholder": "Нотатка для колег…",
  "notes.label": "Нотатка для колег",
  "notes.hint": "До {max} символів. Її читають колеги, а клієнт — ніколи.",
  "notes.add": "Додати нотатку",
  "notes.all": "Усі нотатки",
  "notes.none": "Ще ніхто не написав нотатки.",
  "notes.older": "Давніші нотатки",
  "notes.newest": "Найновіші нотатки",
  "notes.pinned": "Закріплена нотатка",
  "notes.whole": "Уся нотатка",
  "notes.edited": "змінено {time}",
  "notes.edit": "Змінити",
  "notes.delete": "Видалити",
  "notes.pin": "Закріпити",
  "notes.unpin": "Відкріпити",
  "notes.which": "нотатку від {time}",
  "notes.edit_title": "Редагувати нотатку",
  "notes.save": "Зберегти нотатку",
  "notes.delete_title": "Видалити цю нотатку?",
  "notes.delete_text":
    "Вона зникне з нотаток. В історії лишиться, що її видалено і що в ній було написано.",
  "notes.delete_submit": "Видалити нотатку",
  "notes.conflict_title": "Нотатку збережено в іншому вікні",
  "notes.conflict_text":
    "Вона змінилася, відколи ви її відкрили. Порівняйте обидві; те, що ви збережете зараз, замінить збережене.",
  "notes.conflict_theirs": "Збережене тим часом",
  "notes.conflict_mine": "Ваше",
  "notes.conflict_keep": "Лишити збережене",
  "flash.note_added": "Нотатку додано.",
  "flash.note_saved": "Нотатку збережено.",
  "flash.note_deleted": "Нотатку видалено.",
  "flash.note_pinned": "Нотатку закріплено.",
  "flash.note_unpinned": "Нотатку відкріплено.",
  "problem.note_empty": "Спершу напишіть щось.",
};
