// Verified copies of the data: listed, made, read again.

import { follow, get, post } from "./ask.js";
import { button, count, make, none, table, tell, time } from "./make.js";

const size = (bytes) => (bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`);

export async function fill(room) {
  const list = make("div");
  const states = new Map();
  const show = (backups) => {
    states.clear();
    if (backups.length === 0) return list.replaceChildren(none("There is none yet."));
    list.replaceChildren(table("Backups", ["Made", "#Write", "#Exploits", "#Size", "File", "Read again", ""], backups.map((backup) => {
      const state = make("span", { className: "none" }, "not yet");
      states.set(backup.file, state);
      return [time(backup.made_at), count(backup.seq), count(backup.exploits), size(backup.bytes), make("span", { className: "hash" }, backup.file), state,
        make("a", { href: `#restore/${backup.seq}` }, "Go back to it")];
    })));
  };
  const refresh = async () => show(await get("/api/v1/backups"));
  const verify = async () => {
    tell("Each of them is being read, byte for byte.");
    let wrong = 0;
    await follow("/api/v1/backups/verify", {}, (backup) => {
      const state = states.get(backup.file);
      if (backup.wrong !== null) wrong++;
      if (state) {
        state.className = backup.wrong === null ? "well" : "warned";
        state.textContent = backup.wrong ?? "sound";
      }
    });
    tell(wrong === 0 ? "All of them are sound." : `${count(wrong)} ${wrong === 1 ? "is" : "are"} not sound; a restore passes them over.`, wrong > 0);
  };
  room.append(make("p", { className: "acts" },
    button("Make one now", async () => {
      tell("A backup is being made and verified.");
      const made = await post("/api/v1/backups");
      tell(`${made.file} is made and verified.`);
      await refresh();
    }),
    button("Verify all", verify)), list);
  await refresh();
}
