/* hepar.core.units: conversion of units and comparison of doses. */
#include "lcheck.h"
#include "lparts.h"

#include <stdio.h>

/* Read the field `name` of the table at `at` as a string that must be there (or may be NULL). */
static const char *text_field(lua_State *L, int at, const char *where, const char *argument,
                              const char *name, bool optional) {
  const char *text = NULL;
  int type = lcheck_field(L, at, name);
  char full[64];
  (void)snprintf(full, sizeof full, "%s.%s", argument, name);
  if (type == LUA_TSTRING)
    text = lcheck_text(L, -1, where, full);
  else if (type != LUA_TNIL || !optional)
    lcheck_misuse(L, where, "%s.%s must be a string, got %s", argument, name,
                  lcheck_typename(L, -1));
  lua_pop(L, 1); /* the table keeps the string alive */
  return text;
}

/* Read the field `name` of the table at `at` as a number. */
static double number_field(lua_State *L, int at, const char *where, const char *argument,
                           const char *name) {
  if (lcheck_field(L, at, name) != LUA_TNUMBER)
    lcheck_misuse(L, where, "%s.%s must be a number, got %s", argument, name,
                  lcheck_typename(L, -1));
  double value = lua_tonumber(L, -1);
  lua_pop(L, 1);
  return value;
}

/* options.weight = {value, unit, source}; leaves it on the stack. NULL when absent. */
static const hepar_weight *read_weight(lua_State *L, int options, const char *where,
                                       hepar_weight *weight) {
  static const char *const names[] = {"value", "unit", "source", NULL};
  if (lua_isnoneornil(L, options) || lcheck_field(L, options, "weight") == LUA_TNIL) return NULL;
  if (!lua_istable(L, -1) || lcheck_class_of(L, -1) != NULL)
    lcheck_misuse(L, where, "weight must be a table {value = 70, unit = \"kg\", source = \"…\"}, "
                  "got %s", lcheck_typename(L, -1));
  int at = lua_gettop(L);
  lcheck_options(L, at, where, names);
  weight->value = number_field(L, at, where, "weight", "value");
  weight->unit = text_field(L, at, where, "weight", "unit", false);
  weight->source = text_field(L, at, where, "weight", "source", false);
  return weight;
}

/* core.units.convert(value, from, to [, {analyte, weight}]) -> value, derivation */
static int convert(lua_State *L) {
  static const char where[] = "hepar.units.convert";
  static const char *const names[] = {"analyte", "weight", NULL};
  hepar_error error;
  hepar_weight weight;
  char derivation[256];
  double result;
  const char *analyte = NULL;
  lua_settop(L, 4);
  if (lua_type(L, 1) != LUA_TNUMBER)
    lcheck_misuse(L, where, "value must be a number, got %s", lcheck_typename(L, 1));
  const char *from = lcheck_text(L, 2, where, "from");
  const char *to = lcheck_text(L, 3, where, "to");
  lcheck_options(L, 4, where, names);
  if (!lua_isnil(L, 4)) analyte = text_field(L, 4, where, "options", "analyte", true);
  const hepar_weight *given = read_weight(L, 4, where, &weight);
  if (hepar_unit_convert(lua_tonumber(L, 1), from, to, analyte, given, &result, derivation,
                         &error) != HEPAR_OK)
    return lcheck_raise(L, where, &error);
  lua_pushnumber(L, result);
  lua_pushstring(L, derivation);
  return 2;
}

/* Read the dose table at `at`. */
static hepar_dose read_dose(lua_State *L, int at, const char *where, const char *name) {
  static const char *const names[] = {"value", "unit", "per", NULL};
  hepar_dose dose;
  if (!lua_istable(L, at) || lcheck_class_of(L, at) != NULL)
    lcheck_misuse(L, where, "%s must be a table {value = 1e6, unit = \"cells\", per = \"kg\"}, "
                  "got %s", name, lcheck_typename(L, at));
  lcheck_options(L, at, where, names);
  dose.value = number_field(L, at, where, name, "value");
  dose.unit = text_field(L, at, where, name, "unit", false);
  dose.per = text_field(L, at, where, name, "per", true);
  return dose;
}

/* core.units.compare(a, b [, {weight}]) -> ratio, derivation */
static int compare(lua_State *L) {
  static const char where[] = "hepar.units.compare";
  static const char *const names[] = {"weight", NULL};
  hepar_error error;
  hepar_weight weight;
  char derivation[256];
  double ratio;
  lua_settop(L, 3);
  hepar_dose a = read_dose(L, 1, where, "a");
  hepar_dose b = read_dose(L, 2, where, "b");
  lcheck_options(L, 3, where, names);
  const hepar_weight *given = read_weight(L, 3, where, &weight);
  if (hepar_dose_compare(&a, &b, given, &ratio, derivation, &error) != HEPAR_OK)
    return lcheck_raise(L, where, &error);
  lua_pushnumber(L, ratio);
  lua_pushstring(L, derivation);
  return 2;
}

/* core.units.dimension(unit) -> words | nil */
static int dimension(lua_State *L) {
  char words[64];
  const char *unit = lcheck_text(L, 1, "hepar.units.dimension", "unit");
  if (hepar_unit_dimension(unit, words))
    lua_pushstring(L, words);
  else
    lua_pushnil(L);
  return 1;
}

/* core.units.list() -> {{unit, dimension}, …} */
static int list(lua_State *L) {
  char words[64];
  lua_newtable(L);
  for (size_t i = 0; hepar_unit_at(i) != NULL; i++) {
    lua_createtable(L, 0, 2);
    lua_pushstring(L, hepar_unit_at(i));
    lua_setfield(L, -2, "unit");
    if (hepar_unit_dimension(hepar_unit_at(i), words)) {
      lua_pushstring(L, words);
      lua_setfield(L, -2, "dimension");
    }
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  return 1;
}

/* core.units.analyte(name) -> g/mol, source | nil */
static int analyte_of(lua_State *L) {
  double mass;
  const char *source;
  if (!hepar_unit_analyte(lcheck_text(L, 1, "hepar.units.analyte", "name"), &mass, &source)) {
    lua_pushnil(L);
    return 1;
  }
  lua_pushnumber(L, mass);
  lua_pushstring(L, source);
  return 2;
}

int lunits_open(lua_State *L) {
  static const luaL_Reg functions[] = {{"convert", convert}, {"compare", compare},
                                       {"dimension", dimension}, {"list", list},
                                       {"analyte", analyte_of}, {NULL, NULL}};
  luaL_newlib(L, functions);
  return 1;
}
