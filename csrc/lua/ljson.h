/* JSON values and Lua values. */
#ifndef HEPAR_LJSON_H
#define HEPAR_LJSON_H

#include <jansson.h>

#include "lcheck.h"

/* Push a box that owns a JSON value and drops it when collected; fill *box at once. Make the box
   before the value exists, because everything that pushes may raise. */
json_t **ljson_box(lua_State *L);

/* Push a JSON value: objects and lists become tables, null members are absent, null in a list is
   json.null, an empty list carries the metatable json.array. */
void ljson_push(lua_State *L, const json_t *value);

/* Push *box as a Lua value and drop it. */
void ljson_push_box(lua_State *L, json_t **box);

/* The Lua value at `index` as a new JSON value in *box (pushed by this call). Sequences become
   lists, other tables objects; an empty table is an object unless it has the metatable json.array.
   Raises `where: argument: field a.b[2]: …` for what JSON cannot hold. */
json_t **ljson_check(lua_State *L, int index, const char *where, const char *argument);

#endif
