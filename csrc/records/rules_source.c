/* R15: the documents, and the lines quoted from them, still have the hashes on record. A quote is
   the lines first to last of the file, cut at line feeds and joined with them, without the last. */
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "rules.h"

/* A document with the places where its lines start. */
typedef struct document {
  const char *source_id;
  hepar_text text;
  size_t *starts; /* `count` lines; starts[count] is one behind the end of the last */
  size_t count;
} document;

static void document_free(document *d) {
  hepar_text_free(&d->text);
  hepar_free(d->starts);
}

/* Read the file and find its lines. */
static hepar_status document_open(document *d, const char *path, hepar_error *error) {
  size_t line = 1;
  hepar_status status = hepar_file_read(path, &d->text, error);
  if (status != HEPAR_OK) return status;
  d->count = 1;
  for (size_t i = 0; i < d->text.length; i++) d->count += d->text.data[i] == '\n';
  d->starts = hepar_malloc((d->count + 1) * sizeof *d->starts);
  if (d->starts == NULL) return hepar_fail(error, HEPAR_NOMEM, "out of memory reading %s", path);
  d->starts[0] = 0;
  for (size_t i = 0; i < d->text.length; i++)
    if (d->text.data[i] == '\n') d->starts[line++] = i + 1;
  d->starts[d->count] = d->text.length + 1;
  return HEPAR_OK;
}

/* Compare one quote with the document. `id` names the record or claim. */
static void check_quote(hepar_rule_run *run, const document *d, const char *id, int64_t first,
                        int64_t last, const char *expected) {
  char hash[65];
  size_t start;
  run->id = id;
  if (first < 1 || last < first || (uint64_t)last > d->count) {
    hepar_rule_find(run, NULL, "lines %lld to %lld are not in the file of %s, which has %zu",
                    (long long)first, (long long)last, d->source_id, d->count);
  } else {
    start = d->starts[first - 1];
    hepar_sha256_hex(d->text.data + start, d->starts[last] - 1 - start, hash);
    if (strcmp(hash, expected) != 0)
      hepar_rule_find(run, NULL, "lines %lld to %lld of %s are not those that were quoted",
                      (long long)first, (long long)last, d->source_id);
  }
  run->id = NULL;
}

/* Check the quotes that a statement lists as id, first line, last line, hash. */
static void check_quotes(hepar_rule_run *run, const document *d, const char *sql) {
  sqlite3_stmt *rows = hepar_store_prepare(run->store, sql, run->error);
  if (rows == NULL) {
    hepar_rule_fail(run, run->error->status);
    return;
  }
  sqlite3_bind_text(rows, 1, d->source_id, -1, SQLITE_TRANSIENT);
  while (hepar_rule_going(run) && hepar_store_row(run->store, rows, &run->status, run->error)) {
    check_quote(run, d, (const char *)sqlite3_column_text(rows, 0), sqlite3_column_int64(rows, 1),
                sqlite3_column_int64(rows, 2), (const char *)sqlite3_column_text(rows, 3));
  }
  hepar_store_release(run->store, rows);
}

/* Compare the hash of the whole file. */
static void check_file(hepar_rule_run *run, const document *d, const char *expected) {
  char hash[65];
  if (expected == NULL) return;
  hepar_sha256_hex(d->text.data, d->text.length, hash);
  if (strcmp(hash, expected) != 0)
    hepar_rule_find(run, "SOURCE_CHANGED",
                    "the file of %s is not the one on record (SHA-256 %.12s…, on record %.12s…)",
                    d->source_id, hash, expected);
}

/* The source with this id in the list of sources, or NULL with an error. */
static const json_t *find_source(hepar_rule_run *run, const json_t *sources, const char *id) {
  size_t n = json_array_size(sources);
  const char **names = hepar_calloc(n + 1, sizeof *names);
  const char *near = NULL;
  const json_t *found = NULL;
  for (size_t i = 0; names != NULL && i < n && found == NULL; i++) {
    names[i] = hepar_json_text(json_array_get(sources, i), "source_id");
    if (names[i] == NULL) names[i] = "";
    if (strcmp(names[i], id) == 0) found = json_array_get(sources, i);
  }
  if (found == NULL && names != NULL) near = hepar_suggest(id, names, n);
  if (names == NULL)
    hepar_rule_fail_memory(run);
  else if (found == NULL)
    hepar_rule_fail(run, hepar_fail(run->error, HEPAR_MISUSE,
                                    "sources: \"%.60s\" is not a source of this store%s%s%s", id,
                                    near != NULL ? " (did you mean \"" : "",
                                    near != NULL ? near : "", near != NULL ? "\"?)" : ""));
  hepar_free(names);
  return found;
}

void hepar_rule_quotes(hepar_rule_run *run, const json_t *sources) {
  json_t *known = hepar_store_objects(run->store, "sources", run->error);
  const char *id;
  json_t *path;
  if (known == NULL) {
    hepar_rule_fail(run, run->error->status);
    return;
  }
  json_object_foreach((json_t *)sources, id, path) {
    document d = {id, {0}, NULL, 0};
    const json_t *source = hepar_rule_going(run) ? find_source(run, known, id) : NULL;
    if (source == NULL) break;
    if (!json_is_string(path))
      hepar_rule_fail(run, hepar_fail(run->error, HEPAR_MISUSE,
                                      "sources.%.60s must be the name of a file", id));
    else
      hepar_rule_fail(run, document_open(&d, json_string_value(path), run->error));
    if (hepar_rule_going(run)) {
      check_file(run, &d, hepar_json_text(source, "sha256"));
      check_quotes(run, &d,
                   "SELECT r.id, p.line_first, p.line_last, p.quote_sha256 FROM provenance p JOIN "
                   "record r USING (record) WHERE p.source_id = ?1 AND p.quote_sha256 IS NOT NULL "
                   "AND p.line_first IS NOT NULL ORDER BY p.record, p.ord");
      check_quotes(run, &d,
                   "SELECT id, line_first, line_last, quote_sha256 FROM claim WHERE source_id = ?1 "
                   "AND quote_sha256 IS NOT NULL AND line_first IS NOT NULL ORDER BY id");
    }
    document_free(&d);
  }
  json_decref(known);
}
