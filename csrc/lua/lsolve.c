/* hepar.core.solve: kernels of parsed models, runs of them, steady states. Thin: tables in, columns
   out; the Lua half of hepar.model gives this its shape.

   solve.kernel(model [, {backend, gradient, compiler, cache}]) -> kernel | nil, message, code
     backend: "best" (built-in code when there is some, else the interpreter), "interpreter",
     "builtin", "compiled"; gradient (boolean): with derivatives by parameters, for sensitivities.
   kernel:about() -> {backend, lanes, slots, hash, time_dependent, …}

   solve.run(kernel, plan) -> result. The plan is one table:
     from, to          numbers, the model's time; `times`, the outputs, rise from one to the other
     starts            a column: when each patient begins, from `from` to the first of `times`; without
                       doses and changes
     columns           names of states, outputs and lets
     patients          how many (1)
     parameters, inputs, initial   {name = number, or a column with one value for each patient}
     doses             list of {at, into = name, amount [, duration, every, count, until, lag,
                       fraction, rate]}; a rate takes the place of amount or duration; an amount
                       may be a column with one for each patient
     changes           {{at, name, value}, …} of parameters and levels of inputs
     sensitivity       names of parameters and states (their initial values)
     method ("rodas5p" or "tsit5"), rtol, atol (number, or {name = number}), first_step,
     largest_step, smallest_step, fixed_step, most_steps, keep_nonnegative, after, threads, progress
   The result: columns = {name = column}, patient by patient, each with the outputs at `times`;
     ended = column of the times reached; failures = list of {patient, time, message, code}, the
     first 1000; failed = how many; statistics; sensitivities = {name = {state = column}}.

   solve.steady(kernel, {parameters, inputs, initial, longest, rtol, atol}) -> {states, outputs,
     stability, eigenvalue = {re, im}, residual, integrated, iterations} | nil, message, code */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "lmodels.h"
#include "lparts.h"
#include "lplan.h"
#include "lprogress.h"

#define WHERE LPLAN_WHERE
#define KERNEL "hepar.core.solve.kernel"
/* The kernel that hepar.core.programs makes: a box with a pointer. */
#define OTHER_KERNEL "hepar.core.kernel"

/* ---- kernels ---- */

typedef struct lkernel {
  hepar_programs *programs;
  hepar_kernel *kernel;
} lkernel;

/* The kernel at a place of the stack, ours or that of hepar.core.programs. */
static const hepar_kernel *check_kernel(lua_State *L, int at) {
  const lkernel *k = luaL_testudata(L, at, KERNEL);
  hepar_kernel **other = luaL_testudata(L, at, OTHER_KERNEL);
  const hepar_kernel *kernel = k != NULL ? k->kernel : other != NULL ? *other : NULL;
  if (kernel == NULL)
    lcheck_misuse(L, WHERE, "a kernel is wanted, got %s", lcheck_typename(L, at));
  return kernel;
}

/* Kernels go before the programs they point to. */
static int kernel_gc(lua_State *L) {
  lkernel *k = luaL_checkudata(L, 1, KERNEL);
  hepar_kernel_free(k->kernel);
  hepar_programs_free(k->programs);
  k->kernel = NULL;
  k->programs = NULL;
  return 0;
}

