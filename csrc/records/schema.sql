-- The record store, version 1. application_id is 0x68657061 ("hepa"); user_version is the version.
-- Four layers are never mixed:
--   source    tables source and provenance: documents, hashes, where a value stands
--   verbatim  record.verbatim and the columns called text: what the source prints, never corrected
--   coded     record.coded and the other columns: vocabulary codes and parsed numbers
--   derived   columns called derived_*, made by the rule that derived_rule names; can be made anew
-- Flags stand beside values and never overwrite them. JSON columns hold canonical JSON (sorted keys).
-- `rest` keeps the members of an object that have no column of their own, so nothing is dropped.

CREATE TABLE source (
  source_id TEXT PRIMARY KEY,
  kind TEXT, file TEXT, sha256 TEXT, citation TEXT, doi TEXT, retrieved TEXT, rest TEXT
) WITHOUT ROWID;

CREATE TABLE study (
  study TEXT PRIMARY KEY,          -- a key such as shi2012, never a reference number
  first_author TEXT, year INTEGER
) WITHOUT ROWID;

CREATE TABLE record (
  record INTEGER PRIMARY KEY,      -- the key of all tables below
  id TEXT NOT NULL UNIQUE,         -- source:table:row, "fiore2018:t1:r08"
  study TEXT NOT NULL REFERENCES study,
  source_id TEXT NOT NULL REFERENCES source,
  container TEXT,                  -- second part of the id: "t1"
  row INTEGER,                     -- third part of the id: 8
  design TEXT NOT NULL, subdesign TEXT,
  first_author TEXT, year INTEGER, ref_printed TEXT,
  species TEXT,                    -- of population, else of animal
  disease TEXT,                    -- of population, else of the first injury that names one
  n_total INTEGER,
  verbatim TEXT NOT NULL,          -- JSON: column of the table -> what the cell prints
  coded TEXT NOT NULL,             -- JSON: the record without its verbatim, derived and child parts
  derived TEXT NOT NULL,           -- JSON: {"enrolment": {…}, "follow_up": {"days": …}}
  derived_follow_up_days REAL
);
-- Slim copy of what is counted and filtered most: a scan of it does not touch the long rows.
CREATE INDEX record_facts ON record (design, subdesign, species, disease, year, n_total,
  derived_follow_up_days, source_id, container, row, study, first_author);
CREATE INDEX record_study ON record (study);
CREATE INDEX record_source ON record (source_id, container, row);
CREATE INDEX record_year ON record (year);

-- Index of the coded values that a record has several of (field: source, donor, route, etiology,
-- conditioning, cargo, phase, type, injury_model, strain, isolation, marker). Made from
-- record.coded and the arms, never edited by hand.
CREATE TABLE code (
  record INTEGER NOT NULL REFERENCES record ON DELETE CASCADE,
  field TEXT NOT NULL, ord INTEGER NOT NULL, code TEXT NOT NULL,
  PRIMARY KEY (field, code, record, ord)
) WITHOUT ROWID;
CREATE INDEX code_record ON code (record, field, ord);

CREATE TABLE arm (
  record INTEGER NOT NULL REFERENCES record ON DELETE CASCADE,
  ord INTEGER NOT NULL,
  id TEXT, label TEXT, n INTEGER, role TEXT, intervention_type TEXT, route TEXT, n_doses INTEGER,
  etiology TEXT, rest TEXT,
  PRIMARY KEY (record, ord)
) WITHOUT ROWID;

CREATE INDEX arm_role ON arm (role, record);

-- Index of the doses, one row per dose as printed; made from record.coded, never edited by hand.
CREATE TABLE intervention (
  record INTEGER NOT NULL REFERENCES record ON DELETE CASCADE,
  ord INTEGER NOT NULL,
  type TEXT, source TEXT, donor TEXT, route TEXT,   -- route when there is just one
  text TEXT, dose_min REAL, dose_max REAL, unit TEXT, per TEXT, n_doses INTEGER,
  PRIMARY KEY (record, ord)
) WITHOUT ROWID;

CREATE TABLE result (
  record INTEGER NOT NULL REFERENCES record ON DELETE CASCADE,
  ord INTEGER NOT NULL,
  outcome TEXT NOT NULL, direction TEXT NOT NULL, text TEXT, context TEXT, role TEXT, rest TEXT,
  derived_effect TEXT, derived_rule TEXT,
  PRIMARY KEY (record, ord)
) WITHOUT ROWID;
CREATE INDEX result_outcome ON result (outcome, record, ord);
CREATE INDEX result_effect ON result (derived_effect, record);

