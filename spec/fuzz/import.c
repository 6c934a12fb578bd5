/* libFuzzer target: any bytes as a bundle or NDJSON. The import may refuse them; it must not crash,
   leak, or leave a store that cannot be written out again. What was accepted is exported, read back
   and exported once more: the two texts must be the same bytes.

   Making a store takes longer than most imports, so two stores serve the whole run: each input is
   tried inside a transaction that is rolled back, which has to leave the store empty again. */
#include <stdlib.h>
#include <string.h>

#include "hepar.h"
#include "records/store.h"

#define RENEW 2000 /* inputs after which a store is made anew, so that no state piles up unseen */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static hepar_store *first;
static hepar_store *second;
static unsigned inputs;

static void expect(bool holds) {
  if (!holds) abort();
}

static bool export_text(hepar_store *store, hepar_format format, char **text, size_t *length) {
  const hepar_export_options options = {.format = format};
  return hepar_store_export_text(store, &options, text, length, NULL) == HEPAR_OK;
}

/* Read `text` into the second store and expect the same text out of it. */
static void read_back(const char *text, size_t length, hepar_format format) {
  char *again = NULL;
  size_t length_again = 0;
  const hepar_status undo = HEPAR_INTERRUPTED;
  expect(hepar_store_begin(second, NULL) == HEPAR_OK);
  expect(hepar_store_import_text(second, text, length,
                                 format == HEPAR_FORMAT_NDJSON ? "again.ndjson" : "again.json",
                                 NULL, NULL, NULL) == HEPAR_OK);
  expect(export_text(second, format, &again, &length_again));
  expect(length == length_again && memcmp(text, again, length) == 0);
  expect(hepar_store_end(second, undo, NULL) == undo);
  hepar_free(again);
}

/* What may be asked of any store that has taken records in. */
static void look_at(hepar_store *store) {
  static const hepar_format formats[] = {HEPAR_FORMAT_JSON, HEPAR_FORMAT_NDJSON};
  static const char *const tables[] = {"records", "results", "quantities", "claims"};
  char *findings = NULL;
  expect(hepar_store_findings(store, NULL, &findings, NULL) == HEPAR_OK);
  hepar_free(findings);
  for (size_t i = 0; i < 4; i++) {
    const hepar_export_options csv = {.format = HEPAR_FORMAT_CSV, .table = tables[i]};
    char *text = NULL;
    size_t length = 0;
    expect(hepar_store_export_text(store, &csv, &text, &length, NULL) == HEPAR_OK);
    hepar_free(text);
  }
  for (size_t i = 0; i < 2; i++) {
    char *text = NULL;
    size_t length = 0;
    expect(export_text(store, formats[i], &text, &length));
    read_back(text, length, formats[i]);
    hepar_free(text);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const hepar_import_options options = {
      .skip_bad = size % 2 == 1, .on_conflict = (hepar_on_conflict)(size / 2 % 3)};
  const hepar_status undo = HEPAR_INTERRUPTED;
  int64_t left = 1;
  if (inputs++ % RENEW == 0) {
    hepar_store_free(first);
    hepar_store_free(second);
    expect(hepar_store_open(NULL, false, &first, NULL) == HEPAR_OK);
    expect(hepar_store_open(NULL, false, &second, NULL) == HEPAR_OK);
  }
  expect(hepar_store_begin(first, NULL) == HEPAR_OK);
  if (hepar_store_import_text(first, (const char *)data, size, "fuzz", &options, NULL, NULL) ==
      HEPAR_OK) {
    look_at(first);
    /* The same again changes nothing, or conflicts with what it brought itself. */
    (void)hepar_store_import_text(first, (const char *)data, size, "again", &options, NULL, NULL);
    look_at(first);
  }
  expect(hepar_store_end(first, undo, NULL) == undo);
  expect(hepar_store_count(first, &left, NULL) == HEPAR_OK && left == 0);
  return 0;
}
