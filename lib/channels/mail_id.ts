// Ids of the mails that Kartka sends: what a mail server reports on one leads back to its message.

interface OwnMail {
  conversationId: string;
  messageId: string;
}

/** Two ULIDs. */
const OWN = /^<?([0-9A-Z]{1,26})\.([0-9A-Z]{1,26})@/i;

/** As `Message-ID` has it (RFC 5322 3.6.4): the same at every try, so that a double can be told. */
export function mailIdOf({ conversationId, messageId }: OwnMail, domain: string): string {
  return `<${conversationId}.${messageId}@${domain}>`;
}

/** Null of what is no id of a mail of ours; whether there is such a message only the store knows. */
export function readMailId(mailId: string): OwnMail | null {
  const [, conversationId, messageId] = OWN.exec(mailId.trim()) ?? [];
  if (conversationId === undefined || messageId === undefined) return null;
  return {
    conversationId: conversationId.toUpperCase(),
    messageId: messageId.toUpperCase(),
  };
}
