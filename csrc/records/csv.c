/* CSV after RFC 4180: one row a record, result, quantity or claim. Lists within a cell are joined
   with "; ". */
#include <string.h>

#include "export.h"

#define CODES(field)                                                                          \
  "(SELECT group_concat(code, '; ') FROM (SELECT code FROM code WHERE record = r.record AND " \
  "field = '" field "' ORDER BY ord)) AS " field

static const char records_sql[] =
    "SELECT r.id, r.study, r.source_id, r.container, r.row, r.design, r.subdesign, "
    "r.first_author, r.year, r.ref_printed, r.species, r.disease, r.n_total, "
    "r.derived_follow_up_days AS follow_up_days, " CODES("source") ", " CODES("donor") ", "
    CODES("route") ", " CODES("etiology") ", " CODES("type") ", " CODES("conditioning") ", "
    CODES("cargo") ", " CODES("phase") ", " CODES("injury_model") ", " CODES("strain") ", "
    CODES("isolation") ", " CODES("marker") ", " CODES("adverse_events") ", "
    "(SELECT group_concat(text, '; ') FROM (SELECT text FROM intervention WHERE record = r.record "
    "ORDER BY ord)) AS dose, "
    "(SELECT group_concat(t, '; ') FROM (SELECT coalesce(label, id) || coalesce(' n=' || n, '') AS "
    "t FROM arm WHERE record = r.record ORDER BY ord)) AS arms, "
    "(SELECT group_concat(t, '; ') FROM (SELECT outcome || ' ' || direction || ' ' || "
    "derived_effect AS t FROM result WHERE record = r.record ORDER BY ord)) AS results, "
    "(SELECT group_concat(code, '; ') FROM (SELECT code FROM flag WHERE record = r.record ORDER BY "
    "rule IS NOT NULL, CAST(substr(rule, 2) AS INTEGER), ord)) AS flags "
    "FROM record r WHERE r.record = ?";

static const char results_sql[] =
    "SELECT r.id, r.study, r.source_id, r.design, r.subdesign, r.year, r.disease, r.species, "
    "r.n_total, t.ord, t.outcome, t.direction, t.derived_effect AS effect, t.text, t.context, "
    "t.role FROM record r JOIN result t USING (record) WHERE r.record = ? ORDER BY t.ord";

#define QUANTITY_COLUMNS                                                                          \
  "q.study, q.source_id, q.level, q.arm, q.outcome, q.instrument, q.timepoint_value, "            \
  "q.timepoint_unit, q.timepoint_label, q.derived_days AS days, q.scale, q.n, q.n_role, q.stat, " \
  "q.value, q.disp, q.disp_value, q.disp_lo, q.disp_hi, q.ci_level, q.events, q.unit, "           \
  "q.unit_original, q.value_original, q.p_value, q.p_comparator, q.trust"

static const char record_quantities_sql[] =
    "SELECT r.id, " QUANTITY_COLUMNS
    " FROM record r JOIN quantity q USING (record) WHERE r.record = ? ORDER BY q.ord";

static const char quantities_sql[] = "SELECT NULL AS id, " QUANTITY_COLUMNS
                                     " FROM quantity q WHERE q.record IS NULL ORDER BY q.quantity";

static const char claims_sql[] =
    "SELECT id, source_id, topic, kind, test, statement, study, line_first, line_last, "
    "quote_sha256 FROM claim ORDER BY id";

/* One cell; quoted when it has to be. */
static void add_cell(hepar_text *out, const char *text) {
  if (text[strcspn(text, "\",\r\n")] == '\0') {
    hepar_text_add(out, text);
    return;
  }
  hepar_text_char(out, '"');
  for (; *text != '\0'; text++) {
    if (*text == '"') hepar_text_char(out, '"');
    hepar_text_char(out, *text);
  }
  hepar_text_char(out, '"');
}

