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

/**
 * The live secrets that the installation's key opens, the newest first. After a change of the key that is the one made
 * since: what an old key has sealed must not keep it out of use. Throws `ConfigError` when there is none.
 */
export async function openChannelSecrets(
  { secrets }: Pick<Deps, "secrets">,
  channel: Channel,
): Promise<string[]> {
  const opened = await Promise.allSettled(
    channel.secrets.map(({ sealed }) => secrets.open(sealed)),
  );
  const readable = opened.flatMap((one) => one.status === "fulfilled" ? [one.value] : []);
  const failed = opened.find((one) => one.status === "rejected");
  if (readable.length === 0 && failed) throw failed.reason;
  return readable;
}
