// The id of a request: in its answer's header, on its error page and in the log, so that the three can be matched.

const ids = new WeakMap<Request, string>();

/** The same for every call with one request. */
export function requestId(req: Request): string {
  const found = ids.get(req);
  if (found !== undefined) return found;
  const made = crypto.getRandomValues(new Uint8Array(9)).toBase64({ alphabet: "base64url" });
  ids.set(req, made);
  return made;
}
