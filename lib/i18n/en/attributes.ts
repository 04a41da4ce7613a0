// Texts of attributes: their definitions in the settings, their values on the card.
export const attributes = {
  "nav.attributes": "Attributes",
  "attributes.title": "Attributes",
  "attributes.lead":
    "What your team keeps about contacts beside names and addresses: a plan, the end of a contract, a link to the shop.",
  "attributes.new": "New attribute",
  "attributes.edit": "Edit attribute",
  "attributes.name": "Name",
  "attributes.key": "Key",
  "attributes.key_hint":
    "For imports, filters and programs: small Latin letters, digits and _. It can never be changed. Leave it empty to make it of the name.",
  "attributes.description": "Description",
  "attributes.description_hint": "Shown where the value is entered.",
  "attributes.type": "Type",
  "attributes.type_fixed": "Contacts have values, so the type stays as it is.",
  "attributes.pattern": "Pattern",
  "attributes.pattern_hint":
    "A regular expression in RE2 syntax that the whole text has to match, such as [A-Z]+-\\d+ for AB-42.",
  "attributes.pattern_told": "What to say when a text does not match",
  "attributes.options": "Options",
  "attributes.options_hint": "One on each line, in the order in which they are offered.",
  "attributes.options_more": "Further options",
  "attributes.retired": "Retired options",
  "attributes.retired_hint":
    "A ticked option is no longer offered. Contacts that have it keep it, and it can be brought back.",
  "attributes.order": "Order",
  "attributes.move_up": "Move {name} up",
  "attributes.move_down": "Move {name} down",
  "attributes.contacts": "Contacts",
  "attributes.create": "Create attribute",
  "attributes.delete": "Delete",
  "attributes.delete_title": "Delete the attribute “{name}”?",
  "attributes.delete_text":
    "Its values disappear from contacts, lists and filters. They are not lost: it can be restored at any time, and they come back with it.",
  "attributes.deleted": "Deleted attributes",
  "attributes.empty_title": "No attributes yet",
  "attributes.empty_text": "Create the first one, and it is on every contact’s card.",
  "attributes.define": "Define attributes",
  "attributes.edit_all": "Edit all",
  "attributes.edit_value": "Edit {name}",
  "attributes.edit_title": "{name} of {contact}",
  "attributes.all_title": "Attributes of {contact}",
  "attributes.show_empty": { one: "Show {count} empty", other: "Show {count} empty" },
  "attributes.language_by_customer": "the customer’s choice",
  "attributes.source": "Source",
  "attributes.created_by": "Created by",
  "attributes.not_set": "Not set",
  "attributes.retired_option": "{option} (no longer offered)",
  "attributes.conflict":
    "Someone else set this value meanwhile: {value}. Save again to replace it with yours.",
  "attributes.conflict_cleared":
    "Someone else removed this value meanwhile. Save again to set yours.",
  "attributes.save_failed": "It could not be saved. Check the connection and try again.",
  "attribute_type.text": "Text",
  "attribute_type.number": "Number",
  "attribute_type.link": "Link",
  "attribute_type.date": "Date",
  "attribute_type.list": "List",
  "attribute_type.checkbox": "Checkbox",
  "attribute_type_hint.text":
    "One line of up to 1,000 characters; a pattern can say how it has to look.",
  "attribute_type_hint.number": "Can be compared: greater, less, between.",
  "attribute_type_hint.link": "A web page, an e-mail address or a phone to follow with one click.",
  "attribute_type_hint.date": "A calendar day, without a time.",
  "attribute_type_hint.list": "One of the options that you name.",
  "attribute_type_hint.checkbox": "Yes, no, or not known.",
  "attribute_source.manual": "Entered by hand",
  "attribute_source.import": "Import",
  "attribute_source.seed": "Sample data",
  "attribute_source.inbound": "A channel",
  "flash.attribute_created": "Attribute “{name}” created.",
  "flash.attribute_saved": "Attribute “{name}” saved.",
  "flash.attribute_deleted": "Attribute “{name}” deleted.",
  "flash.attribute_restored": "Attribute “{name}” restored.",
  "flash.attribute_name_taken":
    "Another attribute has this name now. Rename that one first, then restore.",
  "flash.attribute_moved": "The order of attributes has changed.",
  "flash.value_saved": "{name}: saved.",
  "problem.attribute_text": "Enter a text.",
  "problem.attribute_number":
    "Enter a number such as 10 or 2.5, without signs between thousands, of at most 6 digits after the point.",
  "problem.attribute_link":
    "Enter a whole address such as https://example.com, mailto:name@example.com or tel:+380671234567.",
  "problem.attribute_date": "Enter a day of the years 1900 to 2200, such as 2026-11-22.",
  "problem.attribute_option": "Choose an option from the list.",
  "problem.attribute_option_retired": "This option is no longer offered; choose another.",
  "problem.attribute_checkbox": "Choose yes or no.",
  "problem.attribute_pattern": "This is not in the form that an admin has set for this attribute.",
  "problem.attribute_pattern_hint": "{hint}",
  "problem.attribute_unknown": "There is no such attribute.",
  "problem.attribute_values_full":
    "The contact has {max} values already; remove one before you add another.",
  "problem.attribute_values_large":
    "All values of the contact together are too long to keep; shorten one.",
  "problem.attributes_full":
    "There are {max} attributes already, deleted ones included; edit or restore one instead.",
  "problem.attribute_key_invalid":
    "Enter a key of small Latin letters, digits and _, beginning with a letter, of at most 40 characters.",
  "problem.attribute_key_taken":
    "There is, or was, an attribute with this key; choose another key.",
  "problem.attribute_name_empty": "Enter a name.",
  "problem.attribute_name_taken": "There is already an attribute with this name.",
  "problem.attribute_type_unknown": "Choose a type.",
  "problem.attribute_type_fixed": "Contacts have values, so the type cannot be changed.",
  "problem.attribute_options_empty": "Name at least one option.",
  "problem.attribute_option_long": "Shorten each option to {max} characters.",
  "problem.pattern_unclosed":
    "A bracket in this pattern is not closed; close it, or put \\ before a bracket that is only a sign.",
  "problem.pattern_unopened": "A ) in this pattern closes nothing; remove it, or write \\).",
  "problem.pattern_repeat":
    "Write a repetition such as “{part}” with numbers from 0 to 1000, the smaller first, also when multiplied by those around it.",
  "problem.pattern_nothing_repeated":
    "Here “{part}” has nothing to repeat; put a sign before it, or write \\ before it.",
  "problem.pattern_class":
    "The set of signs “{part}” does not exist, or its ends are in the wrong order.",
  "problem.pattern_unsupported":
    "RE2 has no “{part}”: lookahead, lookbehind and backreferences are not possible.",
  "problem.pattern_invalid": "This is no pattern in RE2 syntax: “{part}”",
  "problem.pattern_large": "This pattern repeats too much; use smaller numbers of repetitions.",
} as const;
