/* libFuzzer target: any bytes as a bundle or NDJSON. The import may refuse them; it must not crash,
   leak, or leave a store that cannot be written out again. What was accepted is exported, read back
   and exported once more: the two texts must be the same bytes. */
#include <stdlib.h>
#include <string.h>

#include "hepar.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool export_text(hepar_store *store, char **text, size_t *length) {
  const hepar_export_options options = {.format = HEPAR_FORMAT_JSON};
  return hepar_store_export_text(store, &options, text, length, NULL) == HEPAR_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const hepar_import_options skip = {.skip_bad = size % 2 == 1};
  hepar_store *first = NULL;
  hepar_store *second = NULL;
  char *text = NULL;
  char *again = NULL;
  size_t length = 0;
  size_t length_again = 0;
  if (hepar_store_open(NULL, false, &first, NULL) != HEPAR_OK) abort();
  if (hepar_store_import_text(first, (const char *)data, size, "fuzz", &skip, NULL, NULL) ==
      HEPAR_OK) {
    if (!export_text(first, &text, &length)) abort();
    if (hepar_store_open(NULL, false, &second, NULL) != HEPAR_OK) abort();
    if (hepar_store_import_text(second, text, length, "again", NULL, NULL, NULL) != HEPAR_OK)
      abort();
    if (!export_text(second, &again, &length_again)) abort();
    if (length != length_again || memcmp(text, again, length) != 0) abort();
  }
  hepar_free(text);
  hepar_free(again);
  hepar_store_free(first);
  hepar_store_free(second);
  return 0;
}
