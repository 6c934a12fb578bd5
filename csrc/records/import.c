/* Reading bundles and NDJSON. A bundle is one JSON value and lies in memory as a whole; NDJSON is
   read line by line with flat memory. One import is one transaction. */
#include "import.h"

#include <stdio.h>
#include <string.h>

#include "file.h"

#define SCHEMA HEPAR_BUNDLE_SCHEMA
#define PROGRESS_EVERY 256

/* The place of an object for messages: "file", "file:12" or "file: claims[3]". */
static bool set_where(hepar_importer *importer, const char *name, size_t line, const char *list,
                      size_t index) {
  char place[64] = "";
  hepar_text_clear(&importer->where);
  hepar_text_add(&importer->where, name);
  if (line > 0) (void)snprintf(place, sizeof place, ":%zu", line);
  else if (list != NULL) (void)snprintf(place, sizeof place, ": %s[%zu]", list, index);
  hepar_text_add(&importer->where, place);
  importer->check.where = importer->where.data;
  return !importer->where.failed;
}

/* Count a record and ask whether to go on. */
static hepar_status tell_progress(hepar_importer *importer) {
  const hepar_import_options *options = importer->options;
  importer->records++;
  if (options->progress != NULL && importer->records % PROGRESS_EVERY == 0 &&
      !options->progress(options->data, importer->records))
    return hepar_fail(importer->error, HEPAR_INTERRUPTED, "the import was interrupted");
  return HEPAR_OK;
}

/* ---- bundles ---- */

static bool is_bundle(const json_t *value) {
  return json_object_get(value, "records") != NULL || json_object_get(value, "sources") != NULL;
}

/* The format and the lists of a bundle. */
static hepar_status check_bundle(hepar_importer *importer, const char *name, json_t *bundle) {
  const char *schema = hepar_json_text(bundle, "schema");
  hepar_error *error = importer->error;
  const char *key;
  json_t *value;
  if (!json_is_object(bundle) || schema == NULL || strncmp(schema, "hepar.record/", 13) != 0)
    return hepar_fail(error, HEPAR_FORMAT,
                      "%s: is not a hepar bundle (its member \"schema\" is not \"" SCHEMA "\")",
                      name);
  if (strcmp(schema, SCHEMA) != 0)
    return hepar_fail(error, HEPAR_VERSION_NEWER,
                      "%s: was written by a newer hepar (schema %s, this one reads " SCHEMA ")",
                      name, schema);
  for (size_t i = 0; i < HEPAR_SHAPE_KINDS; i++) {
    value = json_object_get(bundle, hepar_shape_lists[i]);
    if (value == NULL && i < HEPAR_SHAPE_NEEDED)
      return hepar_fail(error, HEPAR_FORMAT, "%s: the bundle has no member \"%s\"", name,
                        hepar_shape_lists[i]);
    if (value != NULL && !json_is_array(value))
      return hepar_fail(error, HEPAR_FORMAT, "%s: the member \"%s\" of the bundle is not a list",
                        name, hepar_shape_lists[i]);
  }
  json_object_foreach(bundle, key, value) {
    size_t i = 0;
    while (i < HEPAR_SHAPE_KINDS && strcmp(hepar_shape_lists[i], key) != 0) i++;
    if (i == HEPAR_SHAPE_KINDS && strcmp(key, "schema") != 0) {
      hepar_error warning;
      const char *near = hepar_suggest(key, hepar_shape_lists, HEPAR_SHAPE_KINDS);
      hepar_fail(&warning, HEPAR_OK, "%s: the member \"%s\" of the bundle is not known and was "
                 "not kept%s%s%s", name, key, near != NULL ? " (did you mean \"" : "",
                 near != NULL ? near : "", near != NULL ? "\"?)" : "");
      hepar_import_warn(importer, warning.message);
    }
  }
  return HEPAR_OK;
}

/* All lists of a bundle, sources first because the others point to them. */
static hepar_status import_bundle(hepar_importer *importer, const char *name, json_t *bundle) {
  static const hepar_shape_kind order[] = {HEPAR_SHAPE_SOURCE, HEPAR_SHAPE_RECORD,
                                           HEPAR_SHAPE_QUANTITY, HEPAR_SHAPE_CLAIM,
                                           HEPAR_SHAPE_DECISION};
  hepar_status status = check_bundle(importer, name, bundle);
  for (size_t i = 0; i < HEPAR_SHAPE_KINDS; i++) {
    hepar_shape_kind kind = order[i];
    const char *name_of = hepar_shape_lists[kind];
    json_t *list = json_object_get(bundle, name_of);
    for (size_t j = 0; status == HEPAR_OK && j < json_array_size(list); j++) {
      json_t *object = json_array_get(list, j);
      const char *key = kind == HEPAR_SHAPE_SOURCE ? "source_id" : "id";
      bool named = hepar_json_text(object, key) != NULL;
      if (!set_where(importer, name, 0, named ? NULL : name_of, j + 1))
        return hepar_fail_memory(importer->error);
      status = hepar_import_object(importer, kind, object);
      if (status == HEPAR_OK && kind == HEPAR_SHAPE_RECORD)
        status = tell_progress(importer);
    }
  }
  return status;
}

