/* Growing text. */
#include "text.h"

#include <string.h>

/* Room for `more` bytes and the final zero. */
static bool reserve(hepar_text *text, size_t more) {
  size_t needed = text->length + more + 1;
  size_t capacity = text->capacity < 256 ? 256 : text->capacity;
  char *moved;
  if (text->failed) return false;
  if (needed <= text->capacity) return true;
  while (capacity < needed) capacity += capacity / 2;
  moved = hepar_realloc(text->data, capacity);
  if (moved == NULL) {
    text->failed = true;
    return false;
  }
  text->data = moved;
  text->capacity = capacity;
  return true;
}

void hepar_text_append(hepar_text *text, const char *data, size_t length) {
  if (!reserve(text, length)) return;
  if (length > 0) memcpy(text->data + text->length, data, length);
  text->length += length;
  text->data[text->length] = '\0';
}

void hepar_text_add(hepar_text *text, const char *string) {
  hepar_text_append(text, string, strlen(string));
}

void hepar_text_char(hepar_text *text, char c) { hepar_text_append(text, &c, 1); }

void hepar_text_clear(hepar_text *text) {
  text->length = 0;
  text->failed = false;
  if (text->data != NULL) text->data[0] = '\0';
}

void hepar_text_free(hepar_text *text) {
  hepar_free(text->data);
  memset(text, 0, sizeof *text);
}
