/* Reads a plan of the solver from a Lua table. lsolve.c says what is in it. */
#include "lplan.h"

#include <math.h>
#include <string.h>

#define WHERE LPLAN_WHERE
#define room lplan_room

const char *lplan_text(lua_State *L, int at, const char *name, const char *absent) {
  int type = lcheck_field(L, at, name);
  if (type == LUA_TNIL) return absent;
  if (type != LUA_TSTRING)
    lcheck_misuse(L, WHERE, "%s must be a string, got %s", name, lcheck_typename(L, -1));
  return lua_tostring(L, -1);
}

void *lplan_room(lua_State *L, size_t count, size_t size) {
  void *memory = lua_newuserdatauv(L, count * size + 1, 0);
  memset(memory, 0, count * size + 1);
  return memory;
}

/* The symbol of that name, if it is of a kind that is asked for. */
static const hepar_symbol *find(const lplan *q, const char *name, unsigned kinds,
                                const char *what) {
  const hepar_symbol *symbol = hepar_model_find_symbol(q->model, name);
  const char **candidates;
  const char *near;
  size_t count = 0;
  if (symbol != NULL && (kinds >> symbol->kind & 1U) != 0) return symbol;
  candidates = room(q->L, q->model->symbol_count, sizeof *candidates);
  for (size_t i = 0; i < q->model->symbol_count; i++)
    if ((kinds >> q->model->symbols[i].kind & 1U) != 0)
      candidates[count++] = q->model->symbols[i].name;
  near = hepar_suggest(name, candidates, count);
  lcheck_misuse(q->L, WHERE, "\"%s\" is no %s of the model%s%s%s", name, what,
                near != NULL ? " (did you mean \"" : "", near != NULL ? near : "",
                near != NULL ? "\"?)" : "");
  return NULL;
}

/* {name = number or column}: what it gives, over what the model says. */
static void read_values(lplan *q, int at, const char *field, unsigned kind, const char *what,
                        const int32_t *places, size_t count, bool absent_nan, values *v) {
  lua_State *L = q->L;
  v->count = count;
  v->all = room(L, count, sizeof *v->all);
  v->each = room(L, count, sizeof *v->each);
  for (size_t i = 0; i < count; i++)
    v->all[i] = absent_nan ? (double)NAN : q->model->symbols[places[i]].value;
  if (lcheck_field(L, at, field) == LUA_TNIL) {
    lua_pop(L, 1);
    return;
  }
  if (lua_type(L, -1) != LUA_TTABLE)
    lcheck_misuse(L, WHERE, "%s must be a table, got %s", field, lcheck_typename(L, -1));
  v->any = true;
  int table = lua_gettop(L);
  lua_newtable(L); /* keeps the columns alive */
  int keep = lua_gettop(L);
  for (lua_pushnil(L); lua_next(L, table) != 0; lua_pop(L, 1)) {
    if (lua_type(L, -2) != LUA_TSTRING)
      lcheck_misuse(L, WHERE, "%s wants names as keys, got %s", field, lcheck_typename(L, -2));
    const char *name = lua_tostring(L, -2);
    const hepar_symbol *symbol = find(q, name, kind, what);
    if (lua_type(L, keep + 2) == LUA_TNUMBER) {
      v->all[symbol->index] = lua_tonumber(L, keep + 2);
    } else {
      lua_pushvalue(L, keep + 2);
      const hepar_column *column = lcolumn_check(L, lua_gettop(L), WHERE, name);
      if (column->length != q->plan.patient_count)
        lcheck_misuse(L, WHERE, "%s has %zu values for %zu patients", name, column->length,
                      q->plan.patient_count);
      v->each[symbol->index] = column->data;
      lua_setfield(L, keep, name);
    }
    lua_settop(L, keep + 2);
  }
}

