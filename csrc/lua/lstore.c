/* hepar.core.store: open stores as objects; hepar.evidence builds on them. */
#include "lprogress.h"
#include "lstore.h"

#include <string.h>

#include "ljson.h"
#include "lparts.h"

#define MODULE "hepar.evidence."

typedef struct holder {
  hepar_store *store;
} holder;

static holder *check_holder(lua_State *L, int index) { return luaL_checkudata(L, index, LSTORE); }

hepar_store *lstore_check(lua_State *L, int index, const char *where) {
  holder *h = check_holder(L, index);
  hepar_error error;
  if (h->store == NULL) lcheck_misuse(L, where, "the store was never opened");
  if (hepar_store_check(h->store, &error) != HEPAR_OK) lcheck_raise(L, where, &error);
  return h->store;
}

/* An empty holder on the stack, so that nothing is lost when a later push raises. */
static holder *push_holder(lua_State *L) {
  holder *h = lua_newuserdatauv(L, sizeof *h, 0);
  h->store = NULL;
  luaL_setmetatable(L, LSTORE);
  return h;
}

void lstore_push(lua_State *L, hepar_store *store) { push_holder(L)->store = store; }

/* store.open([path [, {readonly = true}]]) -> store | nil, message, code */
static int open(lua_State *L) {
  static const char *const names[] = {"readonly", NULL};
  const char *where = MODULE "open";
  const char *path = luaL_optstring(L, 1, NULL);
  bool readonly = false;
  hepar_error error;
  holder *h;
  lcheck_options(L, 2, where, names);
  if (lua_istable(L, 2)) {
    lcheck_field(L, 2, "readonly");
    readonly = lua_toboolean(L, -1);
  }
  h = push_holder(L);
  if (hepar_store_open(path, readonly, &h->store, &error) != HEPAR_OK)
    return lcheck_result(L, where, &error);
  return 1;
}

/* ---- import ---- */

/* One of the words of an option, by its place; raises for any other. */
static int check_word(lua_State *L, int at, const char *where, const char *option,
                      const char *const *words, int count) {
  const char *word;
  const char *near;
  if (lua_type(L, at) != LUA_TSTRING)
    return lcheck_misuse(L, where, "option %s must be a string, got %s", option,
                         luaL_typename(L, at));
  word = lua_tostring(L, at);
  for (int i = 0; i < count; i++)
    if (strcmp(words[i], word) == 0) return i;
  near = hepar_suggest(word, words, (size_t)count);
  if (near != NULL)
    return lcheck_misuse(L, where, "option %s: \"%s\" is not known (did you mean \"%s\"?)", option,
                         word, near);
  return lcheck_misuse(L, where, "option %s: \"%s\" is not known", option, word);
}

/* The callback of an import: the line on the terminal and Ctrl-C, and the Lua function, which runs
   under pcall; its error is parked. */
typedef struct progress {
  lua_State *L;
  int function; /* stack index; 0: none */
  bool raised;  /* the message is on top of the stack */
  hepar_progress *line;
} progress;

static bool tell(void *data, uint64_t records) {
  progress *p = data;
  bool go_on;
  if (hepar_progress_step(p->line, records, 0) != HEPAR_OK) return false;
  if (p->function == 0) return true;
  if (!lua_checkstack(p->L, 4)) return false;
  lua_pushvalue(p->L, p->function);
  lua_pushinteger(p->L, (lua_Integer)records);
  if (lua_pcall(p->L, 1, 1, 0) != LUA_OK) {
    p->raised = true;
    return false;
  }
  go_on = lua_isnil(p->L, -1) || lua_toboolean(p->L, -1);
  lua_pop(p->L, 1);
  return go_on;
}

