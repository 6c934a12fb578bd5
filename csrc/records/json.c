/* Writing JSON in its canonical form: a byte-identical round trip needs one spelling of every
   value. Reading is in parse.c. */
#include "json.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"

json_t *hepar_json_read(const char *path, hepar_error *error) {
  hepar_text text = {0};
  json_t *value = NULL;
  if (hepar_file_read(path, &text, error) == HEPAR_OK)
    value = hepar_json_parse(text.data, text.length, path, 1, error);
  hepar_text_free(&text);
  return value;
}

bool hepar_json_number(double value, char buffer[32]) {
  if (!isfinite(value)) return false;
  if (value == 0) value = 0; /* no negative zero */
  if (fabs(value) <= 9007199254740992.0 && value == floor(value)) {
    (void)snprintf(buffer, 32, "%.0f", value);
    return true;
  }
  for (int digits = 15; digits <= 17; digits++) {
    (void)snprintf(buffer, 32, "%.*g", digits, value);
    if (strtod(buffer, NULL) == value) break;
  }
  /* A host may have set a locale with a decimal comma. */
  for (char *c = buffer; *c != '\0'; c++)
    if (*c == ',') *c = '.';
  return true;
}

/* A string between quotes; only what JSON demands is escaped. */
static void write_string(hepar_text *text, const char *data, size_t length) {
  static const char hex[] = "0123456789abcdef";
  size_t from = 0;
  hepar_text_char(text, '"');
  for (size_t i = 0; i < length; i++) {
    unsigned char c = (unsigned char)data[i];
    char escape[7] = {'\\', 0, 0, 0, 0, 0, 0};
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    hepar_text_append(text, data + from, i - from);
    from = i + 1;
    switch (c) {
      case '"': escape[1] = '"'; break;
      case '\\': escape[1] = '\\'; break;
      case '\b': escape[1] = 'b'; break;
      case '\f': escape[1] = 'f'; break;
      case '\n': escape[1] = 'n'; break;
      case '\r': escape[1] = 'r'; break;
      case '\t': escape[1] = 't'; break;
      default:
        memcpy(escape + 1, "u00", 3);
        escape[4] = hex[c >> 4];
        escape[5] = hex[c & 15];
    }
    hepar_text_add(text, escape);
  }
  hepar_text_append(text, data + from, length - from);
  hepar_text_char(text, '"');
}

typedef struct writer {
  hepar_text *text;
  bool pretty;
  hepar_error *error;
} writer;

static hepar_status write_value(const writer *w, const json_t *value, int depth);

static void new_line(const writer *w, int depth) {
  static const char blanks[HEPAR_JSON_DEPTH + 2] =
      "                                                                ";
  hepar_text_char(w->text, '\n');
  hepar_text_append(w->text, blanks, (size_t)depth);
}

