/* hepar.core.evidence: views of a store and the rows of their answers. lua/hepar/evidence.lua makes
   the public objects of it; the argument `where` of each function names the public function for
   the messages. */
#include <stdlib.h>
#include <string.h>

#include "lcheck.h"
#include "ljson.h"
#include "lparts.h"
#include "lstore.h"
#include "records/query.h"
#include "records/rules.h"

#define VIEW "hepar.view"
#define HOLDER "hepar.holder"
#define VOCABULARY "hepar.vocabularies"

/* Owns what C allocated while Lua may raise. */
typedef struct holder {
  json_t *json;
  hepar_cursor *cursor;
  hepar_counts counts;
} holder;

static int holder_gc(lua_State *L) {
  holder *h = luaL_checkudata(L, 1, HOLDER);
  json_decref(h->json);
  h->json = NULL;
  hepar_cursor_close(h->cursor);
  h->cursor = NULL;
  hepar_counts_free(&h->counts);
  return 0;
}

static holder *new_holder(lua_State *L) {
  holder *h = lua_newuserdatauv(L, sizeof *h, 0);
  memset(h, 0, sizeof *h);
  luaL_setmetatable(L, HOLDER);
  return h;
}

/* The table at index `at` (nil: an empty one) as a JSON object; leaves its box on the stack. */
static json_t *read_options(lua_State *L, int at, const char *where) {
  json_t **box;
  if (lua_isnil(L, at)) {
    box = ljson_box(L);
    *box = json_object();
    if (*box == NULL) lcheck_misuse(L, where, "out of memory");
    return *box;
  }
  if (!lua_istable(L, at))
    lcheck_misuse(L, where, "expects a table, got %s", luaL_typename(L, at));
  return *ljson_check(L, at, where, "argument");
}

/* ---- views ---- */

static hepar_view *check_view(lua_State *L, int at) {
  hepar_view **view = luaL_checkudata(L, at, VIEW);
  luaL_argcheck(L, *view != NULL, at, "the view is released");
  return *view;
}

/* Room for a view on the stack; the caller fills it. */
static hepar_view **new_view(lua_State *L) {
  hepar_view **view = lua_newuserdatauv(L, sizeof *view, 0);
  *view = NULL;
  luaL_setmetatable(L, VIEW);
  return view;
}

static int view_gc(lua_State *L) {
  hepar_view **view = luaL_checkudata(L, 1, VIEW);
  hepar_view_free(*view);
  *view = NULL;
  return 0;
}

/* evidence.view(store, where) -> view of all records; the rules look at what comes in later */
static int open_view(lua_State *L) {
  const char *where = luaL_checkstring(L, 2);
  hepar_store *store = lstore_check(L, 1, where);
  hepar_error error;
  hepar_view **view = new_view(L);
  hepar_store_set_rules(store, hepar_rules_default());
  if (hepar_view_open(store, view, &error) != HEPAR_OK) return lcheck_result(L, where, &error);
  return 1;
}

/* view:where(filter, where) -> view */
static int view_where(lua_State *L) {
  hepar_view *view = check_view(L, 1);
  const char *where = luaL_checkstring(L, 3);
  json_t *filter = read_options(L, 2, where);
  hepar_error error;
  hepar_view **narrower = new_view(L);
  if (hepar_view_where(view, filter, narrower, &error) != HEPAR_OK)
    return lcheck_raise(L, where, &error);
  return 1;
}

/* view:only(keys, where) -> view */
static int view_only(lua_State *L) {
  hepar_view *view = check_view(L, 1);
  const char *where = luaL_checkstring(L, 3);
  size_t count;
  int64_t *keys;
  hepar_error error;
  hepar_view **narrower = new_view(L);
  luaL_checktype(L, 2, LUA_TTABLE);
  count = (size_t)lua_rawlen(L, 2);
  keys = lua_newuserdatauv(L, (count + 1) * sizeof *keys, 0);
  for (size_t i = 0; i < count; i++) {
    lua_rawgeti(L, 2, (lua_Integer)i + 1);
    keys[i] = (int64_t)luaL_checkinteger(L, -1);
    lua_pop(L, 1);
  }
  if (hepar_view_only(view, keys, count, narrower, &error) != HEPAR_OK)
    return lcheck_raise(L, where, &error);
  lua_pop(L, 1);
  return 1;
}

