/* Writing the store, or some of its records: canonical bundle, NDJSON, CSV. */
#include "export.h"

#include <string.h>

#include "file.h"
#include "shape.h"
#include "tables.h"

#define FLUSH_AT 65536

/* Hand over what was written so far. */
hepar_status hepar_exporter_flush(hepar_exporter *e) {
  if (e->output != NULL) return hepar_output_flush(e->output, FLUSH_AT, e->error);
  return e->text->failed ? hepar_fail_memory(e->error) : HEPAR_OK;
}

/* Call `each` for the key of every record to be written, in order. */
hepar_status hepar_exporter_records(hepar_exporter *e,
                                    hepar_status (*each)(hepar_exporter *e, int64_t record)) {
  const hepar_export_options *options = e->options;
  hepar_status status = HEPAR_OK;
  sqlite3_stmt *s;
  if (options->records != NULL) {
    for (size_t i = 0; i < options->count && status == HEPAR_OK; i++)
      status = each(e, options->records[i]);
    return status;
  }
  s = hepar_store_prepare(
      e->store, "SELECT record FROM record ORDER BY source_id, container, row, id", e->error);
  if (s == NULL) return e->error->status;
  while (status == HEPAR_OK && hepar_store_row(e->store, s, &status, e->error))
    status = each(e, sqlite3_column_int64(s, 0));
  hepar_store_release(e->store, s);
  return status;
}

/* ---- what belongs to a selection ---- */

/* Remember the study and the sources of a record. */
static hepar_status note_record(hepar_exporter *e, int64_t record) {
  hepar_status status = HEPAR_OK;
  sqlite3_stmt *s = hepar_store_prepare(
      e->store,
      "SELECT study, source_id FROM record WHERE record = ?1 UNION ALL "
      "SELECT NULL, source_id FROM provenance WHERE record = ?1",
      e->error);
  if (s == NULL) return e->error->status;
  (void)sqlite3_bind_int64(s, 1, record);
  while (status == HEPAR_OK && hepar_store_row(e->store, s, &status, e->error)) {
    const char *study = hepar_column_text(s, 0);
    const char *source = hepar_column_text(s, 1);
    if (source == NULL || json_object_set_new(e->sources, source, json_true()) != 0 ||
        (study != NULL && json_object_set_new(e->studies, study, json_true()) != 0))
      status = hepar_fail_memory(e->error);
  }
  hepar_store_release(e->store, s);
  return status;
}

/* Is this object part of what is exported? A selection takes the sources of its records and the
   quantities of their studies along, no claims and no decisions. */
static hepar_status belongs(hepar_exporter *e, const char *list, const json_t *object,
                            bool *belonging) {
  const char *source = hepar_json_text(object, "source_id");
  const char *study = hepar_json_text(object, "study");
  *belonging = true;
  if (e->options->records == NULL) return HEPAR_OK;
  if (strcmp(list, "sources") == 0) {
    *belonging = json_object_get(e->sources, source) != NULL;
  } else if (strcmp(list, "quantities") == 0) {
    *belonging = study != NULL && json_object_get(e->studies, study) != NULL;
    if (*belonging && json_object_set_new(e->sources, source, json_true()) != 0)
      return hepar_fail_memory(e->error);
  } else {
    *belonging = false;
  }
  return HEPAR_OK;
}

/* ---- JSON ---- */

/* One object of a list: on its own line in NDJSON, two levels deep in a bundle. */
static hepar_status write_object(hepar_exporter *e, const char *singular, const json_t *object) {
  hepar_status status;
  if (e->options->format == HEPAR_FORMAT_NDJSON) {
    hepar_text_add(e->text, "{\"");
    hepar_text_add(e->text, singular);
    hepar_text_add(e->text, "\":");
    status = hepar_json_write(object, false, e->text, e->error);
    hepar_text_add(e->text, "}\n");
    e->written++;
  } else {
    hepar_text_add(e->text, e->written++ > 0 ? ",\n  " : "\n  ");
    status = hepar_json_write_inside(object, 2, e->text, e->error);
  }
  return status == HEPAR_OK ? hepar_exporter_flush(e) : status;
}

static hepar_status write_record(hepar_exporter *e, int64_t record) {
  json_t *json = hepar_record_get(e->store, record, e->error);
  hepar_status status;
  if (json == NULL) return e->error->status;
  status = write_object(e, "record", json);
  json_decref(json);
  return status;
}

/* The objects of one kind, read row by row. */
static hepar_status write_objects(hepar_exporter *e, const char *list, const char *singular,
                                  const hepar_table *table) {
  hepar_status status = HEPAR_OK;
  sqlite3_stmt *s = hepar_store_prepare(e->store, table->select, e->error);
  if (s == NULL) return e->error->status;
  while (status == HEPAR_OK && hepar_store_row(e->store, s, &status, e->error)) {
    json_t *object = hepar_table_read(table, s, e->error);
    bool belonging = false;
    if (object == NULL) status = e->error->status;
    else status = belongs(e, list, object, &belonging);
    if (status == HEPAR_OK && belonging) {
      if (e->written == 0 && e->opening != NULL) hepar_text_add(e->text, e->opening);
      status = write_object(e, singular, object);
    }
    json_decref(object);
  }
  hepar_store_release(e->store, s);
  return status;
}

/* A list of a bundle that is left out when it is empty. */
static hepar_status write_optional(hepar_exporter *e, const char *list, const char *singular,
                                   const char *opening, const hepar_table *table) {
  hepar_status status;
  e->written = 0;
  e->opening = opening;
  status = write_objects(e, list, singular, table);
  if (e->written > 0) hepar_text_add(e->text, "\n ],");
  e->opening = NULL;
  return status;
}

