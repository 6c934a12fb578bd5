/* hepar.core.cohort.sandbox: run a text that was not written by the user, and take a table from it.

   cohort.sandbox(text, name, instructions, memory) -> table | nil, message, code

   The text runs in a Lua state of its own, with an allocator that refuses more than `memory` bytes,
   a hook that stops it after `instructions`, or after 2 seconds of the processor (one instruction can
   walk a long table or join long texts), and no library but a few plain functions: nothing of
   the state that calls can be reached, there is no string library (whose patterns could run for
   ever inside one instruction), no metatable, no coroutine, no way to catch the error of a limit.
   What it returns is copied: tables, strings, numbers, booleans. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "lcheck.h"
#include "lparts.h"

#include <lualib.h>

#define WHERE "hepar.scenario"
enum { DEEPEST = 32, MOST_NODES = 100000, HOOK_EVERY = 500, SECONDS = 2 };

typedef struct box {
  size_t used, most;
  lua_Integer instructions;
  double until; /* processor time of this thread */
  bool short_of_memory, too_long, too_slow;
} box;

static void *allocate(void *data, void *block, size_t old, size_t size) {
  box *b = data;
  size_t before = block != NULL ? old : 0;
  if (size == 0) {
    hepar_free(block);
    b->used -= before;
    return NULL;
  }
  if (size > before && size - before > b->most - b->used) {
    b->short_of_memory = true;
    return NULL;
  }
  void *moved = hepar_realloc(block, size);
  if (moved != NULL) b->used = b->used - before + size;
  return moved;
}

/* Seconds of the processor that this thread has had. */
static double processor(void) {
  struct timespec now;
  if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now) != 0) return 0;
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void count(lua_State *S, lua_Debug *ar) {
  void *data;
  (void)ar;
  (void)lua_getallocf(S, &data);
  box *b = data;
  b->instructions -= HOOK_EVERY;
  if (b->instructions <= 0) b->too_long = true;
  else if (processor() > b->until) b->too_slow = true;
  if (b->too_long || b->too_slow) (void)luaL_error(S, "too long");
}

/* What a script may use: nothing that reaches outside or that runs long in one instruction. */
static int open_plain(lua_State *S) {
  static const char *const base[] = {"assert", "error",    "ipairs", "next", "pairs",
                                     "select", "tonumber", "tostring", "type", NULL};
  static const char *const maths[] = {"abs", "ceil", "exp", "floor", "fmod", "huge", "log",
                                      "max", "min",  "pi",  "sqrt",  NULL};
  luaL_requiref(S, "_G", luaopen_base, 0);
  luaL_requiref(S, "math", luaopen_math, 0);
  lua_newtable(S);
  for (int i = 0; base[i] != NULL; i++) {
    lua_getfield(S, 1, base[i]);
    lua_setfield(S, 3, base[i]);
  }
  lua_newtable(S);
  for (int i = 0; maths[i] != NULL; i++) {
    lua_getfield(S, 2, maths[i]);
    lua_setfield(S, 4, maths[i]);
  }
  lua_setfield(S, 3, "math");
  return 1;
}

typedef struct job {
  const char *text, *name;
  size_t length;
} job;

/* Everything that can raise inside the state. Leaves what the script returned. */
static int protected_run(lua_State *S) {
  const job *j = lua_touserdata(S, 1);
  lua_settop(S, 0);
  (void)open_plain(S);
  if (luaL_loadbufferx(S, j->text, j->length, j->name, "t") != LUA_OK) return lua_error(S);
  lua_pushvalue(S, 3);
  if (lua_setupvalue(S, -2, 1) == NULL) lua_pop(S, 1);
  lua_call(S, 0, 1);
  return 1;
}

/* Copy the value at the top of S onto L. False, and a message in `why`, when it cannot be. */
static bool copy(lua_State *S, lua_State *L, int depth, int *nodes, char *why, size_t size) {
  size_t length;
  const char *text;
  if (++*nodes > MOST_NODES || depth > DEEPEST) {
    (void)snprintf(why, size, *nodes > MOST_NODES ? "the table has more than %d entries"
                                                  : "the table nests deeper than %d",
                   *nodes > MOST_NODES ? MOST_NODES : DEEPEST);
    lua_pushnil(L);
    return false;
  }
  switch (lua_type(S, -1)) {
    case LUA_TNIL: lua_pushnil(L); return true;
    case LUA_TBOOLEAN: lua_pushboolean(L, lua_toboolean(S, -1)); return true;
    case LUA_TNUMBER:
      if (lua_isinteger(S, -1)) lua_pushinteger(L, lua_tointeger(S, -1));
      else lua_pushnumber(L, lua_tonumber(S, -1));
      return true;
    case LUA_TSTRING:
      text = lua_tolstring(S, -1, &length);
      lua_pushlstring(L, text, length);
      return true;
    case LUA_TTABLE: break;
    default:
      (void)snprintf(why, size, "a scenario holds tables, strings, numbers and booleans, not a %s",
                     lua_typename(S, lua_type(S, -1)));
      lua_pushnil(L);
      return false;
  }
  lua_newtable(L);
  /* lua_next on a plain table neither raises nor allocates. */
  for (lua_pushnil(S); lua_next(S, -2) != 0; lua_pop(S, 1)) {
    lua_pushvalue(S, -2);
    bool fine = copy(S, L, depth + 1, nodes, why, size);
    lua_pop(S, 1);
    if (fine) fine = copy(S, L, depth + 1, nodes, why, size);
    else lua_pushnil(L);
    if (!fine) {
      lua_pop(L, 2);
      lua_pop(S, 2);
      return false;
    }
    lua_rawset(L, -3);
  }
  return true;
}

