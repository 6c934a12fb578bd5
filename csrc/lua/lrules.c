/* hepar.core.rules: the validation rules from Lua. */
#include "ljson.h"
#include "lparts.h"
#include "lstore.h"
#include "records/rules.h"

/* rules.check(store [, {rules, sources} [, where]]) -> list of findings | nil, message, code */
static int check(lua_State *L) {
  const char *where = luaL_optstring(L, 3, "hepar.evidence.check");
  hepar_store *store = lstore_check(L, 1, where);
  hepar_error error;
  json_t **options = NULL;
  json_t **findings;
  lua_settop(L, 3);
  if (!lua_isnil(L, 2)) options = ljson_check(L, 2, where, "options");
  findings = ljson_box(L);
  if (hepar_rules_check(store, options != NULL ? *options : NULL, findings, &error) != HEPAR_OK)
    return lcheck_result(L, where, &error);
  ljson_push_box(L, findings);
  return 1;
}

/* rules.list() -> list of {rule, name, code, severity, checks} */
static int list(lua_State *L) {
  size_t count;
  const hepar_rule *table = hepar_rule_table(&count);
  lua_createtable(L, (int)count, 0);
  for (size_t i = 0; i < count; i++) {
    lua_createtable(L, 0, 5);
    lua_pushfstring(L, "R%d", table[i].number);
    lua_setfield(L, -2, "rule");
    lua_pushstring(L, table[i].name);
    lua_setfield(L, -2, "name");
    lua_pushstring(L, table[i].code);
    lua_setfield(L, -2, "code");
    lua_pushstring(L, table[i].severity);
    lua_setfield(L, -2, "severity");
    lua_pushstring(L, table[i].checks);
    lua_setfield(L, -2, "checks");
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  return 1;
}

/* rules.phase(text) -> code | nil */
static int phase(lua_State *L) {
  const char *code = hepar_phase_code(luaL_checkstring(L, 1));
  lua_pushstring(L, code); /* NULL becomes nil */
  return 1;
}

int lrules_open(lua_State *L) {
  static const luaL_Reg functions[] = {
      {"check", check}, {"list", list}, {"phase", phase}, {NULL, NULL}};
  luaL_newlib(L, functions);
  return 1;
}
