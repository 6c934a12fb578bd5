/* hepar.core.survival: curves and patients. */
#include <math.h>

#include "lcolumn.h"
#include "lparts.h"

/* survival.patients(time, surv, risk_time, at_risk, events) -> times, events, off */
static int patients(lua_State *L) {
  static const char where[] = "hepar.meta.reconstruct";
  hepar_error error;
  hepar_curve curve;
  hepar_column *times;
  hepar_column *events;
  uint8_t *event;
  size_t count = 0;
  double off;
  const hepar_column *time = lcolumn_check(L, 1, where, "time");
  const hepar_column *surv = lcolumn_check(L, 2, where, "surv");
  const hepar_column *risk_time = lcolumn_check(L, 3, where, "trisk");
  const hepar_column *at_risk = lcolumn_check(L, 4, where, "nrisk");
  double room;
  if (surv->length != time->length)
    lcheck_misuse(L, where, "surv has %zu values, but time has %zu", surv->length, time->length);
  if (at_risk->length != risk_time->length)
    lcheck_misuse(L, where, "nrisk has %zu values, but trisk has %zu", at_risk->length,
                  risk_time->length);
  curve.time = time->data;
  curve.survival = surv->data;
  curve.points = time->length;
  curve.risk_time = risk_time->data;
  curve.at_risk = at_risk->data;
  curve.risks = at_risk->length;
  curve.events = luaL_optnumber(L, 5, (lua_Number)NAN);
  room = curve.risks > 0 ? at_risk->data[0] : 0;
  /* A size that the core refuses needs no room. */
  if (!(room >= 0 && room <= 1e7)) room = 0;
  event = lua_newuserdatauv(L, (size_t)room + 1, 0);
  times = lcolumn_push(L, (size_t)room, where);
  events = lcolumn_push(L, (size_t)room, where);
  if (hepar_curve_patients(&curve, times->data, event, &count, &off, &error) != HEPAR_OK)
    return lcheck_raise(L, where, &error);
  for (size_t i = 0; i < count; i++) events->data[i] = event[i];
  lua_pushnumber(L, off);
  return 3;
}

/* Times and events of one group at two stack places, the events as bytes that Lua owns. */
static uint8_t *read_group(lua_State *L, int at, const hepar_column **time) {
  static const char where[] = "hepar.meta.logrank";
  const hepar_column *event;
  uint8_t *bytes;
  *time = lcolumn_check(L, at, where, "time");
  event = lcolumn_check(L, at + 1, where, "event");
  if (event->length != (*time)->length)
    lcheck_misuse(L, where, "event has %zu values, but time has %zu", event->length,
                  (*time)->length);
  bytes = lua_newuserdatauv(L, event->length + 1, 0);
  for (size_t i = 0; i < event->length; i++) {
    if (event->data[i] != 0 && event->data[i] != 1)
      lcheck_misuse(L, where, "event[%zu] must be 0 or 1, got %g", i + 1, event->data[i]);
    if (!((*time)->data[i] >= 0))
      lcheck_misuse(L, where, "time[%zu] must be 0 or more, got %g", i + 1, (*time)->data[i]);
    bytes[i] = event->data[i] == 1;
  }
  return bytes;
}

/* survival.logrank(time1, event1, time2, event2) -> o1, e1, o2, e2, v */
static int logrank(lua_State *L) {
  hepar_error error;
  hepar_logrank r;
  const hepar_column *time1;
  const hepar_column *time2;
  lua_settop(L, 4);
  uint8_t *event1 = read_group(L, 1, &time1);
  uint8_t *event2 = read_group(L, 3, &time2);
  if (hepar_logrank_test(time1->data, event1, time1->length, time2->data, event2, time2->length, &r,
                         &error) != HEPAR_OK)
    return lcheck_raise(L, "hepar.meta.logrank", &error);
  lua_pushnumber(L, r.observed1);
  lua_pushnumber(L, r.expected1);
  lua_pushnumber(L, r.observed2);
  lua_pushnumber(L, r.expected2);
  lua_pushnumber(L, r.variance);
  return 5;
}

int lsurvival_open(lua_State *L) {
  static const luaL_Reg functions[] = {{"patients", patients}, {"logrank", logrank}, {NULL, NULL}};
  luaL_newlib(L, functions);
  return 1;
}
