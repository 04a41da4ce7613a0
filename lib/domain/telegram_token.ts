// A channel's secret in the letters that Telegram allows in its `secret_token`.

/** For `setWebhook`, and for comparing with `X-Telegram-Bot-Api-Secret-Token`: base64url, without the prefix. */
export function telegramToken(secret: string): string {
  return secret.replace(/^whsec_/, "").replaceAll("+", "-").replaceAll("/", "_").replaceAll(
    "=",
    "",
  );
}
