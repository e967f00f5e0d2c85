-- Claims of several sources make one exploit: how candidates are found, what people decided, and who did what.
-- Nothing is ever removed: what does not count any more has a state that says so.

-- The exploit that took this one over; NULL for one that stands by itself.
ALTER TABLE exploits ADD COLUMN merged_into TEXT REFERENCES exploits (id);

DROP TRIGGER exploits_added;
DROP TRIGGER exploits_removed;
CREATE TRIGGER exploits_added AFTER INSERT ON exploits WHEN new.merged_into IS NULL BEGIN
  UPDATE totals SET n = n + 1 WHERE name = 'exploits';
END;
CREATE TRIGGER exploits_removed AFTER DELETE ON exploits WHEN old.merged_into IS NULL BEGIN
  UPDATE totals SET n = n - 1 WHERE name = 'exploits';
END;
CREATE TRIGGER exploits_merged AFTER UPDATE OF merged_into ON exploits
WHEN (old.merged_into IS NULL) <> (new.merged_into IS NULL) BEGIN
  UPDATE totals SET n = n + CASE WHEN new.merged_into IS NULL THEN 1 ELSE -1 END WHERE name = 'exploits';
END;

-- The exploit that was made for a claim, which it gets back when it is parted from others.
ALTER TABLE claims ADD COLUMN home TEXT;
-- When the source stopped saying it.
ALTER TABLE claims ADD COLUMN withdrawn_at TEXT;
-- A number for the index by which claims find each other, in the order in which they came.
ALTER TABLE claims ADD COLUMN number INTEGER;
UPDATE claims SET home = exploit_id, number = numbered.n
FROM (SELECT source AS s, native_id AS i, row_number() OVER (ORDER BY source, native_id) AS n FROM claims) AS numbered
WHERE source = numbered.s AND native_id = numbered.i;
CREATE INDEX claims_by_number ON claims (number, source, native_id);

-- More kinds of change than before.
CREATE TABLE changes_of_more_kinds (
  seq        INTEGER NOT NULL,
  exploit_id TEXT NOT NULL REFERENCES exploits (id),
  kind       TEXT NOT NULL CHECK (kind IN ('created', 'modified', 'merged', 'retired', 'revived')),
  at         TEXT NOT NULL,
  exploit    TEXT NOT NULL,
  PRIMARY KEY (seq, exploit_id)
);
INSERT INTO changes_of_more_kinds SELECT seq, exploit_id, kind, at, exploit FROM changes;
DROP TABLE changes;
ALTER TABLE changes_of_more_kinds RENAME TO changes;
CREATE INDEX changes_of_exploit ON changes (exploit_id, seq);

-- What claims of one exploit may share, as numbers: a transaction, an address, a reference, a name near a day, an
-- amount near a day. A key with too many claims says nothing, and takes no more.
CREATE TABLE merge_keys (
  key   INTEGER NOT NULL,
  claim INTEGER NOT NULL,                              -- the claim's number
  live  INTEGER NOT NULL CHECK (live IN (0, 1)),       -- 0 once the claim says something else
  PRIMARY KEY (key, claim)
) WITHOUT ROWID;

-- What people decided of two claims; the first of a pair sorts before the other.
CREATE TABLE decisions (
  source          TEXT NOT NULL,
  native_id       TEXT NOT NULL,
  other_source    TEXT NOT NULL,
  other_native_id TEXT NOT NULL,
  verdict         TEXT NOT NULL CHECK (verdict IN ('same', 'not-same', 'none')),   -- none: undone
  number          INTEGER NOT NULL,                    -- of the act that decided it, in audit
  PRIMARY KEY (source, native_id, other_source, other_native_id)
) WITHOUT ROWID;
CREATE INDEX decisions_of_other ON decisions (other_source, other_native_id);
CREATE INDEX decisions_of_act ON decisions (number);

-- Pairs of claims that may be one exploit, for a person to look at.
CREATE TABLE reviews (
  source          TEXT NOT NULL,
  native_id       TEXT NOT NULL,
  other_source    TEXT NOT NULL,
  other_native_id TEXT NOT NULL,
  number          INTEGER NOT NULL UNIQUE,
  why             TEXT NOT NULL,                       -- what they share
  proposal        TEXT CHECK (proposal IN ('same', 'not-same')),   -- what somebody with a key asks for
  proposed_by     TEXT,
  reason          TEXT,
  seq             INTEGER NOT NULL,                    -- of the write that brought it up
  at              TEXT NOT NULL,
  PRIMARY KEY (source, native_id, other_source, other_native_id)
) WITHOUT ROWID;

-- Fields of exploits that people corrected.
CREATE TABLE corrections (
  number      INTEGER PRIMARY KEY,
  exploit_id  TEXT NOT NULL REFERENCES exploits (id),
  fields      TEXT NOT NULL,                           -- the members and their new values, as JSON
  reason      TEXT NOT NULL,
  author      TEXT NOT NULL,
  proposed_at TEXT NOT NULL,
  state       TEXT NOT NULL CHECK (state IN ('proposed', 'approved', 'rejected', 'undone')),
  decided_by  TEXT,
  decided_at  TEXT
);

-- What people did to the data, and why.
CREATE TABLE audit (
  number  INTEGER PRIMARY KEY,                         -- the seq of the write
  at      TEXT NOT NULL,
  actor   TEXT NOT NULL,
  action  TEXT NOT NULL,
  subject TEXT NOT NULL,
  reason  TEXT,
  detail  TEXT NOT NULL
);
