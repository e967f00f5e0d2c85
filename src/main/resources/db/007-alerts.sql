-- Alerts: who is told of which exploits, and what became of each message. All of it outlives restores, so that nothing
-- is told twice. Times have milliseconds, always three digits, so that they sort as they are.

-- Where alerts go. The settings are encrypted with a key that is not in the data.
CREATE TABLE alert_targets (
  id         INTEGER PRIMARY KEY,        -- the seq of the write that made it
  name       TEXT NOT NULL UNIQUE,
  kind       TEXT NOT NULL,              -- of its channel
  host       TEXT NOT NULL,              -- of its channel's address
  sealed     TEXT NOT NULL,              -- the channel as JSON, encrypted
  created_at TEXT NOT NULL,
  created_by TEXT NOT NULL
);

CREATE TABLE alert_rules (
  id         INTEGER PRIMARY KEY,        -- the seq of the write that made it
  name       TEXT NOT NULL UNIQUE,
  since      INTEGER NOT NULL,           -- the seq from which on it is asked: that of its making or switching on
  changed    INTEGER NOT NULL,           -- the seq of its last change
  rule       TEXT NOT NULL,              -- JSON
  created_at TEXT NOT NULL,
  created_by TEXT NOT NULL
);

-- Up to which change rules were asked. Kept in the write that makes the messages: none is missed, none is made twice.
CREATE TABLE alert_position (
  id  INTEGER PRIMARY KEY CHECK (id = 1),
  seq INTEGER NOT NULL
);

-- What a rule has told of an exploit and of its claims: after a restore a claim may come back in an exploit with another
-- number.
CREATE TABLE alerted (
  rule    INTEGER NOT NULL,
  subject TEXT NOT NULL,                 -- the exploit's id, or source and native id
  what    TEXT NOT NULL,                 -- new, or the member and what it became
  epoch   TEXT NOT NULL,                 -- the line of writes that it was told in
  PRIMARY KEY (rule, subject, what)
) WITHOUT ROWID;

-- Messages to targets, in the order in which they were made.
CREATE TABLE deliveries (
  number     INTEGER PRIMARY KEY,
  id         TEXT NOT NULL UNIQUE,       -- the same for every attempt
  rule       INTEGER NOT NULL,
  target     INTEGER NOT NULL,
  state      TEXT NOT NULL CHECK (state IN ('collecting', 'waiting', 'refused', 'delivered', 'dead', 'dropped')),
  created_at TEXT NOT NULL,
  ready_at   TEXT NOT NULL,              -- when it is complete; a day later it is given up
  due_at     TEXT NOT NULL,              -- when the next attempt may be made
  attempts   INTEGER NOT NULL,
  ended_at   TEXT
);
CREATE INDEX deliveries_waiting ON deliveries (target, number) WHERE state = 'waiting';
CREATE INDEX deliveries_refused ON deliveries (target, due_at) WHERE state = 'refused';
CREATE INDEX deliveries_collecting ON deliveries (rule, target) WHERE state = 'collecting';
CREATE INDEX deliveries_dead ON deliveries (target, number) WHERE state = 'dead';
CREATE INDEX deliveries_of_rule ON deliveries (rule, target, created_at);
CREATE INDEX deliveries_ended ON deliveries (ended_at) WHERE ended_at IS NOT NULL;

-- What a message says.
CREATE TABLE delivery_contents (
  number   INTEGER PRIMARY KEY,
  contents TEXT NOT NULL                 -- JSON
);

-- How attempts went; from the 20th on only the last one.
CREATE TABLE delivery_attempts (
  number     INTEGER NOT NULL,
  attempt    INTEGER NOT NULL,
  at         TEXT NOT NULL,
  status     INTEGER NOT NULL,           -- of the answer; 0 when there was none
  latency_ms INTEGER NOT NULL,
  failure    TEXT,                       -- why it did not arrive; NULL when it did
  answer     TEXT NOT NULL,              -- the answer's beginning
  PRIMARY KEY (number, attempt)
) WITHOUT ROWID;

INSERT INTO kept_over_restores VALUES ('alert_targets'), ('alert_rules'), ('alert_position'), ('alerted'),
  ('deliveries'), ('delivery_contents'), ('delivery_attempts');
