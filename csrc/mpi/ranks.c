/* Ranks over MPI. */
#include "mpi/ranks.h"

#include <dlfcn.h>
#include <limits.h>
#include <mpi.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct outgoing {
  MPI_Request request;
  void *bytes;
  struct outgoing *next;
} outgoing;

struct hepar_ranks {
  MPI_Comm comm;
  int rank, size;
  bool ours; /* MPI was started here, so it is ended here */
  outgoing *sent;
};

bool hepar_ranks_launched(void) {
  static const char *const names[] = {"OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_RANK", NULL};
  for (int i = 0; names[i] != NULL; i++)
    if (getenv(names[i]) != NULL) return true;
  return false;
}

/* A code of MPI as a status with its text. */
static hepar_status check(int code, const char *what, hepar_error *error) {
  char text[MPI_MAX_ERROR_STRING] = "";
  int length = 0;
  if (code == MPI_SUCCESS) return HEPAR_OK;
  (void)MPI_Error_string(code, text, &length);
  return hepar_fail(error, HEPAR_IO, "MPI cannot %s: %s", what, text);
}

static double now(void) {
  struct timespec time = {0, 0};
  (void)clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

/* Longer sleeps the longer the wait: 20 microseconds to a millisecond. */
static void rest(unsigned *turn) {
  struct timespec time = {0, *turn < 50 ? 20000 : 1000000};
  if ((*turn)++ >= 10) (void)nanosleep(&time, NULL);
}

/* Wait for a request of all ranks. */
static hepar_status finish(MPI_Request *request, const char *what, hepar_error *error) {
  int done = 0;
  unsigned turn = 0;
  for (;;) {
    hepar_status status = check(MPI_Test(request, &done, MPI_STATUS_IGNORE), what, error);
    if (status != HEPAR_OK || done) return status;
    rest(&turn);
  }
}

hepar_status hepar_ranks_join(hepar_ranks **ranks, hepar_error *error) {
  int started = 0, provided = 0;
  hepar_status status = HEPAR_OK;
  *ranks = NULL;
  /* Open MPI loads parts of itself that look for its symbols among the global ones. */
  (void)dlopen("libmpi.so.40", RTLD_NOW | RTLD_GLOBAL | RTLD_NOLOAD);
  hepar_ranks *r = hepar_calloc(1, sizeof *r);
  if (r == NULL) return hepar_fail(error, HEPAR_NOMEM, "there is no memory for MPI");
  status = check(MPI_Initialized(&started), "start", error);
  if (status == HEPAR_OK && !started) {
    status = check(MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &provided), "start", error);
    r->ours = status == HEPAR_OK;
  }
  if (status == HEPAR_OK)
    status = check(MPI_Comm_dup(MPI_COMM_WORLD, &r->comm), "join the ranks", error);
  if (status == HEPAR_OK) {
    (void)MPI_Comm_set_errhandler(r->comm, MPI_ERRORS_RETURN);
    status = check(MPI_Comm_rank(r->comm, &r->rank), "tell the rank", error);
  }
  if (status == HEPAR_OK)
    status = check(MPI_Comm_size(r->comm, &r->size), "tell the number of ranks", error);
  if (status != HEPAR_OK) {
    hepar_free(r);
    return status;
  }
  *ranks = r;
  return HEPAR_OK;
}

int hepar_ranks_rank(const hepar_ranks *ranks) { return ranks->rank; }

int hepar_ranks_size(const hepar_ranks *ranks) { return ranks->size; }

hepar_status hepar_ranks_agree(hepar_ranks *ranks, const char *label, hepar_error *error) {
  char mine[HEPAR_RANKS_LABEL] = "";
  size_t length = strlen(label);
  MPI_Request request;
  memcpy(mine, label, length < sizeof mine ? length : sizeof mine - 1);
  char *all = hepar_calloc((size_t)ranks->size, sizeof mine);
  if (all == NULL) return hepar_fail(error, HEPAR_NOMEM, "there is no memory for MPI");
  hepar_status status = check(MPI_Iallgather(mine, HEPAR_RANKS_LABEL, MPI_CHAR, all,
                                             HEPAR_RANKS_LABEL, MPI_CHAR, ranks->comm, &request),
                              "bring the ranks together", error);
  if (status == HEPAR_OK) status = finish(&request, "bring the ranks together", error);
  for (int i = 1; status == HEPAR_OK && i < ranks->size; i++) {
    const char *other = all + (size_t)i * sizeof mine;
    if (memcmp(all, other, sizeof mine) != 0)
      status = hepar_fail(error, HEPAR_CONFLICT,
                          "the ranks do not do the same: rank 0 is at %s, rank %d at %s", all, i,
                          other);
  }
  hepar_free(all);
  return status;
}

