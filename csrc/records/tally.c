/* Counting records, studies and patients by the values of one field, or of two. Each record counts
   once for each of its values; records without any value are counted under NULL, so that a tally
   always accounts for the whole view. */
#include "query.h"

#include <string.h>

typedef enum by { BY_RECORDS, BY_STUDIES, BY_PATIENTS } by;

/* The number of patients of record r; animals are no patients. */
#define PATIENTS "CASE WHEN r.species = 'human' THEN r.n_total END"

/* What to count, from option "by". */
static hepar_status read_by(const json_t *options, by *out, hepar_error *error) {
  static const char *const names[] = {"records", "studies", "patients"};
  const json_t *value = json_object_get(options, "by");
  const char *text = json_string_value(value);
  const char *near;
  *out = BY_RECORDS;
  if (value == NULL) return HEPAR_OK;
  if (text == NULL)
    return hepar_fail(error, HEPAR_MISUSE,
                      "option by expects \"records\", \"studies\" or \"patients\"");
  for (size_t i = 0; i < 3; i++) {
    if (strcmp(names[i], text) == 0) {
      *out = (by)i;
      return HEPAR_OK;
    }
  }
  near = hepar_suggest(text, names, 3);
  if (near != NULL)
    return hepar_fail(error, HEPAR_MISUSE, "by \"%.80s\" is not known (did you mean \"%s\"?)", text,
                      near);
  return hepar_fail(error, HEPAR_MISUSE,
                    "by \"%.80s\" is not known: use records, studies or patients", text);
}

/* The field that a member of options names. */
static const hepar_field *read_field(const json_t *options, const char *member,
                                     hepar_error *error) {
  const char *name = json_string_value(json_object_get(options, member));
  const hepar_field *field;
  if (name == NULL) {
    hepar_fail(error, HEPAR_MISUSE, "expects the name of a field");
    return NULL;
  }
  field = hepar_query_field(name, error);
  if (field != NULL && field->kind == HEPAR_FIELD_SEARCH) {
    hepar_fail(error, HEPAR_MISUSE, "field \"%s\" cannot be counted", name);
    return NULL;
  }
  return field;
}

/* The table that holds the values of a field that a record has several of. */
static void add_table(const hepar_field *field, hepar_sql *sql) {
  hepar_sql_add(sql, field->table);
  hepar_sql_add(sql, " t WHERE t.");
  hepar_sql_add(sql, field->column);
  hepar_sql_add(sql, " IS NOT NULL");
  if (strcmp(field->table, "code") == 0) {
    hepar_sql_add(sql, " AND t.field = ");
    hepar_sql_text(sql, field->name);
  }
}

/* SELECT of record, code: each value of field once for each record of the view; with `missing` also
   the records without a value, as NULL. */
static void add_pairs(const hepar_view *view, const hepar_field *field, bool missing,
                      hepar_sql *sql) {
  if (field->table == NULL) {
    hepar_sql_add(sql, "SELECT r.record AS record, ");
    hepar_sql_add(sql, field->column);
    hepar_sql_add(sql, " AS code FROM record r WHERE 1");
    hepar_view_condition(view, "r.record", sql);
    if (!missing) {
      hepar_sql_add(sql, " AND ");
      hepar_sql_add(sql, field->column);
      hepar_sql_add(sql, " IS NOT NULL");
    }
    return;
  }
  hepar_sql_add(sql, "SELECT DISTINCT t.record AS record, t.");
  hepar_sql_add(sql, field->column);
  hepar_sql_add(sql, " AS code FROM ");
  add_table(field, sql);
  hepar_view_condition(view, "t.record", sql);
  if (!missing) return;
  hepar_sql_add(sql, " UNION ALL SELECT r.record, NULL FROM record r WHERE NOT EXISTS (SELECT 1 FROM ");
  add_table(field, sql);
  hepar_sql_add(sql, " AND t.record = r.record)");
  hepar_view_condition(view, "r.record", sql);
}

hepar_status hepar_tally_values(const hepar_view *view, const json_t *options, hepar_sql *sql,
                                hepar_error *error) {
  const hepar_field *field = read_field(options, "field", error);
  if (field == NULL) return HEPAR_MISUSE;
  hepar_sql_add(sql, field->kind == HEPAR_FIELD_BOOLEAN ? "SELECT record, code AS \"value:boolean\""
                                                        : "SELECT record, code AS value");
  hepar_sql_add(sql, " FROM (");
  add_pairs(view, field, false, sql);
  hepar_sql_add(sql, ") ORDER BY record");
  return HEPAR_OK;
}

