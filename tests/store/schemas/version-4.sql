-- A journal of version 4, which keeps what was judged about links; never edited, whatever comes after.
BEGIN TRANSACTION;
CREATE TABLE change (
  id   INTEGER PRIMARY KEY AUTOINCREMENT,
  at   INTEGER NOT NULL,
  what TEXT    NOT NULL
) STRICT
;
INSERT INTO "change" VALUES(1,1795564705,'log');
INSERT INTO "change" VALUES(2,1795564705,'log');
INSERT INTO "change" VALUES(3,1795564705,'day');
INSERT INTO "change" VALUES(4,1795564706,'edit of entry 1');
INSERT INTO "change" VALUES(5,1795564706,'delete of entry 2');
CREATE TABLE change_entry (
  change INTEGER NOT NULL REFERENCES change(id) ON DELETE CASCADE,
  entry  INTEGER NOT NULL,
  was    TEXT,
  PRIMARY KEY (change, entry)
) STRICT, WITHOUT ROWID
;
INSERT INTO "change_entry" VALUES(1,1,NULL);
INSERT INTO "change_entry" VALUES(2,2,NULL);
INSERT INTO "change_entry" VALUES(3,3,NULL);
INSERT INTO "change_entry" VALUES(4,1,'[1, "d63d5ca2b80b29d84969d01793fc456f", "intimate", 1793575800, 0, 1795564705, null, 6, 1, 3, null, null, 2, null, null, "yes", null, null, "stress own-word", null, "a long week", "stress own-word", null, null]');
INSERT INTO "change_entry" VALUES(5,2,'[2, "98a67321854d0c87dedaf6f92daf99c5", "intimate", 1793656800, 0, 1795564705, null, null, null, 8, null, null, null, null, null, null, null, null, "", null, null, "", null, null]');
CREATE TABLE "entry" (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  uid            TEXT    NOT NULL UNIQUE CHECK (length(uid) BETWEEN 1 AND 64),
  kind           TEXT    NOT NULL CHECK (kind IN ('intimate', 'day')),
  at             INTEGER NOT NULL,
  at_offset      INTEGER NOT NULL CHECK (at_offset BETWEEN -1439 AND 1439),
  recorded_at    INTEGER NOT NULL,
  edited_at      INTEGER,
  before         INTEGER CHECK (before BETWEEN 0 AND 10),
  before_recalled INTEGER CHECK (before_recalled IN (0, 1)),
  after          INTEGER CHECK (after BETWEEN 0 AND 10),
  later          INTEGER CHECK (later BETWEEN 0 AND 10),
  mood           INTEGER CHECK (mood BETWEEN 0 AND 10),
  tears          INTEGER CHECK (tears BETWEEN 0 AND 3),
  pain           INTEGER CHECK (pain BETWEEN 0 AND 3),
  lasted         TEXT    CHECK (lasted IN ('minutes', 'hours', 'day', 'days')),
  wanted         TEXT    CHECK (wanted IN ('yes', 'mixed', 'pressured', 'no', 'unsure')),
  with_whom      TEXT    CHECK (with_whom IN ('partner', 'solo', 'someone-else')),
  orgasm         INTEGER CHECK (orgasm IN (0, 1)),
  tags           TEXT,
  helped         TEXT,
  note           TEXT    CHECK (length(note) BETWEEN 1 AND 20000),
  settled_tags   TEXT,
  settled_with   TEXT    CHECK (settled_with IN ('partner', 'solo', 'someone-else')),
  settled_orgasm INTEGER CHECK (settled_orgasm IN (0, 1)), cards TEXT,
  CHECK ((before IS NULL) = (before_recalled IS NULL)),
  CHECK (kind = 'day' OR mood IS NULL),
  CHECK (kind = 'intimate' OR (before IS NULL AND after IS NULL AND later IS NULL
         AND pain IS NULL AND lasted IS NULL AND wanted IS NULL AND with_whom IS NULL
         AND orgasm IS NULL))
) STRICT
;
INSERT INTO "entry" VALUES(1,'d63d5ca2b80b29d84969d01793fc456f','intimate',1793575800,0,1795564705,1795564706,6,1,3,NULL,NULL,2,1,NULL,'yes',NULL,NULL,'stress own-word',NULL,'a long week','stress own-word',NULL,NULL,NULL);
INSERT INTO "entry" VALUES(3,'8c13963f68a7e659bd18055083a21182','day',1793707200,0,1795564705,NULL,NULL,NULL,NULL,NULL,5,NULL,NULL,NULL,NULL,NULL,NULL,'drained',NULL,NULL,'drained',NULL,NULL,'card-self-harm');
CREATE TABLE claim (
  id      INTEGER PRIMARY KEY CHECK (id = 1),
  content TEXT    NOT NULL
) STRICT
;
INSERT INTO "claim" VALUES(1,'{"checks":[],"links":[],"budget":{"free":0.025,"funds":{},"balances":{}},"questions":[{"mark":"stress","outcome":"tears","after":{"recorded_at":"2026-11-24T21:45:05+00:00","id":3},"asked_at":"2026-11-24T21:45:05+00:00","reserve":0.025,"judged":{"recorded_at":"2026-11-24T21:45:05+00:00","id":3},"entries":0,"linked_at":null,"dropped":false,"former":[]}]}');
CREATE TABLE memory (
  what TEXT    PRIMARY KEY,
  at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID
;
INSERT INTO "memory" VALUES('first-use',1795564705);
CREATE TABLE word (
  list TEXT    NOT NULL CHECK (list IN ('tags', 'helped')),
  word TEXT    NOT NULL,
  uses INTEGER NOT NULL,
  PRIMARY KEY (list, word)
) STRICT, WITHOUT ROWID
;
INSERT INTO "word" VALUES('tags','drained',1);
INSERT INTO "word" VALUES('tags','own-word',1);
INSERT INTO "word" VALUES('tags','stress',1);
CREATE INDEX entry_at ON entry (at, id);
CREATE INDEX entry_unmarked ON entry (id) WHERE cards IS NULL;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('change',5);
INSERT INTO "sqlite_sequence" VALUES('entry',3);
COMMIT;
PRAGMA application_id = 1346655281;
PRAGMA user_version = 4;
