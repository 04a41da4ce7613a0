// English texts, and with them the list of all message keys. One file an area.
import { account } from "./en/account.ts";
import { activity } from "./en/activity.ts";
import { attributes } from "./en/attributes.ts";
import { block } from "./en/block.ts";
import { builder } from "./en/builder.ts";
import { channels } from "./en/channels.ts";
import { common } from "./en/common.ts";
import { contacts } from "./en/contacts.ts";
import { conversations } from "./en/conversations.ts";
import { delivery } from "./en/delivery.ts";
import { duplicates } from "./en/duplicates.ts";
import { filter } from "./en/filter.ts";
import { imports } from "./en/import.ts";
import { inbound } from "./en/inbound.ts";
import { live } from "./en/live.ts";
import { merge } from "./en/merge.ts";
import { notes } from "./en/notes.ts";
import { problem } from "./en/problem.ts";
import { sandbox } from "./en/sandbox.ts";
import { segments } from "./en/segments.ts";
import { tags } from "./en/tags.ts";
import { timeline } from "./en/timeline.ts";
import { trash } from "./en/trash.ts";

export const en = {
  ...common,
  ...account,
  ...activity,
  ...attributes,
  ...block,
  ...builder,
  ...channels,
  ...contacts,
  ...conversations,
  ...delivery,
  ...duplicates,
  ...filter,
  ...imports,
  ...inbound,
  ...live,
  ...merge,
  ...notes,
  ...problem,
  ...sandbox,
  ...segments,
  ...tags,
  ...timeline,
  ...trash,
} as const;