-- arm x outcome x time x statistic. record is NULL for published figures that hang on a study.
CREATE TABLE quantity (
  quantity INTEGER PRIMARY KEY,
  record INTEGER REFERENCES record ON DELETE CASCADE,
  ord INTEGER NOT NULL,            -- position in the record, or in the bundle when record is NULL
  source_id TEXT REFERENCES source,
  study TEXT REFERENCES study,     -- NULL for pooled values of a meta-analysis
  level TEXT NOT NULL,             -- arm | contrast | pooled
  arm TEXT, outcome TEXT NOT NULL, instrument TEXT,
  timepoint_value REAL, timepoint_unit TEXT, timepoint_label TEXT,
  scale TEXT, n INTEGER, n_role TEXT, stat TEXT, value REAL,
  disp TEXT, disp_value REAL, disp_lo REAL, disp_hi REAL, ci_level REAL, events INTEGER,
  unit TEXT, unit_original TEXT, value_original TEXT, p_value REAL, p_comparator TEXT,
  trust TEXT,                      -- table | typed | abstract | low: how the figure came in
  rest TEXT,
  derived_days REAL, derived_rule TEXT
);
CREATE INDEX quantity_outcome ON quantity (outcome, study);
CREATE INDEX quantity_record ON quantity (record, ord);

CREATE TABLE adverse_event (
  record INTEGER NOT NULL REFERENCES record ON DELETE CASCADE,
  ord INTEGER NOT NULL,
  code TEXT, term TEXT, percent REAL, n INTEGER, at_risk INTEGER, denominator_arm TEXT, rest TEXT,
  PRIMARY KEY (record, ord)
) WITHOUT ROWID;

CREATE TABLE provenance (
  record INTEGER NOT NULL REFERENCES record ON DELETE CASCADE,
  ord INTEGER NOT NULL,
  source_id TEXT NOT NULL, container TEXT, row TEXT, line_first INTEGER, line_last INTEGER,
  quote_sha256 TEXT, extractor TEXT, extracted TEXT, rest TEXT,
  PRIMARY KEY (record, ord)
) WITHOUT ROWID;

CREATE TABLE flag (
  record INTEGER NOT NULL REFERENCES record ON DELETE CASCADE,
  ord INTEGER NOT NULL,
  code TEXT NOT NULL, text TEXT NOT NULL,
  rule TEXT,                       -- NULL: a reader's (curated); else the rule that found it, "R2"
  rest TEXT,
  PRIMARY KEY (record, ord)
) WITHOUT ROWID;
CREATE INDEX flag_code ON flag (code, record);

CREATE TABLE claim (
  id TEXT PRIMARY KEY,
  source_id TEXT NOT NULL REFERENCES source,
  topic TEXT, kind TEXT, test TEXT,
  statement TEXT NOT NULL,         -- in our own words, never the source's sentence
  study TEXT,
  line_first INTEGER, line_last INTEGER, quote_sha256 TEXT, rest TEXT
) WITHOUT ROWID;
CREATE INDEX claim_topic ON claim (topic);

-- Two sides of the same matter in two places, and what was decided: seed conflicts, study matches.
CREATE TABLE decision (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,              -- conflict | resolved | match | scope | note
  subject TEXT NOT NULL, field TEXT, study TEXT,
  a TEXT NOT NULL, b TEXT NOT NULL,  -- JSON: {"source_id", "lines", "record"?, "claims"?, "value"}
  text TEXT NOT NULL, rest TEXT
) WITHOUT ROWID;

-- Who changed what, from what, to what, when and why. Append only; every row carries the hash of
-- the one before, so a changed history shows.
CREATE TABLE log (
  seq INTEGER PRIMARY KEY,
  time TEXT NOT NULL, who TEXT NOT NULL, op TEXT NOT NULL,
  record TEXT, field TEXT, old TEXT, new TEXT, why TEXT,
  prev_hash TEXT NOT NULL, hash TEXT NOT NULL
);

-- Full text of records (cells, own words, labels of the codes) and claims. rowid of a record's entry
-- is record.record; claims follow under negative rowids.
CREATE VIRTUAL TABLE text_index USING fts5 (
  id UNINDEXED, kind UNINDEXED, body, tokenize = "unicode61 remove_diacritics 2"
);
