// The page of someone who has not signed in, and of errors: one sheet in the middle, nothing around it.
import type { ComponentChildren } from "preact";
import { Brand } from "./Brand.tsx";

export interface SheetProps {
  title: string;
  lead?: string;
  wide?: boolean;
  children: ComponentChildren;
  foot?: ComponentChildren;
}

export function Sheet({ title, lead, wide, children, foot }: SheetProps) {
  return (
    <div class="sheet">
      <header>
        <Brand />
      </header>
      <main id="main" tabIndex={-1} class={wide ? "wide" : undefined}>
        <h1>{title}</h1>
        {lead && <p class="lead">{lead}</p>}
        {children}
      </main>
      {foot && <footer class="sheet-foot">{foot}</footer>}
    </div>
  );
}
