// The shape of a filter that comes from outside: API bodies and stored segments. What its rules mean is checked later.
import { z } from "zod";
import {
  FILTER_OPS,
  type FilterTree,
  listRules,
  MATCHES,
  RULES_MAX,
  VALUE_CHARS_MAX,
  VALUES_MAX,
} from "./tree.ts";

/** Keys of attributes have at most 40 characters, and a prefix. */
export const FIELD_CHARS_MAX = 64;

const ruleSchema = z.strictObject({
  field: z.string().max(FIELD_CHARS_MAX),
  op: z.enum(FILTER_OPS),
  values: z.array(z.string().max(VALUE_CHARS_MAX)).max(VALUES_MAX),
});
const groupSchema = z.strictObject({
  match: z.enum(MATCHES),
  rules: z.array(ruleSchema).max(RULES_MAX),
});

/** A tree within the limits (4.4): 25 rules in all, one level of groups. */
export const filterTreeSchema: z.ZodType<FilterTree> = z.strictObject({
  match: z.enum(MATCHES),
  rules: z.array(z.union([ruleSchema, groupSchema])).max(RULES_MAX),
}).refine((tree) => listRules(tree).length <= RULES_MAX, `at most ${RULES_MAX} rules`);
