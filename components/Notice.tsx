// Messages inside a page: a notice, the flash after a change, and the summary of what is wrong with a form.
import type { ComponentChildren } from "preact";
import { Icon, type IconName } from "./Icon.tsx";

export type NoticeKind = "info" | "ok" | "warn" | "error";

const ICON_BY_KIND: Record<NoticeKind, IconName> = {
  info: "info",
  ok: "circle-check",
  warn: "triangle-alert",
  error: "circle-alert",
};

export interface NoticeProps {
  kind: NoticeKind;
  children: ComponentChildren;
  /** "status" is read out politely when it appears; errors use "alert". */
  role?: "status" | "alert";
}

export function Notice({ kind, children, role }: NoticeProps) {
  return (
    <div class={`notice ${kind}`} role={role}>
      <Icon name={ICON_BY_KIND[kind]} />
      <div>{children}</div>
    </div>
  );
}

export interface FlashProps {
  text: string;
  kind: NoticeKind;
  /** Where the button that takes the change back posts to, and what it says. */
  undo?: { href: string; label: string };
}

/** The message after a change. It stays until the next page: nothing is timed (WCAG 2.2.1). */
export function Flash({ text, kind, undo }: FlashProps) {
  return (
    <div class="flash">
      <Notice kind={kind} role="status">
        <p>{text}</p>
        {undo && (
          <form method="post" action={undo.href}>
            <button class="undo" type="submit" data-shortcut="z">{undo.label}</button>
          </form>
        )}
      </Notice>
    </div>
  );
}

export interface ErrorSummaryProps {
  title: string;
  /** Field name to sentence; the key `form` is shown without a link. */
  problems: Record<string, string>;
}

/** First in the form, focused on arrival, with a link to each field. Renders nothing without problems. */
export function ErrorSummary({ title, problems }: ErrorSummaryProps) {
  const entries = Object.entries(problems);
  if (entries.length === 0) return null;
  return (
    <div class="notice error" role="alert" tabIndex={-1} autofocus id="error-summary">
      <Icon name="circle-alert" />
      <div>
        <h2>{title}</h2>
        <ul>
          {entries.map(([field, text]) => (
            <li>{field === "form" ? text : <a href={`#${field}`}>{text}</a>}</li>
          ))}
        </ul>
      </div>
    </div>
  );
}
