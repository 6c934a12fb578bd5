/* Results, quantities, claims, sources and decisions as rows. */
#include "query.h"

#include <math.h>
#include <string.h>

/* ---- options that select rows ---- */

/* A condition on a column of the row: name in the options, how it is read, expression. */
typedef struct row_filter {
  const char *name;
  const hepar_field *field; /* codes and numbers */
  const char *expression;
} row_filter;

/* Fields that only rows have. */
static const char *const roles[] = {"mechanism", "primary", "secondary", NULL};
static const char *const levels[] = {"any", "arm", "contrast", "pooled", NULL};
static const char *const trusts[] = {"abstract", "low", "table", "typed", NULL};
static const char *const tests[] = {"context", "definition", "model", "record", "synthesis", NULL};
static const char *const decision_kinds[] = {"conflict", "match", "note",
                                             "resolved", "scope", NULL};
static const hepar_field outcome = {"outcome", HEPAR_FIELD_CODE, "outcome", NULL, NULL, NULL};
static const hepar_field role = {"role", HEPAR_FIELD_CODE, NULL, roles, NULL, NULL};
static const hepar_field context = {"context", HEPAR_FIELD_TEXT, NULL, NULL, NULL, NULL};
static const hepar_field level = {"level", HEPAR_FIELD_CODE, NULL, levels, NULL, NULL};
static const hepar_field trust = {"trust", HEPAR_FIELD_CODE, NULL, trusts, NULL, NULL};
static const hepar_field study = {"study", HEPAR_FIELD_TEXT, NULL, NULL, NULL, NULL};
static const hepar_field source_id = {"source_id", HEPAR_FIELD_TEXT, NULL, NULL, NULL, NULL};
static const hepar_field arm = {"arm", HEPAR_FIELD_TEXT, NULL, NULL, NULL, NULL};
static const hepar_field id = {"id", HEPAR_FIELD_TEXT, NULL, NULL, NULL, NULL};
static const hepar_field topic = {"topic", HEPAR_FIELD_TEXT, NULL, NULL, NULL, NULL};
static const hepar_field kind = {"kind", HEPAR_FIELD_TEXT, NULL, NULL, NULL, NULL};
static const hepar_field test = {"test", HEPAR_FIELD_CODE, NULL, tests, NULL, NULL};
static const hepar_field decision_kind = {"kind", HEPAR_FIELD_CODE, NULL, decision_kinds,
                                          NULL,   NULL};

/* Append " AND …" for each filter that options name. */
static hepar_status add_filters(const hepar_view *view, const json_t *options,
                                const row_filter *filters, size_t count, hepar_sql *sql,
                                hepar_error *error) {
  for (size_t i = 0; i < count; i++) {
    const json_t *spec = json_object_get(options, filters[i].name);
    hepar_status status;
    if (spec == NULL) continue;
    hepar_sql_add(sql, " AND (");
    status = hepar_query_test(hepar_view_store(view), filters[i].field, filters[i].expression, spec,
                              sql, error);
    if (status != HEPAR_OK) return status;
    hepar_sql_add(sql, ")");
  }
  return HEPAR_OK;
}

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* ---- results ---- */

/* The codes of one field of record r as a JSON array, in the order they stand. */
#define CODES(field)                                                                        \
  "(SELECT json_group_array(code) FROM (SELECT code FROM code WHERE record = r.record AND " \
  "field = '" field "' ORDER BY ord)) AS \"" field "s:json\""

