// The form of one value of a contact: on its page, and on the card in place of the value.
import { AttributeControl, type AttributeControlProps } from "./AttributeControl.tsx";

export interface AttributeFormProps extends Omit<AttributeControlProps, "baseName"> {
  action: string;
  cancelHref: string;
}

export function AttributeForm({ action, cancelHref, ...control }: AttributeFormProps) {
  const { t } = control.viewer;
  return (
    <form class="attribute-form" method="post" action={action} noValidate>
      <AttributeControl {...control} baseName="base" />
      <div class="form-foot">
        <button class="button primary" type="submit">{t("action.save")}</button>
        <a class="button" href={cancelHref}>{t("action.cancel")}</a>
      </div>
    </form>
  );
}
