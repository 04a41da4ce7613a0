// A channel's connector as it is stored: what was typed is sealed, what was left out stays.
import type { Connector, Sealed } from "@/lib/domain/channel.ts";
import type { ConnectorInput, SecretChoice } from "@/lib/domain/channel_input.ts";
import { ConflictError } from "@/lib/errors.ts";
import type { Deps } from "./deps.ts";

/** Throws `ConfigError` without a key to seal with, `ConflictError` when the secret to keep is gone. */
export async function sealedConnector(
  { secrets }: Deps,
  input: ConnectorInput,
  stored: Connector | null,
): Promise<Connector> {
  const sealed = async (choice: SecretChoice, kept: Sealed | null): Promise<Sealed> => {
    if (choice !== "stored") return await secrets.seal(choice.typed);
    if (kept === null) throw new ConflictError("Cannot keep a connector's secret: there is none");
    return kept;
  };
  if (input.kind === "telegram") {
    const kept = stored?.kind === "telegram" ? stored.botToken : null;
    return { ...input, botToken: await sealed(input.botToken, kept) };
  }
  if (input.kind === "email") {
    const kept = stored?.kind === "email" ? stored.password : null;
    return { ...input, password: input.password && await sealed(input.password, kept) };
  }
  return input;
}
