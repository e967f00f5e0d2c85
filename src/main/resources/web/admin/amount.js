// Amounts of US dollars, as the explorer's filters take them and as people write them down: 1.5m, 250k, 1e6, $1,000,000.

import { Refused } from "./ask.js";

const form = /^\$?\s*(\d{1,16}|\d{1,3}(?:,\d{3})+)(\.\d{1,16})?(?:e(\d{1,2}))?([kmb]?)$/i;
const zeros = { k: 3, m: 6, b: 9 };

// The number of dollars that a text means; anything else is refused.
//
// member: the field at fault then
// label: what people know it by
export function amount(text, member, label) {
  const found = form.exec(text);
  if (found === null) {
    throw new Refused(400, `${label} is not an amount of US dollars; write 1000000, 1e6, 1m, 250k, 1.5b or $1,000,000.`, member);
  }
  const [, whole, part = "", power = "0", unit] = found;
  return Number(`${whole.replaceAll(",", "")}${part}e${Number(power) + (zeros[unit.toLowerCase()] ?? 0)}`);
}
