// What the things are called that events name by id.
import type { Attribute } from "@/lib/domain/attribute.ts";
import { attributeKeyOf } from "@/lib/domain/attribute_key.ts";
import type { Channel } from "@/lib/domain/channel.ts";
import type { Actor } from "@/lib/domain/event.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { formatLanguage } from "@/lib/i18n/format.ts";
import { attributeWords } from "../attribute_words.ts";

/** By id; what this person may not see, or what is gone, is absent. */
export interface Names {
  users: ReadonlyMap<string, string>;
  tags: ReadonlyMap<string, string>;
  channels: ReadonlyMap<string, Pick<Channel, "name" | "type">>;
  /** By key. */
  attributes: ReadonlyMap<string, Pick<Attribute, "name" | "type">>;
}

export function actorName(t: Viewer["t"], names: Names, actor: Actor): string {
  if (actor.kind === "channel") return t("actor.customer");
  if (actor.kind === "system" || actor.userId === null) return t("actor.system");
  return names.users.get(actor.userId) ?? t("actor.unknown");
}

export function channelName(
  t: Viewer["t"],
  names: Pick<Names, "channels">,
  channelId: string,
): string {
  return names.channels.get(channelId)?.name ?? t("conversation.channel_gone");
}

/** The values of a change as they are read; those without a name that this person sees are left out. */
export function valueTexts(
  viewer: Viewer,
  names: Names,
  { field, values }: { field: string; values: readonly string[] },
): string[] {
  const { t, locale } = viewer;
  const attribute = names.attributes.get(attributeKeyOf(field) ?? "");
  if (attribute) return values.map((text) => attributeWords(viewer, attribute.type, text));
  switch (field) {
    case "language":
      return values.map((code) => formatLanguage(locale, code));
    case "tags":
      return values.flatMap((id) => names.tags.get(id) ?? []);
    case "identities":
      return values.map((value) => {
        const [channelId = "", ...id] = value.split(" ");
        return `${channelName(t, names, channelId)}: ${id.join(" ")}`;
      });
    default:
      return [...values];
  }
}
