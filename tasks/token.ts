/** Makes a one-time link: to set the workspace up, to choose a new password, or for a new user. */
import type { Deps } from "@/lib/actions/deps.ts";
import { inviteUser } from "@/lib/actions/invite_user.ts";
import { makePasswordLink, makeSetupLink } from "@/lib/actions/make_link.ts";
import { openDeps } from "@/lib/actions/open_deps.ts";
import { type Config, readConfig } from "@/lib/config.ts";
import { roleSchema } from "@/lib/domain/user.ts";
import { InputError, KartkaError } from "@/lib/errors.ts";
import { OPERATOR } from "@/lib/http/first_start.ts";
import { siteUrl } from "@/lib/http/site_url.ts";
import { problemText } from "@/lib/i18n/translate.ts";
import { openKv } from "@/lib/store/kv.ts";
import { readArguments, SERVER_VARIABLES } from "@/tools/task.ts";

/** What was asked for; nothing asked means a set-up link. */
export interface TokenRequest {
  email?: string;
  invite?: string;
  name?: string;
  role?: string;
}

/**
 * Returns the sentence to print, with the link. Throws `InputError` for a bad address, name or role, and
 * `NotFoundError` when nobody signs in with the address.
 */
export async function makeToken(
  deps: Deps,
  config: Pick<Config, "publicUrl" | "port">,
  { email, invite, name, role }: TokenRequest,
): Promise<string> {
  const acting = { deps, ...OPERATOR };
  const link = (path: string, secret: string) => `${siteUrl(config)}${path}?secret=${secret}`;
  if (invite !== undefined) {
    const input = { email: invite, name: name ?? "", role: roleOf(role) };
    const { secret } = await inviteUser(acting, input);
    return `The user is created. Within an hour they choose a password at\n${
      link("/link", secret)
    }`;
  }
  if (email !== undefined) {
    const secret = await makePasswordLink(acting, email);
    return `Within an hour the user chooses a new password at\n${link("/link", secret)}`;
  }
  const secret = await makeSetupLink(acting);
  return secret === null
    ? "There is an admin already. Use --email for a new password, --invite for a new user."
    : `Within an hour create the first admin at\n${link("/setup", secret)}`;
}

function roleOf(text = "agent") {
  const role = roleSchema.safeParse(text);
  if (role.success) return role.data;
  throw new InputError("--role must be admin or agent", { role: { code: "invalid" } });
}

/** Says what is wrong with which option. */
function explain(error: KartkaError): string {
  if (!(error instanceof InputError)) return error.message;
  const option = (field: string) => field === "email" ? "--invite" : `--${field}`;
  return Object.entries(error.problems)
    .map(([field, problem]) => `${option(field)}: ${problemText("en", problem)}`).join("\n");
}

if (import.meta.main) {
  const { values } = readArguments({
    name: "token",
    does: "Prints a one-time link, good for an hour. Without options: to create the first admin.",
    options: {
      email: { type: "string", help: "A link by which this user chooses a new password." },
      invite: { type: "string", help: "Creates a user with this address, and their link." },
      name: { type: "string", help: "The name of the invited user." },
      role: { type: "string", help: "The role of the invited user: agent (if unset) or admin." },
    },
    variables: SERVER_VARIABLES,
  });
  try {
    const config = readConfig(Deno.env.toObject());
    using kv = await openKv(config);
    const deps = openDeps(kv, { ...config, onFailure: (error) => console.error(error) });
    console.log(await makeToken(deps, config, values));
  } catch (error) {
    if (!(error instanceof KartkaError)) throw error;
    console.error(explain(error));
    Deno.exitCode = 2;
  }
}
