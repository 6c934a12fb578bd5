/* hepar.core.model: texts of models parsed, and what is in them as plain tables. */
#include "lmodels.h"

#include <math.h>
#include <string.h>

#include "lparts.h"
#include "model/kernels.h"

#define WHERE "hepar.model.define"
#define TEXT LMODELS ".text"

/* ---- parse ---- */

/* What the callback of imports needs; one call at a time. */
typedef struct finder {
  lua_State *L;
  int function; /* its place on the stack */
  const char *name;
  char **text;
  size_t *length;
  hepar_status status;
} finder;

/* In protected mode: find(name) -> text | nil; the text is copied for the core. */
static int call_find(lua_State *L) {
  finder *f = lua_touserdata(L, 1);
  const char *text;
  lua_settop(L, 2);
  lua_pushstring(L, f->name);
  lua_call(L, 1, 1);
  f->status = HEPAR_NOT_FOUND;
  if (lua_isnil(L, -1)) return 0;
  if (lua_type(L, -1) != LUA_TSTRING)
    return luaL_error(L, "find must return a text or nil, got %s", luaL_typename(L, -1));
  text = lua_tolstring(L, -1, f->length);
  *f->text = hepar_strndup(text, *f->length);
  f->status = *f->text == NULL ? HEPAR_NOMEM : HEPAR_OK;
  return 0;
}

/* hepar_model_find over the Lua function; nothing here can raise past the core. */
static hepar_status find(void *data, const char *name, char **text, size_t *length,
                         hepar_error *error) {
  finder *f = data;
  lua_State *L = f->L;
  int top = lua_gettop(L), result;
  if (!lua_checkstack(L, 8)) return hepar_fail(error, HEPAR_NOMEM, "out of memory");
  f->name = name;
  f->text = text;
  f->length = length;
  f->status = HEPAR_IO;
  lua_pushcfunction(L, call_find);
  lua_pushlightuserdata(L, f);
  lua_pushvalue(L, f->function);
  result = lua_pcall(L, 2, 0, 0);
  if (result != LUA_OK) {
    f->status = result == LUA_ERRMEM ? HEPAR_NOMEM : HEPAR_IO;
    (void)hepar_fail(error, f->status, "%.500s",
                     lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : "find failed");
  }
  lua_settop(L, top);
  return f->status;
}

static const char *optional_text(lua_State *L, int at, const char *name, size_t *length) {
  int type = lcheck_field(L, at, name);
  if (type == LUA_TNIL) {
    lua_pop(L, 1);
    return NULL;
  }
  if (type != LUA_TSTRING)
    lcheck_misuse(L, WHERE, "%s must be a string, got %s", name, lcheck_typename(L, -1));
  return lua_tolstring(L, -1, length); /* stays on the stack */
}

/* model.parse(text [, {file, check, find, extension}]) -> model | nil, message, code */
static int parse(lua_State *L) {
  static const char *const names[] = {"file", "check", "find", "extension", NULL};
  hepar_model_options options = {.check_units = true};
  size_t length, ignored;
  const char *text;
  hepar_model **model;
  hepar_error error;
  finder f = {.L = L};
  if (lua_type(L, 1) != LUA_TSTRING)
    lcheck_misuse(L, WHERE, "the text of the model must be a string, got %s",
                  lcheck_typename(L, 1));
  text = lua_tolstring(L, 1, &length);
  lua_settop(L, 2);
  lcheck_options(L, 2, WHERE, names);
  if (!lua_isnil(L, 2)) {
    options.file = optional_text(L, 2, "file", &ignored);
    options.extension = optional_text(L, 2, "extension", &options.extension_length);
    options.check_units = lcheck_boolean_option(L, 2, WHERE, "check", true);
    if (lcheck_field(L, 2, "find") == LUA_TFUNCTION) {
      f.function = lua_gettop(L);
      options.find = find;
      options.find_data = &f;
    } else if (!lua_isnil(L, -1)) {
      lcheck_misuse(L, WHERE, "find must be a function, got %s", lcheck_typename(L, -1));
    }
  }
  model = lua_newuserdatauv(L, sizeof *model, 0);
  *model = NULL;
  luaL_setmetatable(L, LMODELS);
  if (hepar_model_parse(model, text, length, &options, &error) != HEPAR_OK) {
    if (error.status == HEPAR_NOMEM) return lcheck_result(L, WHERE, &error);
    lua_pushnil(L);
    lua_pushstring(L, error.message);
    lua_pushstring(L, hepar_status_name(error.status));
    return 3;
  }
  return 1;
}

const hepar_model *lmodels_check(lua_State *L, int index, const char *where) {
  hepar_model **model = luaL_testudata(L, index, LMODELS);
  if (model != NULL && *model != NULL) return *model;
  lcheck_misuse(L, where, "a parsed model is wanted, got %s", lcheck_typename(L, index));
  return NULL;
}

static int model_gc(lua_State *L) {
  hepar_model **model = luaL_checkudata(L, 1, LMODELS);
  hepar_model_free(*model);
  *model = NULL;
  return 0;
}

/* ---- what is in a model ---- */

