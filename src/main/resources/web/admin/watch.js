// What somebody watches: four lists, as text of a field and as columns of a CSV file.

export const lists = { protocols: "protocol", chains: "chain", addresses: "address", keywords: "keyword" };

export const parted = (text) => [...new Set(text.split(/[,\n]/).map((each) => each.trim()).filter((each) => each))];

// The cells of each line; a cell in quotes may hold commas, lines and doubled quotes.
function cells(text) {
  const rows = [[]];
  const cell = /("(?:[^"]|"")*"|[^",\r\n][^,\r\n]*|)(,|\r?\n|$)/gy;
  while (cell.lastIndex < text.length) {
    const found = cell.exec(text);
    if (found === null) throw new Error("The file is not CSV: a quote is open, or stands within a cell.");
    const [, raw, end] = found;
    rows.at(-1).push((raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw).trim());
    if (end !== "" && end !== ",") rows.push([]);
  }
  return rows.filter((row) => row.some((each) => each !== ""));
}

// What a CSV file names, by list; columns of other names are passed over.
export function imported(text) {
  const [head = [], ...rows] = cells(text.replace(/^\ufeff/, ""));
  const names = head.map((each) => each.toLowerCase());
  const found = Object.fromEntries(Object.entries(lists).map(([list, column]) =>
    [list, names.includes(column) ? [...new Set(rows.map((row) => row[names.indexOf(column)] ?? "").filter((each) => each))] : []]));
  if (Object.values(found).every((each) => each.length === 0)) {
    throw new Error(`The file names nothing to watch: its first line is to have one of the columns ${Object.values(lists).join(", ")}.`);
  }
  return found;
}
