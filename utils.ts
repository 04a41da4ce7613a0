// What Fresh projects keep here: the state of a request and the typed helpers. They live in lib/http.
export { define, type State } from "@/lib/http/define.ts";
