/* hepar.core.programs: the straight-line programs of a parsed model, for specs, for pages about a
   model and for whoever wants to see the generated C. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lcheck.h"
#include "lmodels.h"
#include "lparts.h"
#include "model/interpret.h"
#include "solve/kernel_private.h"

#define PROGRAMS "hepar.core.programs"
#define KERNEL "hepar.core.kernel"
#define TEXT PROGRAMS ".text"
#define WHERE "hepar.core.programs"

/* Memory of the core in the hands of the collector; `release` is the core's. */
static void *hold(lua_State *L, const char *class) {
  void **box = lua_newuserdatauv(L, sizeof *box, 1);
  *box = NULL;
  luaL_setmetatable(L, class);
  return box;
}

static int programs_gc(lua_State *L) {
  hepar_programs **box = luaL_checkudata(L, 1, PROGRAMS);
  hepar_programs_free(*box);
  *box = NULL;
  return 0;
}

static int kernel_gc(lua_State *L) {
  hepar_kernel **box = luaL_checkudata(L, 1, KERNEL);
  hepar_kernel_free(*box);
  *box = NULL;
  return 0;
}

static int text_gc(lua_State *L) {
  void **box = lua_touserdata(L, 1);
  hepar_free(*box);
  *box = NULL;
  return 0;
}

static hepar_programs *check_programs(lua_State *L, int at) {
  return *(hepar_programs **)luaL_checkudata(L, at, PROGRAMS);
}

/* make(model [, gradient]) -> programs | nil, message, code */
static int make(lua_State *L) {
  const hepar_model *model = lmodels_check(L, 1, WHERE ".make");
  bool gradient = lua_toboolean(L, 2);
  hepar_programs **box = hold(L, PROGRAMS);
  hepar_error error;
  if (hepar_programs_make(box, model, gradient, &error) != HEPAR_OK)
    return lcheck_result(L, WHERE ".make", &error);
  lua_pushvalue(L, 1); /* the model must live as long */
  lua_setiuservalue(L, -2, 1);
  return 1;
}

static void set_count(lua_State *L, const char *name, size_t count) {
  lua_pushinteger(L, (lua_Integer)count);
  lua_setfield(L, -2, name);
}

/* A list of {row, column}, from 1. */
static void set_entries(lua_State *L, const char *name, const hepar_entry *entries, size_t count) {
  lua_createtable(L, (int)count, 0);
  for (size_t e = 0; e < count; e++) {
    lua_createtable(L, 2, 0);
    lua_pushinteger(L, entries[e].row + 1);
    lua_seti(L, -2, 1);
    lua_pushinteger(L, entries[e].column + 1);
    lua_seti(L, -2, 2);
    lua_seti(L, -2, (lua_Integer)e + 1);
  }
  lua_setfield(L, -2, name);
}

/* programs:describe() -> counts, patterns, order of elimination */
static int describe(lua_State *L) {
  const hepar_programs *p = check_programs(L, 1);
  lua_createtable(L, 0, 16);
  lua_createtable(L, 0, HEPAR_PROGRAM_COUNT);
  for (int k = 0; k < HEPAR_PROGRAM_COUNT; k++)
    set_count(L, hepar_program_name(k), hepar_programs_one(p, k)->count);
  lua_setfield(L, -2, "instructions");
  lua_createtable(L, 0, 5);
  set_count(L, "rates", p->rate_operations);
  set_count(L, "jacobian", p->jacobian_operations);
  set_count(L, "factor", p->factor_operations);
  set_count(L, "solve", p->solve_operations);
  set_count(L, "prelude", p->prelude_operations);
  lua_setfield(L, -2, "operations");
  set_count(L, "slots", (size_t)p->slot_count);
  set_count(L, "numbers", (size_t)p->number_count);
  set_entries(L, "jacobian", p->jacobian_entries, p->jacobian_count);
  set_entries(L, "factor", p->factor_entries, p->factor_count);
  set_entries(L, "gradient", p->gradient_entries, p->gradient_count);
  set_entries(L, "input_rates", p->input_entries, p->input_count);
  lua_createtable(L, (int)p->model->state_count, 0);
  for (size_t i = 0; i < p->model->state_count; i++) {
    lua_pushinteger(L, p->order[i] + 1);
    lua_seti(L, -2, (lua_Integer)i + 1);
  }
  lua_setfield(L, -2, "order");
  lua_pushboolean(L, p->time_dependent);
  lua_setfield(L, -2, "time_dependent");
  lua_pushstring(L, p->hash);
  lua_setfield(L, -2, "hash");
  return 1;
}

