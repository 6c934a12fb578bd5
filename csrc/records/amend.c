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

/* The amended field is one that the format does not know. */
typedef struct unknown {
  hepar_text start; /* how such a warning begins */
  char message[512];
} unknown;

static void watch(void *data, const char *message) {
  unknown *u = data;
  if (!u->start.failed && u->start.length > 0 &&
      strncmp(message, u->start.data, u->start.length) == 0)
    (void)snprintf(u->message, sizeof u->message, "%s", message);
}

/* Check the changed record; refuse a field that is not known or that is derived. */
static hepar_status check_amended(hepar_store *store, json_t *json, const char *id,
                                  const char *field, const char *before, json_t *wanted,
                                  hepar_error *error) {
  unknown u = {{0}, ""};
  hepar_check check = {store->vocabulary, NULL, watch, &u, 0};
  json_t *holder;
  step last;
  char *now;
  hepar_status status;
  hepar_text_add(&u.start, "record ");
  hepar_text_add(&u.start, id);
  hepar_text_add(&u.start, ", field ");
  hepar_text_add(&u.start, field);
  hepar_text_add(&u.start, ": is not a known member");
  status = hepar_shape_check(&check, HEPAR_SHAPE_RECORD, json, error);
  if (status == HEPAR_OK && u.message[0] != '\0') {
    const char *near = strstr(u.message, "did you mean ");
    status = hepar_fail(error, HEPAR_MISUSE, "record %s has no field %s%s%s%s", id, field,
                        near != NULL ? " (" : "", near != NULL ? near : "",
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

/* Change the field in json and return its old value as text (NULL: it was not there). */
static hepar_status change(json_t *json, const char *id, const char *field, json_t *wanted,
                           char **before, hepar_error *error) {
  json_t *holder;
  step last;
  json_t *old = find(json, field, &holder, &last);
  *before = NULL;
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
  json_t *json = NULL;
  hepar_status status = hepar_record_find(store, id, &record, error);
  if (status == HEPAR_OK) {
    json = hepar_record_get(store, record, error);
    if (json == NULL) status = error->status;
  }
  if (status == HEPAR_OK) status = change(json, id, field, wanted, &before, error);
  if (status == HEPAR_OK) status = check_amended(store, json, id, field, before, wanted, error);
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