/* solve.kernel(model [, options]) */
static int new_kernel(lua_State *L) {
  static const char *const names[] = {"backend", "gradient", "compiler", "cache", NULL};
  const hepar_model *model = lmodels_check(L, 1, WHERE);
  const char *backend = "best", *compiler = NULL, *cache = NULL;
  bool gradient = false;
  hepar_error error;
  hepar_status status;
  lkernel *k;
  lua_settop(L, 2);
  if (!lua_isnil(L, 2)) {
    lcheck_options(L, 2, WHERE, names);
    backend = lplan_text(L, 2, "backend", backend);
    compiler = lplan_text(L, 2, "compiler", NULL);
    cache = lplan_text(L, 2, "cache", NULL);
    gradient = lcheck_boolean_option(L, 2, WHERE, "gradient", false);
  }
  k = lua_newuserdatauv(L, sizeof *k, 1);
  memset(k, 0, sizeof *k);
  luaL_setmetatable(L, KERNEL);
  lua_pushvalue(L, 1);
  (void)lua_setiuservalue(L, -2, 1);
  status = hepar_programs_make(&k->programs, model, gradient, &error);
  if (status == HEPAR_OK) {
    if (strcmp(backend, "best") == 0) {
      status = hepar_kernel_builtin(&k->kernel, k->programs, &error);
      if (status == HEPAR_NOT_FOUND)
        status = hepar_kernel_interpret(&k->kernel, k->programs, &error);
    } else if (strcmp(backend, "interpreter") == 0) {
      status = hepar_kernel_interpret(&k->kernel, k->programs, &error);
    } else if (strcmp(backend, "builtin") == 0) {
      status = hepar_kernel_builtin(&k->kernel, k->programs, &error);
    } else if (strcmp(backend, "compiled") == 0) {
      status = hepar_kernel_compile(&k->kernel, k->programs, compiler, cache, &error);
    } else {
      static const char *const all[] = {"best", "interpreter", "builtin", "compiled"};
      const char *near = hepar_suggest(backend, all, 4);
      lcheck_misuse(L, WHERE, "backend \"%s\" is not known%s%s%s", backend,
                    near != NULL ? " (did you mean \"" : "", near != NULL ? near : "",
                    near != NULL ? "\"?)" : "");
    }
  }
  if (status != HEPAR_OK) return lcheck_result(L, WHERE, &error);
  return 1;
}

static void set_number(lua_State *L, const char *name, double value) {
  lua_pushnumber(L, value);
  lua_setfield(L, -2, name);
}

static void set_count(lua_State *L, const char *name, uint64_t value) {
  lua_pushinteger(L, (lua_Integer)value);
  lua_setfield(L, -2, name);
}

/* kernel:about() */
static int about(lua_State *L) {
  const hepar_kernel *k = check_kernel(L, 1);
  const hepar_programs *p = k->programs;
  lua_createtable(L, 0, 12);
  lua_pushstring(L, k->backend);
  lua_setfield(L, -2, "backend");
  lua_pushstring(L, p->hash);
  lua_setfield(L, -2, "hash");
  lua_pushboolean(L, p->time_dependent);
  lua_setfield(L, -2, "time_dependent");
  set_count(L, "lanes", k->lanes);
  set_count(L, "slots", (uint64_t)p->slot_count);
  set_count(L, "rate_slot", (uint64_t)p->rate_slot);
  set_count(L, "jacobian_slot", (uint64_t)p->jacobian_slot);
  set_count(L, "number_slot", (uint64_t)p->number_slot);
  set_count(L, "initial_slot", (uint64_t)p->initial_slot);
  set_count(L, "output_slot", (uint64_t)p->output_slot);
  set_count(L, "input_rate_slot", (uint64_t)p->input_rate_slot);
  lua_createtable(L, p->number_count, 0);
  for (int32_t i = 0; i < p->number_count; i++) {
    lua_pushnumber(L, p->numbers[i]);
    lua_seti(L, -2, i + 1);
  }
  lua_setfield(L, -2, "numbers");
  set_count(L, "jacobian_entries", p->jacobian_count);
  set_count(L, "factor_entries", p->factor_count);
  set_count(L, "rate_operations", p->rate_operations);
  set_count(L, "jacobian_operations", p->jacobian_operations);
  set_count(L, "factor_operations", p->factor_operations);
  set_count(L, "solve_operations", p->solve_operations);
  return 1;
}

/* ---- runs ---- */

static hepar_status hand_out(void *data, size_t index, hepar_patient *patient, hepar_error *error) {
  lplan *q = data;
  const values *v[] = {&q->parameters, &q->inputs, &q->initial};
  double *row = q->rows + index * q->row_size;
  const double **out[] = {&patient->parameters, &patient->inputs, &patient->initial};
  (void)error;
  if (q->starts != NULL) patient->start = q->starts + index;
  if (q->schedules != NULL) patient->schedule = q->schedules + index;
  for (int k = 0; k < 3; k++) {
    *out[k] = q->row_size > 0 ? row : v[k]->all;
    for (size_t i = 0; q->row_size > 0 && i < v[k]->count; i++)
      *row++ = v[k]->each[i] != NULL ? v[k]->each[i][index] : v[k]->all[i];
  }
  return HEPAR_OK;
}

