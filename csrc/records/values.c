/* The values of one field over a view, in numbers: records, values and studies are counted from 0,
   so that counting them needs no strings. Rows are read as SQLite likes to give them (covering
   indexes, no sorting) and put in order here. */
#include "values.h"

#include <stdlib.h>
#include <string.h>

#include "query.h"

/* Fewer records than one in this many are looked up one by one; else the whole field is read. */
#define SPARSE 16

/* ---- names: each value once ---- */

/* FNV-1a over the bytes of a value. */
static uint64_t hash_bytes(const void *data, size_t length) {
  const unsigned char *bytes = data;
  uint64_t hash = 14695981039346656037u;
  for (size_t i = 0; i < length; i++) hash = (hash ^ bytes[i]) * 1099511628211u;
  return hash;
}

static uint64_t hash_cell(const hepar_cell *cell) {
  if (cell->type == HEPAR_CELL_TEXT) return hash_bytes(cell->text, cell->length);
  if (cell->type == HEPAR_CELL_REAL) return hash_bytes(&cell->real, sizeof cell->real);
  return hash_bytes(&cell->integer, sizeof cell->integer);
}

static bool same_cell(const hepar_cell *a, const hepar_cell *b) {
  if (a->type != b->type) return false;
  if (a->type == HEPAR_CELL_TEXT)
    return a->length == b->length && memcmp(a->text, b->text, a->length) == 0;
  if (a->type == HEPAR_CELL_REAL) return !(a->real < b->real) && !(a->real > b->real);
  return a->integer == b->integer;
}

/* Twice the room for names. */
static bool grow_names(hepar_names *names) {
  size_t capacity = names->capacity > 0 ? 2 * names->capacity : 64;
  hepar_cell *cells = hepar_realloc(names->cells, capacity * sizeof *cells);
  uint32_t *slots;
  if (cells == NULL) return false;
  names->cells = cells;
  slots = hepar_calloc(2 * capacity, sizeof *slots); /* number + 1; 0: free */
  if (slots == NULL) return false;
  hepar_free(names->slots);
  names->slots = slots;
  names->capacity = capacity;
  for (size_t i = 0; i < names->count; i++) {
    size_t at = hash_cell(&cells[i]) & (2 * capacity - 1);
    while (slots[at] != 0) at = (at + 1) & (2 * capacity - 1);
    slots[at] = (uint32_t)i + 1;
  }
  return true;
}

/* The number of a value, a new one when it was not seen before; false: out of memory. */
static bool name_of(hepar_names *names, const hepar_cell *cell, uint32_t *number) {
  size_t at;
  hepar_cell copy = *cell;
  if (names->count > 0 && same_cell(&names->cells[names->last], cell)) {
    *number = names->last;
    return true;
  }
  if (names->count == names->capacity && !grow_names(names)) return false;
  for (at = hash_cell(cell) & (2 * names->capacity - 1); names->slots[at] != 0;
       at = (at + 1) & (2 * names->capacity - 1)) {
    if (!same_cell(&names->cells[names->slots[at] - 1], cell)) continue;
    *number = names->last = names->slots[at] - 1;
    return true;
  }
  if (cell->type == HEPAR_CELL_TEXT) {
    copy.text = hepar_strndup(cell->text, cell->length);
    if (copy.text == NULL) return false;
  }
  names->cells[names->count] = copy;
  *number = names->last = (uint32_t)names->count++;
  names->slots[at] = *number + 1;
  return true;
}

static void free_names(hepar_names *names) {
  for (size_t i = 0; i < names->count; i++)
    if (names->cells[i].type == HEPAR_CELL_TEXT)
      hepar_free((char *)(uintptr_t)names->cells[i].text);
  hepar_free(names->cells);
  hepar_free(names->slots);
  memset(names, 0, sizeof *names);
}

/* ---- records: keys to numbers ---- */

typedef struct locator {
  const int64_t *keys; /* ascending */
  size_t count;
  int64_t first;
  uint32_t *table; /* number + 1 by key - first; NULL: search */
  size_t size;
} locator;

static hepar_status open_locator(locator *l, hepar_view *view, hepar_error *error) {
  hepar_status status = hepar_view_records(view, &l->keys, &l->count, error);
  uint64_t range;
  if (status != HEPAR_OK || l->count == 0) return status;
  l->first = l->keys[0];
  range = (uint64_t)(l->keys[l->count - 1] - l->first) + 1;
  if (range > 64 * (uint64_t)l->count + 1024) return HEPAR_OK;
  l->size = (size_t)range;
  l->table = hepar_calloc(l->size, sizeof *l->table);
  if (l->table == NULL) return hepar_fail_memory(error);
  for (size_t i = 0; i < l->count; i++) l->table[l->keys[i] - l->first] = (uint32_t)i + 1;
  return HEPAR_OK;
}