/* programs:print() -> C text */
static int print(lua_State *L) {
  const hepar_programs *p = check_programs(L, 1);
  char **text = hold(L, TEXT);
  hepar_error error;
  if (hepar_programs_print(p, "hepar_kernel_entry", text, &error) != HEPAR_OK)
    return lcheck_result(L, WHERE ".print", &error);
  lua_pushstring(L, *text);
  return 1;
}

/* programs:kernel("interpreter" | "baseline" | "avx2" | "avx512" | "compiled" [, compiler,
   folder] | "builtin" [, lanes]) -> kernel | nil, message, code. The second to fourth are the
   interpreter of one instruction set. */
static int kernel(lua_State *L) {
  static const char *const kinds[] = {"interpreter", "baseline", "avx2", "avx512", "compiled",
                                      "builtin", NULL};
  const hepar_programs *p = check_programs(L, 1);
  int kind = luaL_checkoption(L, 2, NULL, kinds), lanes = 0;
  const char *compiler = NULL, *folder = NULL;
  hepar_kernel **box;
  hepar_error error;
  hepar_status status;
  if (kind == 4) {
    compiler = luaL_optstring(L, 3, NULL);
    folder = luaL_optstring(L, 4, NULL);
  } else if (kind == 5) {
    lanes = (int)luaL_optinteger(L, 3, 0);
  }
  box = hold(L, KERNEL);
  hepar_interrupt_begin();
  if (kind == 0) status = hepar_kernel_interpret(box, p, &error);
  else if (kind < 4) status = hepar_kernel_interpret_with(box, p, kinds[kind], &error);
  else if (kind == 4) status = hepar_kernel_compile(box, p, compiler, folder, &error);
  else if (lanes == 0) status = hepar_kernel_builtin(box, p, &error);
  else status = hepar_kernel_builtin_of(box, p, lanes, &error);
  hepar_interrupt_end();
  if (status != HEPAR_OK) return lcheck_result(L, WHERE ".kernel", &error);
  lua_pushvalue(L, 1); /* the programs must live as long */
  lua_setiuservalue(L, -2, 1);
  return 1;
}

/* Copy a list of numbers, or one number for all, from field `name` of lane table `at`. */
static void fill(lua_State *L, int at, const char *name, double *frame, size_t lanes, size_t lane,
                 int32_t slot, size_t count) {
  int type = lua_getfield(L, at, name);
  for (size_t i = 0; i < count && type != LUA_TNIL; i++) {
    double value = lua_tonumber(L, -1);
    if (type == LUA_TTABLE) {
      lua_geti(L, -1, (lua_Integer)i + 1);
      value = lua_tonumber(L, -1);
      lua_pop(L, 1);
    }
    frame[((size_t)slot + i) * lanes + lane] = value;
  }
  lua_pop(L, 1);
}

static void push_slots(lua_State *L, const char *name, const double *frame, size_t lanes,
                       size_t lane, int32_t slot, size_t count) {
  lua_createtable(L, (int)count, 0);
  for (size_t i = 0; i < count; i++) {
    lua_pushnumber(L, frame[((size_t)slot + i) * lanes + lane]);
    lua_seti(L, -2, (lua_Integer)i + 1);
  }
  lua_setfield(L, -2, name);
}

/* All results of one lane as a table at the top of the stack. */
static void push_lane(lua_State *L, const hepar_programs *p, const double *frame, size_t lanes,
                      size_t lane) {
  const hepar_model *m = p->model;
  size_t n = m->state_count, sets = (size_t)(p->gradient_slot - p->set_slot);
  lua_createtable(L, 0, 12);
  push_slots(L, "rates", frame, lanes, lane, p->rate_slot, n);
  push_slots(L, "time_rates", frame, lanes, lane, p->time_rate_slot, n);
  push_slots(L, "jacobian", frame, lanes, lane, p->jacobian_slot, p->jacobian_count);
  push_slots(L, "solution", frame, lanes, lane, p->vector_slot, n);
  push_slots(L, "outputs", frame, lanes, lane, p->output_slot, m->output_count + m->let_count);
  push_slots(L, "initial", frame, lanes, lane, p->initial_slot, n);
  push_slots(L, "switches", frame, lanes, lane, p->switch_slot, m->switch_count);
  push_slots(L, "conditions", frame, lanes, lane, p->condition_slot, m->event_count);
  push_slots(L, "sets", frame, lanes, lane, p->set_slot, sets);
  push_slots(L, "gradient", frame, lanes, lane, p->gradient_slot, p->gradient_count);
  push_slots(L, "input_rates", frame, lanes, lane, p->input_rate_slot, p->input_count);
  lua_pushlstring(L, "", 0);
  for (int32_t s = 0; s < p->scratch_slot; s++) { /* every result, bit by bit; NaN is NaN */
    double value = frame[(size_t)s * lanes + lane];
    if (isnan(value)) value = (double)NAN;
    lua_pushlstring(L, (const char *)&value, sizeof value);
    if (s % 32 == 31) lua_concat(L, 33);
  }
  lua_concat(L, p->scratch_slot % 32 + 1);
  lua_setfield(L, -2, "bits");
}

