// What the server tells its operator: one JSON line an event on standard error. Ids only, never what people typed.

export interface LogFields {
  [name: string]: string | number | boolean | null;
}

export type Log = (event: string, fields?: LogFields) => void;

export const log: Log = (event, fields = {}) => {
  console.error(JSON.stringify({ at: new Date().toISOString(), event, ...fields }));
};

/** An error nobody expected, with its stack. */
export function logFailure(event: string, error: unknown, fields: LogFields = {}): void {
  const stack = error instanceof Error ? error.stack ?? error.message : String(error);
  log(event, { ...fields, stack });
}
