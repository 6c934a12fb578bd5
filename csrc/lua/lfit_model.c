/* Reads the data and options of a fit from a Lua table. */
#include "lfit_model.h"

#include <math.h>
#include <string.h>

#include "lparts.h"

static const char *const methods[] = {"EE", "DL",   "HE", "HS", "HSk", "SJ",   "SJIT",  "DLIT",
                                      "ML", "REML", "EB", "PM", "PMM", "GENQ", "GENQM", NULL};
static const char *const tests[] = {"z", "t", "knha", "adhoc", NULL};

/* The column in field `name` of the table at `index`, `rows` long (0: any length); put back so that
   the table keeps it. NULL when the field is nil. */
static const double *column_field(lua_State *L, int index, const char *where, const char *name,
                                  size_t rows, size_t *length) {
  if (lua_getfield(L, index, name) == LUA_TNIL) {
    lua_pop(L, 1);
    return NULL;
  }
  const hepar_column *column = lcolumn_check(L, lua_gettop(L), where, name);
  if (rows > 0 && column->length != rows)
    lcheck_misuse(L, where, "%s has %zu values, yi has %zu", name, column->length, rows);
  if (length != NULL) *length = column->length;
  const double *data = column->data;
  lua_setfield(L, index, name);
  return data;
}

/* One word of a list, as its place. */
static int word_field(lua_State *L, int index, const char *name, const char *const *words,
                      int absent) {
  lua_getfield(L, index, name);
  const char *word = lua_tostring(L, -1);
  int place = absent;
  for (int i = 0; word != NULL && words[i] != NULL; i++)
    if (strcmp(word, words[i]) == 0) place = i;
  lua_pop(L, 1);
  return place;
}

static double number_field(lua_State *L, int index, const char *name, double absent) {
  double value = lua_getfield(L, index, name) == LUA_TNUMBER ? lua_tonumber(L, -1) : absent;
  lua_pop(L, 1);
  return value;
}

static bool boolean_field(lua_State *L, int index, const char *name, bool absent) {
  bool value = lua_getfield(L, index, name) == LUA_TNIL ? absent : lua_toboolean(L, -1);
  lua_pop(L, 1);
  return value;
}

void lfit_model_read(lua_State *L, int index, const char *where, lfit_model *model) {
  hepar_fit_data *data = &model->data;
  hepar_fit_options *options = &model->options;
  luaL_checktype(L, index, LUA_TTABLE);
  luaL_checkstack(L, 8, "model");
  memset(model, 0, sizeof *model);
  data->yi = column_field(L, index, where, "yi", 0, &data->count);
  if (data->yi == NULL) lcheck_misuse(L, where, "yi is missing");
  data->vi = column_field(L, index, where, "vi", data->count, NULL);
  if (data->vi == NULL) lcheck_misuse(L, where, "vi is missing");
  data->weights = column_field(L, index, where, "weights", data->count, NULL);
  data->intercept = boolean_field(L, index, "intercept", true);
  options->method = (hepar_pooling)word_field(L, index, "method", methods, HEPAR_REML);
  options->test = (hepar_fit_test)word_field(L, index, "test", tests, HEPAR_TEST_Z);
  options->weighted = boolean_field(L, index, "weighted", true);
  options->level = number_field(L, index, "level", 95);
  options->tau2 = number_field(L, index, "tau2", (double)NAN);
  /* Two values stay on the stack: the list of pointers, and the places of btt. */
  if (lua_getfield(L, index, "mods") == LUA_TTABLE) {
    int list = lua_gettop(L);
    data->mod_count = (size_t)luaL_len(L, list);
    const double **mods = lua_newuserdatauv(L, (data->mod_count + 1) * sizeof *mods, 0);
    for (size_t j = 0; j < data->mod_count; j++) {
      lua_geti(L, list, (lua_Integer)j + 1);
      const hepar_column *column = lcolumn_check(L, lua_gettop(L), where, "mods");
      if (column->length != data->count)
        lcheck_misuse(L, where, "mods[%zu] has %zu values, yi has %zu", j + 1, column->length,
                      data->count);
      mods[j] = column->data;
      lua_seti(L, list, (lua_Integer)j + 1);
    }
    data->mods = mods;
    lua_remove(L, list);
  }
  if (lua_getfield(L, index, "btt") == LUA_TTABLE) {
    int list = lua_gettop(L);
    options->btt_count = (size_t)luaL_len(L, list);
    size_t *btt = lua_newuserdatauv(L, (options->btt_count + 1) * sizeof *btt, 0);
    for (size_t j = 0; j < options->btt_count; j++) {
      lua_geti(L, list, (lua_Integer)j + 1);
      lua_Integer place = luaL_checkinteger(L, -1);
      if (place < 1) lcheck_misuse(L, where, "coefficients are counted from 1, got %d", (int)place);
      btt[j] = (size_t)place - 1;
      lua_pop(L, 1);
    }
    options->btt = btt;
    lua_remove(L, list);
  }
}

void lfit_model_push_columns(lua_State *L, const double *values, size_t count, size_t length,
                         const char *where) {
  lua_createtable(L, (int)count, 0);
  for (size_t c = 0; c < count; c++) {
    hepar_column *column = lcolumn_push(L, length, where);
    if (length > 0) memcpy(column->data, values + c * length, length * sizeof *values);
    lua_seti(L, -2, (lua_Integer)c + 1);
  }
}

void lfit_model_set_number(lua_State *L, const char *name, double value) {
  if (isnan(value)) return;
  lua_pushnumber(L, value);
  lua_setfield(L, -2, name);
}
