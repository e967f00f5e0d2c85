-- What the copies of the data need to know of themselves. Debian's sqlite3 3.40 must be able to open it.
-- The service fills in head, fingerprints and the triggers of hand_edits when it runs this script.

-- The last write that this file holds. `writing` is 1 only inside the service's own transactions: the triggers that
-- notice an edit by hand look at it.
CREATE TABLE head (
  id      INTEGER PRIMARY KEY CHECK (id = 1),
  store   TEXT NOT NULL,
  epoch   TEXT NOT NULL,
  seq     INTEGER NOT NULL,
  hash    TEXT NOT NULL,
  at      TEXT NOT NULL,
  writing INTEGER NOT NULL
);

-- The hashes of the last journal lines: they tell a copy that is ahead from one of another line of writes.
CREATE TABLE line_hashes (
  seq  INTEGER PRIMARY KEY,
  hash TEXT NOT NULL
);

-- What each table should hold: its rows, and the sum of their checksums.
CREATE TABLE fingerprints (
  name TEXT PRIMARY KEY,
  rows INTEGER NOT NULL,
  sum  INTEGER NOT NULL
) WITHOUT ROWID;

-- Rows as they were before and after an edit with sqlite3, in SQL's own notation, until the service has saved them.
CREATE TABLE hand_edits (
  id         INTEGER PRIMARY KEY,
  at         TEXT NOT NULL,
  table_name TEXT NOT NULL,
  before     TEXT,
  after      TEXT
);

-- The tables that keep the rows they have when the data go back to an earlier time.
CREATE TABLE kept_over_restores (
  name TEXT PRIMARY KEY
) WITHOUT ROWID;
INSERT INTO kept_over_restores VALUES ('idempotency'), ('keys'), ('numbers');

DELETE FROM meta WHERE name IN ('seq', 'at');
