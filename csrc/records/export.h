/* What the writers of the formats share. */
#ifndef HEPAR_EXPORT_H
#define HEPAR_EXPORT_H

#include "file.h"
#include "store.h"

typedef struct hepar_exporter {
  hepar_store *store;
  const hepar_export_options *options;
  hepar_text *text;     /* write here, then flush */
  hepar_output *output; /* NULL: everything stays in text */
  hepar_error *error;
  json_t *sources; /* of the selected records, as the members of an object */
  json_t *studies;
  size_t written;      /* objects of the list being written */
  const char *opening; /* text in front of the first object of a list that may be left out */
} hepar_exporter;

/* Write out the text when there is enough of it. */
hepar_status hepar_exporter_flush(hepar_exporter *exporter);

/* Call `each` with the key of every record to be exported, in order. */
hepar_status hepar_exporter_records(hepar_exporter *exporter,
                                    hepar_status (*each)(hepar_exporter *exporter, int64_t record));

/* csv.c: the table that the options name. */
hepar_status hepar_export_csv(hepar_exporter *exporter);

#endif
