/* The tables: one description of each serves writing and reading. */
#include "tables.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const hepar_table_column source_columns[] = {
    {"source_id", COLUMN_TEXT}, {"kind", COLUMN_TEXT},     {"file", COLUMN_TEXT},
    {"sha256", COLUMN_TEXT},    {"citation", COLUMN_TEXT}, {"doi", COLUMN_TEXT},
    {"retrieved", COLUMN_TEXT}};
const hepar_table hepar_table_source = {
    "INSERT INTO source (source_id, kind, file, sha256, citation, doi, retrieved, rest) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    "SELECT source_id, kind, file, sha256, citation, doi, retrieved, rest FROM source "
    "ORDER BY source_id",
    "SELECT source_id, kind, file, sha256, citation, doi, retrieved, rest FROM source "
    "WHERE source_id = ?",
    source_columns, COUNT(source_columns), 0};

static const hepar_table_column arm_columns[] = {
    {"id", COLUMN_TEXT},         {"label", COLUMN_TEXT},
    {"n", COLUMN_INTEGER},       {"role", COLUMN_TEXT},
    {"intervention_type", COLUMN_TEXT}, {"route", COLUMN_TEXT},
    {"n_doses", COLUMN_INTEGER}, {"etiology", COLUMN_TEXT}};
const hepar_table hepar_table_arm = {
    "INSERT INTO arm (record, ord, id, label, n, role, intervention_type, route, n_doses, "
    "etiology, rest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "SELECT id, label, n, role, intervention_type, route, n_doses, etiology, rest FROM arm "
    "WHERE record = ? ORDER BY ord",
    NULL,
    arm_columns, COUNT(arm_columns), 2};

static const hepar_table_column result_columns[] = {
    {"outcome", COLUMN_TEXT}, {"direction", COLUMN_TEXT}, {"text", COLUMN_TEXT},
    {"context", COLUMN_TEXT}, {"role", COLUMN_TEXT},      {"effect", COLUMN_TEXT}};
const hepar_table hepar_table_result = {
    "INSERT INTO result (record, ord, outcome, direction, text, context, role, derived_effect, "
    "rest, derived_rule) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '" HEPAR_RULE_EFFECT "')",
    "SELECT outcome, direction, text, context, role, derived_effect, rest FROM result "
    "WHERE record = ? ORDER BY ord",
    NULL,
    result_columns, COUNT(result_columns), 2};

static const hepar_table_column event_columns[] = {
    {"code", COLUMN_TEXT}, {"term", COLUMN_TEXT},       {"percent", COLUMN_REAL},
    {"n", COLUMN_INTEGER}, {"at_risk", COLUMN_INTEGER}, {"denominator_arm", COLUMN_TEXT}};
const hepar_table hepar_table_event = {
    "INSERT INTO adverse_event (record, ord, code, term, percent, n, at_risk, denominator_arm, "
    "rest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "SELECT code, term, percent, n, at_risk, denominator_arm, rest FROM adverse_event "
    "WHERE record = ? ORDER BY ord",
    NULL,
    event_columns, COUNT(event_columns), 2};

static const hepar_table_column provenance_columns[] = {
    {"source_id", COLUMN_TEXT}, {"container", COLUMN_TEXT},    {"row", COLUMN_ROW},
    {"lines", COLUMN_LINES},    {"quote_sha256", COLUMN_TEXT}, {"extractor", COLUMN_TEXT},
    {"extracted", COLUMN_TEXT}};
const hepar_table hepar_table_provenance = {
    "INSERT INTO provenance (record, ord, source_id, container, row, line_first, line_last, "
    "quote_sha256, extractor, extracted, rest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "SELECT source_id, container, row, line_first, line_last, quote_sha256, extractor, extracted, "
    "rest FROM provenance WHERE record = ? ORDER BY ord",
    NULL,
    provenance_columns, COUNT(provenance_columns), 2};

static const hepar_table_column flag_columns[] = {
    {"code", COLUMN_TEXT}, {"text", COLUMN_TEXT}, {"rule", COLUMN_TEXT}};
/* A reader's flags first, then those of the rules by number. */
const hepar_table hepar_table_flag = {
    "INSERT INTO flag (record, ord, code, text, rule, rest) VALUES (?, ?, ?, ?, ?, ?)",
    "SELECT code, text, rule, rest FROM flag WHERE record = ? "
    "ORDER BY rule IS NOT NULL, CAST(substr(rule, 2) AS INTEGER), ord",
    NULL,
    flag_columns, COUNT(flag_columns), 2};

