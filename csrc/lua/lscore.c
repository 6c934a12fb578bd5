/* hepar.core.score: the scores, their survival, and what the core knows of each. */
#include "lcolumn.h"
#include "lparts.h"

#include <math.h>
#include <string.h>

/* Set the field `name` of the table on top, unless the text is NULL. */
static void set_text(lua_State *L, const char *name, const char *text) {
  if (text == NULL) return;
  lua_pushstring(L, text);
  lua_setfield(L, -2, name);
}

/* The same for a number that is not NaN. */
static void set_number(lua_State *L, const char *name, double value) {
  if (isnan(value)) return;
  lua_pushnumber(L, value);
  lua_setfield(L, -2, name);
}

/* "none=0|slight=1" as {none = 0, slight = 1} in the field words of the table on top. */
static void set_words(lua_State *L, const char *words) {
  if (words == NULL) return;
  lua_newtable(L);
  while (*words != '\0') {
    const char *equals = strchr(words, '=');
    lua_pushlstring(L, words, (size_t)(equals - words));
    lua_pushinteger(L, equals[1] - '0');
    lua_rawset(L, -3);
    words = equals[2] == '|' ? equals + 3 : equals + 2;
  }
  lua_setfield(L, -2, "words");
}

/* Push what is known of an input. */
static void push_input(lua_State *L, const hepar_score_input *input) {
  lua_newtable(L);
  set_text(L, "name", input->name);
  set_text(L, "about", input->about);
  set_text(L, "unit", input->unit);
  set_text(L, "si", input->si != NULL ? input->si : input->unit);
  set_text(L, "used", input->used != NULL ? input->used : input->unit);
  set_number(L, "low", input->low);
  set_number(L, "high", input->high);
  set_number(L, "least", input->least);
  set_number(L, "most", input->most);
  set_number(L, "absent", input->absent);
  lua_pushboolean(L, input->either == 0 && isnan(input->absent));
  lua_setfield(L, -2, "required");
  set_words(L, input->words);
}

