// What became of a message to the customer: in words and with an icon, why it failed, and a button to try again.
import type { Channel } from "@/lib/domain/channel.ts";
import type { Delivery, Message } from "@/lib/domain/conversation.ts";
import { type DeliveryProblem, deliveryProblem } from "@/lib/domain/delivery_problem.ts";
import { formatDateTime } from "@/lib/i18n/format.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { Icon, type IconName } from "../Icon.tsx";

const ICONS: Record<Delivery["state"], IconName> = {
  queued: "clock",
  sent: "check",
  delivered: "check-check",
  failed: "circle-alert",
};

export interface DeliveryStateProps {
  viewer: Viewer;
  message: Message;
  delivery: Delivery;
  channel: Channel | null;
}

export function DeliveryState({ viewer, message, delivery, channel }: DeliveryStateProps) {
  const { t } = viewer;
  const { state } = delivery;
  const problem = deliveryProblem(delivery, channel);
  return (
    <div class={`delivery ${state}`}>
      <Icon name={ICONS[state]} />
      <span>
        {t(`delivery.state.${state}`)}
        {problem && `. ${t(`delivery.${problem}`)}`}
        {problem && <NextTry viewer={viewer} delivery={delivery} />}
      </span>
      {problem && mayRetry(delivery, problem) && <Retry t={t} message={message} />}
    </div>
  );
}

/** A first try comes at once, and is not worth a time. */
function NextTry({ viewer, delivery }: Pick<DeliveryStateProps, "viewer" | "delivery">) {
  const { t, locale, timeZone } = viewer;
  const { state, nextTryAtMs } = delivery;
  if (state !== "queued" || nextTryAtMs === null || nextTryAtMs <= viewer.nowMs) return null;
  const time = formatDateTime(locale, timeZone, nextTryAtMs);
  return <>{` ${t("conversation.next_try", { time })}.`}</>;
}

/** What failed, and what waits for its next try; while the channel is off there is none. */
function mayRetry({ state }: Delivery, problem: DeliveryProblem): boolean {
  return state === "failed" || (state === "queued" && problem !== "channel_off");
}

function Retry({ t, message }: { t: Viewer["t"]; message: Message }) {
  return (
    <form method="post" action={`/conversations/${message.conversationId}/retry`}>
      <input type="hidden" name="message" value={message.id} />
      <button type="submit">{t("conversation.retry")}</button>
    </form>
  );
}