/* A patient's results into the columns. Runs no Lua. */
static hepar_status take(void *data, const hepar_solve_result *result, hepar_error *error) {
  lplan *q = data;
  size_t times = q->plan.time_count, columns = q->plan.column_count;
  size_t states = q->model->state_count;
  size_t asked = q->options.sensitivity_parameter_count + q->options.sensitivity_state_count;
  (void)error;
  for (size_t c = 0; c < columns; c++)
    for (size_t t = 0; t < times; t++)
      q->columns[c][result->patient * times + t] = result->values[t * columns + c];
  for (size_t j = 0; j < asked * states; j++)
    for (size_t t = 0; t < times; t++)
      q->sensitivities[j][result->patient * times + t] =
          result->sensitivities[t * asked * states + j];
  q->ended[result->patient] = result->ended;
  if (result->status != HEPAR_OK) {
    if (q->failed < LPLAN_FAILURES) {
      failure *f = &q->failures[q->failed];
      f->patient = result->patient;
      f->time = result->ended;
      f->status = result->status;
      (void)snprintf(f->message, sizeof f->message, "%s", result->message);
    }
    q->failed++;
  }
  return HEPAR_OK;
}

/* The sums over all patients as a table, at the top. */
static void push_statistics(lua_State *L, const hepar_solve_statistics *s) {
  lua_createtable(L, 0, 12);
  set_count(L, "steps", s->steps);
  set_count(L, "rejected", s->rejected);
  set_count(L, "rates", s->rates);
  set_count(L, "jacobians", s->jacobians);
  set_count(L, "factors", s->factors);
  set_count(L, "solves", s->solves);
  set_count(L, "switches", s->switches);
  set_count(L, "restarts", s->restarts);
  set_count(L, "events", s->events);
  set_count(L, "dense_steps", s->dense_steps);
  set_count(L, "clipped", s->clipped);
  lua_pushboolean(L, s->stiff);
  lua_setfield(L, -2, "stiff");
}

/* The failures as a list, at the top. */
static void push_failures(lua_State *L, const lplan *q) {
  size_t count = q->failed < LPLAN_FAILURES ? q->failed : LPLAN_FAILURES;
  lua_createtable(L, (int)count, 0);
  for (size_t i = 0; i < count; i++) {
    const failure *f = &q->failures[i];
    lua_createtable(L, 0, 4);
    set_count(L, "patient", f->patient + 1);
    set_number(L, "time", f->time);
    lua_pushstring(L, f->message);
    lua_setfield(L, -2, "message");
    lua_pushstring(L, hepar_status_name(f->status));
    lua_setfield(L, -2, "code");
    lua_seti(L, -2, (lua_Integer)i + 1);
  }
}

/* The columns of the results, in tables of the table at `result`. */
static void make_columns(lplan *q, int result, const hepar_symbol **named,
                         const hepar_symbol **asked, size_t asked_count) {
  lua_State *L = q->L;
  size_t length = q->plan.patient_count * q->plan.time_count, states = q->model->state_count;
  q->columns = lplan_room(L, q->plan.column_count, sizeof *q->columns);
  lua_newtable(L);
  for (size_t c = 0; c < q->plan.column_count; c++) {
    q->columns[c] = lcolumn_push(L, length, WHERE)->data;
    /* The same name twice is the same column. */
    for (size_t d = 0; d < c; d++)
      if (named[d] == named[c]) q->columns[d] = q->columns[c];
    lua_setfield(L, -2, named[c]->name);
  }
  lua_setfield(L, result, "columns");
  q->ended = lcolumn_push(L, q->plan.patient_count, WHERE)->data;
  lua_setfield(L, result, "ended");
  if (asked_count == 0) return;
  q->sensitivities = lplan_room(L, asked_count * states, sizeof *q->sensitivities);
  lua_newtable(L);
  /* Parameters come first in the core, then states. */
  size_t place = 0;
  for (int kind = 0; kind < 2; kind++)
    for (size_t j = 0; j < asked_count; j++) {
      if ((asked[j]->kind == HEPAR_SYMBOL_STATE) != (kind == 1)) continue;
      lua_newtable(L);
      for (size_t i = 0; i < states; i++) {
        q->sensitivities[place++] = lcolumn_push(L, length, WHERE)->data;
        lua_setfield(L, -2, q->model->symbols[q->model->states[i]].name);
      }
      lua_setfield(L, -2, asked[j]->name);
    }
  lua_setfield(L, result, "sensitivities");
}

