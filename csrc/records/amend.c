/* Changing one field of one record: checked, derived and judged by the rules like a new one, and
   written to the log. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record.h"
#include "shape.h"

#define LONGEST_FIELD 200

/* One step of a path: a member, or an item of a list (from 1). */
typedef struct step {
  char key[LONGEST_FIELD];
  size_t index; /* 0: a member */
} step;

/* Read the next step of "arms[2].n" and move on. False: not a path. */
static bool next_step(const char **at, step *next) {
  const char *s = *at;
  size_t length;
  if (*s == '[') {
    char *end;
    unsigned long index = strtoul(s + 1, &end, 10);
    if (end == s + 1 || *end != ']' || index == 0 || index > 1000000) return false;
    next->index = index;
    *at = end + 1;
    return true;
  }
  if (*s == '.') s++;
  length = strcspn(s, ".[]");
  if (length == 0 || length >= sizeof next->key) return false;
  memcpy(next->key, s, length);
  next->key[length] = '\0';
  next->index = 0;
  *at = s + length;
  return true;
}

static json_t *go(const json_t *value, const step *s) {
  if (s->index > 0) return json_array_get(value, s->index - 1);
  return json_object_get(value, s->key);
}

/* The value at a path, or NULL. *holder and *last: where it stands, NULL when that is not there. */
static json_t *find(json_t *record, const char *field, json_t **holder, step *last) {
  const char *at = field;
  json_t *value = record;
  *holder = NULL;
  while (*at != '\0') {
    *holder = value;
    if (!next_step(&at, last)) {
      *holder = NULL;
      return NULL;
    }
    value = go(value, last);
    if (value == NULL && *at != '\0') {
      *holder = NULL;
      return NULL;
    }
  }
  return value;
}

/* Put empty objects where members of the path are missing, all but the last. *known becomes the
   length of the path down to the first of them. False: out of memory. */
static bool make_way(json_t *record, const char *field, size_t *known) {
  const char *at = field;
  json_t *value = record;
  step s;
  while (value != NULL && next_step(&at, &s) && *at != '\0') {
    json_t *inside = go(value, &s);
    bool missing = inside == NULL || json_is_null(inside);
    if (missing && s.index == 0 && *at == '.' && json_is_object(value)) {
      inside = json_object();
      if (json_object_set_new(value, s.key, inside) != 0) return false;
      if ((size_t)(at - field) < *known) *known = (size_t)(at - field);
    }
    value = inside;
  }
  return true;
}

/* Put a value (a new reference; NULL: take it away) at the place. */
static bool put(json_t *holder, const step *last, json_t *value) {
  if (last->index == 0 && json_is_object(holder)) {
    if (value != NULL) return json_object_set_new(holder, last->key, value) == 0;
    (void)json_object_del(holder, last->key);
    return true;
  }
  if (value == NULL) return json_array_remove(holder, last->index - 1) == 0;
  if (last->index == json_array_size(holder) + 1)
    return json_array_append_new(holder, value) == 0;
  return json_array_set_new(holder, last->index - 1, value) == 0;
}

/* The amended field, or an object that was made for it, is one that the format does not know. */
typedef struct unknown {
  hepar_text start; /* how a warning begins that speaks of a field */
  const char *field;
  size_t known; /* so much of the field was there, or is all of it */
  char message[512];
  size_t length; /* so much of the field is what the message speaks of */
} unknown;

static void watch(void *data, const char *message) {
  unknown *u = data;
  const char *named = message + u->start.length;
  const char *end = strstr(message, ": is not a known member");
  size_t length;
  if (u->start.failed || end == NULL || strncmp(message, u->start.data, u->start.length) != 0)
    return;
  length = end > named ? (size_t)(end - named) : 0;
  if (length < u->known || strncmp(named, u->field, length) != 0 ||
      (u->field[length] != '\0' && u->field[length] != '.'))
    return;
  (void)snprintf(u->message, sizeof u->message, "%s", message);
  u->length = length;
}

/* Check the changed record; refuse a field that is not known or that is derived. */
static hepar_status check_amended(hepar_store *store, json_t *json, const char *id,
                                  const char *field, size_t known, const char *before,
                                  json_t *wanted, hepar_error *error) {
  unknown u = {{0}, field, known, "", 0};
  hepar_check check = {store->vocabulary, NULL, watch, &u, 0};
  json_t *holder;
  step last;
  char *now;
  hepar_status status;
  hepar_text_add(&u.start, "record ");
  hepar_text_add(&u.start, id);
  hepar_text_add(&u.start, ", field ");
  status = u.start.failed ? hepar_fail_memory(error)
                          : hepar_shape_check(&check, HEPAR_SHAPE_RECORD, json, error);
  if (status == HEPAR_OK && u.message[0] != '\0') {
    const char *near = strstr(u.message, "did you mean ");
    status = hepar_fail(error, HEPAR_MISUSE, "record %s has no field %.*s%s%s%s", id,
                        (int)u.length, field, near != NULL ? " (" : "", near != NULL ? near : "",
                        near != NULL ? "?)" : "");
  }
  hepar_text_free(&u.start);
  if (status != HEPAR_OK || wanted == NULL || before == NULL) return status;
  /* Set back to what it was: a rule derives it. */
  holder = find(json, field, &holder, &last);
  now = holder != NULL ? hepar_json_string(holder, error) : NULL;
  if (now == NULL) return holder != NULL ? error->status : HEPAR_OK;
  if (strcmp(now, before) == 0) {
    char *text = hepar_json_string(wanted, error);
    if (text == NULL) status = error->status;
    else if (strcmp(text, before) != 0)
      status = hepar_fail(error, HEPAR_MISUSE,
                          "field %s of record %s is derived by a rule and cannot be set", field,
                          id);
    hepar_free(text);
  }
  hepar_free(now);
  return status;
}

