// The answer to a request that never reached the app, or broke it: a page without anything that could break again.
import { translator } from "@/lib/i18n/translate.ts";
import { failureHeaders, failureOf, failureWords, jsonFailure, wantsJson } from "./respond.ts";
import { requestId } from "./request_id.ts";
import { acceptedLocale } from "./view_cookie.ts";

/** JSON where that was asked for, else a page without style sheets or scripts. 405 says what is allowed. */
export function plainFailure(req: Request, error: unknown): Response {
  const failure = failureOf(error);
  const locale = acceptedLocale(req.headers);
  const t = translator(locale);
  const headers = new Headers(failureHeaders(failure));
  if (failure.status === 405) headers.set("allow", "GET, HEAD, POST");
  if (wantsJson(req)) {
    const response = jsonFailure(failure, { t, locale, requestId: requestId(req) });
    for (const [name, value] of headers) response.headers.set(name, value);
    return response;
  }
  const { title, text } = failureWords(t, failure);
  const id = t("error.request", { id: requestId(req) });
  headers.set("content-type", "text/html; charset=utf-8");
  const { status } = failure;
  const body = req.method === "HEAD" ? null : page({ locale, title, text, id });
  return new Response(body, { status, headers });
}

/** All parts are our own texts; the id is of letters and digits. */
function page({ locale, title, text, id }: Record<"locale" | "title" | "text" | "id", string>) {
  return `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – Kartka</title>
</head>
<body>
<main>
<h1>${title}</h1>
<p>${text}</p>
<p><a href="/contacts">Kartka</a> · <small>${id}</small></p>
</main>
</body>
</html>
`;
}
