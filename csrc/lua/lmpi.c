/* The C module hepar.mpi_core: what lua/hepar/mpi.lua makes ranks of. Built where mpicc is; the
   only part of the binding that is not in hepar.core.

   mpi_core.join() -> rank, size | nil, message, code
   mpi_core.agree(label) -> true | nil, message, code
   mpi_core.send(to, tag, bytes), .unsent() -> count
   mpi_core.receive(from, tag, seconds) -> from, tag, bytes | false | nil, message, code
   mpi_core.broadcast([bytes]) -> bytes | nil, message, code */
#include <stdio.h>
#include <stdlib.h>

#include "lcheck.h"
#include "lparts.h"
#include "mpi/ranks.h"

#define WHERE "hepar.mpi"

/* One job in a process, as MPI has it. */
static hepar_ranks *job;

/* The interpreter has gone when this runs. A rank that ends with an error ends the job, since the
   others would wait for it for ever; one that ends well waits for the others. */
static void at_end(int code) {
  hepar_error error;
  int rank = hepar_ranks_rank(job), size = hepar_ranks_size(job);
  if (code == 0 && hepar_ranks_leave(job, &error) == HEPAR_OK) return;
  if (code != 0)
    (void)fprintf(stderr, "hepar.mpi: rank %d of %d ended with code %d; the job ends\n", rank, size,
                  code);
  else if (rank == 0)
    (void)fprintf(stderr, "hepar.mpi: %s; the job ends\n", error.message);
  (void)fflush(stderr);
  hepar_ranks_end_job(code != 0 ? code : 1);
}

#ifdef __GLIBC__
static void on_end(int code, void *data) {
  (void)data;
  at_end(code);
}
static int at_exit(void) { return on_exit(on_end, NULL); }
#else
static void on_end(void) { at_end(0); }
static int at_exit(void) { return atexit(on_end); }
#endif

static int join(lua_State *L) {
  hepar_error error;
  if (job == NULL) {
    if (hepar_ranks_join(&job, &error) != HEPAR_OK) return lcheck_result(L, WHERE, &error);
    (void)at_exit();
  }
  lua_pushinteger(L, hepar_ranks_rank(job));
  lua_pushinteger(L, hepar_ranks_size(job));
  return 2;
}

/* Everything below wants a job. */
static hepar_ranks *joined(lua_State *L) {
  if (job == NULL) lcheck_misuse(L, WHERE, "join comes first");
  return job;
}

static int agree(lua_State *L) {
  hepar_error error;
  if (hepar_ranks_agree(joined(L), lcheck_text(L, 1, WHERE, "label"), &error) != HEPAR_OK)
    return lcheck_result(L, WHERE, &error);
  lua_pushboolean(L, 1);
  return 1;
}

static int send_(lua_State *L) {
  hepar_ranks *ranks = joined(L);
  hepar_error error;
  size_t size;
  int to = (int)lcheck_integer(L, 1, WHERE, "to", 0, hepar_ranks_size(ranks) - 1);
  int tag = (int)lcheck_integer(L, 2, WHERE, "tag", 0, 1000);
  const char *bytes = luaL_checklstring(L, 3, &size);
  if (hepar_ranks_send(ranks, to, tag, bytes, size, &error) != HEPAR_OK)
    return lcheck_result(L, WHERE, &error);
  lua_pushboolean(L, 1);
  return 1;
}

static int unsent(lua_State *L) {
  hepar_error error;
  size_t count;
  if (hepar_ranks_unsent(joined(L), &count, &error) != HEPAR_OK)
    return lcheck_result(L, WHERE, &error);
  lua_pushinteger(L, (lua_Integer)count);
  return 1;
}

/* A block of memory of the core as the string on top of the stack; it is freed in any case. */
static int push_bytes(lua_State *L) {
  lua_pushlstring(L, lua_touserdata(L, 1), (size_t)lua_tointeger(L, 2));
  return 1;
}

static int give_bytes(lua_State *L, void *bytes, size_t size) {
  lua_pushcfunction(L, push_bytes);
  lua_pushlightuserdata(L, bytes);
  lua_pushinteger(L, (lua_Integer)size);
  int status = lua_pcall(L, 2, 1, 0);
  hepar_free(bytes);
  return status == LUA_OK ? 1 : lua_error(L);
}

static int receive(lua_State *L) {
  hepar_ranks *ranks = joined(L);
  hepar_error error;
  hepar_ranks_message message;
  int from = (int)lcheck_integer(L, 1, WHERE, "from", -1, hepar_ranks_size(ranks) - 1);
  int tag = (int)lcheck_integer(L, 2, WHERE, "tag", -1, 1000);
  double seconds = lcheck_number(L, 3, WHERE, "seconds");
  if (hepar_ranks_receive(ranks, from, tag, seconds, &message, &error) != HEPAR_OK)
    return lcheck_result(L, WHERE, &error);
  if (message.bytes == NULL) {
    lua_pushboolean(L, 0);
    return 1;
  }
  lua_pushinteger(L, message.from);
  lua_pushinteger(L, message.tag);
  return 2 + give_bytes(L, message.bytes, message.size);
}

static int broadcast(lua_State *L) {
  hepar_ranks *ranks = joined(L);
  hepar_error error;
  size_t size = 0;
  bool leader = hepar_ranks_rank(ranks) == 0;
  const char *mine = leader ? luaL_checklstring(L, 1, &size) : NULL;
  /* On rank 0 the bytes are only read. */
  union {
    const char *read;
    void *bytes;
  } of = {.read = mine};
  if (hepar_ranks_broadcast(ranks, &of.bytes, &size, &error) != HEPAR_OK)
    return lcheck_result(L, WHERE, &error);
  if (!leader) return give_bytes(L, of.bytes, size);
  lua_settop(L, 1);
  return 1;
}

int luaopen_hepar_mpi_core(lua_State *L) {
  static const luaL_Reg functions[] = {{"join", join},       {"agree", agree},
                                       {"send", send_},      {"unsent", unsent},
                                       {"receive", receive}, {"broadcast", broadcast},
                                       {NULL, NULL}};
  luaL_checkversion(L);
  luaL_newlib(L, functions);
  return 1;
}
