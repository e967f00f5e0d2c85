// Going back to an earlier state: first what it would change, then, once the number of the write is typed, the change.

import { Refused, follow } from "./ask.js";
import { count, field, form, heading, lead, make, none, reason, table, tell, time } from "./make.js";

async function run(body) {
  const last = await follow("/api/v1/restores", body, (line) => {
    if (line.step) tell(`${line.step} …`);
  });
  if (last === null || !last.outcome) throw new Refused(0, "The service stopped meanwhile; look at what is there before you ask again.");
  if (last.outcome === "refused") throw new Refused(409, `${last.why}. Nothing was changed.`);
  return last;
}

const rows = (outcome) => (outcome.tables.length === 0 ? none("No row would change.")
  : table("What would change", ["Table", "#Rows that come back", "#Rows that go", "#Rows that change"],
    outcome.tables.map((each) => [each.table, count(each.gained), count(each.lost), count(each.changed)])));

export function fill(room) {
  const preview = make("div", { id: "preview" });
  const confirm = (outcome) => form([
    field("typed", `Type ${outcome.target_seq} to go back to that write`, { required: true, pattern: String(outcome.target_seq), inputMode: "numeric", title: `the number of the write: ${outcome.target_seq}` }),
    reason(),
  ], ["Go back", async (values) => {
    if (values.typed !== String(outcome.target_seq)) throw new Refused(400, "That is another number. Nothing was changed.");
    const done = await run({ to: String(outcome.target_seq), reason: values.reason });
    preview.replaceChildren(make("p", {}, `The data are as of write ${done.target_seq} again and go on as ${done.head}. What they were before is among the `,
      make("a", { href: "#backups" }, "backups"), "."));
    tell("The data went back.");
    document.dispatchEvent(new Event("decided"));
  }]);
  const asked = decodeURIComponent(location.hash.split("/")[1] ?? "");
  room.append(
    lead("What the data are now is backed up first, and can be gone back to in turn. Reads go on meanwhile. Keys, alerts, numbers of exploits and the audit log are never taken back."),
    form([field("to", "Write or time", { required: true, value: asked, placeholder: "4711 or 2026-01-31T12:00:00Z", maxLength: 40 })], ["Show what would change", async (values) => {
      preview.replaceChildren();
      const outcome = await run({ to: values.to, dry_run: true });
      tell("Nothing is changed yet.");
      preview.replaceChildren(heading(`Back to write ${count(outcome.target_seq)}`), make("p", { className: "none" }, "of ", time(outcome.target_at)), rows(outcome), confirm(outcome));
    }]),
    preview);
}
