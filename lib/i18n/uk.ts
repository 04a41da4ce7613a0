// Ukrainian texts for every key of the English ones.
import { account } from "./uk/account.ts";
import { activity } from "./uk/activity.ts";
import { attributes } from "./uk/attributes.ts";
import { block } from "./uk/block.ts";
import { builder } from "./uk/builder.ts";
import { channels } from "./uk/channels.ts";
import { common } from "./uk/common.ts";
import { contacts } from "./uk/contacts.ts";
import { conversations } from "./uk/conversations.ts";
import { delivery } from "./uk/delivery.ts";
import { duplicates } from "./uk/duplicates.ts";
import { filter } from "./uk/filter.ts";
import { imports } from "./uk/import.ts";
import { inbound } from "./uk/inbound.ts";
import { live } from "./uk/live.ts";
import { merge } from "./uk/merge.ts";
import { notes } from "./uk/notes.ts";
import { problem } from "./uk/problem.ts";
import { sandbox } from "./uk/sandbox.ts";
import { segments } from "./uk/segments.ts";
import { tags } from "./uk/tags.ts";
import { timeline } from "./uk/timeline.ts";
import { trash } from "./uk/trash.ts";

export const uk = {
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
};
