// Text that is copied as it stands: an address, a secret, a script. Its button works where the page has `CopyButtons`.
import { Icon } from "../Icon.tsx";

export interface CopyableProps {
  text: string;
  /** What the button does, and what the text is called. */
  label: string;
}

export function Copyable({ text, label }: CopyableProps) {
  return (
    <div class="copyable">
      <pre tabIndex={0} role="group" aria-label={label}>
        <code>{text}</code>
      </pre>
      <button type="button" class="copy" data-copy={text} aria-label={label} title={label}>
        <Icon name="copy" />
        <Icon name="check" />
      </button>
    </div>
  );
}
