-- Each restore, so that a write which it took back is told from one that is still part of the data.
CREATE TABLE restores (
  seq          INTEGER PRIMARY KEY,   -- the restore itself; writes from it on are of its epoch
  epoch        TEXT NOT NULL,
  target_epoch TEXT NOT NULL,         -- the write that was gone back to
  target_seq   INTEGER NOT NULL
);
INSERT INTO kept_over_restores VALUES ('restores');
