// Kartka's mark and name; leads home.

export function Brand() {
  return (
    <a class="brand" href="/contacts">
      <Mark />
      Kartka
    </a>
  );
}

/** A contact card: a rounded square with a person's line and two lines of text. */
export function Mark() {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <rect x="1" y="1" width="22" height="22" rx="6" fill="var(--accent)" />
      <g fill="none" stroke="#fff" stroke-width="2" stroke-linecap="round">
        <circle cx="8.5" cy="9" r="2" />
        <path d="M5.5 16.5a3 3 0 0 1 6 0M14.5 9H18M14.5 13H18" />
      </g>
    </svg>
  );
}
