// Faults rehearsed on a copy of the data: begun here, watched while they are made, and the reports of all that were held.

import { act, get } from "./ask.js";
import { count, field, form, heading, lead, make, none, table, tell, time } from "./make.js";

const at = "/api/v1/drills";
const pause = 1_000; // between looks at a drill that is being held

const took = (ms) => (ms === null ? "–" : ms < 1000 ? `${count(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);
const verdict = (each) => {
  const name = { passed: "well", failed: "warned", skipped: "none" }[each.verdict] ?? "none";
  return make("span", { className: name }, each.why === "" ? each.verdict : `${each.verdict}: ${each.why}`);
};

const rows = (caption, faults) => table(caption,
  ["Fault", "#Detected after", "#Healed after", "#Reads failed", "#Writes refused", "#Rows lost", "Verdict"],
  faults.map((each) => (each.verdict === "skipped" ? [each.fault, "–", "–", "–", "–", "–", verdict(each)]
    : [each.fault, took(each.detected_ms), took(each.healed_ms), count(each.reads_failed), count(each.writes_refused),
      count(each.rows_lost), verdict(each)])));

const size = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

function report(each, isOpen) {
  const skipped = each.faults.filter((fault) => fault.verdict === "skipped").length;
  const made = each.faults.length - skipped;
  const words = `${each.passed ? "passed" : "did not pass"}: ${count(made)} ${made === 1 ? "fault" : "faults"}${skipped > 0 ? `, ${count(skipped)} skipped` : ""}`;
  return make("details", { className: "held", open: isOpen },
    make("summary", {}, time(each.at), " ", make("span", { className: each.passed ? "well" : "warned" }, words), each.live ? " on the running service" : ""),
    rows(`Drill of ${each.at}`, each.faults),
    each.missing.map((line) => make("p", { className: "warned" }, line)),
    make("p", { className: "none" }, `${count(each.reads)} answers and ${count(each.writes)} acknowledged writes were checked, on a copy of ${size(each.bytes)}.`));
}

function progress(running) {
  const over = running.faults.length;
  return [
    heading("Being held"),
    make("p", {}, make("progress", { max: running.of, value: over, ariaLabel: "Faults that are over" }),
      ` ${count(over)} of ${count(running.of)} over; it began `, time(running.at), "."),
    over === 0 ? none("The copy is being made, and its service started.") : rows("Faults that are over", running.faults),
  ];
}

export async function fill(room) {
  const now = make("div");
  const reports = make("div");
  let known = await get(at);
  const choice = field("fault", "Fault", {}, [["all", "every fault, one after the other"], ...known.faults.map((each) => [each, each])]);
  const asked = form([choice], ["Begin", async (values) => {
    await act(at, { fault: values.fault });
    tell("The drill has begun; it goes on when you leave this page.");
    await look();
  }]);
  const show = () => {
    asked.hidden = known.running !== null;
    now.replaceChildren(...(known.running !== null ? progress(known.running)
      : known.obstacle !== null ? [make("p", { className: "warned" }, `None can begin now: ${known.obstacle}.`)]
      : known.failure !== null ? [make("p", { className: "warned" }, `The last one came to no report: ${known.failure}.`)] : []));
    reports.replaceChildren(heading("Reports"),
      ...(known.reports.length === 0 ? [none("None was held yet.")] : known.reports.map((each, i) => report(each, i === 0))));
  };
  // Looks again while one is held and this part is shown.
  async function look() {
    const before = known;
    known = await get(at);
    if (JSON.stringify(known) !== JSON.stringify(before)) show();
    if (before.running !== null && known.running === null) {
      const last = known.reports[0];
      if (known.failure !== null) tell(`The drill came to no report: ${known.failure}.`, true);
      else tell(last?.passed ? "The drill passed." : "The drill did not pass; see its report.", !last?.passed);
    }
  }
  async function watch() {
    if (!room.isConnected) return;
    if (known.running !== null && !document.hidden) await look().catch(() => {}); // asked again; the top bar says that nothing answers
    setTimeout(watch, pause);
  }
  room.append(
    lead("A drill makes faults of the data on a copy of it, with a service, readers and writers of its own, and tells what became of every read and write. The data here are not touched; the machine is busy for some seconds a fault."),
    asked, now, reports,
    make("p", { className: "none" }, "On the machine: ", make("code", {}, "kamiyo drill"), ". Reports stay in ", make("code", {}, "data/drills"), "."));
  show();
  setTimeout(watch, pause);
}