static hepar_status open_results(const hepar_view *view, const json_t *options, hepar_sql *sql,
                                 hepar_error *error) {
  static const char *const names[] = {"context", "direction", "effect", "outcome", "role", NULL};
  static const hepar_field direction = {"direction", HEPAR_FIELD_CODE, "direction",
                                        NULL,        NULL,             NULL};
  static const row_filter filters[] = {{"outcome", &outcome, "t.outcome"},
                                       {"direction", &direction, "t.direction"},
                                       {"context", &context, "t.context"},
                                       {"role", &role, "t.role"}};
  const json_t *effect = json_object_get(options, "effect");
  hepar_status status = hepar_query_options(options, names, error);
  if (status != HEPAR_OK) return status;
  hepar_sql_add(sql,
                "SELECT r.id, r.study, r.source_id, r.design, r.subdesign, r.year, r.first_author, "
                CODES("source") ", " CODES("donor") ", " CODES("route") ", "
                "r.disease, r.species, r.n_total, "
                HEPAR_CONTROLLED " AS \"controlled:boolean\", "
                "t.outcome, t.direction, t.derived_effect AS effect, t.text, t.context, t.role, "
                "t.rest AS \"rest:json\", t.ord, "
                "(SELECT json_group_array(code) FROM (SELECT DISTINCT code FROM flag WHERE "
                "record = r.record ORDER BY code)) AS \"flags:json\" "
                "FROM result t JOIN record r ON r.record = t.record WHERE 1");
  status = add_filters(view, options, filters, COUNT(filters), sql, error);
  if (status == HEPAR_OK && effect != NULL) {
    const hepar_field *field = hepar_query_field("effect", error);
    if (field == NULL) return HEPAR_INTERNAL;
    hepar_sql_add(sql, " AND (");
    status =
        hepar_query_test(hepar_view_store(view), field, "t.derived_effect", effect, sql, error);
    hepar_sql_add(sql, ")");
  }
  hepar_view_condition(view, "r.record", sql);
  hepar_sql_add(sql, " ORDER BY t.record, t.ord");
  return status;
}

/* ---- quantities ---- */

/* {days =} or {weeks =}, {months =}, {years =} in days. */
static hepar_status read_days(const json_t *time, const char *option, double *days,
                              hepar_error *error) {
  static const struct {
    const char *name;
    double days;
  } units[] = {{"hours", 1.0 / 24},
               {"days", 1},
               {"weeks", 7},
               {"months", 30.4375},
               {"years", 365.25}};
  const char *key;
  json_t *value;
  if (!json_is_object(time) || json_object_size(time) != 1)
    return hepar_fail(error, HEPAR_MISUSE,
                      "option %s expects a time such as {weeks = 24} (hours, days, weeks, months "
                      "or years)", option);
  json_object_foreach((json_t *)(uintptr_t)time, key, value) {
    for (size_t i = 0; i < COUNT(units); i++) {
      if (strcmp(units[i].name, key) != 0) continue;
      if (!json_is_number(value) || !isfinite(json_number_value(value)))
        return hepar_fail(error, HEPAR_MISUSE, "option %s: %s expects a number", option, key);
      *days = json_number_value(value) * units[i].days;
      return HEPAR_OK;
    }
    return hepar_fail(error, HEPAR_MISUSE,
                      "option %s: \"%.40s\" is no unit of time (use hours, days, weeks, months or "
                      "years)", option, key);
  }
  return HEPAR_OK;
}

/* Options at and tolerance: within so many days of that time. */
static hepar_status add_time(const json_t *options, hepar_sql *sql, hepar_error *error) {
  const json_t *at = json_object_get(options, "at");
  const json_t *tolerance = json_object_get(options, "tolerance");
  double middle = 0;
  double width = 0;
  hepar_status status;
  if (at == NULL && tolerance != NULL)
    return hepar_fail(error, HEPAR_MISUSE, "option tolerance needs option at");
  if (at == NULL) return HEPAR_OK;
  status = read_days(at, "at", &middle, error);
  if (status == HEPAR_OK && tolerance != NULL)
    status = read_days(tolerance, "tolerance", &width, error);
  if (status != HEPAR_OK) return status;
  if (width < 0) return hepar_fail(error, HEPAR_MISUSE, "option tolerance is below zero");
  /* 24 weeks and 5.52 months are the same day to any reader, not to the last bit. */
  width += 1e-6;
  hepar_sql_add(sql, " AND q.derived_days BETWEEN ");
  hepar_sql_real(sql, middle - width);
  hepar_sql_add(sql, " AND ");
  hepar_sql_real(sql, middle + width);
  return HEPAR_OK;
}

