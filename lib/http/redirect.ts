// Redirects after a form, with the message for the next page.
import type { Context } from "fresh";
import type { State } from "./define.ts";
import { type Flash, flashLine } from "./flash.ts";

export type FlashOptions = Omit<Flash, "kind"> & { kind?: Flash["kind"] };

/** 303, so that the browser gets the next page by GET and a reload posts nothing twice. */
export function redirectAfter(ctx: Context<State>, to: string, flash?: FlashOptions): Response {
  if (flash) {
    ctx.state.setCookies.push(flashLine({ kind: "ok", ...flash }, ctx.state.isSecure));
  }
  return ctx.redirect(to, 303);
}
