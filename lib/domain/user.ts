// A user of Kartka: an agent or an admin who signs in (15.1), and how each likes the screens.
import { z } from "zod";

export const roleSchema = z.enum(["admin", "agent"]);
export type Role = z.infer<typeof roleSchema>;

export const LOCALES = ["uk", "en"] as const;
export const localeSchema = z.enum(LOCALES);
export type Locale = z.infer<typeof localeSchema>;

export const PAGE_SIZES = [25, 50, 100] as const;
/** Columns after the name, in the order shown (2.1, 2.3). */
export const OWN_COLUMNS = [
  "email",
  "phone",
  "tags",
  "language",
  "conversations",
  "created",
  "lastActivity",
] as const;
/** Columns of attributes in one list, which come after the others. */
export const ATTRIBUTE_COLUMNS_MAX = 10;
export const columnSchema = z.union([
  z.enum(OWN_COLUMNS),
  z.templateLiteral(["attr.", z.string()]),
]);
export type Column = z.infer<typeof columnSchema>;
export type OwnColumn = typeof OWN_COLUMNS[number];
export type AttributeColumn = Exclude<Column, OwnColumn>;

/** The chosen columns of attributes. Those of deleted attributes are remembered, and come back with them. */
export function attributeColumns(columns: readonly Column[]): AttributeColumn[] {
  return columns.filter((column): column is AttributeColumn => column.startsWith("attr."));
}

/** The other chosen columns. */
export function ownColumns(columns: readonly Column[]): OwnColumn[] {
  return OWN_COLUMNS.filter((column) => columns.includes(column));
}

/** Remembered per user (2.3). A null locale follows the browser. */
export const preferencesSchema = z.object({
  locale: localeSchema.nullable().default(null),
  theme: z.enum(["system", "light", "dark"]).default("system"),
  density: z.enum(["compact", "default", "comfortable"]).default("default"),
  columns: z.array(columnSchema).default(["phone", "tags", "conversations", "lastActivity"]),
  pageSize: z.literal(PAGE_SIZES).default(50),
  shortcuts: z.boolean().default(true),
});
export type Preferences = z.infer<typeof preferencesSchema>;

export const userSchema = z.object({
  id: z.string(), // ULID
  email: z.string(), // as typed
  emailKey: z.string(),
  name: z.string(),
  role: roleSchema,
  /** PHC string of Argon2id; null until the invited person has chosen a password. */
  passwordHash: z.string().nullable(),
  disabled: z.boolean(),
  preferences: preferencesSchema,
  createdAtMs: z.number(),
  revision: z.int().positive(),
});
export type User = z.infer<typeof userSchema>;

/** Who is acting, as the policy sees it. */
export type Principal = Pick<User, "id" | "role">;
