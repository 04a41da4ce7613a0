// A contact's initials on a colour that comes from the id. Decorative: the name stands beside it.
const HUES = 8;

export interface AvatarProps {
  id: number;
  /** The name shown beside it; null when the contact has none. */
  name: string | null;
  large?: boolean;
}

export function Avatar({ id, name, large }: AvatarProps) {
  const classes = ["avatar", `hue-${id % HUES}`, large ? "large" : ""].filter(Boolean).join(" ");
  return <span class={classes} aria-hidden="true">{initials(name ?? "")}</span>;
}

/** Up to two initials of words; the last two digits of a phone. */
function initials(name: string): string {
  const digits = name.replace(/[\s()+-]/g, "");
  if (/^\d+$/.test(digits)) return digits.slice(-2);
  const letters = name.match(/(?<![\p{L}\p{N}'’ʼ])[\p{L}\p{N}]/gu) ?? [];
  return letters.slice(0, 2).join("").toUpperCase() || "?";
}
