/* hepar.core.json: decode and encode, on the JSON of the core. */
#include "ljson.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "lparts.h"
#include "records/json.h"

#define BOX "hepar.json"
#define WHERE "hepar.core.json"

/* The address is the key of the metatable of marked lists in the registry. */
static const char array_key = 0;

/* ---- JSON to Lua ---- */

json_t **ljson_box(lua_State *L) {
  json_t **box = lua_newuserdatauv(L, sizeof *box, 0);
  *box = NULL;
  luaL_setmetatable(L, BOX);
  return box;
}

static int box_gc(lua_State *L) {
  json_t **box = luaL_checkudata(L, 1, BOX);
  json_decref(*box);
  *box = NULL;
  return 0;
}

/* Give the table on top the metatable that marks a list. */
static void mark_array(lua_State *L) {
  lua_rawgetp(L, LUA_REGISTRYINDEX, &array_key);
  lua_setmetatable(L, -2);
}

void ljson_push(lua_State *L, const json_t *value) {
  luaL_checkstack(L, 4, "nested too deep");
  switch (json_typeof(value)) {
    case JSON_OBJECT: {
      const char *key;
      json_t *member;
      lua_createtable(L, 0, (int)json_object_size(value));
      json_object_foreach((json_t *)(uintptr_t)value, key, member) {
        if (json_is_null(member)) continue;
        ljson_push(L, member);
        lua_setfield(L, -2, key);
      }
      break;
    }
    case JSON_ARRAY: {
      size_t count = json_array_size(value);
      lua_createtable(L, (int)count, 0);
      for (size_t i = 0; i < count; i++) {
        ljson_push(L, json_array_get(value, i));
        lua_rawseti(L, -2, (lua_Integer)i + 1);
      }
      if (count == 0) mark_array(L);
      break;
    }
    case JSON_STRING:
      lua_pushlstring(L, json_string_value(value), json_string_length(value));
      break;
    case JSON_INTEGER: lua_pushinteger(L, (lua_Integer)json_integer_value(value)); break;
    case JSON_REAL: lua_pushnumber(L, json_real_value(value)); break;
    case JSON_TRUE: lua_pushboolean(L, 1); break;
    case JSON_FALSE: lua_pushboolean(L, 0); break;
    case JSON_NULL: lua_pushlightuserdata(L, NULL); break;
  }
}

void ljson_push_box(lua_State *L, json_t **box) {
  ljson_push(L, *box);
  json_decref(*box);
  *box = NULL;
}

/* ---- Lua to JSON; nothing in here raises, so that nothing leaks ---- */

typedef struct reader {
  lua_State *L;
  hepar_text path;
  const char *wrong; /* the first thing that was wrong */
} reader;

static json_t *read_value(reader *r, int depth);

static json_t *refuse(reader *r, const char *wrong) {
  if (r->wrong == NULL) r->wrong = wrong;
  return NULL;
}

/* Can this be a string, or a name, in JSON? Otherwise r->wrong says why not. */
static bool readable(reader *r, const char *text, size_t length) {
  if (memchr(text, '\0', length) != NULL) (void)refuse(r, "a string with a zero byte");
  else if (!hepar_json_utf8(text, length)) (void)refuse(r, "a string that is not UTF-8");
  return r->wrong == NULL;
}

static json_t *read_string(reader *r) {
  size_t length;
  const char *text = lua_tolstring(r->L, -1, &length);
  json_t *value;
  if (!readable(r, text, length)) return NULL;
  value = json_stringn_nocheck(text, length);
  return value != NULL ? value : refuse(r, "out of memory");
}

static json_t *read_number(reader *r) {
  double number;
  if (lua_isinteger(r->L, -1)) {
    json_t *integer = json_integer(lua_tointeger(r->L, -1));
    return integer != NULL ? integer : refuse(r, "out of memory");
  }
  number = lua_tonumber(r->L, -1);
  if (!isfinite(number)) return refuse(r, "NaN or infinity, which JSON does not have");
  return json_real(number);
}