/* One dose; the table is at `at`. `each`: its amount is a column, which the caller reads. */
static void read_dose(lplan *q, int at, bool each, hepar_schedule_dose *dose) {
  static const char *const names[] = {"at",    "into",  "amount", "duration", "every",
                                      "count", "until", "lag",    "fraction", "rate", NULL};
  lua_State *L = q->L;
  lcheck_options(L, at, WHERE, names);
  const char *into = lplan_text(L, at, "into", NULL);
  if (into == NULL) lcheck_misuse(L, WHERE, "a dose says what it goes into");
  const hepar_symbol *symbol = find(q, into, LPLAN_STATES | LPLAN_INPUTS, "state or input");
  *dose = (hepar_schedule_dose){
      .at = lcheck_number_option(L, at, WHERE, "at", (double)NAN),
      .amount = each ? 0 : lcheck_number_option(L, at, WHERE, "amount", (double)NAN),
      .into_input = symbol->kind == HEPAR_SYMBOL_INPUT,
      .target = symbol->index,
      .duration = lcheck_number_option(L, at, WHERE, "duration", 0),
      .every = lcheck_number_option(L, at, WHERE, "every", 0),
      .count = (uint64_t)lcheck_integer_option(L, at, WHERE, "count", 0, 0, 1000000000),
      .until = lcheck_number_option(L, at, WHERE, "until", (double)NAN),
      .lag = lcheck_number_option(L, at, WHERE, "lag", 0),
      .fraction = lcheck_number_option(L, at, WHERE, "fraction", 1)};
  /* An infusion by its rate: of an amount, or for a duration. */
  double rate = lcheck_number_option(L, at, WHERE, "rate", (double)NAN);
  if (isnan(rate)) return;
  if (!(rate > 0) || !isfinite(rate))
    lcheck_misuse(L, WHERE, "the rate of a dose of %s must be above 0, got %f", into, rate);
  if (each) lcheck_misuse(L, WHERE, "a dose of %s with a rate has one amount for all", into);
  if (isnan(dose->amount)) dose->amount = rate * dose->duration;
  else if (dose->duration > 0)
    lcheck_misuse(L, WHERE, "a dose of %s has two of amount, duration and rate", into);
  else dose->duration = dose->amount / rate;
}

/* One change; the table is at `at`. */
static void read_change(lplan *q, int at, hepar_schedule_change *change) {
  static const char *const names[] = {"at", "name", "value", NULL};
  lua_State *L = q->L;
  lcheck_options(L, at, WHERE, names);
  const char *name = lplan_text(L, at, "name", NULL);
  if (name == NULL) lcheck_misuse(L, WHERE, "a change says what it is of");
  const hepar_symbol *symbol = find(q, name, LPLAN_PARAMETERS | LPLAN_INPUTS, "parameter or input");
  *change = (hepar_schedule_change){
      .at = lcheck_number_option(L, at, WHERE, "at", (double)NAN),
      .of_input = symbol->kind == HEPAR_SYMBOL_INPUT,
      .target = symbol->index,
      .value = lcheck_number_option(L, at, WHERE, "value", (double)NAN)};
}

/* The list in field `name`, its length; the list stays on the stack. 0 when it is absent. */
static size_t list_field(lua_State *L, int at, const char *name) {
  int type = lcheck_field(L, at, name);
  if (type == LUA_TNIL) return 0;
  if (type != LUA_TTABLE)
    lcheck_misuse(L, WHERE, "%s must be a list, got %s", name, lcheck_typename(L, -1));
  return (size_t)lua_rawlen(L, -1);
}

/* The column at the top of the stack, with a number for each patient. */
static const double *for_each(lplan *q, const char *name) {
  const hepar_column *column = lcolumn_check(q->L, lua_gettop(q->L), WHERE, name);
  if (column->length != q->plan.patient_count)
    lcheck_misuse(q->L, WHERE, "%s has %zu values for %zu patients", name, column->length,
                  q->plan.patient_count);
  return column->data;
}

/* A schedule for each patient, when amounts differ. Changes are shared, and read later. */
static void spell_out(lplan *q) {
  size_t n = q->plan.patient_count, count = q->schedule.dose_count;
  q->doses = room(q->L, n * count, sizeof *q->doses);
  q->schedules = room(q->L, n, sizeof *q->schedules);
  for (size_t p = 0; p < n; p++) {
    hepar_schedule_dose *own = q->doses + p * count;
    memcpy(own, q->schedule.doses, count * sizeof *own);
    for (size_t i = 0; i < count; i++)
      if (q->amounts[i] != NULL) own[i].amount = q->amounts[i][p];
    q->schedules[p] = (hepar_schedule){.doses = own, .dose_count = count};
  }
}

void lplan_schedule(lplan *q, int at) {
  lua_State *L = q->L;
  size_t count = list_field(L, at, "doses");
  int list = lua_gettop(L);
  hepar_schedule_dose *doses = room(L, count, sizeof *doses);
  q->amounts = room(L, count, sizeof *q->amounts);
  bool differ = false;
  lua_newtable(L); /* keeps the columns alive */
  int keep = lua_gettop(L);
  for (size_t i = 0; i < count; i++) {
    int top = lua_gettop(L);
    lua_rawgeti(L, list, (lua_Integer)i + 1);
    int dose = lua_gettop(L);
    if (lua_istable(L, dose) && lcheck_field(L, dose, "amount") != LUA_TNUMBER &&
        lcolumn_test(L, -1) != NULL) {
      q->amounts[i] = for_each(q, "amount");
      differ = true;
      lua_rawseti(L, keep, (lua_Integer)i + 1);
    }
    read_dose(q, dose, q->amounts[i] != NULL, &doses[i]);
    lua_settop(L, top);
  }
  q->schedule.doses = doses;
  q->schedule.dose_count = count;
  if (differ) spell_out(q);
  count = list_field(L, at, "changes");
  list = lua_gettop(L);
  hepar_schedule_change *changes = room(L, count, sizeof *changes);
  for (size_t i = 0; i < count; i++) {
    int top = lua_gettop(L);
    lua_rawgeti(L, list, (lua_Integer)i + 1);
    read_change(q, lua_gettop(L), &changes[i]);
    lua_settop(L, top);
  }
  q->schedule.changes = changes;
  q->schedule.change_count = count;
  for (size_t p = 0; q->schedules != NULL && p < q->plan.patient_count; p++) {
    q->schedules[p].changes = changes;
    q->schedules[p].change_count = count;
  }
}