/* The keys of the view at 1, or an error raised. */
static const int64_t *check_keys(lua_State *L, const char *where, size_t *count) {
  const int64_t *keys = NULL;
  hepar_error error;
  if (hepar_view_records(check_view(L, 1), &keys, count, &error) != HEPAR_OK)
    lcheck_raise(L, where, &error);
  return keys;
}

/* view:count(where) -> number of records */
static int view_count(lua_State *L) {
  size_t count = 0;
  check_keys(L, luaL_checkstring(L, 2), &count);
  lua_pushinteger(L, (lua_Integer)count);
  return 1;
}

/* view:key(i, where) -> key of the i-th record | nil */
static int view_key(lua_State *L) {
  lua_Integer i = luaL_checkinteger(L, 2);
  size_t count = 0;
  const int64_t *keys = check_keys(L, luaL_checkstring(L, 3), &count);
  if (i < 1 || (lua_Unsigned)i > count) return lua_pushnil(L), 1;
  lua_pushinteger(L, (lua_Integer)keys[i - 1]);
  return 1;
}

/* view:keys(where) -> list of keys */
static int view_keys(lua_State *L) {
  size_t count = 0;
  const int64_t *keys = check_keys(L, luaL_checkstring(L, 2), &count);
  lua_createtable(L, (int)count, 0);
  for (size_t i = 0; i < count; i++) {
    lua_pushinteger(L, (lua_Integer)keys[i]);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  return 1;
}

/* view:whole() -> boolean */
static int view_whole(lua_State *L) {
  lua_pushboolean(L, hepar_view_whole(check_view(L, 1)));
  return 1;
}

/* view:stamp(where) -> integer that changes with the store */
static int view_stamp(lua_State *L) {
  int64_t stamp = 0;
  hepar_error error;
  const char *where = luaL_checkstring(L, 2);
  if (hepar_view_stamp(check_view(L, 1), &stamp, &error) != HEPAR_OK)
    return lcheck_raise(L, where, &error);
  lua_pushinteger(L, (lua_Integer)stamp);
  return 1;
}

/* view:record(key, where) -> table */
static int view_record(lua_State *L) {
  hepar_store *store = hepar_view_store(check_view(L, 1));
  int64_t key = (int64_t)luaL_checkinteger(L, 2);
  const char *where = luaL_checkstring(L, 3);
  holder *h = new_holder(L);
  hepar_error error;
  if (hepar_store_check(store, &error) != HEPAR_OK) return lcheck_raise(L, where, &error);
  h->json = hepar_record_get(store, key, &error);
  if (h->json == NULL) return lcheck_raise(L, where, &error);
  ljson_push(L, h->json);
  return 1;
}

/* ---- rows ---- */

/* Push one cell of the row at hand. */
static void push_cell(lua_State *L, const hepar_cell *cell, holder *h, const char *where) {
  hepar_error error;
  switch (cell->type) {
    case HEPAR_CELL_INTEGER: lua_pushinteger(L, (lua_Integer)cell->integer); break;
    case HEPAR_CELL_BOOLEAN: lua_pushboolean(L, cell->integer != 0); break;
    case HEPAR_CELL_REAL: lua_pushnumber(L, cell->real); break;
    case HEPAR_CELL_TEXT: lua_pushlstring(L, cell->text, cell->length); break;
    case HEPAR_CELL_JSON:
      json_decref(h->json);
      h->json = hepar_json_parse(cell->text, cell->length, "the store", 1, &error);
      if (h->json == NULL) lcheck_raise(L, where, &error);
      ljson_push(L, h->json);
      break;
    default: lua_pushnil(L);
  }
}

/* Open the answer that the arguments at 2 (name) and 3 (options) ask for; its holder stays on the
   stack. NULL: the text to search for cannot be read, and what to return is on the stack, as
   *results tells. Anything else raises. */
static holder *open_rows(lua_State *L, const char *where, int *results) {
  hepar_view *view = check_view(L, 1);
  const char *what = luaL_checkstring(L, 2);
  json_t *options = read_options(L, 3, where);
  holder *h = new_holder(L);
  hepar_error error;
  if (hepar_query_open(view, what, options, &h->cursor, &error) == HEPAR_OK) return h;
  if (error.status != HEPAR_FORMAT) lcheck_raise(L, where, &error);
  *results = lcheck_result(L, where, &error);
  return NULL;
}

/* Step; false at the end. Raises on error. */
static bool step(lua_State *L, holder *h, const char *where) {
  bool more = false;
  hepar_error error;
  if (hepar_cursor_next(h->cursor, &more, &error) != HEPAR_OK) lcheck_raise(L, where, &error);
  return more;
}

/* view:rows(what, options, where) -> list of rows | nil, message, code */
static int view_rows(lua_State *L) {
  const char *where = luaL_checkstring(L, 4);
  int results = 0;
  lua_Integer n = 0;
  holder *h = open_rows(L, where, &results);
  if (h == NULL) return results;
  lua_newtable(L);
  while (step(L, h, where)) {
    size_t width = hepar_cursor_width(h->cursor);
    lua_createtable(L, 0, (int)width);
    for (size_t i = 0; i < width; i++) {
      hepar_cell cell = hepar_cursor_cell(h->cursor, i);
      if (cell.type == HEPAR_CELL_NULL) continue;
      push_cell(L, &cell, h, where);
      lua_setfield(L, -2, hepar_cursor_name(h->cursor, i));
    }
    lua_rawseti(L, -2, ++n);
  }
  hepar_cursor_close(h->cursor);
  h->cursor = NULL;
  return 1;
}

/* view:columns(what, options, where) -> one list per column (NULL: false) | nil, message, code */
static int view_columns(lua_State *L) {
  const char *where = luaL_checkstring(L, 4);
  int results = 0;
  lua_Integer n = 0;
  int width;
  int first;
  holder *h = open_rows(L, where, &results);
  if (h == NULL) return results;
  width = (int)hepar_cursor_width(h->cursor);
  first = lua_gettop(L) + 1;
  luaL_checkstack(L, width + 4, NULL);
  for (int i = 0; i < width; i++) lua_newtable(L);
  while (step(L, h, where)) {
    n++;
    for (int i = 0; i < width; i++) {
      hepar_cell cell = hepar_cursor_cell(h->cursor, (size_t)i);
      push_cell(L, &cell, h, where);
      if (lua_isnil(L, -1)) {
        lua_pop(L, 1);
        lua_pushboolean(L, 0);
      }
      lua_rawseti(L, first + i, n);
    }
  }
  hepar_cursor_close(h->cursor);
  h->cursor = NULL;
  return width;
}

/* ---- counts ---- */

/* Push {value, …} and {n, …} of one side; false stands for the records that give no value. */
static void push_margin(lua_State *L, const hepar_margin *margin, holder *h, const char *where) {
  lua_createtable(L, (int)margin->count + 1, 0);
  for (size_t i = 0; i < margin->count; i++) {
    push_cell(L, &margin->values[i], h, where);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  lua_createtable(L, (int)margin->count + 1, 0);
  for (size_t i = 0; i <= margin->count; i++) {
    lua_pushinteger(L, (lua_Integer)margin->n[i]);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
}

/* view:tally(row, column | nil, by, where)
   -> {values, n, total, unknown [, columns, column_n, cells]}: n has one entry more than values,
   for the records that give none; cells is a list of rows */
static int view_tally(lua_State *L) {
  hepar_view *view = check_view(L, 1);
  const char *row = luaL_checkstring(L, 2);
  const char *column = luaL_optstring(L, 3, NULL);
  const char *by = luaL_checkstring(L, 4);
  const char *where = luaL_checkstring(L, 5);
  holder *h = new_holder(L);
  hepar_error error;
  if (hepar_tally(view, row, column, by, &h->counts, &error) != HEPAR_OK)
    return lcheck_raise(L, where, &error);
  lua_createtable(L, 0, 8);
  lua_pushinteger(L, (lua_Integer)h->counts.total);
  lua_setfield(L, -2, "total");
  lua_pushinteger(L, (lua_Integer)h->counts.unknown);
  lua_setfield(L, -2, "unknown");
  push_margin(L, &h->counts.rows, h, where);
  lua_setfield(L, -3, "n");
  lua_setfield(L, -2, "values");
  if (column == NULL) return 1;
  push_margin(L, &h->counts.columns, h, where);
  lua_setfield(L, -3, "column_n");
  lua_setfield(L, -2, "columns");
  lua_createtable(L, (int)h->counts.rows.count + 1, 0);
  for (size_t i = 0; i <= h->counts.rows.count; i++) {
    size_t width = h->counts.columns.count + 1;
    lua_createtable(L, (int)width, 0);
    for (size_t j = 0; j < width; j++) {
      lua_pushinteger(L, (lua_Integer)h->counts.cells[i * width + j]);
      lua_rawseti(L, -2, (lua_Integer)j + 1);
    }
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  lua_setfield(L, -2, "cells");
  return 1;
}

/* ---- fields ---- */

/* evidence.fields() -> list of {name, kind, vocabulary, codes, multiple} */
static int list_fields(lua_State *L) {
  static const char *const kinds[] = {"text", "code", "number", "boolean", "search"};
  size_t count;
  const hepar_field *fields = hepar_query_fields(&count);
  lua_createtable(L, (int)count, 0);
  for (size_t i = 0; i < count; i++) {
    lua_createtable(L, 0, 5);
    lua_pushstring(L, fields[i].name);
    lua_setfield(L, -2, "name");
    lua_pushstring(L, kinds[fields[i].kind]);
    lua_setfield(L, -2, "kind");
    lua_pushstring(L, fields[i].vocabulary);
    lua_setfield(L, -2, "vocabulary");
    lua_pushboolean(L, fields[i].table != NULL);
    lua_setfield(L, -2, "multiple");
    if (fields[i].codes != NULL) {
      lua_newtable(L);
      for (lua_Integer n = 0; fields[i].codes[n] != NULL; n++) {
        lua_pushstring(L, fields[i].codes[n]);
        lua_rawseti(L, -2, n + 1);
      }
      lua_setfield(L, -2, "codes");
    }
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  return 1;
}

/* evidence.field(name, where): raises unless there is such a field */
static int check_field(lua_State *L) {
  const char *where = luaL_checkstring(L, 2);
  hepar_error error;
  if (hepar_query_field(luaL_checkstring(L, 1), &error) == NULL)
    return lcheck_raise(L, where, &error);
  return 0;
}

/* evidence.options(options, names, where): raises when options has a member not among names */
static int check_options(lua_State *L) {
  const char *names[16] = {NULL};
  const char *where = luaL_checkstring(L, 3);
  lua_Integer count = luaL_len(L, 2);
  luaL_argcheck(L, count < 16, 2, "too many names");
  for (lua_Integer i = 0; i < count; i++) {
    lua_geti(L, 2, i + 1);
    names[i] = luaL_checkstring(L, -1);
    lua_pop(L, 1); /* the table keeps it alive */
  }
  lcheck_options(L, 1, where, names);
  return 0;
}

/* ---- vocabularies ---- */

static hepar_vocabulary *check_vocabularies(lua_State *L) {
  hepar_vocabulary **all = luaL_checkudata(L, lua_upvalueindex(1), VOCABULARY);
  hepar_error error;
  if (*all == NULL && hepar_vocabulary_open(all, &error) != HEPAR_OK)
    lcheck_raise(L, "hepar.evidence.vocabulary", &error);
  return *all;
}

static int vocabulary_gc(lua_State *L) {
  hepar_vocabulary **all = luaL_checkudata(L, 1, VOCABULARY);
  hepar_vocabulary_free(*all);
  *all = NULL;
  return 0;
}

/* Set a text member of the table on top, unless it is NULL. */
static void set_text(lua_State *L, const char *name, const char *text) {
  if (text == NULL) return;
  lua_pushstring(L, text);
  lua_setfield(L, -2, name);
}

/* Push one code as {code, label, parent, domain, desirable, unit, note, synonyms}. */
static void push_code(lua_State *L, const hepar_code *code) {
  const json_t *synonyms = json_object_get(code->entry, "syn");
  lua_createtable(L, 0, 8);
  set_text(L, "code", code->code);
  set_text(L, "label", code->label);
  set_text(L, "parent", code->parent);
  set_text(L, "domain", code->domain);
  set_text(L, "desirable", code->desirable);
  set_text(L, "unit", code->unit);
  set_text(L, "note", json_string_value(json_object_get(code->entry, "note")));
  if (synonyms != NULL)
    ljson_push(L, synonyms);
  else
    lua_newtable(L);
  lua_setfield(L, -2, "synonyms");
}

/* evidence.vocabularies() -> name -> list of codes */
static int list_vocabularies(lua_State *L) {
  const hepar_vocabulary *all = check_vocabularies(L);
  size_t count;
  const char *const *names = hepar_vocabulary_names(all, &count);
  lua_createtable(L, 0, (int)count);
  for (size_t i = 0; i < count; i++) {
    size_t size;
    const hepar_code *codes = hepar_vocabulary_codes(all, names[i], &size);
    lua_createtable(L, (int)size, 0);
    for (size_t j = 0; j < size; j++) {
      push_code(L, &codes[j]);
      lua_rawseti(L, -2, (lua_Integer)j + 1);
    }
    lua_setfield(L, -2, names[i]);
  }
  return 1;
}

/* Raise unless there is a vocabulary of that name. */
static void check_name(lua_State *L, const hepar_vocabulary *all, const char *name,
                       const char *where) {
  size_t count;
  const char *const *names = hepar_vocabulary_names(all, &count);
  const char *near;
  for (size_t i = 0; i < count; i++)
    if (strcmp(names[i], name) == 0) return;
  near = hepar_suggest(name, names, count);
  if (near != NULL)
    lcheck_misuse(L, where, "vocabulary \"%.80s\" is not known (did you mean \"%s\"?)", name, near);
  lcheck_misuse(L, where, "vocabulary \"%.80s\" is not known", name);
}

/* evidence.vocabulary(name, where): raises unless there is such a vocabulary */
static int check_vocabulary(lua_State *L) {
  check_name(L, check_vocabularies(L), luaL_checkstring(L, 1), luaL_checkstring(L, 2));
  return 0;
}

/* evidence.code(vocabulary, text, where) -> code | nil, suggestion */
static int resolve_code(lua_State *L) {
  const hepar_vocabulary *all = check_vocabularies(L);
  const char *name = luaL_checkstring(L, 1);
  const char *text = luaL_checkstring(L, 2);
  const hepar_code *code;
  check_name(L, all, name, luaL_checkstring(L, 3));
  code = hepar_vocabulary_resolve(all, name, text);
  if (code != NULL) {
    lua_pushstring(L, code->code);
    return 1;
  }
  lua_pushnil(L);
  lua_pushstring(L, hepar_vocabulary_suggest(all, name, text));
  return 2;
}

/* evidence.check(store, options, where) -> list of findings | nil, message, code */
static int check_rules(lua_State *L) {
  const char *where = luaL_checkstring(L, 3);
  hepar_store *store = lstore_check(L, 1, where);
  json_t *options = read_options(L, 2, where);
  holder *h = new_holder(L);
  hepar_error error;
  if (hepar_rules_check(store, options, &h->json, &error) != HEPAR_OK)
    return lcheck_result(L, where, &error);
  ljson_push(L, h->json);
  return 1;
}

int levidence_open(lua_State *L) {
  hepar_vocabulary **all;
  static const luaL_Reg functions[] = {
      {"view", open_view},
      {"fields", list_fields},
      {"field", check_field},
      {"options", check_options},
      {"vocabularies", list_vocabularies},
      {"vocabulary", check_vocabulary},
      {"code", resolve_code},
      {"check", check_rules},
      {NULL, NULL}};
  static const luaL_Reg methods[] = {
      {"where", view_where},   {"only", view_only},   {"count", view_count},
      {"key", view_key},       {"keys", view_keys},   {"whole", view_whole},
      {"stamp", view_stamp},   {"record", view_record}, {"rows", view_rows},
      {"columns", view_columns}, {"tally", view_tally}, {NULL, NULL}};
  static const luaL_Reg view_meta[] = {{"__gc", view_gc}, {"__close", view_gc}, {NULL, NULL}};
  static const luaL_Reg holder_meta[] = {{"__gc", holder_gc}, {NULL, NULL}};
  lcheck_class(L, VIEW, view_meta, methods);
  static const luaL_Reg vocabulary_meta[] = {{"__gc", vocabulary_gc}, {NULL, NULL}};
  lcheck_class(L, HOLDER, holder_meta, NULL);
  lcheck_class(L, VOCABULARY, vocabulary_meta, NULL);
  luaL_newlibtable(L, functions);
  all = lua_newuserdatauv(L, sizeof *all, 0); /* the vocabularies, opened when first needed */
  *all = NULL;
  luaL_setmetatable(L, VOCABULARY);
  luaL_setfuncs(L, functions, 1);
  return 1;
}