static int by_key(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static hepar_status write_members(const writer *w, const json_t *value, const char **keys,
                                  size_t count, int depth) {
  json_t *object = (json_t *)(uintptr_t)value; /* Jansson's readers take no const */
  const char *key;
  json_t *member;
  size_t n = 0;
  json_object_foreach(object, key, member) {
    if (n < count) keys[n++] = key;
  }
  qsort(keys, n, sizeof *keys, by_key);
  hepar_text_char(w->text, '{');
  for (size_t i = 0; i < n; i++) {
    hepar_status status;
    if (i > 0) hepar_text_char(w->text, ',');
    if (w->pretty) new_line(w, depth + 1);
    write_string(w->text, keys[i], strlen(keys[i]));
    hepar_text_add(w->text, w->pretty ? ": " : ":");
    status = write_value(w, json_object_get(object, keys[i]), depth + 1);
    if (status != HEPAR_OK) return status;
  }
  if (w->pretty && n > 0) new_line(w, depth);
  hepar_text_char(w->text, '}');
  return HEPAR_OK;
}

static hepar_status write_object(const writer *w, const json_t *value, int depth) {
  const char *few[32];
  size_t count = json_object_size(value);
  const char **keys = few;
  hepar_status status;
  if (count > sizeof few / sizeof few[0]) keys = hepar_malloc(count * sizeof *keys);
  if (keys == NULL) return hepar_fail_memory(w->error);
  status = write_members(w, value, keys, count, depth);
  if (keys != few) hepar_free(keys);
  return status;
}

static hepar_status write_array(const writer *w, const json_t *value, int depth) {
  size_t count = json_array_size(value);
  bool lines = false;
  for (size_t i = 0; i < count && !lines; i++) {
    const json_t *item = json_array_get(value, i);
    lines = json_is_object(item) || json_is_array(item);
  }
  lines = lines && w->pretty;
  hepar_text_char(w->text, '[');
  for (size_t i = 0; i < count; i++) {
    hepar_status status;
    if (i > 0) hepar_text_char(w->text, ',');
    if (lines) new_line(w, depth + 1);
    else if (i > 0 && w->pretty) hepar_text_char(w->text, ' ');
    status = write_value(w, json_array_get(value, i), depth + 1);
    if (status != HEPAR_OK) return status;
  }
  if (lines) new_line(w, depth);
  hepar_text_char(w->text, ']');
  return HEPAR_OK;
}

static hepar_status write_value(const writer *w, const json_t *value, int depth) {
  char number[32];
  if (depth > HEPAR_JSON_DEPTH)
    return hepar_fail(w->error, HEPAR_FORMAT, "nested deeper than %d levels", HEPAR_JSON_DEPTH);
  switch (json_typeof(value)) {
    case JSON_OBJECT: return write_object(w, value, depth);
    case JSON_ARRAY: return write_array(w, value, depth);
    case JSON_STRING:
      write_string(w->text, json_string_value(value), json_string_length(value));
      break;
    case JSON_INTEGER:
      (void)snprintf(number, sizeof number, "%lld", (long long)json_integer_value(value));
      hepar_text_add(w->text, number);
      break;
    case JSON_REAL:
      if (!hepar_json_number(json_real_value(value), number))
        return hepar_fail(w->error, HEPAR_RANGE, "JSON has no spelling for NaN or infinity");
      hepar_text_add(w->text, number);
      break;
    case JSON_TRUE: hepar_text_add(w->text, "true"); break;
    case JSON_FALSE: hepar_text_add(w->text, "false"); break;
    case JSON_NULL: hepar_text_add(w->text, "null"); break;
    default: return hepar_fail(w->error, HEPAR_INTERNAL, "a JSON value of no known type");
  }
  return w->text->failed ? hepar_fail_memory(w->error) : HEPAR_OK;
}

hepar_status hepar_json_write(const json_t *value, bool pretty, hepar_text *text,
                              hepar_error *error) {
  writer w = {text, pretty, error};
  hepar_status status = write_value(&w, value, 0);
  if (status != HEPAR_OK) return status;
  if (pretty) hepar_text_char(text, '\n');
  return text->failed ? hepar_fail_memory(error) : HEPAR_OK;
}

hepar_status hepar_json_write_inside(const json_t *value, int depth, hepar_text *text,
                                     hepar_error *error) {
  writer w = {text, true, error};
  return write_value(&w, value, depth);
}

char *hepar_json_string(const json_t *value, hepar_error *error) {
  hepar_text text = {0};
  if (hepar_json_write(value, false, &text, error) == HEPAR_OK) return text.data;
  hepar_text_free(&text);
  return NULL;
}

json_t *hepar_json_copy(const json_t *value) {
  json_t *copy = json_copy((json_t *)(uintptr_t)value);
  if (copy != NULL && (json_object_size(copy) != json_object_size(value) ||
                       json_array_size(copy) != json_array_size(value))) {
    json_decref(copy);
    copy = NULL;
  }
  return copy;
}

const char *hepar_json_text(const json_t *object, const char *key) {
  return json_string_value(json_object_get(object, key));
}

bool hepar_json_real(const json_t *object, const char *key, double *value) {
  const json_t *member = json_object_get(object, key);
  if (!json_is_number(member)) return false;
  *value = json_number_value(member);
  return true;
}

bool hepar_json_integer(const json_t *object, const char *key, int64_t *value) {
  const json_t *member = json_object_get(object, key);
  if (!json_is_integer(member)) return false;
  *value = (int64_t)json_integer_value(member);
  return true;
}
