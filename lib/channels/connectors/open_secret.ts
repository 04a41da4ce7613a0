// Opening what a connector needs of a channel's sealed secrets.
import { openChannelSecrets } from "@/lib/actions/channel_secret.ts";
import type { Channel, Sealed } from "@/lib/domain/channel.ts";
import { ConfigError } from "@/lib/errors.ts";
import type { SecretBox } from "@/lib/store/secret_box.ts";
import { DeliveryError } from "./connector.ts";

/** Throws `DeliveryError` `secret_unreadable`: with the right key, or once it is entered again, the message goes. */
export async function openSecret(box: SecretBox, sealed: Sealed): Promise<string> {
  return await readable(() => box.open(sealed));
}

/** All that the channel can sign with, the newest first. Throws as `openSecret` does when none can be read. */
export async function openSecrets(box: SecretBox, channel: Channel): Promise<string[]> {
  return await readable(() => openChannelSecrets({ secrets: box }, channel));
}

async function readable<T>(open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new DeliveryError("secret_unreadable", { isFinal: false });
  }
}
