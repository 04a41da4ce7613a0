// What became of a message to a customer, and what keeps it from them: shown with the message and in the delivery log.
export const delivery = {
  "delivery.state.queued": "Waiting to be sent",
  "delivery.state.sent": "Sent",
  "delivery.state.delivered": "Delivered",
  "delivery.state.failed": "Not delivered",
  "delivery.channel_off": "The channel is switched off; it goes out when the channel is on again.",
  "delivery.unreachable": "The other side could not be reached.",
  "delivery.timeout": "The other side did not answer in time.",
  "delivery.tls_failed": "A secure connection could not be made: check the certificate.",
  "delivery.receiver_error": "The other side had an error of its own.",
  "delivery.too_many_requests": "The other side asked to send more slowly.",
  "delivery.redirected": "The address of the channel leads elsewhere; enter the final one.",
  "delivery.internal": "Something went wrong in Kartka; the server’s log says more.",
  "delivery.address_invalid": "The address of the channel is not valid.",
  "delivery.address_private":
    "The channel’s address is inside a private network; KARTKA_PRIVATE_HOSTS has to name its host.",
  "delivery.no_secret": "The channel has no secret to sign with; make one.",
  "delivery.secret_unreadable":
    "The channel’s secrets cannot be read with this installation’s key; enter them again.",
  "delivery.refused": "The other side refused the message; the channel’s log has its status.",
  "delivery.empty": "There is nothing in it that this channel can send.",
  "delivery.blocked_by_customer":
    "The customer has blocked this channel. Write to them in another one.",
  "delivery.customer_unknown":
    "The other side does not know this customer: check their address, or use another channel.",
  "delivery.token_refused": "The messenger refused the bot’s token; enter a valid one.",
  "delivery.login_refused":
    "The mail server refused the user name or the password; enter valid ones in the channel.",
  "delivery.sender_refused":
    "The mail server does not let this sender write: check the channel’s address “From”.",
  "delivery.starttls_missing":
    "The mail server offers no encryption, which the channel asks for; choose another port or TLS.",
} as const;
