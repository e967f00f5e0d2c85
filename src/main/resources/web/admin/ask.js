// Asks the service with the key, which stays in this tab (sessionStorage) and goes nowhere else.

const place = "key";
const pauses = [500, 1000, 2000, 4000];

export const hasKey = () => sessionStorage.getItem(place) !== null;
export const forget = () => sessionStorage.removeItem(place);
export function keep(key) {
  if (!/^[ -~]+$/.test(key)) throw new Refused(401, "A key has only letters, digits and signs of ASCII.");
  sessionStorage.setItem(place, key);
}

// Why something was not done, in words for people.
export class Refused extends Error {
  // status: that of the answer; 0 when there was none
  // member: what is at fault in the body; empty for nothing in it
  constructor(status, words, member = "") {
    super(words);
    this.status = status;
    this.member = member;
  }
}

async function answered(path, options) {
  const headers = { ...options.headers, Authorization: `Bearer ${sessionStorage.getItem(place)}` };
  let answer;
  try {
    answer = await fetch(path, { ...options, headers, cache: "no-store" });
  } catch {
    throw new Refused(0, "Nothing answers.");
  }
  if (answer.ok) return answer;
  const problem = await answer.json().catch(() => ({ title: `The answer was ${answer.status}`, detail: "" }));
  throw new Refused(answer.status, `${problem.title}: ${problem.detail}.`, (problem.parameter ?? "").replace(/.*\./, ""));
}

export const get = async (path) => (await answered(path, {})).json();

// One page of a list, and the address of the next; null behind the last.
export async function page(path) {
  const answer = await answered(path, {});
  return { rows: await answer.json(), next: /<([^>]+)>; rel="next"/.exec(answer.headers.get("Link") ?? "")?.[1] ?? null };
}

const posted = (body, headers) => ({
  method: "POST",
  body: JSON.stringify(body),
  headers: { ...headers, "Content-Type": "application/json" },
});

// Does something once. While the data cannot take it, and when no answer comes, it is asked for again under the same
// Idempotency-Key.
export async function act(path, body) {
  const key = [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  for (let again = 0; ; again++) {
    try {
      return await (await answered(path, posted(body, { "Idempotency-Key": key }))).json();
    } catch (problem) {
      if ((problem.status !== 503 && problem.status !== 0) || again === pauses.length) throw problem;
      await new Promise((done) => setTimeout(done, pauses[again]));
    }
  }
}

// Does something whose repeat would be done again: it is asked for once.
export const post = async (path, body = {}) => (await answered(path, posted(body, {}))).json();

// Does something that takes a while and tells of it, a JSON object a line. Asked for once: whether to ask again is for a
// person to say.
export async function follow(path, body, hear) {
  const answer = await answered(path, posted(body, {}));
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  let last = null;
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const lines = (rest + part.value).split("\n");
      rest = lines.pop();
      for (const line of lines) {
        last = JSON.parse(line);
        hear(last);
      }
    }
  } catch {
    throw new Refused(0, "The answer broke off; look at what is there before you ask again.");
  }
  return last;
}

// Pairs of exploits that are not among the seen ones: each source that tells of one may have a pair of its own. What
// somebody asks for stands by itself.
export function once(pairs, seen = new Set()) {
  return pairs.filter((pair) => {
    const both = pair.claims.map((each) => each.exploit).sort().join(" ");
    const known = seen.has(both);
    seen.add(both);
    return !known || pair.proposal !== null;
  });
}
