-- What feeds say no more, and records whose identity changed.

ALTER TABLE feeds ADD COLUMN missing TEXT; -- which claims the last whole fetch did not hold, and why they stand

-- The claim that goes on although its record has another identity now.
CREATE TABLE claim_aliases (
  source    TEXT NOT NULL,
  native_id TEXT NOT NULL,  -- what the record's identity is now
  claim     TEXT NOT NULL,  -- the native id that the claim was first kept under
  PRIMARY KEY (source, native_id)
) WITHOUT ROWID;
