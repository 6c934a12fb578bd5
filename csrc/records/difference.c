/* The first place where two JSON values differ, for messages and the log. */
#include <stdio.h>
#include <string.h>

#include "json.h"

/* A value, shortened. */
static void add_short(hepar_text *text, const json_t *value) {
  hepar_text whole = {0};
  hepar_error ignored;
  size_t length;
  if (value == NULL) {
    hepar_text_add(text, "nothing");
    return;
  }
  (void)hepar_json_write(value, false, &whole, &ignored);
  length = whole.length > 60 ? 60 : whole.length;
  while (length < whole.length && ((unsigned char)whole.data[length] & 0xc0) == 0x80) length--;
  hepar_text_append(text, whole.data, length);
  if (length < whole.length) hepar_text_add(text, "…");
  hepar_text_free(&whole);
}

/* Numbers by value, everything else by Jansson's rules. */
static bool same(const json_t *a, const json_t *b) {
  if (a == NULL || b == NULL) return a == b;
  if (json_is_number(a) && json_is_number(b)) return json_number_value(a) == json_number_value(b);
  return json_equal((json_t *)(uintptr_t)a, (json_t *)(uintptr_t)b);
}

static bool find(const json_t *a, const json_t *b, hepar_text *path, hepar_text *text);

/* Look at one member; the path is cut back when it is the same. */
static bool find_member(const json_t *a, const json_t *b, const char *key, hepar_text *path,
                        hepar_text *text) {
  size_t length = path->length;
  if (length > 0) hepar_text_char(path, '.');
  hepar_text_add(path, key);
  if (find(json_object_get(a, key), json_object_get(b, key), path, text)) return true;
  if (!path->failed) path->length = length;
  return false;
}

static bool find_in_list(const json_t *a, const json_t *b, hepar_text *path, hepar_text *text) {
  size_t length = path->length;
  for (size_t i = 0; i < json_array_size(a); i++) {
    char index[32];
    (void)snprintf(index, sizeof index, "[%zu]", i + 1);
    hepar_text_add(path, index);
    if (find(json_array_get(a, i), json_array_get(b, i), path, text)) return true;
    if (!path->failed) path->length = length;
  }
  return false;
}

static bool find_in_object(const json_t *a, const json_t *b, hepar_text *path, hepar_text *text) {
  const char *key;
  json_t *value;
  json_object_foreach((json_t *)(uintptr_t)a, key, value) {
    if (find_member(a, b, key, path, text)) return true;
  }
  json_object_foreach((json_t *)(uintptr_t)b, key, value) {
    if (find_member(a, b, key, path, text)) return true;
  }
  return false;
}

static bool find(const json_t *a, const json_t *b, hepar_text *path, hepar_text *text) {
  if (json_is_object(a) && json_is_object(b)) return find_in_object(a, b, path, text);
  if (json_is_array(a) && json_is_array(b) && json_array_size(a) == json_array_size(b))
    return find_in_list(a, b, path, text);
  if (same(a, b)) return false;
  hepar_text_add(text, "field ");
  hepar_text_append(text, path->data, path->failed ? 0 : path->length);
  hepar_text_add(text, " (");
  add_short(text, a);
  hepar_text_add(text, ", now ");
  add_short(text, b);
  hepar_text_char(text, ')');
  return true;
}

void hepar_json_difference(const json_t *before, const json_t *after, hepar_text *text) {
  hepar_text path = {0};
  hepar_text_add(&path, "");
  (void)find(before, after, &path, text);
  hepar_text_free(&path);
}
