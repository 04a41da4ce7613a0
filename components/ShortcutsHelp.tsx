// What each key does, in a dialog that the island of shortcuts opens.
import type { Translate } from "@/lib/i18n/translate.ts";

export function ShortcutsHelp({ t }: { t: Translate }) {
  const keys = [
    ["/", t("shortcuts.search")],
    ["f", t("shortcuts.filter")],
    ["c", t("shortcuts.create")],
    ["j", t("shortcuts.next")],
    ["k", t("shortcuts.previous")],
    ["Enter", t("shortcuts.open")],
    ["e", t("shortcuts.edit")],
    ["b", t("shortcuts.block")],
    ["m", t("shortcuts.merge")],
    ["n", t("shortcuts.note")],
    ["d", t("shortcuts.dialog")],
    ["r", t("shortcuts.reply")],
    ["Ctrl Enter", t("shortcuts.send")],
    ["m n s", t("duplicates.keys")],
    ["z", t("shortcuts.undo")],
    ["?", t("shortcuts.help")],
  ];
  return (
    <dialog id="shortcuts" class="dialog" aria-labelledby="shortcuts-title">
      <h2 id="shortcuts-title">{t("shortcuts.title")}</h2>
      <dl class="facts shortcuts">
        {keys.map(([key, meaning]) => (
          <>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </>
        ))}
      </dl>
      {/* Where they can be switched off. */}
      <p class="muted">{t("shortcuts.switch")}</p>
      <form method="dialog" class="form-foot">
        <button class="button" type="submit">{t("action.close")}</button>
      </form>
    </dialog>
  );
}
