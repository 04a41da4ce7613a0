// What is wrong with a field: what failed, and what to do.
export const problem = {
  "problem.contact_empty":
    "Enter a name, an e-mail or a phone: without any of them the contact cannot be found again.",
  "problem.too_long": "Shorten it to {max} characters.",
  "problem.too_many": "At most {max} are possible; remove some.",
  "problem.email_invalid": "This is not an e-mail address. Write it like name@example.com.",
  "problem.handle_repeated": "This one is in the list already; remove it.",
  "problem.handle_taken": "It already belongs to contact {contactId}.",
  "problem.language_invalid": "Choose a language from the list.",
  "problem.tag_unknown": "One of the tags no longer exists; choose the tags again.",
  "problem.tag_name_taken": "There is already a tag with this name.",
  "problem.tag_name_empty": "Enter a name.",
  "problem.color_invalid": "Choose a colour from the list.",
  "problem.tags_full": "There are {max} tags already; delete some first.",
  "problem.cursor_invalid": "This page of the list no longer exists.",
  "problem.too_large": "All of it together is too large to keep; shorten something.",
} as const;
