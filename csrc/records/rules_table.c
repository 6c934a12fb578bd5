/* Rules that compare the rows of one source: R10 citation number, R12 right table. */
#include <stdio.h>
#include <string.h>

#include "rules.h"

/* One row with a citation number that others have too. */
typedef struct cited {
  char id[96];
  char study[96];
} cited;

/* Copy a text column. */
static void copy_column(char out[96], sqlite3_stmt *row, int column) {
  const char *text = (const char *)sqlite3_column_text(row, column);
  (void)snprintf(out, 96, "%.90s", text != NULL ? text : "");
  hepar_utf8_mend(out);
}

static const char same_number[] =
    "SELECT record, id, study, json_extract(coded, '$.citation.ref_inferred') FROM record "
    "WHERE source_id = ?1 AND trim(ref_printed, '[]() ') = ?2 ORDER BY record";

/* Bind the source and number of a group and step to its first row. */
static sqlite3_stmt *open_group(hepar_rule_run *run, const char *source, const char *number) {
  sqlite3_stmt *rows = hepar_store_prepare(run->store, same_number, run->error);
  if (rows == NULL) {
    hepar_rule_fail(run, run->error->status);
    return NULL;
  }
  sqlite3_bind_text(rows, 1, source, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text(rows, 2, number, -1, SQLITE_TRANSIENT);
  return rows;
}

/* The first rows of two different studies in the group. */
static bool two_studies(hepar_rule_run *run, sqlite3_stmt *rows, cited two[2]) {
  bool second = false;
  two[0].study[0] = '\0';
  while (!second && hepar_store_row(run->store, rows, &run->status, run->error)) {
    cited *at = &two[two[0].study[0] != '\0'];
    copy_column(at->study, rows, 2);
    copy_column(at->id, rows, 1);
    second = at == &two[1] && strcmp(two[0].study, two[1].study) != 0;
  }
  return second;
}

/* Report every row of a number that two studies share. */
static void report_number(hepar_rule_run *run, const char *source, const char *number) {
  cited two[2];
  sqlite3_stmt *rows = open_group(run, source, number);
  bool shared = rows != NULL && two_studies(run, rows, two);
  if (rows != NULL) hepar_store_release(run->store, rows);
  rows = shared && hepar_rule_going(run) ? open_group(run, source, number) : NULL;
  while (rows != NULL && hepar_rule_going(run) &&
         hepar_store_row(run->store, rows, &run->status, run->error)) {
    cited own;
    const char *inferred = (const char *)sqlite3_column_text(rows, 3);
    char meant[64] = "";
    char text[384];
    const cited *other;
    copy_column(own.id, rows, 1);
    copy_column(own.study, rows, 2);
    other = strcmp(own.study, two[0].study) == 0 ? &two[1] : &two[0];
    if (inferred != NULL)
      (void)snprintf(meant, sizeof meant, "; %.40s may be meant here", inferred);
    (void)snprintf(text, sizeof text,
                   "citation number [%.40s] is also printed for %s (%s)%s", number, other->study,
                   other->id, meant);
    hepar_utf8_mend(text);
    hepar_rule_find_on(run, sqlite3_column_int64(rows, 0), own.id, text, run->rule->severity, NULL);
  }
  if (rows != NULL) hepar_store_release(run->store, rows);
}

void hepar_rule_citation(hepar_rule_run *run) {
  sqlite3_stmt *groups = hepar_store_prepare(
      run->store,
      "SELECT source_id, trim(ref_printed, '[]() ') AS number FROM record WHERE ref_printed IS NOT "
      "NULL AND number <> '' GROUP BY source_id, number HAVING COUNT(DISTINCT study) > 1 ORDER BY "
      "MIN(record)", run->error);
  if (groups == NULL) {
    hepar_rule_fail(run, run->error->status);
    return;
  }
  while (hepar_rule_going(run) && hepar_store_row(run->store, groups, &run->status, run->error)) {
    char source[96];
    char number[96];
    copy_column(source, groups, 0);
    copy_column(number, groups, 1);
    report_number(run, source, number);
  }
  hepar_store_release(run->store, groups);
}

/* A table is one of preclinical studies when there are four or more, and no more than one clinical
   row to every four of them. */
void hepar_rule_misplaced(hepar_rule_run *run) {
  sqlite3_stmt *rows = hepar_store_prepare(
      run->store,
      "WITH kind AS (SELECT source_id, container, SUM(design = 'clinical') AS clinical, "
      "SUM(design IN ('preclinical', 'in_vitro', 'mixed')) AS preclinical, COUNT(*) AS rows "
      "FROM record WHERE container IS NOT NULL GROUP BY source_id, container "
      "HAVING clinical > 0 AND preclinical >= 4 AND preclinical >= 4 * clinical) "
      "SELECT r.record, r.id, k.preclinical, k.rows FROM record r JOIN kind k "
      "USING (source_id, container) WHERE r.design = 'clinical' ORDER BY r.record", run->error);
  if (rows == NULL) {
    hepar_rule_fail(run, run->error->status);
    return;
  }
  while (hepar_rule_going(run) && hepar_store_row(run->store, rows, &run->status, run->error)) {
    char id[96];
    char text[160];
    copy_column(id, rows, 1);
    (void)snprintf(text, sizeof text,
                   "a clinical study in a table of which %lld of %lld rows are preclinical",
                   (long long)sqlite3_column_int64(rows, 2),
                   (long long)sqlite3_column_int64(rows, 3));
    hepar_rule_find_on(run, sqlite3_column_int64(rows, 0), id, text, run->rule->severity, NULL);
  }
  hepar_store_release(run->store, rows);
}
