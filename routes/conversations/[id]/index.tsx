import { type Context, page } from "fresh";
import { BlockBanner } from "@/components/blocks/BlockBanner.tsx";
import { KeptOutNotice } from "@/components/blocks/KeptOutNotice.tsx";
import { ConversationHead } from "@/components/conversations/ConversationHead.tsx";
import { ReplyBox } from "@/components/conversations/ReplyBox.tsx";
import { Thread } from "@/components/conversations/Thread.tsx";
import { Notice } from "@/components/Notice.tsx";
import { PageHead } from "@/components/PageHead.tsx";
import Live from "@/islands/Live.tsx";
import { sendMessage } from "@/lib/actions/send_message.ts";
import { addressLabel } from "@/lib/domain/contact.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { withQuery } from "@/lib/domain/query_string.ts";
import type { FieldProblems } from "@/lib/errors.ts";
import { actingFor, define, type State } from "@/lib/http/define.ts";
import { formText } from "@/lib/http/input.ts";
import { followTopics } from "@/lib/http/live_page.ts";
import {
  emptyMessageForm,
  type MessageFormValues,
  messageInput,
  messageRefusal,
  readMessageForm,
  readMessagePost,
} from "@/lib/http/message_form.ts";
import { problemTexts } from "@/lib/http/problems.ts";
import { readThread } from "@/lib/http/read_conversations.ts";
import { conversationIdOf, messageIdOf } from "@/lib/http/path_id.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";
import type { Translate } from "@/lib/i18n/translate.ts";
import { requireConversation } from "@/lib/store/conversations.ts";

export const handler = define.handlers({
  async GET(ctx) {
    return await thread(ctx, { values: emptyMessageForm(ctx.state.deps.newId()) });
  },

  async POST(ctx) {
    const id = conversationIdOf(ctx.params);
    const posted = await readMessagePost(ctx.req);
    const values = readMessageForm(posted);
    const form = formText(posted, "form");
    const input = messageInput(values, { withTemplate: form === "template" });
    try {
      await sendMessage(actingFor(ctx.state), id, input, { onceKey: values.onceKey });
    } catch (error) {
      return await thread(ctx, { values, ...messageRefusal(error) });
    }
    const flash = form === "call" ? { key: "flash.call_noted" as const, params: {} } : undefined;
    return redirectAfter(ctx, `/conversations/${id}#end`, flash);
  },
});

interface Answered {
  values: MessageFormValues;
  problems?: FieldProblems;
  status?: number;
}

async function thread(
  ctx: Context<State>,
  { values, problems = {}, status = 200 }: Answered,
) {
  const { state, url } = ctx;
  requireAllowed(state.user, "conversation.read");
  const { deps, t, nowMs } = state;
  const id = conversationIdOf(ctx.params);
  const before = messageIdOf(url.searchParams.get("before"));
  const { contactId } = await requireConversation(deps.kv, id);
  // The contact, too: whether it is blocked stands above the reply.
  const live = await followTopics(state, url, [
    { kind: "conversation", id },
    { kind: "contact", id: contactId },
  ]);
  const read = await readThread(deps.kv, { id, before, nowMs });
  const contactName = read.isTrashed
    ? t("trash.contact")
    : read.contactName ?? t("contact.numbered", { id: String(read.conversation.contactId) });
  const channel = read.channel?.name ?? t("conversation.channel_gone");
  const title = t("conversation.title", { name: contactName, channel });
  state.title = status === 200 ? title : t("form.title_problem", { title });
  const isAdmin = state.user?.role === "admin";
  const texts = problemTexts(state, problems);
  return page(
    { viewer: state, live, isAdmin, isOlder: before !== null, read, contactName, values, texts },
    { status },
  );
}

export default define.page<typeof handler>(function ConversationPage({ data }) {
  const { viewer, live, read, contactName, values } = data;
  const { t } = viewer;
  const { conversation, channel } = read;
  const here = `/conversations/${conversation.id}`;
  return (
    <div class="conversation">
      <PageHead
        title={contactName}
        crumbs={[{ href: "/conversations", label: t("conversations.title") }]}
        actions={<Live {...live} />}
      />
      <ConversationHead
        viewer={viewer}
        conversation={conversation}
        channel={channel}
        contactName={read.contactName}
        block={read.block}
        label={addressLabel(read.contact ?? {}, conversation)}
      />
      <Thread
        viewer={viewer}
        messages={read.messages}
        contactName={contactName}
        channel={channel}
        userNames={read.userNames}
        earlierHref={read.earlier && `${withQuery(here, [["before", read.earlier]])}#end`}
        newestHref={data.isOlder ? `${here}#end` : null}
      />
      <div data-live="block-banner">
        <BlockBanner viewer={viewer} block={read.block} />
        <KeptOutNotice viewer={viewer} keptOut={read.keptOut} />
      </div>
      {read.isTrashed ? <Trashed t={t} contactId={conversation.contactId} /> : (
        <ReplyBox
          viewer={viewer}
          isAdmin={data.isAdmin}
          action={here}
          channel={channel}
          address={conversation.address}
          form={read.form}
          values={values}
          problems={data.texts}
        />
      )}
    </div>
  );
});

/** In place of the reply, with the way to have it again. */
function Trashed({ t, contactId }: { t: Translate; contactId: number }) {
  return (
    <div class="flash">
      <Notice kind="info">
        <p>{t("trash.conversation")}</p>
        <p>
          <a href={`/contacts/${contactId}/restore`}>{t("trash.restore_link")}</a>
        </p>
      </Notice>
    </div>
  );
}
