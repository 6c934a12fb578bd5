/* The progress line of long calls, and hepar.core.progress, the same for long loops in Lua. */
#include "lprogress.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lparts.h"

#define CLASS "hepar.progress"

/* A count or rate in at most six letters: 950, 12.5k, 3.20M. */
static void short_number(char *text, size_t size, double x) {
  static const char units[] = " kMGTP";
  int unit = 0;
  while (x >= 999.5 && unit < 5) {
    x /= 1000;
    unit++;
  }
  (void)snprintf(text, size, unit == 0 ? "%.0f" : "%.3g%c", x, units[unit]);
}

/* Seconds as 8 s, 3 min 20 s, 2 h 5 min. */
static void short_time(char *text, size_t size, double seconds) {
  double whole = ceil(seconds);
  if (whole < 60)
    (void)snprintf(text, size, "%.0f s", whole);
  else if (whole < 3600)
    (void)snprintf(text, size, "%.0f min %.0f s", floor(whole / 60), fmod(whole, 60));
  else
    (void)snprintf(text, size, "%.0f h %.0f min", floor(whole / 3600),
                   floor(fmod(whole, 3600) / 60));
}

/* Draw the line over the last one; at the end only erase it. */
static void show_line(void *data, const hepar_progress_state *state) {
  const lprogress *self = data;
  char done[16];
  char rate[16];
  if (state->finished) {
    (void)fputs("\r\033[K", stderr);
    (void)fflush(stderr);
    return;
  }
  short_number(rate, sizeof rate, state->rate);
  if (state->total > 0)
    (void)snprintf(done, sizeof done, "%.0f %%",
                   floor(100 * (double)state->done / (double)state->total));
  else
    short_number(done, sizeof done, (double)state->done);
  (void)fprintf(stderr, "\r\033[K%s  %s  %s/s", self->label, done, rate);
  if (!isnan(state->left)) {
    char left[40];
    short_time(left, sizeof left, state->left);
    (void)fprintf(stderr, "  %s left", left);
  }
  (void)fflush(stderr);
}

hepar_progress *lprogress_begin(lprogress *self, bool show, const char *label) {
  (void)snprintf(self->label, sizeof self->label, "%s", label);
  hepar_progress_begin(&self->progress, show && isatty(STDERR_FILENO) ? show_line : NULL, self);
  hepar_interrupt_begin();
  return &self->progress;
}

void lprogress_end(lprogress *self) {
  hepar_progress_end(&self->progress);
  hepar_interrupt_end();
}

/* ---- the class for loops in Lua ---- */

typedef struct meter {
  lprogress line;
  bool open;
} meter;

/* progress.new(label [, show]) -> meter, to be closed when the loop ends */
static int new_meter(lua_State *L) {
  const char *label = luaL_checkstring(L, 1);
  bool show = lua_isnoneornil(L, 2) || lua_toboolean(L, 2);
  meter *self = lua_newuserdatauv(L, sizeof *self, 0);
  memset(self, 0, sizeof *self);
  luaL_setmetatable(L, CLASS);
  (void)lprogress_begin(&self->line, show, label);
  self->open = true;
  return 1;
}

/* meter:step(done [, total]) -> true | nil, message, "interrupted" */
static int step(lua_State *L) {
  meter *self = luaL_checkudata(L, 1, CLASS);
  uint64_t done = (uint64_t)lcheck_integer(L, 2, CLASS, "done", 0, LUA_MAXINTEGER);
  uint64_t total = lua_isnoneornil(L, 3)
                       ? 0
                       : (uint64_t)lcheck_integer(L, 3, CLASS, "total", 0, LUA_MAXINTEGER);
  hepar_error error;
  if (!self->open) return lcheck_misuse(L, CLASS, "the meter is closed");
  if (hepar_progress_step(&self->line.progress, done, total) == HEPAR_OK) {
    lua_pushboolean(L, 1);
    return 1;
  }
  (void)hepar_fail(&error, HEPAR_INTERRUPTED, "interrupted");
  return lcheck_result(L, self->line.label, &error);
}

static int close_meter(lua_State *L) {
  meter *self = luaL_checkudata(L, 1, CLASS);
  if (self->open) {
    self->open = false;
    lprogress_end(&self->line);
  }
  return 0;
}

/* progress.now() -> seconds on a clock that never goes back */
static int now(lua_State *L) {
  struct timespec time = {0, 0};
  (void)clock_gettime(CLOCK_MONOTONIC, &time);
  lua_pushnumber(L, (lua_Number)time.tv_sec + (lua_Number)time.tv_nsec * 1e-9);
  return 1;
}

int lprogress_open(lua_State *L) {
  static const luaL_Reg meta[] = {{"__gc", close_meter}, {"__close", close_meter}, {NULL, NULL}};
  static const luaL_Reg methods[] = {{"step", step}, {"close", close_meter}, {NULL, NULL}};
  static const luaL_Reg functions[] = {{"new", new_meter}, {"now", now}, {NULL, NULL}};
  lcheck_class(L, CLASS, meta, methods);
  luaL_newlib(L, functions);
  return 1;
}