/* Option level: arm when not said, "any" for no condition. */
static hepar_status add_level(const hepar_view *view, const json_t *options, hepar_sql *sql,
                              hepar_error *error) {
  const json_t *spec = json_object_get(options, "level");
  hepar_status status;
  if (spec == NULL) {
    hepar_sql_add(sql, " AND q.level = 'arm'");
    return HEPAR_OK;
  }
  if (json_is_string(spec) && strcmp(json_string_value(spec), "any") == 0) return HEPAR_OK;
  hepar_sql_add(sql, " AND (");
  status = hepar_query_test(hepar_view_store(view), &level, "q.level", spec, sql, error);
  hepar_sql_add(sql, ")");
  return status;
}

static hepar_status open_quantities(const hepar_view *view, const json_t *options, hepar_sql *sql,
                                    hepar_error *error) {
  static const char *const names[] = {"arm",   "at",    "level",     "outcome", "source_id",
                                      "study", "tolerance", "trust", NULL};
  static const row_filter filters[] = {{"outcome", &outcome, "q.outcome"},
                                       {"study", &study, "coalesce(q.study, r.study)"},
                                       {"source_id", &source_id,
                                        "coalesce(q.source_id, r.source_id)"},
                                       {"arm", &arm, "q.arm"},
                                       {"trust", &trust, "q.trust"}};
  hepar_status status = hepar_query_options(options, names, error);
  if (status != HEPAR_OK) return status;
  hepar_sql_add(sql,
                "SELECT r.id, coalesce(q.study, r.study) AS study, "
                "coalesce(q.source_id, r.source_id) AS source_id, q.level, q.arm, q.n, q.n_role, "
                "q.outcome, q.instrument, q.value, q.unit, q.stat, q.scale, q.disp, q.disp_value, "
                "q.disp_lo, q.disp_hi, q.ci_level, q.events, q.p_value, q.p_comparator, "
                "q.timepoint_value, q.timepoint_unit, q.timepoint_label, q.derived_days AS days, "
                "q.trust, q.value_original, q.unit_original, q.rest AS \"rest:json\", s.year, "
                "s.first_author FROM quantity q LEFT JOIN record r ON r.record = q.record "
                "LEFT JOIN study s ON s.study = coalesce(q.study, r.study) WHERE 1");
  status = add_level(view, options, sql, error);
  if (status == HEPAR_OK) status = add_time(options, sql, error);
  if (status == HEPAR_OK)
    status = add_filters(view, options, filters, COUNT(filters), sql, error);
  if (status != HEPAR_OK) return status;
  if (!hepar_view_whole(view)) {
    /* Published figures hang on a study: they belong to the view when one of its records does. */
    hepar_sql_add(sql, " AND CASE WHEN q.record IS NULL THEN q.study IN (SELECT r.study FROM "
                       "record r WHERE 1");
    hepar_view_condition(view, "r.record", sql);
    hepar_sql_add(sql, ") ELSE q.record IN (SELECT r.record FROM record r WHERE 1");
    hepar_view_condition(view, "r.record", sql);
    hepar_sql_add(sql, ") END");
  }
  hepar_sql_add(sql, " ORDER BY q.quantity");
  return HEPAR_OK;
}

/* ---- claims, sources, decisions ---- */

/* Refuse a topic or kind that no claim has: it is a slip more often than a wish. */
static hepar_status check_known(const hepar_view *view, const char *column, const char *value,
                                hepar_error *error) {
  hepar_store *store = hepar_view_store(view);
  hepar_sql sql = {0};
  hepar_cursor *cursor = NULL;
  char *known[128] = {0};
  size_t count = 0;
  bool more = false;
  bool found = false;
  hepar_status status;
  hepar_sql_add(&sql, "SELECT DISTINCT ");
  hepar_sql_add(&sql, column);
  hepar_sql_add(&sql, " FROM claim ORDER BY 1");
  status = hepar_cursor_open(store, &sql, &cursor, error);
  hepar_sql_free(&sql);
  while (status == HEPAR_OK && !found && count < COUNT(known)) {
    hepar_cell cell;
    status = hepar_cursor_next(cursor, &more, error);
    if (status != HEPAR_OK || !more) break;
    cell = hepar_cursor_cell(cursor, 0);
    if (cell.text == NULL) continue;
    found = strcmp(cell.text, value) == 0;
    known[count] = hepar_strdup(cell.text);
    if (known[count] == NULL) status = hepar_fail_memory(error);
    else count++;
  }
  hepar_cursor_close(cursor);
  if (status == HEPAR_OK && !found && count > 0 && count < COUNT(known)) {
    const char *near = hepar_suggest(value, (const char *const *)known, count);
    if (near != NULL)
      status = hepar_fail(error, HEPAR_MISUSE,
                          "no claim has %s \"%.80s\" (did you mean \"%s\"?)", column, value, near);
    else
      status = hepar_fail(error, HEPAR_MISUSE, "no claim has %s \"%.80s\"", column, value);
  }
  for (size_t i = 0; i < count; i++) hepar_free(known[i]);
  return status;
}

