-- How feeds fare, from start to start, and what each looked like when it was last taken.

CREATE TABLE feeds (
  name             TEXT PRIMARY KEY,
  attempts         INTEGER NOT NULL,
  successes        INTEGER NOT NULL,  -- taken, or unchanged
  failures         INTEGER NOT NULL,  -- in a row, up to now
  last_attempt_at  TEXT,
  first_success_at TEXT,
  last_success_at  TEXT,
  last_failure_at  TEXT,
  last_failure     TEXT,              -- why, for a person
  records          INTEGER,           -- of the last fetch that was taken
  rejected         INTEGER,           -- of these
  drift            TEXT,              -- why the last fetch was not taken, if it looked unlike the one before
  next_run_at      TEXT
) WITHOUT ROWID;

CREATE TABLE feed_shapes (
  source   TEXT NOT NULL,
  location TEXT NOT NULL,
  extent   TEXT NOT NULL CHECK (extent IN ('newest', 'all')),
  records  INTEGER NOT NULL,
  facts    TEXT NOT NULL,             -- JSON: how many of the records told a fact
  at       TEXT NOT NULL,
  PRIMARY KEY (source, location, extent)
) WITHOUT ROWID;