/* kernel:run(lanes) -> a list of results: every program once, for each {states, parameters, inputs,
   time, c, vector} of the list. */
static int run(lua_State *L) {
  hepar_kernel *k = *(hepar_kernel **)luaL_checkudata(L, 1, KERNEL);
  const hepar_programs *p = k->programs;
  const hepar_model *m = p->model;
  hepar_kernel_function programs[] = {k->prelude, k->initial, k->rates,    k->time_rates,
                                      k->jacobian, k->factor, k->solve,    k->outputs,
                                      k->switches, k->sets,   k->gradient, k->input_rates};
  size_t lanes = k->lanes, size = (size_t)p->slot_count * lanes * sizeof(double) + 64, count;
  void **box;
  double *frame;
  luaL_checktype(L, 2, LUA_TTABLE);
  luaL_checkstack(L, 48, WHERE);
  count = (size_t)luaL_len(L, 2);
  box = hold(L, TEXT);
  *box = hepar_malloc(size);
  if (*box == NULL) return luaL_error(L, "not enough memory");
  frame = (double *)(void *)(((uintptr_t)*box + 63) / 64 * 64);
  lua_createtable(L, (int)count, 0);
  for (size_t first = 0; first < count; first += lanes) {
    hepar_programs_start(p, frame, lanes);
    for (size_t l = 0; l < lanes && first + l < count; l++) {
      lua_geti(L, 2, (lua_Integer)(first + l) + 1);
      luaL_checktype(L, -1, LUA_TTABLE);
      int at = lua_gettop(L);
      fill(L, at, "states", frame, lanes, l, p->state_slot, m->state_count);
      fill(L, at, "parameters", frame, lanes, l, p->parameter_slot, m->parameter_count);
      fill(L, at, "inputs", frame, lanes, l, p->input_slot, m->input_count);
      fill(L, at, "time", frame, lanes, l, p->time_slot, 1);
      fill(L, at, "c", frame, lanes, l, p->coefficient_slot, 1);
      fill(L, at, "vector", frame, lanes, l, p->vector_slot, m->state_count);
      lua_pop(L, 1);
    }
    for (size_t i = 0; i < sizeof programs / sizeof programs[0]; i++) programs[i](k, frame);
    for (size_t l = 0; l < lanes && first + l < count; l++) {
      push_lane(L, p, frame, lanes, l);
      lua_seti(L, -2, (lua_Integer)(first + l) + 1);
    }
  }
  return 1;
}

/* kernel:about() -> backend, lanes */
static int about(lua_State *L) {
  const hepar_kernel *k = *(hepar_kernel **)luaL_checkudata(L, 1, KERNEL);
  lua_pushstring(L, k->backend);
  lua_pushinteger(L, (lua_Integer)k->lanes);
  return 2;
}

int lprograms_open(lua_State *L) {
  static const luaL_Reg functions[] = {{"make", make}, {NULL, NULL}};
  static const luaL_Reg programs_meta[] = {{"__gc", programs_gc}, {NULL, NULL}};
  static const luaL_Reg programs_methods[] = {
      {"describe", describe}, {"print", print}, {"kernel", kernel}, {NULL, NULL}};
  static const luaL_Reg kernel_meta[] = {{"__gc", kernel_gc}, {NULL, NULL}};
  static const luaL_Reg kernel_methods[] = {{"run", run}, {"about", about}, {NULL, NULL}};
  static const luaL_Reg text_meta[] = {{"__gc", text_gc}, {NULL, NULL}};
  lcheck_class(L, PROGRAMS, programs_meta, programs_methods);
  lcheck_class(L, KERNEL, kernel_meta, kernel_methods);
  lcheck_class(L, TEXT, text_meta, NULL);
  luaL_newlib(L, functions);
  return 1;
}
