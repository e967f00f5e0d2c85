-- Filters are answered from memory (search/ForwardIndex). The file needs no list of the exploits of each word and no sums
-- of each day for it: they were most of what a write had to keep. An exploit in short has its words itself.

DROP TRIGGER find_replaced;
DROP TRIGGER find_inserted;
DROP TRIGGER find_updated;
DROP TRIGGER find_deleted;
DROP TRIGGER find_added;
DROP TRIGGER find_removed;
DROP VIEW find_standing;
DROP VIEW find_words_of;
DROP TABLE find_by_word;
DROP TABLE find_days;
DROP TABLE find_words;
DROP TABLE find_exploits;

-- The number is made of the id: KYM-2022-00031 is 2022000000031. Times are seconds, money is cents; unknown is -1 here, so
-- that it sorts last.
CREATE TABLE find_exploits (
  number    INTEGER PRIMARY KEY,
  id        TEXT NOT NULL,
  occurred  INTEGER NOT NULL,
  loss      INTEGER NOT NULL,
  recovered INTEGER NOT NULL,
  modified  INTEGER NOT NULL,
  words     TEXT NOT NULL                 -- JSON: what filters ask for, such as "chain:ethereum"
);
CREATE INDEX find_by_time ON find_exploits (occurred, number, loss);
CREATE INDEX find_by_loss ON find_exploits (loss, number, occurred);
CREATE INDEX find_by_change ON find_exploits (modified, number);

CREATE INDEX exploits_of_protocol ON exploits (protocol_slug) WHERE protocol_slug IS NOT NULL;

CREATE VIEW find_standing AS
  SELECT CAST(substr(id, 5, 4) AS INTEGER) * 1000000000 + CAST(substr(id, 10) AS INTEGER) AS number, id,
    coalesce(CAST(strftime('%s', occurred_at) AS INTEGER), -1) AS occurred, coalesce(loss_cents, -1) AS loss,
    coalesce(recovered_cents, -1) AS recovered, coalesce(CAST(strftime('%s', modified_at) AS INTEGER), 0) AS modified,
    (SELECT json_group_array(word) FROM (
      SELECT 'chain:' || value AS word FROM json_each(iif(json_valid(chains), chains, '[]'))
      UNION SELECT 'source:' || json_extract(value, '$.name') FROM json_each(iif(json_valid(sources), sources, '[]'))
        WHERE type = 'object'
      UNION SELECT 'protocol:' || protocol_slug
      UNION SELECT 'technique:' || technique
      UNION SELECT 'target:' || target
      UNION SELECT 'severity:' || severity
      UNION SELECT 'status:' || status
      UNION SELECT 'recovered:' || iif(recovered_cents > 0, 'true', 'false')) WHERE word IS NOT NULL) AS words
  FROM exploits WHERE merged_into IS NULL;

CREATE TRIGGER find_added AFTER INSERT ON find_exploits BEGIN
  INSERT INTO find_text (rowid, title, protocol, labels)
    SELECT new.number, title, protocol_name,
      coalesce(technique, '') || ' ' || coalesce(technique_label, '') || ' ' || coalesce(target, '')
    FROM exploits WHERE id = new.id;
  INSERT INTO find_hashes (hash, kind, chain, role, number)
    SELECT hash, kind, chain, role, new.number FROM find_hashes_in WHERE id = new.id AND hash IS NOT NULL;
END;
CREATE TRIGGER find_removed AFTER DELETE ON find_exploits BEGIN
  DELETE FROM find_text WHERE rowid = old.number;
  DELETE FROM find_hashes WHERE number = old.number;
END;

-- A row that is replaced fires no trigger for its end; so what it was found by ends before.
CREATE TRIGGER find_replaced BEFORE INSERT ON exploits BEGIN
  DELETE FROM find_exploits WHERE id = new.id AND number =
    CAST(substr(new.id, 5, 4) AS INTEGER) * 1000000000 + CAST(substr(new.id, 10) AS INTEGER);
END;
CREATE TRIGGER find_inserted AFTER INSERT ON exploits WHEN new.merged_into IS NULL BEGIN
  INSERT INTO find_exploits SELECT * FROM find_standing WHERE id = new.id;
END;
CREATE TRIGGER find_updated AFTER UPDATE ON exploits BEGIN
  DELETE FROM find_exploits WHERE id = old.id AND number =
    CAST(substr(old.id, 5, 4) AS INTEGER) * 1000000000 + CAST(substr(old.id, 10) AS INTEGER);
  INSERT INTO find_exploits SELECT * FROM find_standing WHERE id = new.id;
END;
CREATE TRIGGER find_deleted AFTER DELETE ON exploits BEGIN
  DELETE FROM find_exploits WHERE id = old.id AND number =
    CAST(substr(old.id, 5, 4) AS INTEGER) * 1000000000 + CAST(substr(old.id, 10) AS INTEGER);
END;

DELETE FROM find_text;
DELETE FROM find_hashes;
INSERT INTO find_exploits SELECT * FROM find_standing ORDER BY number;