void lplan_starts(lplan *q, int at) {
  lua_State *L = q->L;
  if (lcheck_field(L, at, "starts") == LUA_TNIL) return;
  q->starts = for_each(q, "starts");
  if (q->schedule.dose_count + q->schedule.change_count > 0)
    lcheck_misuse(L, WHERE, "starts of each patient do not go with doses and changes");
}

const hepar_symbol **lplan_names(lplan *q, int at, const char *field, unsigned kinds,
                                       const char *what, size_t *count) {
  lua_State *L = q->L;
  *count = list_field(L, at, field);
  int list = lua_gettop(L);
  const hepar_symbol **symbols = room(L, *count, sizeof *symbols);
  for (size_t i = 0; i < *count; i++) {
    int top = lua_gettop(L);
    if (lua_rawgeti(L, list, (lua_Integer)i + 1) != LUA_TSTRING)
      lcheck_misuse(L, WHERE, "%s wants names, got %s", field, lcheck_typename(L, -1));
    symbols[i] = find(q, lua_tostring(L, -1), kinds, what);
    lua_settop(L, top);
  }
  return symbols;
}

void lplan_options(lplan *q, int at) {
  static const char *const methods[] = {"rodas5p", "tsit5"};
  lua_State *L = q->L;
  hepar_solve_options *o = &q->options;
  *o = hepar_solve_options_default();
  const char *method = lplan_text(L, at, "method", "rodas5p");
  if (strcmp(method, "tsit5") == 0) {
    o->method = HEPAR_TSIT5;
  } else if (strcmp(method, "rodas5p") != 0) {
    const char *near = hepar_suggest(method, methods, 2);
    lcheck_misuse(L, WHERE, "method \"%s\" is not known%s%s%s", method,
                  near != NULL ? " (did you mean \"" : "", near != NULL ? near : "",
                  near != NULL ? "\"?)" : "");
  }
  o->rtol = lcheck_number_option(L, at, WHERE, "rtol", o->rtol);
  if (lcheck_field(L, at, "atol") == LUA_TTABLE) {
    int table = lua_gettop(L);
    double *each = room(L, q->model->state_count, sizeof *each);
    for (size_t i = 0; i < q->model->state_count; i++) each[i] = o->atol;
    for (lua_pushnil(L); lua_next(L, table) != 0; lua_pop(L, 1)) {
      if (lua_type(L, -2) != LUA_TSTRING || lua_type(L, -1) != LUA_TNUMBER)
        lcheck_misuse(L, WHERE, "atol must be a number or {state = number}");
      double value = lua_tonumber(L, -1);
      each[find(q, lua_tostring(L, -2), LPLAN_STATES, "state")->index] = value;
    }
    o->atol_each = each;
  } else {
    o->atol = lcheck_number_option(L, at, WHERE, "atol", o->atol);
  }
  o->first_step = lcheck_number_option(L, at, WHERE, "first_step", 0);
  o->largest_step = lcheck_number_option(L, at, WHERE, "largest_step", 0);
  o->smallest_step = lcheck_number_option(L, at, WHERE, "smallest_step", 0);
  o->fixed_step = lcheck_number_option(L, at, WHERE, "fixed_step", 0);
  o->most_steps = (uint64_t)lcheck_integer_option(L, at, WHERE, "most_steps", 100000, 1, INT64_MAX);
  o->keep_nonnegative = lcheck_boolean_option(L, at, WHERE, "keep_nonnegative", true);
  o->after = lcheck_boolean_option(L, at, WHERE, "after", false);
  o->threads = (unsigned)lcheck_integer_option(L, at, WHERE, "threads", 1, 0, HEPAR_POOL_MOST);
}

void lplan_patients(lplan *q, int at) {
  const hepar_model *m = q->model;
  read_values(q, at, "parameters", LPLAN_PARAMETERS, "parameter", m->parameters,
              m->parameter_count, false,
              &q->parameters);
  read_values(q, at, "inputs", LPLAN_INPUTS, "input", m->inputs, m->input_count, false, &q->inputs);
  read_values(q, at, "initial", LPLAN_STATES, "state", m->states, m->state_count, true,
              &q->initial);
}