#define QUANTITY_MEMBERS                                                                        \
  {"arm", COLUMN_TEXT}, {"outcome", COLUMN_TEXT}, {"instrument", COLUMN_TEXT},                  \
      {"timepoint", COLUMN_TIMEPOINT}, {"scale", COLUMN_TEXT}, {"n", COLUMN_INTEGER},           \
      {"n_role", COLUMN_TEXT}, {"stat", COLUMN_TEXT}, {"value", COLUMN_REAL},                   \
      {"disp", COLUMN_TEXT}, {"disp_value", COLUMN_REAL}, {"disp_lo", COLUMN_REAL},             \
      {"disp_hi", COLUMN_REAL}, {"ci_level", COLUMN_REAL}, {"events", COLUMN_INTEGER},          \
      {"unit", COLUMN_TEXT}, {"unit_original", COLUMN_TEXT}, {"value_original", COLUMN_TEXT},   \
      {"p_value", COLUMN_REAL}, {"p_comparator", COLUMN_TEXT}, {"trust", COLUMN_TEXT}
#define QUANTITY_COLUMNS                                                                        \
  "arm, outcome, instrument, timepoint_value, timepoint_unit, timepoint_label, derived_days, "  \
  "scale, n, n_role, stat, value, disp, disp_value, disp_lo, disp_hi, ci_level, events, unit, " \
  "unit_original, value_original, p_value, p_comparator, trust, rest"
#define QUANTITY_VALUES \
  "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?"

/* Quantities of a record take source, study and level from it; in JSON they say so only when the
   level is not "arm". */
static const hepar_table_column record_quantity_columns[] = {QUANTITY_MEMBERS};
const hepar_table hepar_table_record_quantity = {
    "INSERT INTO quantity (record, ord, source_id, study, level, " QUANTITY_COLUMNS ") "
    "VALUES (?, ?, ?, ?, ?, " QUANTITY_VALUES ")",
    "SELECT level, " QUANTITY_COLUMNS " FROM quantity WHERE record = ? ORDER BY ord",
    NULL,
    record_quantity_columns, COUNT(record_quantity_columns), 5};

static const hepar_table_column quantity_columns[] = {{"source_id", COLUMN_TEXT},
                                                {"study", COLUMN_TEXT},
                                                {"level", COLUMN_TEXT},
                                                QUANTITY_MEMBERS};
const hepar_table hepar_table_quantity = {
    "INSERT INTO quantity (ord, source_id, study, level, " QUANTITY_COLUMNS ") "
    "VALUES (?, ?, ?, ?, " QUANTITY_VALUES ")",
    "SELECT quantity, source_id, study, level, " QUANTITY_COLUMNS " FROM quantity "
    "WHERE record IS NULL ORDER BY quantity",
    "SELECT quantity, source_id, study, level, " QUANTITY_COLUMNS " FROM quantity "
    "WHERE record IS NULL AND source_id = ? AND study IS ? AND outcome = ? ORDER BY quantity",
    quantity_columns, COUNT(quantity_columns), 1};

static const hepar_table_column claim_columns[] = {
    {"id", COLUMN_TEXT},    {"source_id", COLUMN_TEXT},   {"topic", COLUMN_TEXT},
    {"kind", COLUMN_TEXT},  {"test", COLUMN_TEXT},        {"statement", COLUMN_TEXT},
    {"study", COLUMN_TEXT}, {"lines", COLUMN_LINES},      {"quote_sha256", COLUMN_TEXT}};
const hepar_table hepar_table_claim = {
    "INSERT INTO claim (id, source_id, topic, kind, test, statement, study, line_first, "
    "line_last, quote_sha256, rest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "SELECT id, source_id, topic, kind, test, statement, study, line_first, line_last, "
    "quote_sha256, rest FROM claim ORDER BY id",
    "SELECT id, source_id, topic, kind, test, statement, study, line_first, line_last, "
    "quote_sha256, rest FROM claim WHERE id = ?",
    claim_columns, COUNT(claim_columns), 0};

static const hepar_table_column decision_columns[] = {
    {"id", COLUMN_TEXT},    {"kind", COLUMN_TEXT}, {"subject", COLUMN_TEXT}, {"field", COLUMN_TEXT},
    {"study", COLUMN_TEXT}, {"a", COLUMN_JSON},    {"b", COLUMN_JSON},       {"text", COLUMN_TEXT}};
const hepar_table hepar_table_decision = {
    "INSERT INTO decision (id, kind, subject, field, study, a, b, text, rest) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "SELECT id, kind, subject, field, study, a, b, text, rest FROM decision ORDER BY id",
    "SELECT id, kind, subject, field, study, a, b, text, rest FROM decision WHERE id = ?",
    decision_columns, COUNT(decision_columns), 0};
