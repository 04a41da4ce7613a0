// A channel's secrets: made here, sealed in the record, opened where something is signed or checked.
import type { Channel, ChannelSecret } from "@/lib/domain/channel.ts";
import type { Deps } from "./deps.ts";

const SECRET_BYTES = 32;

/** A fresh secret as the other side gets it, and as the record keeps it. */
export interface NewSecret {
  /** `whsec_…`: shown, never stored. */
  plain: string;
  stored: ChannelSecret;
}

/** Throws `ConfigError` where the installation has no key to seal it with. */
export async function newChannelSecret(deps: Deps): Promise<NewSecret> {
  const bytes = crypto.getRandomValues(new Uint8Array(SECRET_BYTES));
  const plain = `whsec_${bytes.toBase64()}`;
  const sealed = await deps.secrets.seal(plain);
  return { plain, stored: { id: deps.newId(), sealed, createdAtMs: deps.now() } };
}

/** All live secrets, the newest first. Throws `ConfigError` when the installation's key is another one. */
export async function openChannelSecrets(deps: Deps, channel: Channel): Promise<string[]> {
  return await Promise.all(channel.secrets.map(({ sealed }) => deps.secrets.open(sealed)));
}
