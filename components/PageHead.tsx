// The head of a page inside the shell: where one is, and what one can do here.
import type { ComponentChildren } from "preact";

export interface PageHeadProps {
  title: string;
  /** Pages above this one, nearest last. */
  crumbs?: { href: string; label: string }[];
  /** A short text beside the title, such as a count. */
  aside?: ComponentChildren;
  actions?: ComponentChildren;
}

export function PageHead({ title, crumbs, aside, actions }: PageHeadProps) {
  return (
    <header class="page-head">
      {crumbs ? <Crumbs title={title} crumbs={crumbs} /> : (
        <div class="title">
          <h1>{title}</h1>
          {aside && <div class="aside">{aside}</div>}
        </div>
      )}
      {actions && <div class="actions">{actions}</div>}
    </header>
  );
}

function Crumbs({ title, crumbs }: { title: string; crumbs: { href: string; label: string }[] }) {
  return (
    <ol class="crumbs">
      {crumbs.map((crumb) => (
        <li>
          <a href={crumb.href}>{crumb.label}</a>
        </li>
      ))}
      <li aria-current="page">{title}</li>
    </ol>
  );
}
