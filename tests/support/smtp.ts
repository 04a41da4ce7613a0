// A mail server on this machine that speaks SMTP, keeps what it takes, and refuses as it is told.
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";

/** When it is said, and what: 451 may pass, 550 will not. */
export interface SmtpFault {
  at: "MAIL" | "RCPT" | "DATA";
  code: number;
}

export interface Taken {
  from: string;
  to: string[];
  user: string | null;
  isSecure: boolean;
  mail: Email;
}

export interface SmtpSink extends AsyncDisposable {
  port: number;
  taken: Taken[];
  /** The next mails meet these, in order. */
  faults: SmtpFault[];
}

export interface SmtpSinkOptions extends SMTPServerOptions {
  /** Who may sign in; nobody has to when absent. */
  login?: { user: string; pass: string };
}

export async function openSmtpSink({ login, ...options }: SmtpSinkOptions = {}): Promise<SmtpSink> {
  const taken: Taken[] = [];
  const faults: SmtpFault[] = [];
  const fault = (at: SmtpFault["at"]) => faults[0]?.at === at ? smtpError(faults.shift()) : null;
  const server = new SMTPServer({
    authOptional: login === undefined,
    disabledCommands: login === undefined ? ["AUTH", "STARTTLS"] : ["STARTTLS"],
    allowInsecureAuth: true,
    logger: false,
    closeTimeout: 100,
    onAuth({ username, password }, _session, done) {
      const isRight = username === login?.user && password === login?.pass;
      if (isRight) return done(null, { user: username });
      done(Object.assign(new Error("Invalid credentials"), { responseCode: 535 }));
    },
    onMailFrom: (_address, _session, done) => done(fault("MAIL")),
    onRcptTo: (_address, _session, done) => done(fault("RCPT")),
    onData(stream, session, done) {
      const chunks: Uint8Array<ArrayBuffer>[] = [];
      stream.on("data", (chunk: Uint8Array<ArrayBuffer>) => chunks.push(chunk));
      stream.on("end", async () => {
        const error = fault("DATA");
        if (error !== null) return done(error);
        const { mailFrom, rcptTo } = session.envelope;
        taken.push({
          from: mailFrom ? mailFrom.address : "",
          to: rcptTo.map(({ address }) => address),
          user: typeof session.user === "string" ? session.user : null,
          isSecure: session.secure,
          mail: await PostalMime.parse(new Blob(chunks)),
        });
        done(null, "Taken");
      });
    },
    ...options,
  });
  server.on("error", () => {}); // clients that go away
  const { promise, resolve } = Promise.withResolvers<void>();
  const listening = server.listen(0, "127.0.0.1", resolve);
  await promise;
  const address = listening.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    taken,
    faults,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function smtpError(fault: SmtpFault | undefined): Error {
  return Object.assign(new Error("Refused"), { responseCode: fault?.code });
}
