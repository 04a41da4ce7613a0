import { asset } from "fresh/runtime";
import { define } from "@/lib/http/define.ts";

/** The document around every page. The theme is decided here, so nothing flashes in the wrong colours. */
export default define.page(function App({ Component, state }) {
  const theme = state.theme === "system" ? undefined : state.theme;
  return (
    <html lang={state.locale} data-theme={theme} data-density={state.density}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{state.title ? `${state.title} – Kartka` : "Kartka"}</title>
        <link rel="icon" href={asset("/icon.svg")} type="image/svg+xml" />
        <link rel="stylesheet" href={asset("/styles.css")} />
      </head>
      <body>
        <Component />
      </body>
    </html>
  );
});
