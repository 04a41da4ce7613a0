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
    "Sign the raw body with the channel's secret and send the headers that the documentation names.",
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
  "error.body_type.text": "Send application/json or message/rfc822 as the content type.",
  "problem.field_unknown": "There is no such field; remove it.",
  "problem.field_required": "This channel needs this field.",
  "problem.field_not_here": "This type of channel does not use this field; remove it.",
  "problem.phone_unread": "This is no phone number that can be called.",
  "problem.json_deep": "Objects and lists lie more than {max} levels deep.",
} as const;
