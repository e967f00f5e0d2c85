-- What exploits are found by. All of it follows from the table exploits and is kept by triggers, so that it is right in
-- every copy and after edits by hand; tables named find_… are therefore no part of lines, fingerprints and restores.
-- An exploit stands in them while no other has taken it over.

-- The words of filters, `chain:ethereum`. Word 0 stands for every exploit.
CREATE TABLE find_words (
  id   INTEGER PRIMARY KEY,
  word TEXT NOT NULL UNIQUE
);
INSERT INTO find_words VALUES (0, '');

-- An exploit in short. The number is made of its id: KYM-2022-00031 is 2022000000031. Times are seconds, money is cents;
-- unknown is -1 here, so that it sorts last.
CREATE TABLE find_exploits (
  number    INTEGER PRIMARY KEY,
  id        TEXT NOT NULL,
  occurred  INTEGER NOT NULL,
  loss      INTEGER NOT NULL,
  recovered INTEGER NOT NULL,
  modified  INTEGER NOT NULL,
  words     TEXT NOT NULL                 -- JSON: the ids of its words
);
CREATE INDEX find_by_time ON find_exploits (occurred, number, loss);
CREATE INDEX find_by_loss ON find_exploits (loss, number, occurred);
CREATE INDEX find_by_change ON find_exploits (modified, number);

-- Which exploits have a word, newest first and dearest first.
CREATE TABLE find_by_word (
  word     INTEGER NOT NULL,
  occurred INTEGER NOT NULL,
  number   INTEGER NOT NULL,
  loss     INTEGER NOT NULL,
  PRIMARY KEY (word, occurred, number)
) WITHOUT ROWID;
CREATE INDEX find_by_word_and_loss ON find_by_word (word, loss, number);

-- How many exploits of a day have a word, and what they cost: counts and sums need no look at the exploits.
CREATE TABLE find_days (
  word      INTEGER NOT NULL,
  day       INTEGER NOT NULL,             -- since 1970-01-01; -1 for unknown times
  exploits  INTEGER NOT NULL,
  known     INTEGER NOT NULL,             -- those of them whose loss is known
  loss      INTEGER NOT NULL,
  recovered INTEGER NOT NULL,
  PRIMARY KEY (word, day)
) WITHOUT ROWID;

-- Transactions and addresses of exploits.
CREATE TABLE find_hashes (
  id     INTEGER PRIMARY KEY,
  hash   TEXT NOT NULL,
  kind   TEXT NOT NULL,                   -- transaction, address
  chain  TEXT,
  role   TEXT,
  number INTEGER NOT NULL
);
CREATE INDEX find_by_hash ON find_hashes (hash, kind, number);
CREATE INDEX find_hashes_of ON find_hashes (number);

-- Names and words of texts.
CREATE VIRTUAL TABLE find_text USING fts5 (title, protocol, labels, tokenize = "unicode61 remove_diacritics 2");

CREATE VIEW find_words_of AS
  SELECT exploits.id, 'chain:' || c.value AS word
    FROM exploits, json_each(iif(json_valid(chains), chains, '[]')) AS c
  UNION ALL SELECT exploits.id, 'source:' || json_extract(s.value, '$.name')
    FROM exploits, json_each(iif(json_valid(sources), sources, '[]')) AS s WHERE s.type = 'object'
  UNION ALL SELECT exploits.id, 'protocol:' || protocol_slug FROM exploits
  UNION ALL SELECT exploits.id, 'technique:' || technique FROM exploits
  UNION ALL SELECT exploits.id, 'target:' || target FROM exploits
  UNION ALL SELECT exploits.id, 'severity:' || severity FROM exploits
  UNION ALL SELECT exploits.id, 'status:' || status FROM exploits
  UNION ALL SELECT exploits.id, 'recovered:' || iif(recovered_cents > 0, 'true', 'false') FROM exploits
  UNION ALL SELECT exploits.id, '' FROM exploits;

CREATE VIEW find_hashes_in AS
  SELECT exploits.id, json_extract(t.value, '$.hash') AS hash, 'transaction' AS kind,
      json_extract(t.value, '$.chain') AS chain, json_extract(t.value, '$.role') AS role
    FROM exploits, json_each(iif(json_valid(transactions), transactions, '[]')) AS t WHERE t.type = 'object'
  UNION ALL SELECT exploits.id, json_extract(a.value, '$.address'), 'address',
      json_extract(a.value, '$.chain'), json_extract(a.value, '$.role')
    FROM exploits, json_each(iif(json_valid(addresses), addresses, '[]')) AS a WHERE a.type = 'object';