/* Members in alphabetic order, as in all canonical JSON. */
static hepar_status write_bundle(hepar_exporter *e) {
  hepar_status status;
  hepar_text_char(e->text, '{');
  status = write_optional(e, "claims", "claim", "\n \"claims\": [", &hepar_table_claim);
  if (status == HEPAR_OK)
    status = write_optional(e, "decisions", "decision", "\n \"decisions\": [",
                            &hepar_table_decision);
  if (status == HEPAR_OK)
    status = write_optional(e, "quantities", "quantity", "\n \"quantities\": [",
                            &hepar_table_quantity);
  hepar_text_add(e->text, "\n \"records\": [");
  e->written = 0;
  if (status == HEPAR_OK) status = hepar_exporter_records(e, write_record);
  hepar_text_add(e->text, e->written > 0 ? "\n ]" : "]");
  hepar_text_add(e->text, ",\n \"schema\": \"" HEPAR_BUNDLE_SCHEMA "\",\n \"sources\": [");
  e->written = 0;
  if (status == HEPAR_OK) status = write_objects(e, "sources", "source", &hepar_table_source);
  hepar_text_add(e->text, e->written > 0 ? "\n ]\n}\n" : "]\n}\n");
  return status;
}

/* Remember the sources of the quantities that a selection takes along. */
static hepar_status note_quantities(hepar_exporter *e) {
  json_t *quantities = hepar_store_objects(e->store, "quantities", e->error);
  hepar_status status = quantities != NULL ? HEPAR_OK : e->error->status;
  for (size_t i = 0; i < json_array_size(quantities) && status == HEPAR_OK; i++) {
    bool belonging;
    status = belongs(e, "quantities", json_array_get(quantities, i), &belonging);
  }
  json_decref(quantities);
  return status;
}

/* Sources first, because whoever reads lines needs them first. Without any object there is only the
   line that names the format, because an empty file is not ours. */
static hepar_status write_lines(hepar_exporter *e) {
  hepar_status status = HEPAR_OK;
  e->written = 0;
  if (e->options->records != NULL) status = note_quantities(e);
  if (status == HEPAR_OK) status = write_objects(e, "sources", "source", &hepar_table_source);
  if (status == HEPAR_OK) status = hepar_exporter_records(e, write_record);
  if (status == HEPAR_OK)
    status = write_objects(e, "quantities", "quantity", &hepar_table_quantity);
  if (status == HEPAR_OK) status = write_objects(e, "claims", "claim", &hepar_table_claim);
  if (status == HEPAR_OK)
    status = write_objects(e, "decisions", "decision", &hepar_table_decision);
  if (e->written == 0) hepar_text_add(e->text, "{\"schema\":\"" HEPAR_BUNDLE_SCHEMA "\"}\n");
  return status;
}

/* ---- the export as a whole ---- */

/* One snapshot for all the statements of an export, even when others write to the file. */
static hepar_status in_snapshot(hepar_exporter *e) {
  bool own;
  hepar_status status = hepar_store_snapshot(e->store, &own, e->error);
  if (status != HEPAR_OK) return status;
  if (e->options->records != NULL) status = hepar_exporter_records(e, note_record);
  if (status == HEPAR_OK) {
    switch (e->options->format) {
      case HEPAR_FORMAT_JSON: status = write_bundle(e); break;
      case HEPAR_FORMAT_NDJSON: status = write_lines(e); break;
      case HEPAR_FORMAT_CSV: status = hepar_export_csv(e); break;
    }
  }
  if (own) hepar_store_snapshot_end(e->store);
  return status;
}

static hepar_status run(hepar_store *store, hepar_text *text, hepar_output *output,
                        const hepar_export_options *options, hepar_error *error) {
  static const hepar_export_options all = {HEPAR_FORMAT_JSON, NULL, NULL, 0};
  hepar_exporter e;
  hepar_status status = hepar_store_check(store, error);
  if (status != HEPAR_OK) return status;
  memset(&e, 0, sizeof e);
  e.store = store;
  e.options = options != NULL ? options : &all;
  e.text = text;
  e.output = output;
  e.error = error;
  e.sources = json_object();
  e.studies = json_object();
  if (e.sources == NULL || e.studies == NULL) status = hepar_fail_memory(error);
  else status = in_snapshot(&e);
  json_decref(e.sources);
  json_decref(e.studies);
  if (status == HEPAR_OK && text->failed) status = hepar_fail_memory(error);
  return status;
}

hepar_status hepar_store_export(hepar_store *store, const char *path,
                                const hepar_export_options *options, hepar_error *error) {
  hepar_error local;
  hepar_output output;
  hepar_status status;
  if (error == NULL) error = &local;
  status = hepar_store_check(store, error);
  if (status == HEPAR_OK) status = hepar_output_open(&output, path, error);
  if (status != HEPAR_OK) return status;
  status = run(store, &output.text, &output, options, error);
  return hepar_output_close(&output, status, error);
}

hepar_status hepar_store_export_text(hepar_store *store, const hepar_export_options *options,
                                     char **text, size_t *length, hepar_error *error) {
  hepar_error local;
  hepar_text out = {0};
  hepar_status status = run(store, &out, NULL, options, error != NULL ? error : &local);
  *text = NULL;
  if (status == HEPAR_OK) {
    *text = out.data;
    if (length != NULL) *length = out.length;
  } else {
    hepar_text_free(&out);
  }
  return status;
}
