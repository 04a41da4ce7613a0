// A browser without its window: asks for pages and posts forms with a session, and takes the time.
import { timeOf } from "./measure.ts";
import type { Server } from "./server.ts";

export interface Visited {
  status: number;
  body: string;
  location: string | null;
  /** Until the last byte of the body. */
  ms: number;
}

/** What agents need of a visitor. */
export type Clicker = Pick<Visitor, "get" | "post" | "editForm">;

export class Visitor {
  readonly #site: Pick<Server, "url" | "cookie">;

  constructor(site: Pick<Server, "url" | "cookie">) {
    this.#site = site;
  }

  get(path: string): Promise<Visited> {
    return this.#visit(path, {});
  }

  /** Redirects are not followed. */
  post(path: string, fields: [string, string][]): Promise<Visited> {
    return this.#visit(path, { method: "POST", body: new URLSearchParams(fields) });
  }

  /** The contact's form as the page brings it, without its name. */
  async editForm(id: number): Promise<[string, string][]> {
    const { status, body } = await this.get(`/contacts/${id}/edit`);
    const value = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(body)?.[1];
    const revision = value("revision");
    const base = value("base");
    if (status !== 200 || revision === undefined || base === undefined) {
      throw new Error(`The form of contact ${id} came with ${status}`);
    }
    return [["revision", revision], ["base", unescaped(base)], ...fieldsOf(unescaped(base))];
  }

  async #visit(path: string, init: RequestInit): Promise<Visited> {
    const { url, cookie } = this.#site;
    const visited: Visited = { status: 0, body: "", location: null, ms: 0 };
    visited.ms = await timeOf(async () => {
      const headers = { cookie, origin: url };
      const response = await fetch(url + path, { ...init, headers, redirect: "manual" });
      visited.status = response.status;
      visited.location = response.headers.get("location");
      visited.body = await response.text();
    });
    return visited;
  }
}

/** Of the JSON that the form carries: what was read, field by field. */
function fieldsOf(base: string): [string, string][] {
  const fields: Record<string, string | string[]> = JSON.parse(base);
  return Object.entries(fields).filter(([name]) => name !== "name").flatMap(([name, value]) =>
    [value].flat().map((text): [string, string] => [name, text])
  );
}

function unescaped(html: string): string {
  return html.replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
