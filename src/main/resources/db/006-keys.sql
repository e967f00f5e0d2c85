-- Keys with a name, an end and a last use; what people did outlives restores; any write can be repeated safely.

ALTER TABLE keys ADD COLUMN name TEXT;                -- for people
ALTER TABLE keys ADD COLUMN created_by TEXT;          -- NULL: the program, when it was started
ALTER TABLE keys ADD COLUMN expires_at TEXT;          -- NULL: never
ALTER TABLE keys ADD COLUMN revoked_at TEXT;
ALTER TABLE keys ADD COLUMN last_used_at TEXT;        -- to the hour
UPDATE keys SET name = id;

-- The first answer to a write that carried an Idempotency-Key.
CREATE TABLE idempotency_of_any_write (
  caller  TEXT NOT NULL,
  key     TEXT NOT NULL,
  request TEXT NOT NULL,            -- SHA-256 of what was asked for
  status  INTEGER NOT NULL,         -- of the answer, as in HTTP
  subject TEXT,                     -- the id of what was made, if anything was
  answer  TEXT NOT NULL,
  at      TEXT NOT NULL,
  PRIMARY KEY (caller, key)
);
INSERT INTO idempotency_of_any_write SELECT caller, key, request, 201, exploit_id, answer, at FROM idempotency;
DROP TABLE idempotency;
ALTER TABLE idempotency_of_any_write RENAME TO idempotency;

INSERT INTO kept_over_restores VALUES ('audit');
