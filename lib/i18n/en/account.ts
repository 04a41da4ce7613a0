// Texts of signing in, setting up, the profile, and of the error page.
export const account = {
  "login.title": "Sign in",
  "login.email": "E-mail",
  "login.password": "Password",
  "login.submit": "Sign in",
  "login.help":
    "No account yet, or the password is forgotten? Ask an admin of this workspace for a link.",
  "login.setup":
    "This workspace has no admin yet. Open the set-up link that the server printed when it started.",
  "login.again": "Sign in to go on. You will come back to the page you asked for.",
  "setup.title": "Set up Kartka",
  "setup.lead": "Create the first admin. You can invite others later.",
  "setup.name": "Your name",
  "setup.name_hint": "Others see it beside your changes.",
  "setup.sample": "Load sample data",
  "setup.sample_hint": "A few hundred invented contacts with tags, to try everything out.",
  "setup.submit": "Create the admin and sign in",
  "setup.over.title": "This set-up link is no longer good",
  "setup.over.text":
    "A set-up link can be used once, within an hour. Restart the server, or run “deno task token” beside it: both print a new one.",
  "setup.progress.title": "Loading sample data",
  "setup.progress.text":
    "This page refreshes itself. You can also go on working: loading continues in the background.",
  "setup.progress.done": "The sample data is loaded.",
  "setup.progress.stopped":
    "Loading has stopped before its end. What was loaded stays; you can try again or go on without it.",
  "setup.progress.count": { one: "{count} contact so far", other: "{count} contacts so far" },
  "setup.progress.open": "Open the contacts",
  "setup.progress.again": "Try again",
  "setup.progress.refresh": "Refresh",
  "link.title": "Choose a password",
  "link.lead": "For {name}, who signs in as {email}.",
  "link.submit": "Save the password and sign in",
  "link.over.title": "This link is no longer good",
  "link.over.text":
    "A link can be used once, within an hour. Ask the admin who sent it for a new one.",
  "password.new": "New password",
  "password.hint":
    "At least {min} characters. Several words in a row are easy to remember and hard to guess.",
  "profile.title": "Profile",
  "profile.person": "You",
  "profile.name": "Name",
  "profile.email": "E-mail",
  "profile.role": "Role",
  "profile.role.admin": "Admin",
  "profile.role.agent": "Agent",
  "profile.locale": "Language",
  "profile.locale.browser": "As in the browser",
  "profile.locale.uk": "Українська",
  "profile.locale.en": "English",
  "profile.theme": "Theme",
  "profile.theme.system": "As in the system",
  "profile.theme.light": "Light",
  "profile.theme.dark": "Dark",
  "profile.density": "Density of lists",
  "profile.density.compact": "Compact",
  "profile.density.default": "Default",
  "profile.density.comfortable": "Comfortable",
  "profile.shortcuts": "Keyboard shortcuts",
  "profile.shortcuts_hint": "Single keys such as / and c work outside of text fields.",
  "profile.password": "Password",
  "profile.password_lead": "A new password ends your other sessions.",
  "profile.password_current": "Present password",
  "profile.password_submit": "Change the password",
  "profile.sessions": "Sessions",
  "profile.sessions_lead":
    "Where you are signed in. End the ones you do not know, and change the password then.",
  "profile.sessions.times": "Signed in {began}, last used {seen}",
  "profile.sessions.here": "This device",
  "profile.sessions.unknown": "Unknown device",
  "profile.sessions.end": "End",
  "profile.sessions.end_label": "End the session: {device}",
  "flash.profile_saved": "Your profile is saved.",
  "flash.password_changed": "The password is changed. Your other sessions have ended.",
  "flash.session_ended": "The session has ended.",
  "flash.signed_out": "You are signed out.",
  "flash.welcome": "Welcome to Kartka, {name}.",
  "problem.invalid": "This value cannot be read; choose or enter it again.",
  "problem.login_wrong":
    "The e-mail or the password is wrong. Check both, also the keyboard layout and Caps Lock.",
  "problem.login_busy": {
    one: "Too many tries to sign in. Wait {count} minute and try again.",
    other: "Too many tries to sign in. Wait {count} minutes and try again.",
  },
  "problem.login_full":
    "Too many people are signing in at this moment. Wait a few seconds and try again.",
  "problem.password_short": "Too short: use at least {min} characters.",
  "problem.password_long": "Too long: use at most {max} characters.",
  "problem.password_common":
    "This password is among the first that guessers try. Use several unrelated words.",
  "problem.password_has_email": "Leave your e-mail out of the password: guessers begin with it.",
  "problem.password_wrong":
    "This is not your present password. Check the keyboard layout and Caps Lock.",
  "problem.user_name_empty": "Enter a name.",
  "problem.email_taken": "Someone signs in with this e-mail already; use another.",
  "error.back": "Go to the contacts",
  "error.sign_in": "Sign in",
  "error.request": "Request {id}",
  "error.400.title": "The request could not be read",
  "error.400.text":
    "The address or the data is malformed. Go back, check the link or the form, and try again.",
  "error.401.title": "You are signed out",
  "error.401.text":
    "Your session has ended, so nothing was saved. Sign in in another tab, then come back to this one, go back and send the form again.",
  "error.403.title": "You may not do this",
  "error.403.text":
    "Your role does not allow it, or the form came from another site. Open the page here again, or ask an admin.",
  "error.404.title": "There is nothing here",
  "error.404.text":
    "The page or the record does not exist, or is not for you. Check the link, or search for it in the contacts.",
  "error.405.title": "This cannot be done with this address",
  "error.405.text":
    "The request uses a method that is not offered here. Open the page and use its buttons.",
  "error.408.title": "The request took too long",
  "error.408.text":
    "The data came too slowly and nothing was saved. Check the connection and try again.",
  "error.409.title": "Someone else was faster",
  "error.409.text":
    "What you were changing was changed meanwhile, so nothing was saved. Open it again and repeat the change.",
  "error.413.title": "This is too large",
  "error.413.text":
    "What was sent is larger than this page takes, so nothing was saved. Send less, or split the file.",
  "error.414.title": "The address is too long",
  "error.414.text":
    "The link holds more than can be read. Shorten the search or remove some filters.",
  "error.415.title": "This kind of data is not taken here",
  "error.415.text": "The request is not a form. Open the page and use its form.",
  "error.422.title": "Something in the form is wrong",
  "error.422.text": "Nothing was saved. Go back, correct what is marked, and send the form again.",
  "error.429.title": "Too many tries",
  "error.429.text": {
    one: "There were too many tries in a short time. Wait {count} minute and try again.",
    other: "There were too many tries in a short time. Wait {count} minutes and try again.",
  },
  "error.500.title": "Something went wrong on our side",
  "error.500.text":
    "The request failed by a fault of Kartka and may not have been saved. Try again; if it fails again, tell an admin the number below.",
  "error.indexing.title": "Search is being prepared",
  "error.indexing.text":
    "Contacts have just been loaded or Kartka was updated, so searches and filters wait until all contacts are indexed: some minutes at most. The list without search, cards and changes work meanwhile. Try again soon.",
  "error.503.title": "Kartka is busy",
  "error.503.text":
    "Too much is going on at this moment, so nothing was done. Wait a few seconds and try again.",
} as const;