/* ---- NDJSON ---- */

/* What a line holds: {"record": {…}} and its like, or a bare record. */
static json_t *unwrap(json_t *line, hepar_shape_kind *kind) {
  *kind = HEPAR_SHAPE_RECORD;
  if (json_object_size(line) == 1) {
    for (int i = 0; i < HEPAR_SHAPE_KINDS; i++) {
      json_t *inside = json_object_get(line, hepar_shape_name((hepar_shape_kind)i));
      if (inside != NULL) {
        *kind = (hepar_shape_kind)i;
        return inside;
      }
    }
  }
  if (json_object_get(line, "id") != NULL && json_object_get(line, "design") != NULL) return line;
  return NULL;
}

/* One line that was parsed. */
static hepar_status import_line(hepar_importer *importer, const char *name, size_t number,
                                json_t *line) {
  hepar_shape_kind kind;
  json_t *object = unwrap(line, &kind);
  const char *schema = hepar_json_text(line, "schema");
  hepar_status status;
  if (schema != NULL && json_object_size(line) == 1) { /* a header line */
    if (strcmp(schema, SCHEMA) == 0) return HEPAR_OK;
    return hepar_fail(importer->error, HEPAR_VERSION_NEWER,
                      "%s:%zu: the schema is %s, this hepar reads " SCHEMA, name, number, schema);
  }
  if (!set_where(importer, name, number, NULL, 0)) return hepar_fail_memory(importer->error);
  if (object == NULL) {
    status = hepar_fail(importer->error, HEPAR_FORMAT,
                        "%s:%zu: is neither a record nor one of {\"source\": …}, {\"record\": …}, "
                        "{\"quantity\": …}, {\"claim\": …}, {\"decision\": …}",
                        name, number);
    return hepar_import_forgive(importer, kind, status);
  }
  status = hepar_import_object(importer, kind, object);
  if (status == HEPAR_OK && kind == HEPAR_SHAPE_RECORD) status = tell_progress(importer);
  return status;
}

static bool is_blank(const char *data, size_t length) {
  for (size_t i = 0; i < length; i++)
    if (strchr(" \t\r\n", data[i]) == NULL) return false;
  return true;
}

/* The next line that is not blank. */
static hepar_status next_line(hepar_lines *lines, size_t *number, const char **data,
                              size_t *length, bool *more, hepar_error *error) {
  hepar_status status;
  do {
    status = hepar_lines_next(lines, data, length, more, error);
    if (status != HEPAR_OK || !*more) return status;
    ++*number;
  } while (is_blank(*data, *length));
  return HEPAR_OK;
}

/* All lines from the current one on. */
static hepar_status import_lines(hepar_importer *importer, hepar_lines *lines, size_t number,
                                 const char *data, size_t length) {
  hepar_error *error = importer->error;
  bool more = true;
  hepar_status status = HEPAR_OK;
  while (status == HEPAR_OK && more) {
    json_t *line = hepar_json_parse(data, length, lines->path, number, error);
    if (line != NULL) status = import_line(importer, lines->path, number, line);
    else status = hepar_import_forgive(importer, HEPAR_SHAPE_RECORD, error->status);
    json_decref(line);
    if (status == HEPAR_OK) status = next_line(lines, &number, &data, &length, &more, error);
  }
  return status;
}

/* ---- what is it? ---- */

/* NDJSON by its name: a broken first line is then an error of that line. */
static bool named_lines(const char *name) {
  const char *dot = strrchr(name, '.');
  return dot != NULL && (strcmp(dot, ".ndjson") == 0 || strcmp(dot, ".jsonl") == 0);
}

/* A bundle that stands on one line: nothing may follow. */
static hepar_status import_one_line(hepar_importer *importer, hepar_lines *lines, size_t number,
                                    json_t *bundle) {
  const char *data;
  size_t length;
  bool more;
  hepar_status status = next_line(lines, &number, &data, &length, &more, importer->error);
  if (status == HEPAR_OK && more)
    status = hepar_fail(importer->error, HEPAR_FORMAT, "%s:%zu: there is more after the bundle",
                        lines->path, number);
  return status == HEPAR_OK ? import_bundle(importer, lines->path, bundle) : status;
}

/* The whole input as one value. */
static hepar_status import_whole(hepar_importer *importer, const char *path, const char *text,
                                 size_t length, const char *name) {
  json_t *bundle = path != NULL ? hepar_json_read(path, importer->error)
                                : hepar_json_parse(text, length, name, 1, importer->error);
  hepar_status status;
  if (bundle == NULL) return importer->error->status;
  status = import_bundle(importer, name, bundle);
  json_decref(bundle);
  return status;
}