/* The number of the record with that key; false when it is not in the view. */
static bool locate(const locator *l, int64_t key, uint32_t *number) {
  size_t low = 0;
  size_t high = l->count;
  if (l->count == 0 || key < l->first) return false;
  if (l->table != NULL) {
    uint64_t at = (uint64_t)(key - l->first);
    if (at >= l->size || l->table[at] == 0) return false;
    *number = l->table[at] - 1;
    return true;
  }
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (l->keys[middle] < key) low = middle + 1;
    else high = middle;
  }
  *number = (uint32_t)low;
  return low < l->count && l->keys[low] == key;
}

/* ---- reading ---- */

/* FROM table with alias a: the whole of it, or the records of a small view one by one. */
static void add_from(const hepar_view *view, const locator *l, const char *table, const char *alias,
                     int64_t all, hepar_sql *sql) {
  hepar_sql_add(sql, " FROM ");
  if (hepar_view_whole(view) || (int64_t)l->count * SPARSE > all) {
    hepar_sql_add(sql, table);
    hepar_sql_add(sql, " ");
    hepar_sql_add(sql, alias);
    hepar_sql_add(sql, " WHERE 1");
    return;
  }
  hepar_sql_add(sql, "json_each(");
  hepar_sql_keys(sql, l->keys, l->count);
  hepar_sql_add(sql, ") k CROSS JOIN ");
  hepar_sql_add(sql, table);
  hepar_sql_add(sql, " ");
  hepar_sql_add(sql, alias);
  hepar_sql_add(sql, " ON ");
  hepar_sql_add(sql, alias);
  hepar_sql_add(sql, ".record = k.value WHERE 1");
}

/* SELECT record, value of the field. */
static void add_select(const hepar_view *view, const locator *l, const hepar_field *field,
                       int64_t all, hepar_sql *sql) {
  if (field->table == NULL) {
    hepar_sql_add(sql, "SELECT r.record, ");
    hepar_sql_add(sql, field->column);
    add_from(view, l, "record", "r", all, sql);
    hepar_sql_add(sql, " AND ");
    hepar_sql_add(sql, field->column);
    hepar_sql_add(sql, " IS NOT NULL");
    return;
  }
  hepar_sql_add(sql, "SELECT t.record, t.");
  hepar_sql_add(sql, field->column);
  add_from(view, l, field->table, "t", all, sql);
  hepar_sql_add(sql, " AND t.");
  hepar_sql_add(sql, field->column);
  hepar_sql_add(sql, " IS NOT NULL");
  if (strcmp(field->table, "code") == 0) {
    hepar_sql_add(sql, " AND t.field = ");
    hepar_sql_text(sql, field->name);
  }
}

typedef struct pair {
  uint32_t record;
  uint32_t value;
} pair;

typedef struct pairs {
  pair *items;
  size_t count;
  size_t capacity;
} pairs;

static bool add_pair(pairs *all, uint32_t record, uint32_t value) {
  if (all->count == all->capacity) {
    size_t capacity = all->capacity > 0 ? 2 * all->capacity : 256;
    pair *items = hepar_realloc(all->items, capacity * sizeof *items);
    if (items == NULL) return false;
    all->items = items;
    all->capacity = capacity;
  }
  all->items[all->count].record = record;
  all->items[all->count].value = value;
  all->count++;
  return true;
}

/* Read all pairs of record and value. */
static hepar_status read_pairs(const hepar_view *view, const locator *l, const hepar_field *field,
                               int64_t all, hepar_names *names, pairs *out, hepar_error *error) {
  hepar_sql sql = {0};
  hepar_cursor *cursor = NULL;
  bool more = true;
  hepar_status status;
  add_select(view, l, field, all, &sql);
  status = hepar_cursor_open(hepar_view_store(view), &sql, &cursor, error);
  hepar_sql_free(&sql);
  while (status == HEPAR_OK) {
    uint32_t record;
    uint32_t value = 0;
    hepar_cell cell;
    status = hepar_cursor_next(cursor, &more, error);
    if (status != HEPAR_OK || !more) break;
    if (!locate(l, hepar_cursor_cell(cursor, 0).integer, &record)) continue;
    cell = hepar_cursor_cell(cursor, 1);
    if (field->kind == HEPAR_FIELD_BOOLEAN) cell.type = HEPAR_CELL_BOOLEAN;
    if (!name_of(names, &cell, &value) || !add_pair(out, record, value))
      status = hepar_fail_memory(error);
  }
  hepar_cursor_close(cursor);
  return status;
}

/* Put the pairs in the order of records (counting sort) and drop repeats within a record. */
static bool arrange(const pairs *in, hepar_values *out) {
  size_t *next = hepar_calloc(out->records + 1, sizeof *next);
  out->starts = hepar_calloc(out->records + 1, sizeof *out->starts);
  out->items = hepar_malloc((in->count + 1) * sizeof *out->items);
  if (next == NULL || out->starts == NULL || out->items == NULL) {
    hepar_free(next);
    return false;
  }
  for (size_t i = 0; i < in->count; i++) next[in->items[i].record + 1]++;
  for (size_t r = 0; r < out->records; r++) next[r + 1] += next[r];
  for (size_t i = 0; i < in->count; i++)
    out->items[next[in->items[i].record]++] = in->items[i].value;
  /* Now next[r] is the end of record r, and its begin is the end of the one before. */
  size_t kept = 0;
  size_t begin = 0;
  for (size_t r = 0; r < out->records; r++) {
    size_t end = next[r];
    out->starts[r] = kept;
    for (size_t i = begin; i < end; i++) {
      size_t j = out->starts[r];
      while (j < kept && out->items[j] != out->items[i]) j++;
      if (j == kept) out->items[kept++] = out->items[i];
    }
    begin = end;
  }
  out->starts[out->records] = kept;
  hepar_free(next);
  return true;
}

