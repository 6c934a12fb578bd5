/* Checking an object against its table. The path to the member being looked at is a chain on the
   stack; it becomes text only when there is something to say. */
#include "shape.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* A bundle puts an object inside of two more levels. */
#define MOST_DEPTH (HEPAR_JSON_DEPTH - 2)

typedef struct path {
  const struct path *up;
  const char *key; /* NULL: an index */
  size_t index;    /* from 1 */
} path;

typedef struct context {
  hepar_check *check;
  hepar_shape_kind kind;
  const char *id;
  hepar_error *error;
} context;

static hepar_status check_object(context *c, const hepar_shape *shape, json_t *object,
                                 const path *at);

const char *hepar_shape_name(hepar_shape_kind kind) {
  static const char *const names[] = {"record", "source", "quantity", "claim", "decision"};
  return names[kind];
}

const char *const hepar_shape_lists[HEPAR_SHAPE_KINDS] = {"records", "sources", "quantities",
                                                          "claims", "decisions"};

/* ---- messages ---- */

static void add_path(hepar_text *text, const path *at) {
  char index[32];
  if (at->up != NULL) add_path(text, at->up);
  if (at->key == NULL) {
    (void)snprintf(index, sizeof index, "[%zu]", at->index);
    hepar_text_add(text, index);
  } else {
    if (at->up != NULL) hepar_text_char(text, '.');
    hepar_text_add(text, at->key);
  }
}

/* A value as a reader wants to see it: short, strings in quotes. */
static void add_value(hepar_text *text, const json_t *value) {
  switch (json_typeof(value)) {
    case JSON_OBJECT: hepar_text_add(text, "an object"); break;
    case JSON_ARRAY: hepar_text_add(text, "a list"); break;
    case JSON_STRING: {
      const char *string = json_string_value(value);
      size_t length = json_string_length(value);
      size_t shown = length > 60 ? 60 : length;
      while (shown < length && ((unsigned char)string[shown] & 0xc0) == 0x80) shown--;
      hepar_text_char(text, '"');
      hepar_text_append(text, string, shown);
      hepar_text_add(text, shown < length ? "…\"" : "\"");
      break;
    }
    default: {
      hepar_error ignored;
      (void)hepar_json_write(value, false, text, &ignored);
    }
  }
}

/* "file:12: record fiore2018:t1:r08, field product.source: " */
static void add_place(const context *c, hepar_text *text, const path *at) {
  if (c->check->where != NULL) {
    hepar_text_add(text, c->check->where);
    hepar_text_add(text, ": ");
  }
  hepar_text_add(text, hepar_shape_name(c->kind));
  if (c->id != NULL) {
    hepar_text_char(text, ' ');
    hepar_text_add(text, c->id);
  }
  if (at != NULL) {
    hepar_text_add(text, ", field ");
    add_path(text, at);
  }
  hepar_text_add(text, ": ");
}

/* Fail with `place: value wrong`. value NULL: none. */
static hepar_status fail(const context *c, hepar_status status, const path *at,
                         const json_t *value, const char *wrong, const char *near) {
  hepar_text text = {0};
  add_place(c, &text, at);
  if (value != NULL) {
    add_value(&text, value);
    hepar_text_char(&text, ' ');
  }
  hepar_text_add(&text, wrong);
  if (near != NULL) {
    hepar_text_add(&text, " (did you mean \"");
    hepar_text_add(&text, near);
    hepar_text_add(&text, "\"?)");
  }
  if (text.failed) status = hepar_fail_memory(c->error);
  else hepar_fail(c->error, status, "%s", text.data);
  hepar_text_free(&text);
  return status;
}

/* Warn with `place: …`. */
static void warn(const context *c, const path *at, const json_t *value, const char *what,
                 const char *near) {
  hepar_text text = {0};
  if (c->check->warn == NULL) return;
  add_place(c, &text, at);
  if (value != NULL) {
    add_value(&text, value);
    hepar_text_char(&text, ' ');
  }
  hepar_text_add(&text, what);
  if (near != NULL) {
    hepar_text_add(&text, " \"");
    hepar_text_add(&text, near);
    hepar_text_add(&text, "\"");
  }
  if (!text.failed) c->check->warn(c->check->data, text.data);
  hepar_text_free(&text);
}

/* ---- kinds of values ---- */

/* "source:table:r12" */
static bool is_id(const char *text) {
  static const char *const allowed = "abcdefghijklmnopqrstuvwxyz0123456789_";
  size_t part = strspn(text, allowed);
  if (part == 0 || text[part] != ':') return false;
  text += part + 1;
  part = strspn(text, allowed);
  if (part == 0 || memchr(text, '_', part) != NULL || text[part] != ':' || text[part + 1] != 'r')
    return false;
  text += part + 2;
  part = strspn(text, "0123456789");
  return part > 0 && part < 10 && text[part] == '\0';
}

