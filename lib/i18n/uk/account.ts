// Texts of account.
import type { account as en } from "../en/account.ts";
import type { Texts } from "../translate.ts";

export const account: Texts<keyof typeof en> = {};