/* A column's place among what the core can record. */
static int32_t place_of(const lplan *q, const hepar_symbol *symbol) {
  int32_t states = (int32_t)q->model->state_count, outputs = (int32_t)q->model->output_count;
  if (symbol->kind == HEPAR_SYMBOL_STATE) return symbol->index;
  if (symbol->kind == HEPAR_SYMBOL_OUTPUT) return states + symbol->index;
  return states + outputs + symbol->index;
}

static void begin_plan(lplan *q, lua_State *L, const hepar_kernel *k) {
  memset(q, 0, sizeof *q);
  q->L = L;
  q->model = k->programs->model;
}

/* solve.run(kernel, plan) */
static int run(lua_State *L) {
  static const char *const names[] = {
      "from",       "to",           "times",         "columns",    "patients",   "parameters",
      "inputs",     "initial",      "doses",         "changes",    "sensitivity", "method",
      "rtol",       "atol",         "first_step",    "largest_step", "smallest_step", "fixed_step",
      "most_steps", "keep_nonnegative", "after",     "threads",    "progress",
      "starts",     NULL};
  const hepar_kernel *k = check_kernel(L, 1);
  lplan *q;
  size_t count;
  luaL_checktype(L, 2, LUA_TTABLE);
  lua_settop(L, 2);
  luaL_checkstack(L, 64, "simulate");
  lcheck_options(L, 2, WHERE, names);
  q = lplan_room(L, 1, sizeof *q);
  begin_plan(q, L, k);
  q->plan.patient_count =
      (size_t)lcheck_integer_option(L, 2, WHERE, "patients", 1, 1, 1000000000);
  q->plan.start = lcheck_number_option(L, 2, WHERE, "from", 0);
  q->plan.end = lcheck_number_option(L, 2, WHERE, "to", (double)NAN);
  lplan_options(q, 2);
  lplan_patients(q, 2);
  lplan_schedule(q, 2);
  q->plan.schedule = &q->schedule;
  lplan_starts(q, 2);
  if (lcheck_field(L, 2, "times") != LUA_TNIL) {
    const hepar_column *times = lcolumn_check(L, lua_gettop(L), WHERE, "times");
    q->plan.times = times->data;
    q->plan.time_count = times->length;
  }
  const hepar_symbol **named = lplan_names(q, 2, "columns", LPLAN_RESULTS, "state, output or let",
                                          &q->plan.column_count);
  int32_t *columns = lplan_room(L, q->plan.column_count, sizeof *columns);
  for (size_t c = 0; c < q->plan.column_count; c++) columns[c] = place_of(q, named[c]);
  q->plan.columns = columns;
  const hepar_symbol **asked =
      lplan_names(q, 2, "sensitivity", LPLAN_PARAMETERS | LPLAN_STATES, "parameter or state",
                  &count);
  int32_t *places = lplan_room(L, count, sizeof *places);
  for (int kind = 0; kind < 2; kind++)
    for (size_t j = 0; j < count; j++)
      if ((asked[j]->kind == HEPAR_SYMBOL_STATE) == (kind == 1)) {
        size_t place = q->options.sensitivity_parameter_count + q->options.sensitivity_state_count;
        places[place] = asked[j]->index;
        if (kind == 0) q->options.sensitivity_parameter_count++;
        else q->options.sensitivity_state_count++;
      }
  q->options.sensitivity_parameters = places;
  q->options.sensitivity_states = places + q->options.sensitivity_parameter_count;
  bool single = true;
  const values *all[] = {&q->parameters, &q->inputs, &q->initial};
  for (int v = 0; v < 3; v++)
    for (size_t i = 0; i < all[v]->count; i++)
      if (all[v]->each[i] != NULL) single = false;
  if (!single) {
    q->row_size = q->parameters.count + q->inputs.count + q->initial.count;
    q->rows = lplan_room(L, q->plan.patient_count * q->row_size, sizeof *q->rows);
  }
  size_t most = q->plan.patient_count;
  if (most > LPLAN_FAILURES) most = LPLAN_FAILURES;
  q->failures = lplan_room(L, most, sizeof *q->failures);
  q->plan.source = hand_out;
  q->plan.source_data = q;
  q->plan.consumer = take;
  q->plan.consumer_data = q;
  lua_newtable(L);
  int result = lua_gettop(L);
  make_columns(q, result, named, asked, count);
  hepar_solve_statistics statistics;
  hepar_error error;
  lprogress line;
  bool show = lcheck_boolean_option(L, 2, WHERE, "progress", false);
  hepar_progress *progress = lprogress_begin(&line, show, "simulating");
  hepar_status status =
      hepar_solve_run(k, &q->plan, &q->options, &statistics, progress, &error);
  lprogress_end(&line);
  if (status != HEPAR_OK) return lcheck_result(L, WHERE, &error);
  lua_settop(L, result);
  push_statistics(L, &statistics);
  lua_setfield(L, result, "statistics");
  push_failures(L, q);
  lua_setfield(L, result, "failures");
  set_count(L, "failed", q->failed);
  return 1;
}