/* The name of a result column that holds codes of field. */
static void add_code(const hepar_field *field, const char *expression, const char *name,
                     hepar_sql *sql) {
  hepar_sql_add(sql, expression);
  hepar_sql_add(sql, " AS \"");
  hepar_sql_add(sql, name);
  hepar_sql_add(sql, field->kind == HEPAR_FIELD_BOOLEAN ? ":boolean\"" : "\"");
}

hepar_status hepar_tally_counts(const hepar_view *view, const json_t *options, hepar_sql *sql,
                                hepar_error *error) {
  static const char *const names[] = {"by", "field", NULL};
  hepar_status status = hepar_query_options(options, names, error);
  const hepar_field *field;
  by what;
  if (status == HEPAR_OK) status = read_by(options, &what, error);
  if (status != HEPAR_OK) return status;
  field = read_field(options, "field", error);
  if (field == NULL) return HEPAR_MISUSE;
  hepar_sql_add(sql, "SELECT ");
  add_code(field, "code", "code", sql);
  if (what == BY_RECORDS) {
    hepar_sql_add(sql, ", count(*) AS n FROM (");
    add_pairs(view, field, true, sql);
    hepar_sql_add(sql, ") GROUP BY code");
  } else if (what == BY_STUDIES) {
    hepar_sql_add(sql, ", count(DISTINCT r.study) AS n FROM (");
    add_pairs(view, field, true, sql);
    hepar_sql_add(sql, ") p JOIN record r ON r.record = p.record GROUP BY code");
  } else {
    hepar_sql_add(sql, ", coalesce(sum(most), 0) AS n FROM (SELECT p.code AS code, max(" PATIENTS
                       ") AS most FROM (");
    add_pairs(view, field, true, sql);
    hepar_sql_add(sql, ") p JOIN record r ON r.record = p.record GROUP BY p.code, r.study)"
                       " GROUP BY code");
  }
  return HEPAR_OK;
}

hepar_status hepar_tally_cross(const hepar_view *view, const json_t *options, hepar_sql *sql,
                               hepar_error *error) {
  static const char *const names[] = {"by", "column", "row", NULL};
  hepar_status status = hepar_query_options(options, names, error);
  const hepar_field *row;
  const hepar_field *column;
  by what;
  if (status == HEPAR_OK) status = read_by(options, &what, error);
  if (status != HEPAR_OK) return status;
  row = read_field(options, "row", error);
  column = row != NULL ? read_field(options, "column", error) : NULL;
  if (row == NULL || column == NULL) return HEPAR_MISUSE;
  hepar_sql_add(sql, "SELECT ");
  add_code(row, "a", "row", sql);
  hepar_sql_add(sql, ", ");
  add_code(column, "b", "column", sql);
  if (what == BY_RECORDS)
    hepar_sql_add(sql, ", count(*) AS n FROM (SELECT x.code AS a, y.code AS b");
  else if (what == BY_STUDIES)
    hepar_sql_add(sql, ", count(DISTINCT study) AS n FROM (SELECT x.code AS a, y.code AS b, r.study");
  else
    hepar_sql_add(sql, ", coalesce(sum(most), 0) AS n FROM (SELECT x.code AS a, y.code AS b, max("
                       PATIENTS ") AS most");
  hepar_sql_add(sql, " FROM (");
  add_pairs(view, row, true, sql);
  hepar_sql_add(sql, ") x JOIN (");
  add_pairs(view, column, true, sql);
  hepar_sql_add(sql, ") y ON y.record = x.record");
  if (what != BY_RECORDS) hepar_sql_add(sql, " JOIN record r ON r.record = x.record");
  if (what == BY_PATIENTS) hepar_sql_add(sql, " GROUP BY x.code, y.code, r.study");
  hepar_sql_add(sql, ") GROUP BY a, b");
  return HEPAR_OK;
}

hepar_status hepar_tally_total(const hepar_view *view, const json_t *options, hepar_sql *sql,
                               hepar_error *error) {
  by what;
  hepar_status status = read_by(options, &what, error);
  if (status != HEPAR_OK) return status;
  if (what == BY_RECORDS)
    hepar_sql_add(sql, "SELECT count(*) AS n, 0 AS unknown FROM record r WHERE 1");
  else if (what == BY_STUDIES)
    hepar_sql_add(sql, "SELECT count(DISTINCT r.study) AS n, 0 AS unknown FROM record r WHERE 1");
  else
    hepar_sql_add(sql, "SELECT coalesce(sum(most), 0) AS n, count(*) - count(most) AS unknown FROM "
                       "(SELECT max(" PATIENTS ") AS most FROM record r WHERE 1");
  hepar_view_condition(view, "r.record", sql);
  if (what == BY_PATIENTS) hepar_sql_add(sql, " GROUP BY r.study)");
  return HEPAR_OK;
}
