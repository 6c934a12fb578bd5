/* A growing piece of text: what the writers of JSON, CSV and the text index append to. */
#ifndef HEPAR_TEXT_H
#define HEPAR_TEXT_H

#include "hepar.h"

/* Start with {0}. `failed` is set by the first allocation that fails; appending goes on harmlessly,
   so a writer checks once, at its end. */
typedef struct hepar_text {
  char *data; /* ends with a zero byte as soon as something was appended */
  size_t length;
  size_t capacity;
  bool failed;
} hepar_text;

/* The one sentence for a failed allocation. */
#define hepar_fail_memory(error) hepar_fail(error, HEPAR_NOMEM, "out of memory")

void hepar_text_append(hepar_text *text, const char *data, size_t length);
void hepar_text_add(hepar_text *text, const char *string);
void hepar_text_char(hepar_text *text, char c);
/* Forget the content, keep the memory. */
void hepar_text_clear(hepar_text *text);
void hepar_text_free(hepar_text *text);

#endif
