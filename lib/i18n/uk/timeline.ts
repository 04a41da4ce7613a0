// Texts of the timeline's entries, and of the card's sections beside it.
import type { timeline as en } from "../en/timeline.ts";
import type { Texts } from "../translate.ts";

export const timeline: Texts<keyof typeof en> = {
  "timeline.today": "Сьогодні",
  "timeline.yesterday": "Учора",
  "timeline.edits": {
    one: "{count} зміна окремо",
    few: "{count} зміни окремо",
    many: "{count} змін окремо",
    other: "{count} зміни окремо",
  },
  "timeline.messages": {
    one: "{count} повідомлення",
    few: "{count} повідомлення",
    many: "{count} повідомлень",
    other: "{count} повідомлення",
  },
  "timeline.no_text": "Повідомлення без тексту",
  "timeline.note_added": "{actor}: нотатка",
  "timeline.note_gone": "{actor}: нотатка, яку згодом видалено",
  "timeline.note_above": "{actor}: закріплена нотатка",
  "timeline.note_edited": "{actor}: нотатку змінено",
  "timeline.note_deleted": "{actor}: нотатку видалено",
  "timeline.note_pinned": "{actor}: нотатку закріплено",
  "timeline.note_unpinned": "{actor}: нотатку відкріплено",
  "timeline.note_before": "Що в ній було",
  "timeline.conversation_closed": "{actor}: розмову закрито, {channel}",
  "timeline.conversation_opened": "{actor}: розмову відкрито, {channel}",
  "card.parts": "На цій картці",
  "card.conversations": "Розмови",
  "card.conversations_all": "Усі {count}",
  "card.conversations_none": "Розмов ще не було.",
  "card.conversations_older": "Давніші розмови",
  "card.conversations_newest": "Найновіші розмови",
  "card.identities": "У каналах",
  "card.unclaimed": "Також назвав(ла)",
  "card.unclaimed_of": "належить контакту {id}",
};
