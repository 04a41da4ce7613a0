// Owns HttpError, the one error class whose status and message reach the visitor.

/**
 * Throw it to answer with `status`. Without an error page the message itself is the answer, at any
 * status, so it must hold no secret.
 */
export class HttpError extends Error {
  readonly status: number;

  constructor(status: number, message = "", options?: ErrorOptions) {
    super(message, options);
    this.name = "HttpError";
    this.status = status;
  }
}

const STATUS_TEXT: Record<number, string> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  500: "Internal Server Error",
};

/** The answer of last resort, used when no error page caught the error. */
export function plainErrorResponse(error: unknown): Response {
  if (error instanceof HttpError) {
    const text = error.message || STATUS_TEXT[error.status] ||
      `Status ${error.status}`;
    return new Response(text, { status: error.status });
  }
  return new Response("Internal server error", { status: 500 });
}
