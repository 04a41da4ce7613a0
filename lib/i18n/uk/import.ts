// Texts of import.
import type { imports as en } from "../en/import.ts";
import type { Texts } from "../translate.ts";

export const imports: Texts<keyof typeof en> = {};
