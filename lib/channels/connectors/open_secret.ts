// Opening what a connector needs of a channel's sealed secrets.
import type { Sealed } from "@/lib/domain/channel.ts";
import { ConfigError } from "@/lib/errors.ts";
import type { SecretBox } from "@/lib/store/secret_box.ts";
import { DeliveryError } from "./connector.ts";

/** Throws `DeliveryError` `secret_unreadable`: with the right key, or once it is entered again, the message goes. */
export async function openSecret(box: SecretBox, sealed: Sealed): Promise<string> {
  try {
    return await box.open(sealed);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new DeliveryError("secret_unreadable", { isFinal: false });
  }
}
