/* What other bindings need of columns: take one as an argument, give one back. */
#ifndef HEPAR_LCOLUMN_H
#define HEPAR_LCOLUMN_H

#include "lcheck.h"

/* The column, or plain array of numbers, at `index`, as contiguous doubles: ->data, ->length, with
   ->step 1. An array, or a view with gaps, is copied into a new column that takes its place on the
   stack; so the data live as long as that stack slot holds it. Raises
   `where: argname[3] must be a number, got "abc"` and the like. A closed column is refused. */
hepar_column *lcolumn_check(lua_State *L, int index, const char *where, const char *argname);

/* The same for a column that may have gaps, without the copy: read it with hepar_column_at. */
hepar_column *lcolumn_view(lua_State *L, int index, const char *where, const char *argname);

/* The column at `index`, or NULL when it is something else (never raises). A closed one has no
   buffer. */
hepar_column *lcolumn_test(lua_State *L, int index);

/* Push a new column of `length` zeros and return it to be filled. Raises when memory is short, so
   hold no C memory across it. */
hepar_column *lcolumn_push(lua_State *L, size_t length, const char *where);

/* Push an empty (closed) column for a core function to fill: hepar_column_new, slice … */
hepar_column *lcolumn_push_empty(lua_State *L);

/* After a core function filled a column at the top of the stack: raise what it failed with, or tell
   the garbage collector how large the column is and return 1. */
int lcolumn_filled(lua_State *L, const char *where, hepar_status status,
                   const hepar_column *column, const hepar_error *error);

/* The open column at index 1, that a method was called on. */
hepar_column *lcolumn_self(lua_State *L, const char *where);

/* Between the two files of the class: what lua/hepar/column.lua wraps, and the operator `..`. */
extern const luaL_Reg lcolumn_functions[];
int lcolumn_concat(lua_State *L);

#endif
