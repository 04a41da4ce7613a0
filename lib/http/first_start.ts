// What a start does before serving: tries the password hash, creates the admin of the environment, or offers a link.
import { ensureFirstAdmin } from "@/lib/actions/create_first_admin.ts";
import type { Deps } from "@/lib/actions/deps.ts";
import { makeSetupLink } from "@/lib/actions/make_link.ts";
import { requireArgon2 } from "@/lib/actions/password_hash.ts";
import type { Config } from "@/lib/config.ts";
import { ConfigError, InputError } from "@/lib/errors.ts";
import { problemText } from "@/lib/i18n/translate.ts";

/** Whoever can start the server or read its output. */
export const OPERATOR = {
  principal: { id: "operator", role: "admin" },
  actor: { kind: "system" },
} as const;

/** The name the admin of the environment has until they change it. */
const UNATTENDED_NAME = "Admin";

/**
 * The path of a set-up link when there is no admin and none in the environment, else null. Throws `ConfigError` when
 * passwords cannot be hashed here, or the admin of the environment is not good.
 */
export async function prepareFirstStart(
  deps: Deps,
  { admin }: Pick<Config, "admin">,
): Promise<string | null> {
  await requireArgon2();
  if (admin) await createUnattended(deps, admin);
  const secret = await makeSetupLink({ deps, ...OPERATOR });
  return secret === null ? null : `/setup?secret=${secret}`;
}

async function createUnattended(deps: Deps, admin: NonNullable<Config["admin"]>): Promise<void> {
  try {
    await ensureFirstAdmin(deps, { ...admin, name: UNATTENDED_NAME, locale: null });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const reasons = Object.entries(error.problems).map(([field, problem]) =>
      `- KARTKA_ADMIN_${field.toUpperCase()}: ${problemText("en", problem)}`
    );
    throw new ConfigError(`Cannot create the first admin:\n${reasons.join("\n")}`);
  }
}