/* Read the options table at `at` into *options. Strings stay alive with the table. */
static void check_options(lua_State *L, int at, const char *where, hepar_import_options *options,
                          progress *p) {
  static const char *const names[] = {"on_error", "on_conflict", "who", "warnings", "progress",
                                      NULL};
  static const char *const on_error[] = {"stop", "skip"};
  static const char *const on_conflict[] = {"error", "skip", "replace"};
  memset(options, 0, sizeof *options);
  options->progress = tell;
  options->data = p;
  lcheck_options(L, at, where, names);
  if (!lua_istable(L, at)) return;
  if (lcheck_field(L, at, "on_error") != LUA_TNIL)
    options->skip_bad = check_word(L, -1, where, "on_error", on_error, 2) == 1;
  if (lcheck_field(L, at, "on_conflict") != LUA_TNIL)
    options->on_conflict =
        (hepar_on_conflict)check_word(L, -1, where, "on_conflict", on_conflict, 3);
  if (lcheck_field(L, at, "who") != LUA_TNIL) {
    if (lua_type(L, -1) != LUA_TSTRING)
      lcheck_misuse(L, where, "option who must be a string, got %s", luaL_typename(L, -1));
    options->who = lua_tostring(L, -1);
  }
  if (lcheck_field(L, at, "warnings") != LUA_TNIL) {
    lua_Integer most = lua_isinteger(L, -1) ? lua_tointeger(L, -1) : 0;
    if (most < 1 || most > 1000000)
      lcheck_misuse(L, where, "option warnings must be a whole number from 1 to 1000000");
    options->warnings_max = (size_t)most;
  }
  if (lcheck_field(L, at, "progress") != LUA_TNIL) {
    if (!lua_isfunction(L, -1))
      lcheck_misuse(L, where, "option progress must be a function, got %s", luaL_typename(L, -1));
    p->function = lua_gettop(L);
  }
}

static void push_counts(lua_State *L, const char *name, const hepar_import_counts *counts) {
  lua_createtable(L, 0, 4);
  lua_pushinteger(L, (lua_Integer)counts->added);
  lua_setfield(L, -2, "added");
  lua_pushinteger(L, (lua_Integer)counts->merged);
  lua_setfield(L, -2, "merged");
  lua_pushinteger(L, (lua_Integer)counts->replaced);
  lua_setfield(L, -2, "replaced");
  lua_pushinteger(L, (lua_Integer)counts->skipped);
  lua_setfield(L, -2, "skipped");
  if (name != NULL) lua_setfield(L, -2, name);
}

static int report_gc(lua_State *L) {
  hepar_import_report_free(luaL_checkudata(L, 1, LSTORE ".report"));
  return 0;
}