/* The names of the columns. */
static void write_header(hepar_exporter *e, sqlite3_stmt *s) {
  for (int i = 0; i < sqlite3_column_count(s); i++) {
    const char *name = sqlite3_column_name(s, i);
    if (i > 0) hepar_text_char(e->text, ',');
    add_cell(e->text, name != NULL ? name : "");
  }
  hepar_text_add(e->text, "\r\n");
}

static hepar_status write_row(hepar_exporter *e, sqlite3_stmt *s) {
  for (int i = 0; i < sqlite3_column_count(s); i++) {
    char number[32];
    const char *text;
    if (i > 0) hepar_text_char(e->text, ',');
    switch (sqlite3_column_type(s, i)) {
      case SQLITE_NULL: break;
      case SQLITE_FLOAT:
        if (hepar_json_number(sqlite3_column_double(s, i), number))
          hepar_text_add(e->text, number);
        break;
      default:
        text = (const char *)sqlite3_column_text(s, i);
        if (text == NULL) return hepar_fail_memory(e->error);
        add_cell(e->text, text);
    }
  }
  hepar_text_add(e->text, "\r\n");
  return hepar_exporter_flush(e);
}

/* All rows of a statement; the header once. record 0: the statement has no parameter, and of a
   selection only rows whose second column is a member of `among` are written. */
static hepar_status write_rows(hepar_exporter *e, const char *sql, int64_t record,
                               const json_t *among) {
  hepar_status status = HEPAR_OK;
  sqlite3_stmt *s = hepar_store_prepare(e->store, sql, e->error);
  if (s == NULL) return e->error->status;
  if (record != 0) (void)sqlite3_bind_int64(s, 1, record);
  if (e->written++ == 0) write_header(e, s);
  while (status == HEPAR_OK && record >= 0 && hepar_store_row(e->store, s, &status, e->error)) {
    const char *key = among != NULL ? (const char *)sqlite3_column_text(s, 1) : NULL;
    if (among == NULL || (key != NULL && json_object_get(among, key) != NULL))
      status = write_row(e, s);
  }
  hepar_store_release(e->store, s);
  return status;
}

static hepar_status each_record(hepar_exporter *e, int64_t record) {
  return write_rows(e, records_sql, record, NULL);
}

static hepar_status each_result(hepar_exporter *e, int64_t record) {
  return write_rows(e, results_sql, record, NULL);
}

static hepar_status each_quantity(hepar_exporter *e, int64_t record) {
  return write_rows(e, record_quantities_sql, record, NULL);
}

hepar_status hepar_export_csv(hepar_exporter *e) {
  static const char *const names[] = {"records", "results", "quantities", "claims"};
  const char *table = e->options->table != NULL ? e->options->table : "records";
  bool selected = e->options->records != NULL;
  const char *near;
  hepar_status status;
  /* Row number -1 matches nothing: a table without rows still has its header. */
  if (strcmp(table, "records") == 0) {
    status = write_rows(e, records_sql, -1, NULL);
    return status == HEPAR_OK ? hepar_exporter_records(e, each_record) : status;
  }
  if (strcmp(table, "results") == 0) {
    status = write_rows(e, results_sql, -1, NULL);
    return status == HEPAR_OK ? hepar_exporter_records(e, each_result) : status;
  }
  if (strcmp(table, "quantities") == 0) {
    status = write_rows(e, record_quantities_sql, -1, NULL);
    if (status == HEPAR_OK) status = hepar_exporter_records(e, each_quantity);
    return status == HEPAR_OK ? write_rows(e, quantities_sql, 0, selected ? e->studies : NULL) : status;
  }
  if (strcmp(table, "claims") == 0) 
    return write_rows(e, claims_sql, 0, selected ? e->sources : NULL);
  near = hepar_suggest(table, names, 4);
  return hepar_fail(e->error, HEPAR_MISUSE,
                    "table \"%s\" is not one of records, results, quantities, claims%s%s%s", table,
                    near != NULL ? " (did you mean \"" : "", near != NULL ? near : "",
                    near != NULL ? "\"?)" : "");
}