/* Text of the core in the hands of the collector. */
static int text_gc(lua_State *L) {
  char **text = luaL_checkudata(L, 1, TEXT);
  hepar_free(*text);
  *text = NULL;
  return 0;
}

/* Fields of the table at the top; nothing for NULL and NaN. */
static void set_text(lua_State *L, const char *name, const char *text) {
  if (text == NULL) return;
  lua_pushstring(L, text);
  lua_setfield(L, -2, name);
}

static void set_number(lua_State *L, const char *name, double value) {
  if (isnan(value)) return;
  lua_pushnumber(L, value);
  lua_setfield(L, -2, name);
}

static void set_integer(lua_State *L, const char *name, int64_t value) {
  lua_pushinteger(L, (lua_Integer)value);
  lua_setfield(L, -2, name);
}

static void set_true(lua_State *L, const char *name, bool value) {
  if (!value) return;
  lua_pushboolean(L, 1);
  lua_setfield(L, -2, name);
}

/* An expression as a field of the table at the top. */
static void set_expression(lua_State *L, const char *name, const hepar_model *model,
                           const hepar_tree *tree, hepar_style style) {
  char **text;
  hepar_error error;
  if (tree == NULL) return;
  text = lua_newuserdatauv(L, sizeof *text, 0);
  *text = NULL;
  luaL_setmetatable(L, TEXT);
  if (hepar_model_expression_print(model, tree, style, text, &error) != HEPAR_OK)
    lcheck_raise(L, WHERE, &error);
  lua_pushstring(L, *text);
  hepar_free(*text);
  *text = NULL;
  lua_setfield(L, -3, name);
  lua_pop(L, 1);
}

static hepar_style check_style(lua_State *L, int at) {
  static const char *const styles[] = {"text", "latex", "mathml", NULL};
  return (hepar_style)luaL_checkoption(L, at, "text", styles);
}

/* model:symbols([style]) -> list of {kind, name, unit, doc, status, source, low, high, value,
   expression, rate, index, line, column, file, nonnegative, delivered}; expressions as text, LaTeX
   or MathML */
static int symbols(lua_State *L) {
  static const char *const kinds[] = {"parameter", "input", "state", "let", "output"};
  const hepar_model *model = lmodels_check(L, 1, WHERE);
  hepar_style style = check_style(L, 2);
  lua_createtable(L, (int)model->symbol_count, 0);
  for (size_t i = 0; i < model->symbol_count; i++) {
    const hepar_symbol *s = &model->symbols[i];
    lua_createtable(L, 0, 16);
    set_text(L, "kind", kinds[s->kind]);
    set_text(L, "name", s->name);
    set_text(L, "unit", s->unit);
    set_text(L, "doc", s->doc);
    set_text(L, "status", s->status);
    set_text(L, "source", s->source);
    set_text(L, "file", s->file);
    set_number(L, "low", s->low);
    set_number(L, "high", s->high);
    set_number(L, "value", s->value);
    set_integer(L, "index", s->index + 1);
    set_integer(L, "line", s->line);
    set_integer(L, "column", s->column);
    set_true(L, "nonnegative", s->nonnegative);
    set_true(L, "delivered", s->delivered);
    set_expression(L, "expression", model, s->definition, style);
    set_expression(L, "rate", model, s->rate_definition, style);
    lua_seti(L, -2, (lua_Integer)i + 1);
  }
  return 1;
}

/* model:about() -> {name, purpose, file, time_unit, has_units, text, and counts} */
static int about(lua_State *L) {
  const hepar_model *model = lmodels_check(L, 1, WHERE);
  lua_createtable(L, 0, 16);
  set_text(L, "name", model->name);
  set_text(L, "purpose", model->purpose);
  set_text(L, "file", model->file);
  set_text(L, "time_unit", model->time_unit);
  set_text(L, "text", model->text);
  lua_pushboolean(L, model->has_units);
  lua_setfield(L, -2, "has_units");
  set_integer(L, "parameters", (int64_t)model->parameter_count);
  set_integer(L, "inputs", (int64_t)model->input_count);
  set_integer(L, "states", (int64_t)model->state_count);
  set_integer(L, "lets", (int64_t)model->let_count);
  set_integer(L, "outputs", (int64_t)model->output_count);
  set_integer(L, "nodes", (int64_t)model->graph.count);
  set_integer(L, "switches", (int64_t)model->switch_count);
  return 1;
}

/* model:events([style]) -> list of {name, doc, status, source, line, condition,
   sets = {{name, value}}} */
