import { assertEquals } from "@std/assert";
import { CLICK_KINDS } from "./click_kinds.ts";
import { clickTogether } from "./clicks.ts";
import type { Clicker, Visited } from "./visitor.ts";

const SITE = { contacts: 1000, segmentIds: ["a", "b"], pid: Deno.pid };

/** Answers every list with a second page, and cards with an error. */
function clickerOf(cards: number[]): Clicker {
  const answer = (visited: Partial<Visited>): Promise<Visited> =>
    Promise.resolve({
      status: 200,
      body: '<a href="/contacts?tag=t&amp;page=xyz">',
      location: null,
      ms: 3,
      ...visited,
    });
  return {
    get: (path) => {
      const card = /^\/contacts\/(\d+)$/.exec(path)?.[1];
      if (card === undefined) return answer({});
      cards.push(Number(card));
      return answer({ status: 500 });
    },
    post: (path) => answer({ status: 303, location: path }),
    editForm: () => Promise.resolve([]),
  };
}

Deno.test("clickTogether() counts every click once, and answers that are none as errors", async () => {
  const cards: number[] = [];

  const crowd = await clickTogether(clickerOf(cards), SITE, {
    agents: 4,
    pauseMs: 0,
    seconds: 0.02,
  });

  assertEquals(crowd.errors, cards.length);
  assertEquals(crowd.byKind.reduce((sum, { clicks }) => sum + clicks, 0), crowd.clicks);
  assertEquals(crowd.byKind.map(({ name }) => name), CLICK_KINDS.map(({ name }) => name));
  assertEquals([crowd.p50Ms, crowd.p99Ms], [3, 3]);
});

Deno.test("clickTogether() sends agents to contacts that exist", async () => {
  const cards: number[] = [];

  await clickTogether(clickerOf(cards), SITE, { agents: 4, pauseMs: 0, seconds: 0.02 });

  assertEquals(cards.filter((id) => id < 1 || id > SITE.contacts), []);
});
