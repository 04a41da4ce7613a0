// What a card shows of attributes: the system's own ones, those with a value, and those without (7.4).
import type { Attribute } from "@/lib/domain/attribute.ts";
import { attributeText } from "@/lib/domain/attribute_value.ts";
import type { AttributeValue, Contact } from "@/lib/domain/contact.ts";
import type { ContactSource } from "@/lib/domain/contact_source.ts";
import { isAllowed } from "@/lib/domain/policy.ts";
import type { Principal } from "@/lib/domain/user.ts";
import { listAttributes } from "@/lib/store/attributes.ts";
import { findChannel } from "@/lib/store/channels.ts";
import { findUser } from "@/lib/store/users.ts";

export interface CardAttributes {
  language: string | null;
  /** It was not an agent who chose the language. */
  isLanguageByCustomer: boolean;
  source: ContactSource;
  /** Of the channel that the contact came from. */
  channelName: string | null;
  /** The name of the user who made the contact; null when it was none, or one who is gone. */
  creatorName: string | null;
  /** In the order of the card, as are those that are empty. */
  filled: { attribute: Attribute; value: AttributeValue }[];
  empty: Attribute[];
  /** May define attributes. */
  canManage: boolean;
}

/** Values of deleted attributes are left out. One read of definitions, one of the channel, one of the user. */
export async function readAttributes(
  kv: Deno.Kv,
  principal: Principal,
  contact: Contact,
): Promise<CardAttributes> {
  const { createdByChannelId, createdByUserId, language, languageByCustomer, source } = contact;
  const [all, channel, user] = await Promise.all([
    listAttributes(kv),
    createdByChannelId === undefined ? null : findChannel(kv, createdByChannelId),
    createdByUserId === undefined ? null : findUser(kv, createdByUserId),
  ]);
  const filled: CardAttributes["filled"] = [];
  const empty: Attribute[] = [];
  for (const attribute of all.filter(({ deletedAtMs }) => deletedAtMs === null)) {
    const value = contact.attributes?.[attribute.key];
    if (value === undefined || attributeText(attribute, value) === "") empty.push(attribute);
    else filled.push({ attribute, value });
  }
  return {
    language,
    isLanguageByCustomer: languageByCustomer === true,
    source,
    channelName: channel?.name ?? null,
    creatorName: user?.name ?? null,
    filled,
    empty,
    canManage: isAllowed(principal, "attribute.manage"),
  };
}
