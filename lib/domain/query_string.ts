// How links write their parameters: as short and readable as a query allows. Every link and every island uses this.

/** What means nothing in a query, and what filters are full of: `,` `;` `:` `@` `/`. */
const PLAIN = /%(?:2C|3B|3A|40|2F)/g;

/** `q=olena+s&f=name.is(Olena)`; an empty text without parameters. Lone surrogates become U+FFFD. */
export function queryString(params: Iterable<readonly [string, string]>): string {
  return [...params].map(([name, value]) => `${escaped(name)}=${escaped(value)}`).join("&");
}

/** A path with its parameters, if there are any. */
export function withQuery(path: string, params: Iterable<readonly [string, string]>): string {
  const query = queryString(params);
  return query === "" ? path : `${path}?${query}`;
}

/** An apostrophe stays escaped: in a text around the link it may end it. */
function escaped(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replaceAll("%20", "+")
    .replaceAll("'", "%27")
    .replace(PLAIN, decodeURIComponent);
}