static bool is_marked(lua_State *L) {
  bool marked;
  if (!lua_getmetatable(L, -1)) return false;
  lua_rawgetp(L, LUA_REGISTRYINDEX, &array_key);
  marked = lua_rawequal(L, -1, -2);
  lua_pop(L, 2);
  return marked;
}

/* Add the value on top under the path so far plus one step; pops it. */
static bool add_member(reader *r, json_t *object, const char *key, lua_Integer index, int depth) {
  size_t length = r->path.length;
  char step[32];
  json_t *value;
  bool good;
  if (key != NULL && length > 0) hepar_text_char(&r->path, '.');
  if (key == NULL) (void)snprintf(step, sizeof step, "[%lld]", (long long)index);
  hepar_text_add(&r->path, key != NULL ? key : step);
  value = read_value(r, depth + 1);
  lua_pop(r->L, 1);
  if (value == NULL) return false; /* the path stays, for the message */
  good = key != NULL ? json_object_set_new(object, key, value) == 0
                     : json_array_append_new(object, value) == 0;
  if (!good) (void)refuse(r, "out of memory");
  if (!r->path.failed) r->path.length = length;
  return good;
}

static json_t *read_list(reader *r, lua_Integer count, int depth) {
  json_t *list = json_array();
  if (list == NULL) return refuse(r, "out of memory");
  for (lua_Integer i = 1; i <= count; i++) {
    lua_rawgeti(r->L, -1, i);
    if (!add_member(r, list, NULL, i, depth)) {
      json_decref(list);
      return NULL;
    }
  }
  return list;
}

static json_t *read_object(reader *r, int depth) {
  lua_State *L = r->L;
  json_t *object = json_object();
  if (object == NULL) return refuse(r, "out of memory");
  lua_pushnil(L);
  while (lua_next(L, -2) != 0) {
    if (lua_type(L, -2) != LUA_TSTRING) {
      lua_pop(L, 2);
      json_decref(object);
      return refuse(r, "a table that is neither a list nor an object with names");
    }
    size_t length;
    const char *key = lua_tolstring(L, -2, &length);
    if (!readable(r, key, length)) {
      lua_pop(L, 2);
      json_decref(object);
      return NULL;
    }
    if (!add_member(r, object, key, 0, depth)) {
      lua_pop(L, 1);
      json_decref(object);
      return NULL;
    }
  }
  return object;
}

static json_t *read_table(reader *r, int depth) {
  lua_State *L = r->L;
  lua_Integer count = (lua_Integer)lua_rawlen(L, -1);
  lua_Integer items = 0;
  bool named = false;
  if (depth >= HEPAR_JSON_DEPTH) return refuse(r, "nested too deep (a cycle?)");
  lua_pushnil(L);
  while (lua_next(L, -2) != 0) {
    lua_pop(L, 1);
    if (lua_isinteger(L, -1)) items++;
    else named = true;
  }
  if (!named && items == count && (count > 0 || is_marked(L))) return read_list(r, count, depth);
  return read_object(r, depth);
}

/* The value on top, which stays there. NULL with r->wrong set. */
static json_t *read_value(reader *r, int depth) {
  lua_State *L = r->L;
  if (!lua_checkstack(L, 6)) return refuse(r, "out of memory");
  switch (lua_type(L, -1)) {
    case LUA_TNIL: return json_null();
    case LUA_TBOOLEAN: return json_boolean(lua_toboolean(L, -1));
    case LUA_TNUMBER: return read_number(r);
    case LUA_TSTRING: return read_string(r);
    case LUA_TTABLE:
      if (lcheck_class_of(L, -1) != NULL) return refuse(r, "an object of hepar");
      return read_table(r, depth);
    case LUA_TLIGHTUSERDATA:
      if (lua_touserdata(L, -1) == NULL) return json_null();
      break;
    case LUA_TFUNCTION: return refuse(r, "a function");
    case LUA_TTHREAD: return refuse(r, "a coroutine");
    default: break;
  }
  return refuse(r, "a userdata");
}

