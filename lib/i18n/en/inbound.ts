// English texts that programs are told, and what the log of a channel says about their requests.
export const inbound = {
  "error.channel_unknown.title": "No such channel",
  "error.channel_unknown.text":
    "There is no channel at this address. Copy the address from the channel's settings.",
  "error.channel_off.title": "The channel is switched off",
  "error.channel_off.text":
    "Nothing is taken in until an administrator switches the channel on again. Send it again then.",
  "error.signature_missing.title": "The signature is missing",
  "error.signature_missing.text":
    "Sign the raw body with the channel's secret, and send webhook-id, webhook-timestamp in whole seconds and webhook-signature, each once.",
  "error.signature_old.title": "The signature is too old",
  "error.signature_old.text":
    "Its time is more than five minutes away from the server's, {now}. Set the clock and sign again.",
  "error.signature_wrong.title": "The signature is wrong",
  "error.signature_wrong.text":
    "It was made with another secret or for another body. Sign exactly the bytes that are sent.",
  "error.event_reused.title": "The event id was used before",
  "error.event_reused.text":
    "An event with this id but another body has been taken in. Give every event an id of its own.",
  "error.body_unread.title": "The body cannot be read",
  "error.body_unread.text": "Send JSON in UTF-8, or a whole mail as it came, and sign it again.",
  "error.body_type.title": "The body has another type",
  "error.body_type.text":
    "Send application/json as the content type, or message/rfc822 to an e-mail channel.",
  "error.program.403.title": "The request comes from a browser's page",
  "error.program.403.text":
    "Reports come from programs: send no Origin and no Sec-Fetch-Site header of another site.",
  "error.program.404.title": "There is nothing here",
  "error.program.404.text":
    "Check the address and the ids. A delivery report can name only messages that its channel has sent.",
  "error.program.405.title": "This method is not offered here",
  "error.program.405.text": "Use a method that the header Allow names.",
  "error.program.408.title": "The body came too slowly",
  "error.program.408.text": "Nothing was taken in. Send it again, with the same id.",
  "error.program.413.title": "The body is too large",
  "error.program.413.text":
    "Nothing was taken in. Send at most 1 MiB; of attachments only the names are kept.",
  "error.program.422.title": "Something in the event is wrong",
  "error.program.422.text":
    "Nothing was taken in. Correct the fields that “problems” names, and sign it again.",
  "problem.field_unknown": "There is no such field; remove it.",
  "problem.field_required": "This field is needed.",
  "problem.type_wrong": "This has to be of the type {type}.",
  "problem.choice_unknown": "This has to be one of {choices}.",
  "problem.program_invalid":
    "This value does not fit; docs/api_inbound.md says what the field takes.",
  "problem.field_not_here": "This type of channel does not use this field; remove it.",
  "problem.phone_unread": "This is no phone number that can be called.",
  "problem.json_deep": "Objects and lists lie more than {max} levels deep.",
} as const;