hepar_status hepar_ranks_send(hepar_ranks *ranks, int to, int tag, const void *bytes, size_t size,
                              hepar_error *error) {
  if (size > INT_MAX)
    return hepar_fail(error, HEPAR_RANGE, "a message between ranks of %zu bytes is too large",
                      size);
  outgoing *message = hepar_calloc(1, sizeof *message);
  if (message != NULL) message->bytes = hepar_malloc(size + 1);
  if (message == NULL || message->bytes == NULL) {
    hepar_free(message);
    return hepar_fail(error, HEPAR_NOMEM, "there is no memory for a message between ranks");
  }
  memcpy(message->bytes, bytes, size);
  /* Synchronous: it counts as sent when it is taken, so that nobody runs far ahead. */
  hepar_status status = check(MPI_Issend(message->bytes, (int)size, MPI_BYTE, to, tag, ranks->comm,
                                         &message->request),
                              "send", error);
  if (status != HEPAR_OK) {
    hepar_free(message->bytes);
    hepar_free(message);
    return status;
  }
  message->next = ranks->sent;
  ranks->sent = message;
  return HEPAR_OK;
}

hepar_status hepar_ranks_unsent(hepar_ranks *ranks, size_t *count, hepar_error *error) {
  *count = 0;
  for (outgoing **at = &ranks->sent; *at != NULL;) {
    outgoing *message = *at;
    int done = 0;
    hepar_status status = check(MPI_Test(&message->request, &done, MPI_STATUS_IGNORE), "send",
                                error);
    if (status != HEPAR_OK) return status;
    if (done) {
      *at = message->next;
      hepar_free(message->bytes);
      hepar_free(message);
    } else {
      (*count)++;
      at = &message->next;
    }
  }
  return HEPAR_OK;
}

hepar_status hepar_ranks_receive(hepar_ranks *ranks, int from, int tag, double seconds,
                                 hepar_ranks_message *message, hepar_error *error) {
  MPI_Status found;
  int there = 0, size = 0;
  unsigned turn = 0;
  size_t unsent;
  double until = now() + seconds;
  *message = (hepar_ranks_message){.from = -1, .tag = -1};
  for (;;) {
    /* Messages of our own move on only while MPI is asked. */
    hepar_status status = hepar_ranks_unsent(ranks, &unsent, error);
    if (status != HEPAR_OK) return status;
    status = check(MPI_Iprobe(from < 0 ? MPI_ANY_SOURCE : from, tag < 0 ? MPI_ANY_TAG : tag,
                              ranks->comm, &there, &found),
                   "look for messages", error);
    if (status != HEPAR_OK) return status;
    if (there) break;
    if (now() >= until) return HEPAR_OK;
    rest(&turn);
  }
  hepar_status status = check(MPI_Get_count(&found, MPI_BYTE, &size), "receive", error);
  if (status != HEPAR_OK) return status;
  void *bytes = hepar_malloc((size_t)size + 1);
  if (bytes == NULL)
    return hepar_fail(error, HEPAR_NOMEM, "there is no memory for a message between ranks");
  status = check(MPI_Recv(bytes, size, MPI_BYTE, found.MPI_SOURCE, found.MPI_TAG, ranks->comm,
                          MPI_STATUS_IGNORE),
                 "receive", error);
  if (status != HEPAR_OK) {
    hepar_free(bytes);
    return status;
  }
  *message = (hepar_ranks_message){.from = found.MPI_SOURCE, .tag = found.MPI_TAG,
                                   .size = (size_t)size, .bytes = bytes};
  return HEPAR_OK;
}

hepar_status hepar_ranks_broadcast(hepar_ranks *ranks, void **bytes, size_t *size,
                                   hepar_error *error) {
  enum { CHUNK = 1 << 26 };
  MPI_Request request;
  uint64_t total = *size;
  hepar_status status = check(MPI_Ibcast(&total, 1, MPI_UINT64_T, 0, ranks->comm, &request),
                              "send to all", error);
  if (status == HEPAR_OK) status = finish(&request, "send to all", error);
  if (status != HEPAR_OK) return status;
  char *buffer = *bytes;
  if (ranks->rank != 0) {
    buffer = hepar_malloc(total + 1);
    if (buffer == NULL)
      return hepar_fail(error, HEPAR_NOMEM, "there is no memory for a message between ranks");
  }
  for (uint64_t at = 0; status == HEPAR_OK && at < total; at += CHUNK) {
    int count = total - at < CHUNK ? (int)(total - at) : CHUNK;
    status = check(MPI_Ibcast(buffer + at, count, MPI_BYTE, 0, ranks->comm, &request),
                   "send to all", error);
    if (status == HEPAR_OK) status = finish(&request, "send to all", error);
  }
  if (status != HEPAR_OK && ranks->rank != 0) {
    hepar_free(buffer);
    return status;
  }
  *bytes = buffer;
  *size = total;
  return status;
}

hepar_status hepar_ranks_leave(hepar_ranks *ranks, hepar_error *error) {
  int ended = 0;
  (void)MPI_Finalized(&ended);
  if (ended) return HEPAR_OK;
  hepar_status status = hepar_ranks_agree(ranks, "the end of its script", error);
  if (status == HEPAR_OK && ranks->ours) status = check(MPI_Finalize(), "end", error);
  return status;
}

void hepar_ranks_end_job(int code) {
  int ended = 0;
  (void)MPI_Finalized(&ended);
  if (!ended) (void)MPI_Abort(MPI_COMM_WORLD, code);
}