/* How many records the store has, to choose a way of reading. */
static hepar_status count_all(const hepar_view *view, int64_t *all, hepar_error *error) {
  if (!hepar_view_whole(view)) return hepar_store_count(hepar_view_store(view), all, error);
  *all = 0;
  return HEPAR_OK;
}

hepar_status hepar_values_read(hepar_view *view, const hepar_field *field, hepar_values *values,
                               hepar_error *error) {
  locator l = {0};
  pairs all_pairs = {0};
  int64_t all = 0;
  hepar_status status;
  memset(values, 0, sizeof *values);
  status = open_locator(&l, view, error);
  if (status == HEPAR_OK) status = count_all(view, &all, error);
  values->records = l.count;
  if (status == HEPAR_OK)
    status = read_pairs(view, &l, field, all, &values->names, &all_pairs, error);
  if (status == HEPAR_OK && !arrange(&all_pairs, values))
    status = hepar_fail_memory(error);
  hepar_free(all_pairs.items);
  hepar_free(l.table);
  if (status != HEPAR_OK) hepar_values_free(values);
  return status;
}

void hepar_values_free(hepar_values *values) {
  free_names(&values->names);
  hepar_free(values->starts);
  hepar_free(values->items);
  memset(values, 0, sizeof *values);
}

/* Put the records in the order of their studies, and add up the patients. */
static bool order_studies(hepar_studies *s, size_t records) {
  size_t *next = hepar_calloc(s->count + 1, sizeof *next);
  s->order = hepar_calloc(records + 1, sizeof *s->order);
  if (next == NULL || s->order == NULL) {
    hepar_free(next);
    return false;
  }
  for (size_t r = 0; r < records; r++) next[s->study[r] + 1]++;
  for (size_t i = 0; i < s->count; i++) next[i + 1] += next[i];
  for (size_t r = 0; r < records; r++) s->order[next[s->study[r]]++] = (uint32_t)r;
  for (size_t i = 0; i < records;) {
    uint32_t study = s->study[s->order[i]];
    int64_t most = -1;
    for (; i < records && s->study[s->order[i]] == study; i++)
      if (s->patients[s->order[i]] > most) most = s->patients[s->order[i]];
    if (most < 0) s->unknown++;
    else s->total_patients += most;
  }
  hepar_free(next);
  return true;
}

hepar_status hepar_studies_read(hepar_view *view, hepar_studies *studies, hepar_error *error) {
  locator l = {0};
  hepar_names names = {0};
  hepar_sql sql = {0};
  hepar_cursor *cursor = NULL;
  int64_t all = 0;
  bool more = true;
  hepar_status status;
  memset(studies, 0, sizeof *studies);
  status = open_locator(&l, view, error);
  if (status == HEPAR_OK) status = count_all(view, &all, error);
  studies->study = hepar_calloc(l.count + 1, sizeof *studies->study);
  studies->patients = hepar_calloc(l.count + 1, sizeof *studies->patients);
  hepar_sql_add(&sql, "SELECT r.record, r.study, coalesce(CASE WHEN r.species = 'human' THEN "
                      "r.n_total END, -1)");
  add_from(view, &l, "record", "r", all, &sql);
  if (status == HEPAR_OK && (studies->study == NULL || studies->patients == NULL))
    status = hepar_fail_memory(error);
  if (status == HEPAR_OK) status = hepar_cursor_open(hepar_view_store(view), &sql, &cursor, error);
  hepar_sql_free(&sql);
  while (status == HEPAR_OK) {
    uint32_t record;
    hepar_cell cell;
    status = hepar_cursor_next(cursor, &more, error);
    if (status != HEPAR_OK || !more) break;
    if (!locate(&l, hepar_cursor_cell(cursor, 0).integer, &record)) continue;
    cell = hepar_cursor_cell(cursor, 1);
    if (!name_of(&names, &cell, &studies->study[record]))
      status = hepar_fail_memory(error);
    studies->patients[record] = hepar_cursor_cell(cursor, 2).integer;
  }
  hepar_cursor_close(cursor);
  studies->count = names.count;
  if (status == HEPAR_OK && !order_studies(studies, l.count))
    status = hepar_fail_memory(error);
  free_names(&names);
  hepar_free(l.table);
  if (status != HEPAR_OK) hepar_studies_free(studies);
  return status;
}

void hepar_studies_free(hepar_studies *studies) {
  hepar_free(studies->study);
  hepar_free(studies->patients);
  hepar_free(studies->order);
  memset(studies, 0, sizeof *studies);
}