static int events(lua_State *L) {
  const hepar_model *model = lmodels_check(L, 1, WHERE);
  hepar_style style = check_style(L, 2);
  lua_createtable(L, (int)model->event_count, 0);
  for (size_t i = 0; i < model->event_count; i++) {
    const hepar_model_event *event = &model->events[i];
    lua_createtable(L, 0, 8);
    set_text(L, "name", event->name);
    set_text(L, "doc", event->doc);
    set_text(L, "status", event->status);
    set_text(L, "source", event->source);
    set_integer(L, "line", event->line);
    set_expression(L, "condition", model, event->condition_definition, style);
    lua_createtable(L, (int)event->set_count, 0);
    for (size_t k = 0; k < event->set_count; k++) {
      lua_createtable(L, 0, 2);
      set_text(L, "name", model->symbols[model->states[event->set_states[k]]].name);
      set_expression(L, "value", model, event->set_definitions[k], style);
      lua_seti(L, -2, (lua_Integer)k + 1);
    }
    lua_setfield(L, -2, "sets");
    lua_seti(L, -2, (lua_Integer)i + 1);
  }
  return 1;
}

/* model:presets() -> list of {name, doc, status, source, sets = {{name, value}}} */
static int presets(lua_State *L) {
  const hepar_model *model = lmodels_check(L, 1, WHERE);
  lua_createtable(L, (int)model->preset_count, 0);
  for (size_t i = 0; i < model->preset_count; i++) {
    const hepar_model_preset *preset = &model->presets[i];
    lua_createtable(L, 0, 8);
    set_text(L, "name", preset->name);
    set_text(L, "doc", preset->doc);
    set_text(L, "status", preset->status);
    set_text(L, "source", preset->source);
    lua_createtable(L, (int)preset->set_count, 0);
    for (size_t k = 0; k < preset->set_count; k++) {
      lua_createtable(L, 0, 2);
      set_text(L, "name", model->symbols[model->parameters[preset->set_symbols[k]]].name);
      set_number(L, "value", preset->set_values[k]);
      lua_seti(L, -2, (lua_Integer)k + 1);
    }
    lua_setfield(L, -2, "sets");
    lua_seti(L, -2, (lua_Integer)i + 1);
  }
  return 1;
}

static void set_remarks(lua_State *L, const char *name, const hepar_model_remark *list,
                        size_t count) {
  lua_createtable(L, (int)count, 0);
  for (size_t i = 0; i < count; i++) {
    lua_createtable(L, 0, 3);
    set_text(L, "text", list[i].text);
    set_text(L, "status", list[i].status);
    set_text(L, "source", list[i].source);
    lua_seti(L, -2, (lua_Integer)i + 1);
  }
  lua_setfield(L, -2, name);
}

/* model:remarks() -> {sources, reproduces, limits, notes}: lists of {text, status, source} */
static int all_remarks(lua_State *L) {
  const hepar_model *model = lmodels_check(L, 1, WHERE);
  lua_createtable(L, 0, 4);
  set_remarks(L, "sources", model->sources, model->sources_count);
  set_remarks(L, "reproduces", model->reproduces, model->reproduces_count);
  set_remarks(L, "limits", model->limits, model->limits_count);
  set_remarks(L, "notes", model->notes, model->notes_count);
  return 1;
}

/* model:name(symbol number [, style]) -> the symbol's name in that style */
static int print_name(lua_State *L) {
  const hepar_model *model = lmodels_check(L, 1, WHERE);
  lua_Integer number =
      lcheck_integer(L, 2, WHERE, "symbol", 1, (lua_Integer)model->symbol_count);
  hepar_style style = check_style(L, 3);
  hepar_error error;
  char **text = lua_newuserdatauv(L, sizeof *text, 0);
  *text = NULL;
  luaL_setmetatable(L, TEXT);
  if (hepar_model_name_print(model, (int32_t)number - 1, style, text, &error) != HEPAR_OK)
    lcheck_raise(L, WHERE, &error);
  lua_pushstring(L, *text);
  hepar_free(*text);
  *text = NULL;
  return 1;
}

/* ---- built-in models ---- */

/* model.kernels() -> names of the built-in models */
static int kernels(lua_State *L) {
  const char *name;
  lua_newtable(L);
  for (size_t i = 0; (name = hepar_kernel_texts_list(i)) != NULL; i++) {
    lua_pushstring(L, name);
    lua_seti(L, -2, (lua_Integer)i + 1);
  }
  return 1;
}

/* model.kernel(name) -> the text of a built-in model | nil */
static int kernel(lua_State *L) {
  size_t length;
  const char *text = hepar_kernel_texts_find(lcheck_text(L, 1, WHERE, "name"), &length);
  if (text == NULL) return 0;
  lua_pushlstring(L, text, length);
  return 1;
}

int lmodels_open(lua_State *L) {
  static const luaL_Reg meta[] = {{"__gc", model_gc}, {"__close", model_gc}, {NULL, NULL}};
  static const luaL_Reg methods[] = {{"symbols", symbols}, {"about", about},
                                     {"events", events},   {"presets", presets},
                                     {"remarks", all_remarks}, {"name", print_name},
                                     {NULL, NULL}};
  static const luaL_Reg text_meta[] = {{"__gc", text_gc}, {"__close", text_gc}, {NULL, NULL}};
  static const luaL_Reg functions[] = {
      {"parse", parse}, {"kernels", kernels}, {"kernel", kernel}, {NULL, NULL}};
  lcheck_class(L, LMODELS, meta, methods);
  lcheck_class(L, TEXT, text_meta, NULL);
  luaL_newlib(L, functions);
  return 1;
}