/* {added, merged, replaced (records), skipped (all), records, sources, …, normalised, warnings} */
static void push_report(lua_State *L, const hepar_import_report *report) {
  push_counts(L, NULL, &report->records);
  lua_pushinteger(L, (lua_Integer)(report->records.skipped + report->sources.skipped +
                                   report->quantities.skipped + report->claims.skipped +
                                   report->decisions.skipped));
  lua_setfield(L, -2, "skipped");
  push_counts(L, "records", &report->records);
  push_counts(L, "sources", &report->sources);
  push_counts(L, "quantities", &report->quantities);
  push_counts(L, "claims", &report->claims);
  push_counts(L, "decisions", &report->decisions);
  lua_pushinteger(L, (lua_Integer)report->normalised);
  lua_setfield(L, -2, "normalised");
  lua_pushinteger(L, (lua_Integer)report->warnings_total);
  lua_setfield(L, -2, "warnings_total");
  lua_createtable(L, (int)report->warnings_count, 0);
  for (size_t i = 0; i < report->warnings_count; i++) {
    lua_pushstring(L, report->warnings[i]);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  lua_setfield(L, -2, "warnings");
}

/* store:import_file(path [, options]) or store:import_text(text [, name [, options]]) */
static int import(lua_State *L, bool from_file) {
  const char *where = MODULE "import";
  hepar_store *store = lstore_check(L, 1, where);
  size_t length = 0;
  const char *input = luaL_checklstring(L, 2, &length);
  const char *name = from_file ? input : luaL_optstring(L, 3, "text");
  hepar_import_options options;
  hepar_import_report *report;
  hepar_error error;
  hepar_status status;
  progress p = {L, 0, false, NULL};
  lprogress line;
  check_options(L, from_file ? 3 : 4, where, &options, &p);
  report = lua_newuserdatauv(L, sizeof *report, 0);
  memset(report, 0, sizeof *report);
  luaL_setmetatable(L, LSTORE ".report");
  /* A function of the user's takes the place of the line. */
  p.line = lprogress_begin(&line, p.function == 0, "importing");
  if (from_file) status = hepar_store_import(store, input, &options, report, &error);
  else status = hepar_store_import_text(store, input, length, name, &options, report, &error);
  lprogress_end(&line);
  if (p.raised) return lua_error(L);
  if (status != HEPAR_OK) return lcheck_result(L, where, &error);
  push_report(L, report);
  hepar_import_report_free(report);
  return 1;
}

static int import_file(lua_State *L) { return import(L, true); }
static int import_text(lua_State *L) { return import(L, false); }

/* ---- export ---- */

/* Read {format, table, records} at `at`. The keys lie in a userdata that is left on the stack. */
static void check_export(lua_State *L, int at, const char *where, hepar_export_options *options) {
  static const char *const names[] = {"format", "table", "records", NULL};
  static const char *const formats[] = {"json", "ndjson", "csv"};
  memset(options, 0, sizeof *options);
  lcheck_options(L, at, where, names);
  if (!lua_istable(L, at)) return;
  if (lcheck_field(L, at, "format") != LUA_TNIL)
    options->format = (hepar_format)check_word(L, -1, where, "format", formats, 3);
  if (lcheck_field(L, at, "table") != LUA_TNIL) {
    if (lua_type(L, -1) != LUA_TSTRING)
      lcheck_misuse(L, where, "option table must be a string, got %s", luaL_typename(L, -1));
    options->table = lua_tostring(L, -1);
  }
  if (lcheck_field(L, at, "records") != LUA_TNIL) {
    int list = lua_gettop(L);
    int64_t *keys;
    if (!lua_istable(L, list))
      lcheck_misuse(L, where, "option records must be a list of record keys");
    options->count = (size_t)lua_rawlen(L, list);
    keys = lua_newuserdatauv(L, options->count * sizeof *keys + 1, 0);
    for (size_t i = 0; i < options->count; i++) {
      lua_rawgeti(L, list, (lua_Integer)i + 1);
      if (!lua_isinteger(L, -1))
        lcheck_misuse(L, where, "option records must be a list of record keys");
      keys[i] = (int64_t)lua_tointeger(L, -1);
      lua_pop(L, 1);
    }
    options->records = keys;
  }
}

/* store:export(path [, {format, table, records}]) -> true | nil, message, code */
static int export_file(lua_State *L) {
  const char *where = MODULE "export";
  hepar_store *store = lstore_check(L, 1, where);
  const char *path = luaL_checkstring(L, 2);
  hepar_export_options options;
  hepar_error error;
  check_export(L, 3, where, &options);
  if (hepar_store_export(store, path, &options, &error) != HEPAR_OK)
    return lcheck_result(L, where, &error);
  lua_pushboolean(L, 1);
  return 1;
}

/* Text of the core in the hands of the collector. */
static int string_gc(lua_State *L) {
  char **text = luaL_checkudata(L, 1, LSTORE ".text");
  hepar_free(*text);
  *text = NULL;
  return 0;
}

static char **push_text(lua_State *L) {
  char **text = lua_newuserdatauv(L, sizeof *text, 0);
  *text = NULL;
  luaL_setmetatable(L, LSTORE ".text");
  return text;
}

/* store:export_text([options]) -> text | nil, message, code */
static int export_text(lua_State *L) {
  const char *where = MODULE "export";
  hepar_store *store = lstore_check(L, 1, where);
  hepar_export_options options;
  hepar_error error;
  size_t length = 0;
  char **text;
  check_export(L, 2, where, &options);
  text = push_text(L);
  if (hepar_store_export_text(store, &options, text, &length, &error) != HEPAR_OK)
    return lcheck_result(L, where, &error);
  lua_pushlstring(L, *text, length);
  hepar_free(*text);
  *text = NULL;
  return 1;
}

/* ---- reading and changing ---- */

/* store:get(id or key) -> record | nil, message, code */
static int get(lua_State *L) {
  const char *where = MODULE "get";
  hepar_store *store = lstore_check(L, 1, where);
  int64_t record = 0;
  hepar_error error;
  json_t **box;
  if (lua_isinteger(L, 2)) record = (int64_t)lua_tointeger(L, 2);
  else if (hepar_record_find(store, luaL_checkstring(L, 2), &record, &error) != HEPAR_OK)
    return lcheck_result(L, where, &error);
  box = ljson_box(L);
  *box = hepar_record_get(store, record, &error);
  if (*box == NULL) return lcheck_result(L, where, &error);
  ljson_push_box(L, box);
  return 1;
}

/* store:get_text(id) -> canonical JSON | nil, message, code */
static int get_text(lua_State *L) {
  const char *where = MODULE "get";
  hepar_store *store = lstore_check(L, 1, where);
  const char *id = luaL_checkstring(L, 2);
  hepar_error error;
  char **text = push_text(L);
  if (hepar_store_get(store, id, text, &error) != HEPAR_OK) return lcheck_result(L, where, &error);
  lua_pushstring(L, *text);
  hepar_free(*text);
  *text = NULL;
  return 1;
}

/* store:objects("sources" | "claims" | "decisions" | "quantities") -> list | nil, message, code */
static int objects(lua_State *L) {
  const char *where = MODULE "objects";
  hepar_store *store = lstore_check(L, 1, where);
  const char *what = luaL_checkstring(L, 2);
  hepar_error error;
  json_t **box = ljson_box(L);
  *box = hepar_store_objects(store, what, &error);
  if (*box == NULL) return lcheck_result(L, where, &error);
  ljson_push_box(L, box);
  return 1;
}

/* store:count() -> number of records | nil, message, code */
static int count(lua_State *L) {
  const char *where = MODULE "count";
  hepar_store *store = lstore_check(L, 1, where);
  int64_t records;
  hepar_error error;
  if (hepar_store_count(store, &records, &error) != HEPAR_OK)
    return lcheck_result(L, where, &error);
  lua_pushinteger(L, (lua_Integer)records);
  return 1;
}

/* store:save(path) -> true | nil, message, code */
static int save(lua_State *L) {
  const char *where = MODULE "save";
  hepar_store *store = lstore_check(L, 1, where);
  hepar_error error;
  if (hepar_store_save(store, luaL_checkstring(L, 2), &error) != HEPAR_OK)
    return lcheck_result(L, where, &error);
  lua_pushboolean(L, 1);
  return 1;
}

/* store:amend(id, field, value, who, why) -> true | nil, message, code. A value of nil takes the
   field away. */
static int amend(lua_State *L) {
  const char *where = MODULE "amend";
  hepar_store *store = lstore_check(L, 1, where);
  const char *id = luaL_checkstring(L, 2);
  const char *field = luaL_checkstring(L, 3);
  const char *who = luaL_checkstring(L, 5);
  const char *why = luaL_checkstring(L, 6);
  bool away = lua_isnil(L, 4);
  hepar_error error;
  char **text = push_text(L);
  if (!away) {
    json_t **box = ljson_check(L, 4, where, "value");
    *text = hepar_json_string(*box, &error);
    if (*text == NULL) return lcheck_result(L, where, &error);
  }
  if (hepar_store_amend(store, id, field, *text, who, why, &error) != HEPAR_OK)
    return lcheck_result(L, where, &error);
  lua_pushboolean(L, 1);
  return 1;
}

/* store:history([id]) -> list of {seq, time, who, op, record, field, old, new, why} */
static int history(lua_State *L) {
  const char *where = MODULE "history";
  hepar_store *store = lstore_check(L, 1, where);
  const char *id = luaL_optstring(L, 2, NULL);
  hepar_error error;
  json_t **box = ljson_box(L);
  *box = hepar_log_rows(store, id, &error);
  if (*box == NULL) return lcheck_result(L, where, &error);
  ljson_push_box(L, box);
  return 1;
}

/* store:verify() -> true | nil, message, code */
static int verify(lua_State *L) {
  const char *where = MODULE "history";
  hepar_store *store = lstore_check(L, 1, where);
  hepar_error error;
  if (hepar_store_verify(store, &error) != HEPAR_OK) return lcheck_result(L, where, &error);
  lua_pushboolean(L, 1);
  return 1;
}

/* store:changes() -> number that grows with every change of this store */
static int changes(lua_State *L) {
  lua_pushinteger(L, (lua_Integer)lstore_check(L, 1, MODULE "changes")->changes);
  return 1;
}

/* store:about() -> {path, readonly, closed}; works after close, too */
static int about(lua_State *L) {
  holder *h = check_holder(L, 1);
  lua_createtable(L, 0, 3);
  if (h->store != NULL && h->store->path != NULL) {
    lua_pushstring(L, h->store->path);
    lua_setfield(L, -2, "path");
  }
  lua_pushboolean(L, h->store != NULL && h->store->readonly);
  lua_setfield(L, -2, "readonly");
  lua_pushboolean(L, h->store == NULL || h->store->db == NULL);
  lua_setfield(L, -2, "closed");
  return 1;
}

/* store:close(): closes for everybody who holds it; twice does nothing */
static int close(lua_State *L) {
  holder *h = check_holder(L, 1);
  if (h->store != NULL && h->store->depth > 0)
    return lcheck_misuse(L, MODULE "close", "the store is in the middle of a change");
  hepar_store_close(h->store);
  return 0;
}

static int gc(lua_State *L) {
  holder *h = check_holder(L, 1);
  hepar_store_free(h->store);
  h->store = NULL;
  return 0;
}

static int to_string(lua_State *L) {
  holder *h = check_holder(L, 1);
  if (h->store == NULL || h->store->db == NULL) lua_pushliteral(L, LSTORE " (closed)");
  else lua_pushfstring(L, LSTORE " (%s)", hepar_store_name(h->store));
  return 1;
}

/* store.schema() -> JSON Schema of a bundle as text | nil, message, code */
static int schema(lua_State *L) {
  hepar_error error;
  char **text = push_text(L);
  if (hepar_schema_text(text, &error) != HEPAR_OK)
    return lcheck_result(L, MODULE "schema", &error);
  lua_pushstring(L, *text);
  hepar_free(*text);
  *text = NULL;
  return 1;
}

/* store.sha256(text) -> 64 hexadecimal digits */
static int sha256(lua_State *L) {
  size_t length;
  const char *text = luaL_checklstring(L, 1, &length);
  char hex[65];
  hepar_sha256_hex(text, length, hex);
  lua_pushlstring(L, hex, 64);
  return 1;
}

int lstore_open(lua_State *L) {
  static const luaL_Reg meta[] = {
      {"__gc", gc}, {"__close", close}, {"__tostring", to_string}, {NULL, NULL}};
  static const luaL_Reg methods[] = {{"import_file", import_file},
                                     {"import_text", import_text},
                                     {"export", export_file},
                                     {"export_text", export_text},
                                     {"get", get},
                                     {"get_text", get_text},
                                     {"objects", objects},
                                     {"count", count},
                                     {"save", save},
                                     {"amend", amend},
                                     {"history", history},
                                     {"verify", verify},
                                     {"changes", changes},
                                     {"about", about},
                                     {"close", close},
                                     {NULL, NULL}};
  static const luaL_Reg report[] = {{"__gc", report_gc}, {NULL, NULL}};
  static const luaL_Reg text[] = {{"__gc", string_gc}, {NULL, NULL}};
  static const luaL_Reg functions[] = {
      {"open", open}, {"schema", schema}, {"sha256", sha256}, {NULL, NULL}};
  lcheck_class(L, LSTORE, meta, methods);
  lcheck_class(L, LSTORE ".report", report, NULL);
  lcheck_class(L, LSTORE ".text", text, NULL);
  luaL_newlib(L, functions);
  lua_pushstring(L, hepar_store_engine());
  lua_setfield(L, -2, "engine");
  return 1;
}
