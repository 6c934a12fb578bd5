/* The two halves of an import: reading objects out of bundles and lines (import.c), and merging
   each of them into the store (merge.c). */
#ifndef HEPAR_IMPORT_H
#define HEPAR_IMPORT_H

#include "shape.h"

typedef struct hepar_importer {
  hepar_store *store;
  const hepar_import_options *options;
  hepar_import_report *report;
  hepar_error *error;
  hepar_check check;
  hepar_text where;
  uint64_t records; /* read so far */
  int64_t quantities;
} hepar_importer;

/* Check one object and merge it into the store: add, recognise, replace, skip, or refuse. */
hepar_status hepar_import_object(hepar_importer *importer, hepar_shape_kind kind, json_t *object);

/* With skip_bad, count and list what went wrong with one object and go on: HEPAR_OK. Otherwise, and
   for what is not the object's fault, the status itself. */
hepar_status hepar_import_forgive(hepar_importer *importer, hepar_shape_kind kind,
                                  hepar_status status);

/* Add a warning to the report, as long as there is room; count it always. */
void hepar_import_warn(void *importer, const char *message);

#endif