/* core.score.list() -> {{name, title, formula, source, status, inputs, survival}, …} */
static int list(lua_State *L) {
  const hepar_score *score;
  const hepar_score_survival *curve;
  lua_newtable(L);
  for (size_t i = 0; (score = hepar_score_at(i)) != NULL; i++) {
    lua_Integer count = 0;
    lua_newtable(L);
    set_text(L, "name", score->name);
    set_text(L, "title", score->title);
    set_text(L, "formula", score->formula);
    set_text(L, "source", score->source);
    set_text(L, "status", score->status);
    lua_pushboolean(L, score->yes_no);
    lua_setfield(L, -2, "yes_no");
    lua_pushboolean(L, score->classes != NULL);
    lua_setfield(L, -2, "classes");
    lua_newtable(L);
    for (size_t j = 0; j < score->count; j++) {
      push_input(L, &score->inputs[j]);
      lua_rawseti(L, -2, (lua_Integer)j + 1);
    }
    lua_setfield(L, -2, "inputs");
    lua_newtable(L);
    for (size_t j = 0; (curve = hepar_score_survival_at(j)) != NULL; j++) {
      if (strcmp(curve->score, score->name) != 0) continue;
      lua_newtable(L);
      lua_pushinteger(L, curve->days);
      lua_setfield(L, -2, "days");
      set_text(L, "what", curve->what);
      set_text(L, "formula", curve->formula);
      set_text(L, "source", curve->source);
      set_text(L, "status", curve->status);
      lua_rawseti(L, -2, ++count);
    }
    lua_setfield(L, -2, "survival");
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  return 1;
}

/* The score named by the string at `at`, which the Lua side took from the list. */
static const hepar_score *score_argument(lua_State *L, int at, const char *where) {
  const char *name = lcheck_text(L, at, where, "name");
  const hepar_score *score = hepar_score_find(name);
  if (score == NULL) lcheck_misuse(L, where, "score \"%.40s\" is not known", name);
  return score;
}

/* Everything of one call. */
typedef struct call {
  const hepar_score *score;
  hepar_score_given given[HEPAR_SCORE_INPUTS];
  double numbers[HEPAR_SCORE_INPUTS];
  size_t n;
  bool columns;
} call;

/* Take one value, on top of the stack: a number, or a column, which stays on the stack. */
static void take_value(lua_State *L, const char *where, call *c, size_t i) {
  const char *name = c->score->inputs[i].name;
  const hepar_column *column;
  if (lua_type(L, -1) == LUA_TNUMBER) {
    c->numbers[i] = lua_tonumber(L, -1);
    if (isnan(c->numbers[i]))
      lcheck_misuse(L, where, "%s is not a number (NaN); in columns it stands for a missing value",
                    name);
    c->given[i].data = &c->numbers[i];
    c->given[i].length = 1;
    return;
  }
  column = lcolumn_check(L, -1, where, name);
  if (c->columns && column->length != c->n)
    lcheck_misuse(L, where, "%s has %zu values, other inputs have %zu", name, column->length, c->n);
  c->columns = true;
  c->n = column->length;
  c->given[i].data = column->data;
  c->given[i].length = column->length;
}

/* Read the values at `at`, a list with false or {value, unit} for each input. The columns and units
   stay on the stack. */
static void take_all(lua_State *L, int at, const char *where, call *c) {
  memset(c->given, 0, sizeof c->given);
  c->n = 1;
  c->columns = false;
  luaL_checkstack(L, 3 * HEPAR_SCORE_INPUTS + 10, "too many inputs");
  for (size_t i = 0; i < c->score->count; i++) {
    if (lua_rawgeti(L, at, (lua_Integer)i + 1) != LUA_TTABLE) {
      lua_pop(L, 1);
      continue;
    }
    int pair = lua_gettop(L);
    if (lua_rawgeti(L, pair, 2) == LUA_TSTRING)
      c->given[i].unit = lcheck_text(L, -1, where, "unit");
    lua_rawgeti(L, pair, 1);
    take_value(L, where, c, i);
  }
}

/* The class of a value, or false. */
static void push_class(lua_State *L, const hepar_score *score, double value) {
  const char *class_name = hepar_score_class_of(score, value);
  if (class_name != NULL)
    lua_pushstring(L, class_name);
  else
    lua_pushboolean(L, 0);
}

/* Push a value as what it is: yes or no, a whole number, a number. */
static void push_value(lua_State *L, const hepar_score *score, double value) {
  if (score->yes_no)
    lua_pushboolean(L, value != 0);
  else if (score->whole && value == floor(value))
    lua_pushinteger(L, (lua_Integer)value);
  else
    lua_pushnumber(L, value);
}

/* core.score.compute(where, name, given, unrounded) -> number, class or nil | column, classes or
   nil, missing */
static int compute(lua_State *L) {
  const char *where = lcheck_text(L, 1, "hepar.score", "where");
  hepar_error error;
  size_t missing = 0;
  double value = 0;
  call c;
  c.score = score_argument(L, 2, where);
  bool unrounded = lua_toboolean(L, 4);
  take_all(L, 3, where, &c);
  if (!c.columns) {
    if (hepar_score_compute(c.score, c.given, 1, unrounded, &value, NULL, &error) != HEPAR_OK)
      return lcheck_raise(L, where, &error);
    push_value(L, c.score, value);
    if (c.score->classes == NULL) return 1;
    push_class(L, c.score, value);
    return 2;
  }
  hepar_column *values = lcolumn_push(L, c.n, where);
  if (hepar_score_compute(c.score, c.given, c.n, unrounded, values->data, &missing, &error) !=
      HEPAR_OK)
    return lcheck_raise(L, where, &error);
  if (c.score->classes == NULL) {
    lua_pushnil(L);
  } else {
    lua_newtable(L);
    for (size_t i = 0; i < c.n; i++) {
      push_class(L, c.score, values->data[i]);
      lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
  }
  lua_pushinteger(L, (lua_Integer)missing);
  return 3;
}

/* core.score.explain(where, name, given, unrounded) -> {value, exact, class, given, used, steps} */
static int explain(lua_State *L) {
  const char *where = lcheck_text(L, 1, "hepar.score", "where");
  hepar_error error;
  hepar_score_trace trace;
  double value = 0;
  call c;
  c.score = score_argument(L, 2, where);
  bool unrounded = lua_toboolean(L, 4);
  take_all(L, 3, where, &c);
  if (c.columns)
    lcheck_misuse(L, where, "one patient is explained at a time: give numbers, not columns");
  if (hepar_score_explain(c.score, c.given, unrounded, &value, &trace, &error) != HEPAR_OK)
    return lcheck_raise(L, where, &error);
  lua_newtable(L);
  push_value(L, c.score, value);
  lua_setfield(L, -2, "value");
  set_number(L, "number", value);
  set_number(L, "exact", trace.exact);
  set_text(L, "class", hepar_score_class_of(c.score, value));
  lua_newtable(L);
  for (size_t i = 0; i < c.score->count; i++) {
    lua_newtable(L);
    set_number(L, "given", c.given[i].data != NULL ? *c.given[i].data : (double)NAN);
    set_number(L, "value", trace.given[i]);
    set_number(L, "used", trace.used[i]);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  lua_setfield(L, -2, "inputs");
  lua_newtable(L);
  for (size_t i = 0; i < trace.count; i++) {
    lua_newtable(L);
    set_text(L, "what", trace.steps[i].what);
    set_number(L, "value", trace.steps[i].value);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  lua_setfield(L, -2, "steps");
  return 1;
}

/* core.score.survival(where, name, value or column, days) -> number | column */
static int survival(lua_State *L) {
  const char *where = lcheck_text(L, 1, "hepar.score", "where");
  const char *name = lcheck_text(L, 2, where, "name");
  hepar_error error;
  int days = (int)lcheck_integer(L, 4, where, "days", 1, 100000);
  const hepar_score_survival *curve = hepar_score_survival_find(name, days);
  if (curve == NULL)
    lcheck_misuse(L, where, "no survival of %.40s after %d days was published", name, days);
  if (lua_type(L, 3) == LUA_TNUMBER) {
    double value = lua_tonumber(L, 3);
    double probability = 0;
    if (isnan(value)) lcheck_misuse(L, where, "value is not a number (NaN)");
    if (hepar_score_survival_compute(curve, &value, 1, &probability, &error) != HEPAR_OK)
      return lcheck_raise(L, where, &error);
    lua_pushnumber(L, probability);
    return 1;
  }
  const hepar_column *values = lcolumn_check(L, 3, where, "value");
  hepar_column *probabilities = lcolumn_push(L, values->length, where);
  if (hepar_score_survival_compute(curve, values->data, values->length, probabilities->data,
                                   &error) != HEPAR_OK)
    return lcheck_raise(L, where, &error);
  return 1;
}

int lscore_open(lua_State *L) {
  static const luaL_Reg functions[] = {{"list", list},       {"compute", compute},
                                       {"explain", explain}, {"survival", survival},
                                       {NULL, NULL}};
  luaL_newlib(L, functions);
  return 1;
}
