// What is known about a contact beside names and addresses, on its card: the system's own attributes, then those that
// the workspace has defined. An island opens the control in place of a value; without it the links lead to pages.
import type { Attribute } from "@/lib/domain/attribute.ts";
import type { AttributeValue } from "@/lib/domain/contact.ts";
import type { ContactSource } from "@/lib/domain/contact_source.ts";
import { formatLanguage } from "@/lib/i18n/format.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { AttributeText } from "../AttributeText.tsx";
import { Icon } from "../Icon.tsx";

export interface AttributesSectionProps {
  viewer: Viewer;
  attributes: {
    language: string | null;
    isLanguageByCustomer: boolean;
    source: ContactSource;
    channelName: string | null;
    creatorName: string | null;
    filled: { attribute: Attribute; value: AttributeValue }[];
    empty: Attribute[];
    canManage: boolean;
  };
  /** The page that edits one value, or all of them (null). */
  hrefOf: (key: string | null) => string;
}

export function AttributesSection(props: AttributesSectionProps) {
  const { viewer, attributes, hrefOf } = props;
  const { t } = viewer;
  const { filled, empty } = attributes;
  const isDefined = filled.length + empty.length > 0;
  return (
    <div class="attributes" id="attributes" data-live="attributes">
      <h2>
        {t("attributes.title")}
        {isDefined && <a href={hrefOf(null)}>{t("attributes.edit_all")}</a>}
        {!isDefined && attributes.canManage && (
          <a href="/settings/attributes">{t("attributes.define")}</a>
        )}
      </h2>
      <dl class="facts">
        <SystemAttributes {...props} />
        {filled.map(({ attribute, value }) => (
          <Row {...props} attribute={attribute}>
            <AttributeText viewer={viewer} attribute={attribute} value={value} />
          </Row>
        ))}
      </dl>
      {empty.length > 0 && (
        <details>
          <summary>
            {t("attributes.show_empty", { count: empty.length })}
            <Icon name="chevron-down" />
          </summary>
          <dl class="facts">
            {empty.map((attribute) => (
              <Row {...props} attribute={attribute}>
                <span class="muted">{t("attributes.not_set")}</span>
              </Row>
            ))}
          </dl>
        </details>
      )}
    </div>
  );
}

/** What Kartka keeps by itself (7.4). */
function SystemAttributes({ viewer: { t, locale }, attributes }: AttributesSectionProps) {
  const { language, isLanguageByCustomer, source, channelName, creatorName } = attributes;
  return (
    <>
      <dt>{t("contact.language")}</dt>
      <dd>
        {language
          ? formatLanguage(locale, language)
          : <span class="muted">{t("contact.language_none")}</span>}
        {language && isLanguageByCustomer && (
          <span class="muted">{`, ${t("attributes.language_by_customer")}`}</span>
        )}
      </dd>
      <dt>{t("attributes.source")}</dt>
      <dd>{channelName ?? t(`attribute_source.${source}`)}</dd>
      <dt>{t("attributes.created_by")}</dt>
      <dd>{creatorName ?? creatorText(t, source)}</dd>
    </>
  );
}

function creatorText(t: Viewer["t"], source: ContactSource): string {
  if (source === "inbound") return t("actor.customer");
  return source === "manual" ? t("actor.unknown") : t("actor.system");
}

interface RowProps extends AttributesSectionProps {
  attribute: Attribute;
  children: preact.ComponentChildren;
}

function Row({ viewer: { t }, hrefOf, attribute: { key, name }, children }: RowProps) {
  const label = t("attributes.edit_value", { name });
  return (
    <>
      <dt>{name}</dt>
      <dd data-attribute={key}>
        <span>{children}</span>
        <a class="edit-value" href={hrefOf(key)} aria-label={label} title={label}>
          <Icon name="pencil" />
        </a>
      </dd>
    </>
  );
}