/* Write the amended record in the place of the old one. */
static hepar_status rewrite(hepar_store *store, int64_t record, json_t *json, hepar_error *error) {
  const hepar_rules *rules = store->rules;
  hepar_status status = HEPAR_OK;
  if (rules != NULL) status = hepar_record_drop_rule_flags(json, error);
  if (status == HEPAR_OK) status = hepar_record_delete(store, record, error);
  if (status == HEPAR_OK) status = hepar_record_insert(store, json, &record, error);
  if (status == HEPAR_OK && rules != NULL && rules->record != NULL)
    status = rules->record(store, record, json, error);
  if (status == HEPAR_OK && rules != NULL && rules->store != NULL)
    status = rules->store(store, error);
  return status;
}

/* Change the field in json and return its old value as text (NULL: it was not there), and how much
   of the path was there (all of it, when no object had to be made). */
static hepar_status change(json_t *json, const char *id, const char *field, json_t *wanted,
                           size_t *known, char **before, hepar_error *error) {
  json_t *holder;
  step last;
  json_t *old;
  *before = NULL;
  *known = strlen(field);
  if (wanted != NULL && !make_way(json, field, known)) return hepar_fail_memory(error);
  old = find(json, field, &holder, &last);
  if (strcmp(field, "id") == 0)
    return hepar_fail(error, HEPAR_MISUSE, "the id of a record cannot be changed");
  if (holder == NULL || (last.index > 0 ? !json_is_array(holder) : !json_is_object(holder)) ||
      (old == NULL && (wanted == NULL || (last.index > 0 &&
                                          last.index != json_array_size(holder) + 1))))
    return hepar_fail(error, HEPAR_MISUSE, "record %s has no field %s", id, field);
  if (old != NULL) {
    *before = hepar_json_string(old, error);
    if (*before == NULL) return error->status;
  }
  if (!put(holder, &last, json_incref(wanted))) return hepar_fail_memory(error);
  return HEPAR_OK;
}

/* The value of the field as it is stored now, for the log. */
static hepar_status stored_value(json_t *json, const char *field, char **after,
                                 hepar_error *error) {
  json_t *holder;
  step last;
  json_t *value = find(json, field, &holder, &last);
  *after = NULL;
  if (value == NULL) return HEPAR_OK;
  *after = hepar_json_string(value, error);
  return *after != NULL ? HEPAR_OK : error->status;
}

static hepar_status amend(hepar_store *store, const char *id, const char *field, json_t *wanted,
                          const char *who, const char *why, hepar_error *error) {
  int64_t record;
  char *before = NULL;
  char *after = NULL;
  size_t known = 0;
  json_t *json = NULL;
  hepar_status status = hepar_record_find(store, id, &record, error);
  if (status == HEPAR_OK) {
    json = hepar_record_get(store, record, error);
    if (json == NULL) status = error->status;
  }
  if (status == HEPAR_OK) status = change(json, id, field, wanted, &known, &before, error);
  if (status == HEPAR_OK)
    status = check_amended(store, json, id, field, known, before, wanted, error);
  if (status == HEPAR_OK) status = stored_value(json, field, &after, error);
  if (status == HEPAR_OK) status = rewrite(store, record, json, error);
  if (status == HEPAR_OK)
    status = hepar_log_append(store, who, "amend", id, field, before, after, why, error);
  hepar_free(before);
  hepar_free(after);
  json_decref(json);
  return status;
}

hepar_status hepar_store_amend(hepar_store *store, const char *id, const char *field,
                               const char *value, const char *who, const char *why,
                               hepar_error *error) {
  hepar_error local;
  json_t *wanted = NULL;
  hepar_status status;
  if (error == NULL) error = &local;
  if (who == NULL || who[0] == '\0' || why == NULL || why[0] == '\0')
    return hepar_fail(error, HEPAR_MISUSE, "an amendment has to say who makes it, and why");
  if (value != NULL) {
    wanted = hepar_json_parse(value, strlen(value), "value", 1, error);
    if (wanted == NULL) return error->status;
  }
  status = hepar_store_begin(store, error);
  if (status == HEPAR_OK) {
    status = amend(store, id, field, wanted, who, why, error);
    status = hepar_store_end(store, status, error);
  }
  json_decref(wanted);
  return status;
}