/* The same for a member of options that is one string or a list of them. */
static hepar_status check_member(const hepar_view *view, const json_t *options, const char *column,
                                 hepar_error *error) {
  const json_t *spec = json_object_get(options, column);
  hepar_status status = HEPAR_OK;
  if (json_is_string(spec)) return check_known(view, column, json_string_value(spec), error);
  for (size_t i = 0; i < json_array_size(spec) && status == HEPAR_OK; i++) {
    const json_t *value = json_array_get(spec, i);
    if (json_is_string(value))
      status = check_known(view, column, json_string_value(value), error);
  }
  return status;
}

static hepar_status open_claims(const hepar_view *view, const json_t *options, hepar_sql *sql,
                                hepar_error *error) {
  static const char *const names[] = {"id",    "kind", "source_id", "study",
                                      "test", "text", "topic",     NULL};
  static const row_filter filters[] = {{"id", &id, "c.id"},
                                       {"topic", &topic, "c.topic"},
                                       {"kind", &kind, "c.kind"},
                                       {"test", &test, "c.test"},
                                       {"source_id", &source_id, "c.source_id"},
                                       {"study", &study, "c.study"}};
  const json_t *text = json_object_get(options, "text");
  hepar_status status = hepar_query_options(options, names, error);
  if (status == HEPAR_OK) status = check_member(view, options, "topic", error);
  if (status == HEPAR_OK) status = check_member(view, options, "kind", error);
  if (status != HEPAR_OK) return status;
  hepar_sql_add(sql,
                "SELECT c.id, c.source_id, c.topic, c.test, c.kind, c.statement, c.study, "
                "CASE WHEN c.line_first IS NOT NULL THEN json_array(c.line_first, c.line_last) END "
                "AS \"lines:json\", c.quote_sha256, c.rest AS \"rest:json\" FROM claim c WHERE 1");
  status = add_filters(view, options, filters, COUNT(filters), sql, error);
  if (status == HEPAR_OK && text != NULL) {
    hepar_text expression = {0};
    if (!json_is_string(text))
      return hepar_fail(error, HEPAR_MISUSE, "option text expects words to search for");
    status = hepar_search_expression(hepar_view_store(view)->vocabulary, json_string_value(text),
                                     &expression, error);
    if (status == HEPAR_OK) {
      hepar_sql_add(sql, " AND c.id IN (SELECT id FROM text_index WHERE kind = 'claim' AND "
                         "text_index MATCH ");
      hepar_sql_text(sql, expression.data);
      hepar_sql_add(sql, ")");
    }
    hepar_text_free(&expression);
  }
  hepar_sql_add(sql, " ORDER BY c.id");
  return status;
}

static hepar_status open_sources(const hepar_view *view, const json_t *options, hepar_sql *sql,
                                 hepar_error *error) {
  static const char *const names[] = {NULL};
  hepar_status status = hepar_query_options(options, names, error);
  hepar_sql_add(sql, "SELECT s.source_id, s.kind, s.file, s.sha256, s.citation, s.doi, "
                     "s.retrieved, s.rest AS \"rest:json\", (SELECT count(*) FROM record r WHERE "
                     "r.source_id = s.source_id");
  hepar_view_condition(view, "r.record", sql);
  hepar_sql_add(sql, ") AS records, (SELECT count(*) FROM claim c WHERE c.source_id = s.source_id) "
                     "AS claims FROM source s ORDER BY s.source_id");
  return status;
}