CREATE VIEW find_standing AS
  SELECT CAST(substr(id, 5, 4) AS INTEGER) * 1000000000 + CAST(substr(id, 10) AS INTEGER) AS number, id,
    coalesce(CAST(strftime('%s', occurred_at) AS INTEGER), -1) AS occurred, coalesce(loss_cents, -1) AS loss,
    coalesce(recovered_cents, -1) AS recovered, coalesce(CAST(strftime('%s', modified_at) AS INTEGER), 0) AS modified,
    (SELECT json_group_array(w.id) FROM find_words AS w
      WHERE w.word IN (SELECT o.word FROM find_words_of AS o WHERE o.id = exploits.id)) AS words
  FROM exploits WHERE merged_into IS NULL;

CREATE TRIGGER find_added AFTER INSERT ON find_exploits BEGIN
  INSERT INTO find_by_word SELECT value, new.occurred, new.number, new.loss FROM json_each(new.words);
  INSERT INTO find_days
    SELECT value, iif(new.occurred < 0, -1, new.occurred / 86400), 1, new.loss >= 0, max(new.loss, 0),
      max(new.recovered, 0)
    FROM json_each(new.words) WHERE true
    ON CONFLICT (word, day) DO UPDATE SET exploits = exploits + 1, known = known + excluded.known,
      loss = loss + excluded.loss, recovered = recovered + excluded.recovered;
  INSERT INTO find_text (rowid, title, protocol, labels)
    SELECT new.number, title, protocol_name,
      coalesce(technique, '') || ' ' || coalesce(technique_label, '') || ' ' || coalesce(target, '')
    FROM exploits WHERE id = new.id;
  INSERT INTO find_hashes (hash, kind, chain, role, number)
    SELECT hash, kind, chain, role, new.number FROM find_hashes_in WHERE id = new.id AND hash IS NOT NULL;
END;
CREATE TRIGGER find_removed AFTER DELETE ON find_exploits BEGIN
  DELETE FROM find_by_word WHERE occurred = old.occurred AND number = old.number
    AND word IN (SELECT value FROM json_each(old.words));
  UPDATE find_days SET exploits = exploits - 1, known = known - (old.loss >= 0), loss = loss - max(old.loss, 0),
      recovered = recovered - max(old.recovered, 0)
    WHERE day = iif(old.occurred < 0, -1, old.occurred / 86400) AND word IN (SELECT value FROM json_each(old.words));
  DELETE FROM find_text WHERE rowid = old.number;
  DELETE FROM find_hashes WHERE number = old.number;
END;

-- A row that is replaced fires no trigger for its end; so what it was found by ends before.
CREATE TRIGGER find_replaced BEFORE INSERT ON exploits BEGIN
  DELETE FROM find_exploits WHERE id = new.id AND number =
    CAST(substr(new.id, 5, 4) AS INTEGER) * 1000000000 + CAST(substr(new.id, 10) AS INTEGER);
END;
CREATE TRIGGER find_inserted AFTER INSERT ON exploits WHEN new.merged_into IS NULL BEGIN
  INSERT INTO find_words (word) SELECT DISTINCT o.word FROM find_words_of AS o
    WHERE o.id = new.id AND o.word IS NOT NULL AND NOT EXISTS (SELECT 1 FROM find_words AS w WHERE w.word = o.word);
  INSERT INTO find_exploits SELECT * FROM find_standing WHERE id = new.id;
END;
CREATE TRIGGER find_updated AFTER UPDATE ON exploits BEGIN
  DELETE FROM find_exploits WHERE id = old.id AND number =
    CAST(substr(old.id, 5, 4) AS INTEGER) * 1000000000 + CAST(substr(old.id, 10) AS INTEGER);
  INSERT INTO find_words (word) SELECT DISTINCT o.word FROM find_words_of AS o
    WHERE o.id = new.id AND o.word IS NOT NULL AND NOT EXISTS (SELECT 1 FROM find_words AS w WHERE w.word = o.word);
  INSERT INTO find_exploits SELECT * FROM find_standing WHERE id = new.id;
END;
CREATE TRIGGER find_deleted AFTER DELETE ON exploits BEGIN
  DELETE FROM find_exploits WHERE id = old.id AND number =
    CAST(substr(old.id, 5, 4) AS INTEGER) * 1000000000 + CAST(substr(old.id, 10) AS INTEGER);
END;

INSERT INTO find_words (word) SELECT DISTINCT word FROM find_words_of WHERE word <> '' ORDER BY word;
INSERT INTO find_exploits SELECT * FROM find_standing ORDER BY number;

-- The order of the list is in find_by_time now.
DROP INDEX exploits_newest;
