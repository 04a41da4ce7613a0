// Owns live reload: the page loads again when a restarted dev server announces another id.

const events = new EventSource(new URL("../alive", import.meta.url));
let seen: string | null = null;

events.addEventListener("message", ({ data }) => {
  if (seen !== null && seen !== data) location.reload();
  seen = data;
});
