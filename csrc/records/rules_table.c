/* Rules that compare the rows of one source: R10 citation number, R12 right table. */
#include <stdio.h>

#include "rules.h"

/* Start a statement that lists rows; NULL after a failure, which is noted. */
static sqlite3_stmt *start(hepar_rule_run *run, const char *sql) {
  sqlite3_stmt *rows = hepar_store_prepare(run->store, sql, run->error);
  if (rows == NULL) hepar_rule_fail(run, run->error->status);
  return rows;
}

/* A text column, "" for NULL. */
static const char *column(sqlite3_stmt *rows, int index) {
  const char *text = (const char *)sqlite3_column_text(rows, index);
  return text != NULL ? text : "";
}

/* Every row whose number another study of the source has too, with the first row of the group that
   belongs to another study. One pass over the table, whatever the numbers. */
static const char citation_sql[] =
    "WITH cited AS (SELECT record, study, source_id, trim(ref_printed, '[]() ') AS number, "
    "FIRST_VALUE(study) OVER (PARTITION BY source_id, trim(ref_printed, '[]() ') ORDER BY record) "
    "AS first_study FROM record WHERE ref_printed IS NOT NULL), "
    "shared AS (SELECT source_id, number, MIN(record) AS one, "
    "MIN(CASE WHEN study <> first_study THEN record END) AS two FROM cited WHERE number <> '' "
    "GROUP BY source_id, number HAVING two IS NOT NULL) "
    "SELECT r.record, r.id, c.number, o.study, o.id, "
    "json_extract(r.coded, '$.citation.ref_inferred') FROM shared s JOIN cited c "
    "USING (source_id, number) JOIN record r ON r.record = c.record JOIN record o ON o.record = "
    "CASE WHEN c.study = c.first_study THEN s.two ELSE s.one END ORDER BY r.record";

void hepar_rule_citation(hepar_rule_run *run) {
  sqlite3_stmt *rows = start(run, citation_sql);
  while (rows != NULL && hepar_rule_going(run) &&
         hepar_store_row(run->store, rows, &run->status, run->error)) {
    const char *inferred = column(rows, 5);
    char text[384];
    (void)snprintf(text, sizeof text, "citation number [%.40s] is also printed for %.90s (%.90s)%s"
                   "%.40s%s", column(rows, 2), column(rows, 3), column(rows, 4),
                   *inferred != '\0' ? "; " : "", inferred,
                   *inferred != '\0' ? " may be meant here" : "");
    hepar_utf8_mend(text);
    hepar_rule_find_on(run, sqlite3_column_int64(rows, 0), column(rows, 1), text,
                       run->rule->severity, NULL);
  }
  if (rows != NULL) hepar_store_release(run->store, rows);
}

/* A table is one of preclinical studies when there are four or more, and no more than one clinical
   row to every four of them. */
void hepar_rule_misplaced(hepar_rule_run *run) {
  sqlite3_stmt *rows = start(
      run,
      "WITH kind AS (SELECT source_id, container, SUM(design = 'clinical') AS clinical, "
      "SUM(design IN ('preclinical', 'in_vitro', 'mixed')) AS preclinical, COUNT(*) AS rows "
      "FROM record WHERE container IS NOT NULL GROUP BY source_id, container "
      "HAVING clinical > 0 AND preclinical >= 4 AND preclinical >= 4 * clinical) "
      "SELECT r.record, r.id, k.preclinical, k.rows FROM record r JOIN kind k "
      "USING (source_id, container) WHERE r.design = 'clinical' ORDER BY r.record");
  while (rows != NULL && hepar_rule_going(run) &&
         hepar_store_row(run->store, rows, &run->status, run->error)) {
    char text[160];
    (void)snprintf(text, sizeof text,
                   "a clinical study in a table of which %lld of %lld rows are preclinical",
                   (long long)sqlite3_column_int64(rows, 2),
                   (long long)sqlite3_column_int64(rows, 3));
    hepar_rule_find_on(run, sqlite3_column_int64(rows, 0), column(rows, 1), text,
                       run->rule->severity, NULL);
  }
  if (rows != NULL) hepar_store_release(run->store, rows);
}
