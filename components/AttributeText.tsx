// A value of an attribute as people read it: numbers and days in their language, links that are safe to follow.
import type { Attribute } from "@/lib/domain/attribute.ts";
import { attributeText } from "@/lib/domain/attribute_value.ts";
import type { AttributeValue } from "@/lib/domain/contact.ts";
import { safeHref } from "@/lib/domain/safe_href.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { attributeWords } from "./attribute_words.ts";

export interface AttributeTextProps {
  viewer: Viewer;
  attribute: Attribute;
  /** Of the attribute's type; anything else shows as nothing. */
  value: AttributeValue | undefined;
}

export function AttributeText({ viewer, attribute, value }: AttributeTextProps) {
  const text = attributeText(attribute, value);
  if (text === "") return null;
  const { type } = attribute;
  if (type === "link") return <Link text={text} />;
  const words = attributeWords(viewer, type, text);
  return type === "date" ? <time dateTime={text}>{words}</time> : <>{words}</>;
}

/** Opens beside Kartka, and tells the other side nothing. */
function Link({ text }: { text: string }) {
  const href = safeHref(text);
  if (href === null) return <>{text}</>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {text.replace(/^https?:\/\//, "")}
    </a>
  );
}