json_t **ljson_check(lua_State *L, int index, const char *where, const char *argument) {
  reader r = {L, {0}, NULL};
  char place[256] = "";
  json_t **box;
  index = lua_absindex(L, index);
  luaL_checkstack(L, 8, NULL);
  box = ljson_box(L);
  lua_pushvalue(L, index);
  *box = read_value(&r, 0);
  lua_pop(L, 1);
  if (r.path.length > 0 && !r.path.failed) {
    (void)snprintf(place, sizeof place - 8, "field %s", r.path.data);
    hepar_utf8_mend(place);
    strcat(place, r.path.length > sizeof place - 15 ? "…: " : ": ");
  }
  hepar_text_free(&r.path);
  if (*box == NULL && (r.wrong == NULL || strcmp(r.wrong, "out of memory") == 0))
    lcheck_misuse(L, where, "out of memory");
  if (*box == NULL)
    lcheck_misuse(L, where, "%s: %s%s cannot be written as JSON", argument, place,
                  r.wrong);
  return box;
}

/* ---- the functions ---- */

/* json.decode(text) -> value | nil, message, code */
static int decode(lua_State *L) {
  size_t length;
  const char *text = luaL_checklstring(L, 1, &length);
  hepar_error error;
  json_t **box = ljson_box(L);
  *box = hepar_json_parse(text, length, "text", 1, &error);
  if (*box == NULL) return lcheck_result(L, WHERE ".decode", &error);
  ljson_push_box(L, box);
  return 1;
}

/* json.decode_file(path) -> value | nil, message, code */
static int decode_file(lua_State *L) {
  const char *path = luaL_checkstring(L, 1);
  hepar_error error;
  json_t **box = ljson_box(L);
  *box = hepar_json_read(path, &error);
  if (*box == NULL) return lcheck_result(L, WHERE ".decode_file", &error);
  ljson_push_box(L, box);
  return 1;
}

/* A piece of text that the collector frees when something raises. */
static int text_gc(lua_State *L) {
  hepar_text_free(luaL_checkudata(L, 1, BOX ".text"));
  return 0;
}

/* json.encode(value [, {pretty = true}]) -> text */
static int encode(lua_State *L) {
  static const char *const names[] = {"pretty", NULL};
  const char *where = WHERE ".encode";
  bool pretty = false;
  hepar_error error;
  hepar_status status;
  hepar_text *text;
  json_t **box;
  luaL_checkany(L, 1);
  lcheck_options(L, 2, where, names);
  if (lua_istable(L, 2)) {
    lcheck_field(L, 2, "pretty");
    pretty = lua_toboolean(L, -1);
  }
  text = lua_newuserdatauv(L, sizeof *text, 0);
  memset(text, 0, sizeof *text);
  luaL_setmetatable(L, BOX ".text");
  box = ljson_check(L, 1, where, "value");
  status = hepar_json_write(*box, pretty, text, &error);
  json_decref(*box);
  *box = NULL;
  if (status != HEPAR_OK) return lcheck_raise(L, where, &error);
  lua_pushlstring(L, text->data, text->length);
  hepar_text_free(text);
  return 1;
}

/* json.array([table]) -> the table, marked as a list even when it is empty */
static int array(lua_State *L) {
  if (lua_isnoneornil(L, 1)) {
    lua_settop(L, 0);
    lua_newtable(L);
  }
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  mark_array(L);
  return 1;
}

int ljson_open(lua_State *L) {
  static const luaL_Reg box[] = {{"__gc", box_gc}, {NULL, NULL}};
  static const luaL_Reg text[] = {{"__gc", text_gc}, {NULL, NULL}};
  static const luaL_Reg functions[] = {{"decode", decode},
                                       {"decode_file", decode_file},
                                       {"encode", encode},
                                       {"array", array},
                                       {NULL, NULL}};
  lcheck_class(L, BOX, box, NULL);
  lcheck_class(L, BOX ".text", text, NULL);
  lua_newtable(L);
  lua_pushliteral(L, "json.array");
  lua_setfield(L, -2, "__name");
  lua_rawsetp(L, LUA_REGISTRYINDEX, &array_key);
  luaL_newlib(L, functions);
  lua_pushlightuserdata(L, NULL);
  lua_setfield(L, -2, "null");
  return 1;
}
