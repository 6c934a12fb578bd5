/* hepar.core.meta: synthesis. The Lua side checks and names; here arrays cross the boundary. */
#include "lcheck.h"
#include "lparts.h"

static const char *const methods[] = {"clopper-pearson", "wilson", NULL};
static const char *const votes[] = {"benefit",   "harm",       "no_change", "mixed",
                                    "ambiguous", "unreported", NULL};

/* A whole number of 0 or more at index `at`. */
static uint64_t check_count(lua_State *L, int at) {
  lua_Integer value = luaL_checkinteger(L, at);
  luaL_argcheck(L, value >= 0, at, "expected 0 or a positive count");
  return (uint64_t)value;
}

/* meta.proportion_ci(x, n, method, level) -> lower, upper | nil, message, code */
static int proportion_ci(lua_State *L) {
  hepar_error error;
  double lb;
  double ub;
  hepar_interval method = (hepar_interval)luaL_checkoption(L, 3, "clopper-pearson", methods);
  if (hepar_proportion_ci(check_count(L, 1), check_count(L, 2), method, luaL_checknumber(L, 4), &lb,
                          &ub, &error) != HEPAR_OK)
    return lcheck_result(L, "hepar.meta.proportion_ci", &error);
  lua_pushnumber(L, lb);
  lua_pushnumber(L, ub);
  return 2;
}

/* meta.binom_test(x, n, p) -> p value | nil, message, code */
static int binom_test(lua_State *L) {
  hepar_error error;
  double pval;
  if (hepar_binomial_test(check_count(L, 1), check_count(L, 2), luaL_checknumber(L, 3), &pval,
                          &error) != HEPAR_OK)
    return lcheck_result(L, "hepar.meta.binom_test", &error);
  lua_pushnumber(L, pval);
  return 1;
}

/* t[name] = {benefit = n, …} for the table on top */
static void push_kinds(lua_State *L, const char *name, const size_t *kinds) {
  lua_createtable(L, 0, HEPAR_VOTE_COUNT);
  for (int i = 0; i < HEPAR_VOTE_COUNT; i++) {
    lua_pushinteger(L, (lua_Integer)kinds[i]);
    lua_setfield(L, -2, votes[i]);
  }
  lua_setfield(L, -2, name);
}

/* t[name] = value unless it is not a number */
static void push_number(lua_State *L, const char *name, double value) {
  if (!(value >= 0.0)) return;
  lua_pushnumber(L, value);
  lua_setfield(L, -2, name);
}

/* Read the arrays at 1 and 2 into blocks that Lua owns, so that a raise leaks nothing. */
static size_t read_entries(lua_State *L, size_t studies, size_t **study, hepar_vote **vote) {
  luaL_checktype(L, 1, LUA_TTABLE);
  luaL_checktype(L, 2, LUA_TTABLE);
  size_t count = (size_t)luaL_len(L, 1);
  luaL_argcheck(L, (size_t)luaL_len(L, 2) == count, 2, "expected one vote for each entry");
  *study = lua_newuserdatauv(L, (count + 1) * sizeof **study, 0);
  *vote = lua_newuserdatauv(L, (count + 1) * sizeof **vote, 0);
  for (size_t i = 0; i < count; i++) {
    lua_geti(L, 1, (lua_Integer)i + 1);
    lua_geti(L, 2, (lua_Integer)i + 1);
    lua_Integer index = luaL_checkinteger(L, -2);
    luaL_argcheck(L, index >= 1 && (lua_Unsigned)index <= studies, 1, "no such study");
    (*study)[i] = (size_t)index - 1;
    (*vote)[i] = (hepar_vote)luaL_checkoption(L, -1, NULL, votes);
    lua_pop(L, 2);
  }
  return count;
}

/* meta.directions(study, vote, studies, agreement, method, level) -> {entries, studies, votes,
   proportion, ci_lb, ci_ub, pval, decided = {"benefit", …}} | nil, message, code */
static int directions(lua_State *L) {
  hepar_error error;
  hepar_direction_counts counts;
  size_t *study;
  hepar_vote *vote;
  size_t studies = (size_t)check_count(L, 3);
  double agreement = luaL_checknumber(L, 4);
  hepar_interval method = (hepar_interval)luaL_checkoption(L, 5, "clopper-pearson", methods);
  double level = luaL_checknumber(L, 6);
  luaL_argcheck(L, studies <= (size_t)INT32_MAX, 3, "too many studies");
  size_t entries = read_entries(L, studies, &study, &vote);
  hepar_vote *decided = lua_newuserdatauv(L, (studies + 1) * sizeof *decided, 0);
  if (hepar_directions(study, vote, entries, studies, agreement, method, level, decided, &counts,
                       &error) != HEPAR_OK)
    return lcheck_result(L, "hepar.meta.directions", &error);
  lua_createtable(L, 0, 8);
  push_kinds(L, "entries", counts.entries);
  push_kinds(L, "studies", counts.studies);
  lua_pushinteger(L, (lua_Integer)counts.votes);
  lua_setfield(L, -2, "votes");
  push_number(L, "proportion", counts.proportion);
  push_number(L, "ci_lb", counts.ci_lb);
  push_number(L, "ci_ub", counts.ci_ub);
  push_number(L, "pval", counts.pval);
  lua_createtable(L, (int)studies, 0);
  for (size_t i = 0; i < studies; i++) {
    lua_pushstring(L, votes[decided[i]]);
    lua_seti(L, -2, (lua_Integer)i + 1);
  }
  lua_setfield(L, -2, "decided");
  return 1;
}

int lmeta_open(lua_State *L) {
  static const luaL_Reg functions[] = {{"proportion_ci", proportion_ci},
                                       {"binom_test", binom_test},
                                       {"directions", directions},
                                       {NULL, NULL}};
  luaL_newlib(L, functions);
  return 1;
}
