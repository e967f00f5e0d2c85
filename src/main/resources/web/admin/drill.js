// How faults are rehearsed: on the machine itself, and why not from here.

import { lead, make } from "./make.js";

const line = (text) => make("pre", { className: "say", tabIndex: 0 }, text);

export function fill(room) {
  room.append(
    lead("A drill makes each fault of the data on a copy of it, under load, and reports what became of every read and write."),
    line("kamiyo drill          # every fault, on a copy\nkamiyo drill list     # their names\nkamiyo drill --live deleted    # on the running service, once its name is typed"),
    lead("It is typed on the machine, and not pressed here: it runs shell commands, fills disks and keeps both processors busy for minutes, and a key in a browser must not be enough for that. Its reports stay in ", make("code", {}, "data/drills"), "."));
}