static hepar_status open_decisions(const hepar_view *view, const json_t *options, hepar_sql *sql,
                                   hepar_error *error) {
  static const char *const names[] = {"id", "kind", "study", NULL};
  static const row_filter filters[] = {{"id", &id, "d.id"},
                                       {"kind", &decision_kind, "d.kind"},
                                       {"study", &study, "d.study"}};
  hepar_status status = hepar_query_options(options, names, error);
  if (status != HEPAR_OK) return status;
  hepar_sql_add(sql, "SELECT d.id, d.kind, d.subject, d.field, d.study, d.a AS \"a:json\", "
                     "d.b AS \"b:json\", d.text, d.rest AS \"rest:json\" FROM decision d WHERE 1");
  status = add_filters(view, options, filters, COUNT(filters), sql, error);
  hepar_sql_add(sql, " ORDER BY d.id");
  return status;
}

/* Every value of a field with the record that gives it. */
static hepar_status open_values(const hepar_view *view, const json_t *options, hepar_sql *sql,
                                hepar_error *error) {
  const char *name = json_string_value(json_object_get(options, "field"));
  const hepar_field *field = name != NULL ? hepar_query_field(name, error) : NULL;
  if (field == NULL || field->column == NULL)
    return hepar_fail(error, HEPAR_MISUSE, "values need a field");
  hepar_sql_add(sql, field->table != NULL ? "SELECT t.record, t." : "SELECT r.record, ");
  hepar_sql_add(sql, field->column);
  hepar_sql_add(sql, field->kind == HEPAR_FIELD_BOOLEAN ? " AS \"value:boolean\"" : " AS value");
  hepar_sql_add(sql, " FROM ");
  hepar_sql_add(sql, field->table != NULL ? field->table : "record");
  hepar_sql_add(sql, field->table != NULL ? " t WHERE t." : " r WHERE ");
  hepar_sql_add(sql, field->column);
  hepar_sql_add(sql, " IS NOT NULL");
  if (field->table != NULL && strcmp(field->table, "code") == 0) {
    hepar_sql_add(sql, " AND t.field = ");
    hepar_sql_text(sql, field->name);
  }
  hepar_view_condition(view, field->table != NULL ? "t.record" : "r.record", sql);
  hepar_sql_add(sql, " ORDER BY 1");
  return HEPAR_OK;
}

/* How many claims and figures the store has beside its records. */
static hepar_status open_contents(const hepar_view *view, const json_t *options, hepar_sql *sql,
                                  hepar_error *error) {
  (void)view, (void)options, (void)error;
  hepar_sql_add(sql, "SELECT (SELECT count(*) FROM claim) AS claims, "
                     "(SELECT count(*) FROM quantity) AS quantities");
  return HEPAR_OK;
}

/* ---- all answers ---- */

typedef hepar_status open_function(const hepar_view *view, const json_t *options, hepar_sql *sql,
                                   hepar_error *error);

hepar_status hepar_query_open(hepar_view *view, const char *what, const json_t *options,
                              hepar_cursor **cursor, hepar_error *error) {
  static const struct {
    const char *name;
    open_function *open;
  } answers[] = {{"claims", open_claims},         {"contents", open_contents},
                 {"decisions", open_decisions},   {"hits", hepar_search_count},
                 {"quantities", open_quantities}, {"results", open_results},
                 {"search", hepar_search_hits},   {"sources", open_sources},
                 {"values", open_values}};
  hepar_store *store = hepar_view_store(view);
  hepar_status status = hepar_store_check(store, error);
  hepar_sql sql = {0};
  const int64_t *records;
  size_t count;
  *cursor = NULL;
  /* A view that was narrowed is asked more than once: find its records now, and keep them. */
  if (status == HEPAR_OK && !hepar_view_whole(view))
    status = hepar_view_records(view, &records, &count, error);
  if (status != HEPAR_OK) return status;
  for (size_t i = 0; i < COUNT(answers); i++) {
    if (strcmp(answers[i].name, what) != 0) continue;
    status = answers[i].open(view, options, &sql, error);
    if (status == HEPAR_OK) status = hepar_cursor_open(store, &sql, cursor, error);
    hepar_sql_free(&sql);
    return status;
  }
  return hepar_fail(error, HEPAR_MISUSE, "there is no answer called \"%.40s\"", what);
}
