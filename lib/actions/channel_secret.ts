// A channel's secrets: made here, sealed in the record, opened where something is signed or checked.
import type { Channel, ChannelSecret } from "@/lib/domain/channel.ts";
import type { Deps } from "./deps.ts";

const SECRET_BYTES = 32;

/** A fresh one, `whsec_…` when it is opened. Throws `ConfigError` where the installation has no key to seal it with. */
export async function newChannelSecret(deps: Deps): Promise<ChannelSecret> {
  const bytes = crypto.getRandomValues(new Uint8Array(SECRET_BYTES));
  const sealed = await deps.secrets.seal(`whsec_${bytes.toBase64()}`);
  return { id: deps.newId(), sealed, createdAtMs: deps.now() };
}

/** All live secrets, the newest first. Throws `ConfigError` when the installation's key is another one. */
export async function openChannelSecrets(deps: Deps, channel: Channel): Promise<string[]> {
  return await Promise.all(channel.secrets.map(({ sealed }) => deps.secrets.open(sealed)));
}