/* The part that may raise in L, so that the state is closed whatever happens. */
static int take(lua_State *L) {
  lua_State *S = lua_touserdata(L, 1);
  char *why = lua_touserdata(L, 2);
  int nodes = 0;
  luaL_checkstack(L, 3 * DEEPEST + 8, "scenario");
  bool fine = copy(S, L, 0, &nodes, why, 200);
  lua_pushboolean(L, fine);
  return 2;
}

int lsandbox(lua_State *L) {
  job j = {.text = luaL_checklstring(L, 1, &j.length), .name = luaL_checkstring(L, 2)};
  lua_Integer instructions = lcheck_integer(L, 3, WHERE, "instructions", 1, LUA_MAXINTEGER);
  lua_Integer memory = lcheck_integer(L, 4, WHERE, "memory", 1, LUA_MAXINTEGER);
  box b = {.most = (size_t)memory, .instructions = instructions,
           .until = processor() + SECONDS};
  char why[200] = "";
  hepar_error error = {.status = HEPAR_OK};
  lua_State *S = lua_newstate(allocate, &b
#if LUA_VERSION_NUM >= 505
                              , 0
#endif
  );
  if (S == NULL) {
    (void)hepar_fail(&error, HEPAR_NOMEM, "there is no memory for a scenario");
    return lcheck_result(L, WHERE, &error);
  }
  lua_sethook(S, count, LUA_MASKCOUNT, HOOK_EVERY);
  lua_pushcfunction(S, protected_run);
  lua_pushlightuserdata(S, &j);
  int status = lua_pcall(S, 1, 1, 0);
  int raised = LUA_OK;
  bool fine = false;
  if (status != LUA_OK) {
    const char *message =
        lua_type(S, -1) == LUA_TSTRING ? lua_tostring(S, -1) : "an error without text";
    if (b.too_long)
      (void)hepar_fail(&error, HEPAR_RANGE,
                       "%s runs too long: it was stopped after %lld instructions", j.name + 1,
                       (long long)instructions);
    else if (b.too_slow)
      (void)hepar_fail(&error, HEPAR_RANGE, "%s runs too long: it was stopped after %d seconds",
                       j.name + 1, (int)SECONDS);
    else if (b.short_of_memory)
      (void)hepar_fail(&error, HEPAR_RANGE,
                       "%s takes too much memory: it was stopped at %lld bytes", j.name + 1,
                       (long long)memory);
    else if (status == LUA_ERRMEM)
      (void)hepar_fail(&error, HEPAR_NOMEM, "there is no memory for %s", j.name + 1);
    else
      (void)hepar_fail(&error, HEPAR_FORMAT, "%s", message);
  } else if (lua_type(S, -1) != LUA_TTABLE || !lua_checkstack(S, 4 * DEEPEST + 8)) {
    (void)hepar_fail(&error, HEPAR_FORMAT, "%s must return a table, it returns a %s", j.name + 1,
                     lua_typename(S, lua_type(S, -1)));
  } else {
    lua_sethook(S, NULL, 0, 0);
    lua_pushcfunction(L, take);
    lua_pushlightuserdata(L, S);
    lua_pushlightuserdata(L, why);
    raised = lua_pcall(L, 2, 2, 0);
    fine = raised == LUA_OK && lua_toboolean(L, -1);
    if (raised == LUA_OK) lua_pop(L, 1);
    if (raised == LUA_OK && !fine) {
      (void)hepar_fail(&error, HEPAR_FORMAT, "%s: %s", j.name + 1, why);
      lua_pop(L, 1);
    }
  }
  lua_close(S);
  if (raised != LUA_OK) return lua_error(L);
  if (!fine) return lcheck_result(L, WHERE, &error);
  return 1;
}