/* solve.steady(kernel, plan) */
static int steady(lua_State *L) {
  static const char *const names[] = {"parameters", "inputs", "initial", "longest", "rtol",
                                      "atol",       "most_steps", NULL};
  static const char *const words[] = {"stable", "neutral", "unstable", "unknown"};
  const hepar_kernel *k = check_kernel(L, 1);
  const hepar_model *m = k->programs->model;
  hepar_steady result = {0};
  hepar_patient patient;
  hepar_error error;
  hepar_status status;
  lplan *q;
  luaL_checktype(L, 2, LUA_TTABLE);
  lua_settop(L, 2);
  luaL_checkstack(L, 64, "steady");
  lcheck_options(L, 2, WHERE, names);
  q = lplan_room(L, 1, sizeof *q);
  begin_plan(q, L, k);
  q->plan.patient_count = 1;
  lplan_options(q, 2);
  lplan_patients(q, 2);
  patient = (hepar_patient){q->parameters.all, q->inputs.all, q->initial.all, NULL, NULL};
  result.states = lplan_room(L, m->state_count, sizeof *result.states);
  result.outputs = lplan_room(L, m->output_count, sizeof *result.outputs);
  double longest = lcheck_number_option(L, 2, WHERE, "longest", 1e6);
  hepar_interrupt_begin();
  status = hepar_solve_steady(k, &patient, &q->options, longest, &result, &error);
  hepar_interrupt_end();
  if (status != HEPAR_OK) return lcheck_result(L, WHERE, &error);
  lua_createtable(L, 0, 8);
  lua_newtable(L);
  for (size_t i = 0; i < m->state_count; i++)
    set_number(L, m->symbols[m->states[i]].name, result.states[i]);
  lua_setfield(L, -2, "states");
  lua_newtable(L);
  for (size_t i = 0; i < m->output_count; i++)
    set_number(L, m->symbols[m->outputs[i]].name, result.outputs[i]);
  lua_setfield(L, -2, "outputs");
  lua_pushstring(L, words[result.stability]);
  lua_setfield(L, -2, "stability");
  lua_newtable(L);
  lua_pushnumber(L, result.leading_real);
  lua_seti(L, -2, 1);
  lua_pushnumber(L, result.leading_imaginary);
  lua_seti(L, -2, 2);
  lua_setfield(L, -2, "eigenvalue");
  set_number(L, "residual", result.residual);
  set_number(L, "integrated", result.integrated);
  set_count(L, "iterations", result.iterations);
  return 1;
}

/* clock() -> seconds by the wall, for benches of threads */
static int clock_of(lua_State *L) {
  struct timespec now;
  (void)clock_gettime(CLOCK_MONOTONIC, &now);
  lua_pushnumber(L, (double)now.tv_sec + 1e-9 * (double)now.tv_nsec);
  return 1;
}

int lsolve_open(lua_State *L) {
  static const luaL_Reg meta[] = {{"__gc", kernel_gc}, {"__close", kernel_gc}, {NULL, NULL}};
  static const luaL_Reg methods[] = {{"about", about}, {NULL, NULL}};
  static const luaL_Reg functions[] = {
      {"kernel", new_kernel}, {"run", run}, {"steady", steady}, {"clock", clock_of}, {NULL, NULL}};
  lcheck_class(L, KERNEL, meta, methods);
  luaL_newlib(L, functions);
  return 1;
}
