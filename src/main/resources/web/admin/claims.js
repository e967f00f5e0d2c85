// Merging exploits by their numbers, and parting a claim from the others of its exploit.

import { act, get } from "./ask.js";
import { day, exploit, field, form, heading, lead, make, money, none, reason, table, tell } from "./make.js";

const links = (ids) => ids.flatMap((id, i) => [i === 0 ? "" : ", ", exploit(id)]);

export function fill(room) {
  const found = make("div");
  const show = async (id) => {
    const claims = await get(`/api/v1/exploits/${encodeURIComponent(id)}/claims`);
    const part = (claim) => async (values) => {
      const done = await act("/api/v1/decisions", {
        decision: "unmerge", claim: { source: claim.source, native_id: claim.native_id }, reason: values.reason });
      tell(`What ${claim.source} tells is of another exploit now.`);
      found.replaceChildren(make("p", {}, "They are ", links(done.exploits), "."));
      document.dispatchEvent(new Event("decided"));
    };
    const reports = claims.filter((claim) => claim.source !== "correction");
    found.replaceChildren(table(`Claims of ${id}`, ["Source", "Its id", "Title", "Date", "#Lost", ""], reports.map((claim) => [
      claim.source, make("span", { className: "hash" }, claim.native_id), claim.facts.title, day(claim.facts.occurred_at), money(claim.facts.loss_usd),
      reports.length === 1 ? none("stands alone") : form([reason()], ["Part", part(claim)])])));
  };
  room.append(
    heading("Merge"),
    lead("Exploits that are one. The decision holds whatever is imported later, until it is undone in the ", make("a", { href: "#audit" }, "audit log"), "."),
    form([field("ids", "Their numbers", { required: true, placeholder: "KYM-2022-00031 KYM-2022-00032" }), reason()], ["Merge", async (values) => {
      const done = await act("/api/v1/decisions", { decision: "same", exploits: values.ids.split(/[\s,]+/).filter((id) => id !== ""), reason: values.reason });
      tell(`They are ${done.exploits.join(", ")} now.`);
      document.dispatchEvent(new Event("decided"));
    }]),
    heading("Part"),
    lead("A claim that was taken for one of this exploit and is not."),
    form([field("id", "Exploit", { required: true, placeholder: "KYM-2022-00031", maxLength: 40 })], ["Show its claims", (values) => show(values.id)]),
    found);
}