static bool is_key(const char *text) {
  static const char *const allowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
  return text[0] != '\0' && text[strspn(text, allowed)] == '\0';
}

static bool is_sha256(const char *text) {
  return strlen(text) == 64 && strspn(text, "0123456789abcdef") == 64;
}

/* A date that exists, with or without a time after it. */
static bool is_date(const char *text) {
  static const int lengths[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  int year;
  int month;
  int day;
  int end = 0;
  if (strspn(text, "0123456789") != 4 || text[4] != '-' ||
      strspn(text + 5, "0123456789") != 2 ||
      sscanf(text, "%4d-%2d-%2d%n", &year, &month, &day, &end) != 3 || end != 10)
    return false;
  if (month < 1 || month > 12 || day < 1 || day > lengths[month - 1]) return false;
  if (month == 2 && day == 29 && (year % 4 != 0 || (year % 100 == 0 && year % 400 != 0)))
    return false;
  return text[10] == '\0' || text[10] == 'T' || text[10] == ' ';
}

static hepar_status check_string(context *c, const hepar_member *m, const json_t *value,
                                 const path *at) {
  const char *text = json_string_value(value);
  const char *wrong = NULL;
  if (text == NULL) return fail(c, HEPAR_FORMAT, at, value, "is not a string", NULL);
  if (m->kind == MEMBER_NAME && text[0] == '\0') wrong = "is empty";
  if (m->kind == MEMBER_ID && !is_id(text))
    wrong = "is not an id such as \"fiore2018:t1:r08\" (small letters, digits: source:table:row)";
  if (m->kind == MEMBER_KEY && !is_key(text))
    wrong = "is not a key of letters, digits, \"_\", \".\" and \"-\"";
  if (m->kind == MEMBER_SHA256 && !is_sha256(text))
    wrong = "is not a SHA-256 of 64 small hexadecimal digits";
  if (m->kind == MEMBER_DATE && !is_date(text)) wrong = "is not a date such as 2026-11-21";
  return wrong == NULL ? HEPAR_OK : fail(c, HEPAR_FORMAT, at, value, wrong, NULL);
}

static hepar_status check_number(context *c, const hepar_member *m, const json_t *value,
                                 const path *at) {
  char wrong[128];
  double number = json_number_value(value);
  if (!json_is_number(value)) return fail(c, HEPAR_FORMAT, at, value, "is not a number", NULL);
  if (m->kind == MEMBER_INTEGER && number != floor(number))
    return fail(c, HEPAR_FORMAT, at, value, "is not a whole number", NULL);
  if (m->least == m->most || (number >= m->least && number <= m->most)) return HEPAR_OK;
  if (m->most >= 1e300)
    (void)snprintf(wrong, sizeof wrong, "is out of range: at least %g", m->least);
  else
    (void)snprintf(wrong, sizeof wrong, "is out of range: from %.15g to %.15g", m->least, m->most);
  return fail(c, HEPAR_RANGE, at, value, wrong, NULL);
}

/* One of "a|b|c". */
static hepar_status check_word(context *c, const hepar_member *m, const json_t *value,
                               const path *at) {
  const char *text = json_string_value(value);
  const char *near;
  char words[256];
  char wrong[300] = "is not one of ";
  const char *list[16];
  size_t count = 0;
  char *word = words;
  if (text == NULL) return fail(c, HEPAR_FORMAT, at, value, "is not a string", NULL);
  (void)snprintf(words, sizeof words, "%s", m->names);
  while (word != NULL && count < sizeof list / sizeof list[0]) {
    char *bar = strchr(word, '|');
    if (bar != NULL) *bar = '\0';
    if (strcmp(word, text) == 0) return HEPAR_OK;
    if (count > 0) strncat(wrong, ", ", sizeof wrong - strlen(wrong) - 1);
    strncat(wrong, word, sizeof wrong - strlen(wrong) - 1);
    list[count++] = word;
    word = bar != NULL ? bar + 1 : NULL;
  }
  near = hepar_suggest(text, list, count);
  return fail(c, HEPAR_FORMAT, at, value, wrong, near);
}

/* A code; *code becomes the code to store when a synonym stands here. */
static hepar_status check_code(context *c, const hepar_member *m, const json_t *value,
                               const path *at, const char **code) {
  const char *text = json_string_value(value);
  const hepar_code *found;
  char wrong[80];
  if (text == NULL) return fail(c, HEPAR_FORMAT, at, value, "is not a string", NULL);
  found = hepar_vocabulary_resolve(c->check->vocabulary, m->names, text);
  if (found != NULL) {
    if (strcmp(found->code, text) != 0) {
      *code = found->code;
      c->check->normalised++;
      warn(c, at, value, "was stored as", found->code);
    }
    return HEPAR_OK;
  }
  (void)snprintf(wrong, sizeof wrong, "is not a code of the vocabulary %s", m->names);
  if (m->flags & OPEN) {
    warn(c, at, value, wrong, NULL);
    return HEPAR_OK;
  }
  return fail(c, HEPAR_FORMAT, at, value, wrong,
              hepar_vocabulary_suggest(c->check->vocabulary, m->names, text));
}

static hepar_status check_lines(context *c, const hepar_member *m, const json_t *value,
                                const path *at) {
  const json_t *first = json_array_get(value, 0);
  const json_t *last = json_array_get(value, 1);
  if (json_array_size(value) != 2 || !json_is_number(first) || !json_is_number(last))
    return fail(c, HEPAR_FORMAT, at, value, "is not a list of two numbers, first and last", NULL);
  if (m->kind == MEMBER_PAIR) return HEPAR_OK;
  if (json_number_value(first) != floor(json_number_value(first)) ||
      json_number_value(last) != floor(json_number_value(last)))
    return fail(c, HEPAR_FORMAT, at, value, "is not a list of whole numbers", NULL);
  if (json_number_value(first) < 0 || json_number_value(first) > json_number_value(last))
    return fail(c, HEPAR_RANGE, at, NULL, "the first number is greater than the last, or negative",
                NULL);
  return HEPAR_OK;
}

/* Column -> text (or null, or an object such as {sha256, text} for a cell that is not kept). */
static hepar_status check_cells(context *c, json_t *value, const path *at) {
  const char *key;
  json_t *cell;
  if (!json_is_object(value)) return fail(c, HEPAR_FORMAT, at, value, "is not an object", NULL);
  json_object_foreach(value, key, cell) {
    path here = {at, key, 0};
    if (!json_is_string(cell) && !json_is_null(cell) && !json_is_object(cell))
      return fail(c, HEPAR_FORMAT, &here, cell, "is not a string", NULL);
  }
  return HEPAR_OK;
}

/* One value that is not null. *code: what to store instead; *whole: a whole number to store. */
static hepar_status check_value(context *c, const hepar_member *m, json_t *value, const path *at,
                                const char **code) {
  switch (m->kind) {
    case MEMBER_ANY: return HEPAR_OK;
    case MEMBER_TEXT:
    case MEMBER_NAME:
    case MEMBER_ID:
    case MEMBER_KEY:
    case MEMBER_SHA256:
    case MEMBER_DATE: return check_string(c, m, value, at);
    case MEMBER_INTEGER:
    case MEMBER_NUMBER: return check_number(c, m, value, at);
    case MEMBER_BOOLEAN:
      if (json_is_boolean(value)) return HEPAR_OK;
      return fail(c, HEPAR_FORMAT, at, value, "is neither true nor false", NULL);
    case MEMBER_CODE: return check_code(c, m, value, at, code);
    case MEMBER_WORD: return check_word(c, m, value, at);
    case MEMBER_LINES:
    case MEMBER_PAIR: return check_lines(c, m, value, at);
    case MEMBER_ROW:
      if (json_is_integer(value) || json_is_string(value)) return HEPAR_OK;
      return fail(c, HEPAR_FORMAT, at, value, "is neither a whole number nor a string", NULL);
    case MEMBER_CELLS: return check_cells(c, value, at);
    case MEMBER_OBJECT:
      if (!json_is_object(value)) return fail(c, HEPAR_FORMAT, at, value, "is not an object", NULL);
      return m->shape != NULL ? check_object(c, m->shape, value, at) : HEPAR_OK;
  }
  return HEPAR_INTERNAL;
}

/* Check one value and put the code, or the whole number, in its place. */
static hepar_status check_slot(context *c, const hepar_member *m, json_t *holder, size_t index,
                               json_t *value, const path *at) {
  const char *code = NULL;
  json_t *better = NULL;
  hepar_status status = check_value(c, m, value, at, &code);
  if (status != HEPAR_OK) return status;
  if (code != NULL) better = json_string(code);
  else if (m->kind == MEMBER_INTEGER && json_is_real(value))
    better = json_integer((json_int_t)json_real_value(value));
  else return HEPAR_OK;
  if (better == NULL || (json_is_array(holder) ? json_array_set_new(holder, index, better)
                                               : json_object_set_new(holder, m->name, better)) != 0)
    return hepar_fail_memory(c->error);
  return HEPAR_OK;
}

static hepar_status check_list(context *c, const hepar_member *m, json_t *list, const path *at) {
  for (size_t i = 0; i < json_array_size(list); i++) {
    path here = {at, NULL, i + 1};
    hepar_status status = check_slot(c, m, list, i, json_array_get(list, i), &here);
    if (status != HEPAR_OK) return status;
  }
  if ((m->flags & FILLED) && json_array_size(list) == 0)
    return fail(c, HEPAR_FORMAT, at, NULL, "needs at least one entry", NULL);
  return HEPAR_OK;
}

/* Warn about the members that the shape does not know. */
static void report_unknown(const context *c, const hepar_shape *shape, json_t *object,
                           const path *at) {
  const char *names[64];
  const char *key;
  json_t *value;
  size_t count = shape->count < 64 ? shape->count : 64;
  for (size_t i = 0; i < count; i++) names[i] = shape->members[i].name;
  json_object_foreach(object, key, value) {
    path here = {at, key, 0};
    const char *near;
    size_t i = 0;
    while (i < count && strcmp(names[i], key) != 0) i++;
    if (i < count) continue;
    near = hepar_suggest(key, names, count);
    warn(c, &here, NULL, near != NULL ? "is not a known member and was kept; did you mean"
                                      : "is not a known member and was kept",
         near);
  }
}

static hepar_status check_object(context *c, const hepar_shape *shape, json_t *object,
                                 const path *at) {
  size_t known = 0;
  for (size_t i = 0; i < shape->count; i++) {
    const hepar_member *m = &shape->members[i];
    json_t *value = json_object_get(object, m->name);
    path here = {at, m->name, 0};
    hepar_status status;
    if (value == NULL) {
      if (m->flags & REQUIRED) return fail(c, HEPAR_FORMAT, &here, NULL, "is missing", NULL);
      continue;
    }
    known++;
    if (json_is_null(value) && (m->flags & NULLABLE)) continue;
    if ((m->flags & LIST) && !json_is_array(value))
      return fail(c, HEPAR_FORMAT, &here, value, "is not a list", NULL);
    if ((m->flags & LIST) || ((m->flags & ONE_OR_LIST) && json_is_array(value)))
      status = check_list(c, m, value, &here);
    else status = check_slot(c, m, object, 0, value, &here);
    if (status != HEPAR_OK) return status;
  }
  if (known < json_object_size(object)) report_unknown(c, shape, object, at);
  return HEPAR_OK;
}

/* A given value that differs from the derived one. */
static void derived_differs(void *data, const char *field, const json_t *given,
                            const json_t *derived) {
  const context *c = data;
  path at = {NULL, field, 0};
  char *text = hepar_json_string(derived, NULL);
  warn(c, &at, given, "differs from the derived value, which was taken:",
       text != NULL ? text : "?");
  hepar_free(text);
}

/* True when value, at this depth, nests deeper than an object of a bundle may. */
static bool too_deep(const json_t *value, size_t depth) {
  json_t *inside = (json_t *)(uintptr_t)value; /* Jansson's readers take no const */
  const char *key;
  json_t *member;
  size_t i;
  if (!json_is_object(value) && !json_is_array(value)) return false;
  if (depth > MOST_DEPTH) return true;
  json_object_foreach(inside, key, member) {
    if (too_deep(member, depth + 1)) return true;
  }
  json_array_foreach(value, i, member) {
    if (too_deep(member, depth + 1)) return true;
  }
  return false;
}

hepar_status hepar_shape_check(hepar_check *check, hepar_shape_kind kind, json_t *object,
                               hepar_error *error) {
  context c = {check, kind, NULL, error};
  hepar_status status;
  bool derived = true;
  if (!json_is_object(object))
    return fail(&c, HEPAR_FORMAT, NULL, object, "is not an object", NULL);
  c.id = hepar_json_text(object, kind == HEPAR_SHAPE_SOURCE ? "source_id" : "id");
  if (too_deep(object, 1)) {
    char wrong[64];
    (void)snprintf(wrong, sizeof wrong, "is nested deeper than %d levels", MOST_DEPTH);
    return fail(&c, HEPAR_FORMAT, NULL, NULL, wrong, NULL);
  }
  status = check_object(&c, &hepar_shapes[kind], object, NULL);
  if (status != HEPAR_OK) return status;
  if (kind == HEPAR_SHAPE_RECORD)
    derived = hepar_record_derive(check->vocabulary, object, derived_differs, &c);
  if (kind == HEPAR_SHAPE_QUANTITY)
    derived = hepar_quantity_derive(object, "timepoint.days", derived_differs, &c);
  return derived ? HEPAR_OK : hepar_fail_memory(error);
}