/* Find out the format from the first line and read on. path NULL: from text. */
static hepar_status import_any(hepar_importer *importer, const char *path, const char *text,
                               size_t length, const char *name) {
  hepar_lines lines;
  hepar_error *error = importer->error;
  hepar_error ignored;
  const char *data;
  size_t first;
  size_t number = 0;
  bool more;
  json_t *line;
  hepar_status status = HEPAR_OK;
  if (path != NULL) status = hepar_lines_open(&lines, path, error);
  else hepar_lines_text(&lines, text, length, name);
  if (status != HEPAR_OK) return status;
  lines.path = name;
  status = next_line(&lines, &number, &data, &first, &more, error);
  if (status == HEPAR_OK && !more)
    status = hepar_fail(error, HEPAR_FORMAT, "%s: is empty", name);
  if (status == HEPAR_OK && first >= 15 && memcmp(data, "SQLite format 3", 15) == 0)
    status = hepar_fail(error, HEPAR_FORMAT, "%s: is a store, not JSON: open it instead", name);
  if (status != HEPAR_OK) {
    hepar_lines_close(&lines);
    return status;
  }
  line = hepar_json_parse(data, first, name, number, &ignored);
  if (line == NULL && ignored.status == HEPAR_NOMEM) status = hepar_fail_memory(error);
  else if (line != NULL && is_bundle(line))
    status = import_one_line(importer, &lines, number, line);
  else if (line != NULL || named_lines(name))
    status = import_lines(importer, &lines, number, data, first);
  else status = import_whole(importer, path, text, length, name);
  json_decref(line);
  hepar_lines_close(&lines);
  return status;
}

/* ---- the transaction ---- */

static uint64_t changed(const hepar_import_report *r) {
  return r->records.added + r->records.replaced + r->sources.added + r->sources.replaced +
         r->quantities.added + r->quantities.replaced + r->claims.added + r->claims.replaced +
         r->decisions.added + r->decisions.replaced;
}

/* One row of the log for the whole import. */
static hepar_status log_import(hepar_importer *importer, const char *name) {
  const hepar_import_report *r = importer->report;
  char counts[256];
  (void)snprintf(counts, sizeof counts,
                 "{\"added\":%llu,\"merged\":%llu,\"replaced\":%llu,\"skipped\":%llu}",
                 (unsigned long long)r->records.added, (unsigned long long)r->records.merged,
                 (unsigned long long)r->records.replaced, (unsigned long long)r->records.skipped);
  return hepar_log_append(importer->store, importer->options->who, "import", NULL, NULL, NULL,
                          counts, name, importer->error);
}

static hepar_status run(hepar_store *store, const char *path, const char *text, size_t length,
                        const char *name, const hepar_import_options *options,
                        hepar_import_report *report, hepar_error *error) {
  hepar_importer importer;
  hepar_import_options defaults = {0};
  hepar_status status;
  memset(&importer, 0, sizeof importer);
  if (options != NULL) defaults = *options;
  if (defaults.who == NULL) defaults.who = "import";
  memset(report, 0, sizeof *report);
  importer.store = store;
  importer.options = &defaults;
  importer.report = report;
  importer.error = error;
  importer.check.vocabulary = store->vocabulary;
  importer.check.warn = hepar_import_warn;
  importer.check.data = &importer;
  status = hepar_store_begin(store, error);
  if (status != HEPAR_OK) return status;
  status = import_any(&importer, path, text, length, name);
  report->normalised = importer.check.normalised;
  if (status == HEPAR_OK && changed(report) > 0) {
    if (store->rules != NULL && store->rules->store != NULL)
      status = store->rules->store(store, error);
    if (status == HEPAR_OK) status = log_import(&importer, name);
  }
  status = hepar_store_end(store, status, error);
  hepar_text_free(&importer.where);
  if (status != HEPAR_OK) hepar_import_report_free(report);
  return status;
}

hepar_status hepar_store_import(hepar_store *store, const char *path,
                                const hepar_import_options *options, hepar_import_report *report,
                                hepar_error *error) {
  hepar_error local;
  hepar_import_report unused;
  hepar_status status = run(store, path, NULL, 0, path, options,
                            report != NULL ? report : &unused, error != NULL ? error : &local);
  if (report == NULL && status == HEPAR_OK) hepar_import_report_free(&unused);
  return status;
}

hepar_status hepar_store_import_text(hepar_store *store, const char *text, size_t length,
                                     const char *name, const hepar_import_options *options,
                                     hepar_import_report *report, hepar_error *error) {
  hepar_error local;
  hepar_import_report unused;
  hepar_status status = run(store, NULL, text, length, name != NULL ? name : "text", options,
                            report != NULL ? report : &unused, error != NULL ? error : &local);
  if (report == NULL && status == HEPAR_OK) hepar_import_report_free(&unused);
  return status;
}

void hepar_import_report_free(hepar_import_report *report) {
  if (report == NULL) return;
  for (size_t i = 0; i < report->warnings_count; i++) hepar_free(report->warnings[i]);
  hepar_free((void *)report->warnings);
  memset(report, 0, sizeof *report);
}
