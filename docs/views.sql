-- Views of a pdtrack journal for reading: local times, words for steps, tags as rows.
-- They are temporary: SQLite keeps them with the connection and writes nothing into the journal,
-- which has to stay exactly as pdtrack made it. docs/sql.md shows how to load this file.

DROP VIEW IF EXISTS temp.entries;
CREATE TEMP VIEW entries AS
SELECT
  id,
  kind,
  strftime('%Y-%m-%d %H:%M', at + at_offset * 60, 'unixepoch') AS at_local,
  -- A day ends at 04:00; change 4 if your setting is another (pdtrack config day-end).
  date(at + at_offset * 60 - 4 * 3600, 'unixepoch') AS day,
  strftime('%Y-%m-%dT%H:%M:%SZ', at, 'unixepoch') AS at_utc,
  before,
  after,
  later,
  mood,
  coalesce(after, mood) AS mood_then,
  after - before AS change,
  CASE tears WHEN 0 THEN 'none' WHEN 1 THEN 'welled-up' WHEN 2 THEN 'tears'
    WHEN 3 THEN 'sobbing' END AS tears,
  CASE pain WHEN 0 THEN 'none' WHEN 1 THEN 'mild' WHEN 2 THEN 'moderate'
    WHEN 3 THEN 'severe' END AS pain,
  lasted,
  wanted,
  with_whom,
  CASE orgasm WHEN 0 THEN 'no' WHEN 1 THEN 'yes' END AS orgasm,
  CASE tags WHEN '' THEN 'none' ELSE tags END AS tags,
  CASE helped WHEN '' THEN 'none' ELSE helped END AS helped,
  note
FROM main.entry;

-- One row for each tag of each entry, as it was typed. An entry without tags has no row.
DROP VIEW IF EXISTS temp.entry_tags;
CREATE TEMP VIEW entry_tags AS
WITH RECURSIVE split (id, word, rest) AS (
  SELECT id, NULL, tags || ' ' FROM main.entry WHERE tags <> ''
  UNION ALL
  SELECT id, substr(rest, 1, instr(rest, ' ') - 1), substr(rest, instr(rest, ' ') + 1)
  FROM split WHERE rest <> ''
)
SELECT id AS entry, word AS tag FROM split WHERE word <> '';

-- One row for each thing that helped.
DROP VIEW IF EXISTS temp.entry_helped;
CREATE TEMP VIEW entry_helped AS
WITH RECURSIVE split (id, word, rest) AS (
  SELECT id, NULL, helped || ' ' FROM main.entry WHERE helped <> ''
  UNION ALL
  SELECT id, substr(rest, 1, instr(rest, ' ') - 1), substr(rest, instr(rest, ' ') + 1)
  FROM split WHERE rest <> ''
)
SELECT id AS entry, word AS helped FROM split WHERE word <> '';
