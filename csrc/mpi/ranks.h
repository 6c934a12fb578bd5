/* More than one machine: ranks of one job that send bytes to each other, over MPI. A module of its
   own, built only where mpicc is; the core knows nothing of it. One job in a process.

   All waiting is done with short sleeps, so a rank that waits leaves its processor to others. */
#ifndef HEPAR_MPI_RANKS_H
#define HEPAR_MPI_RANKS_H

#include "hepar.h"

typedef struct hepar_ranks hepar_ranks;

/* Whether a launcher (mpirun, srun --mpi=pmix) started this process as one rank of a job. */
bool hepar_ranks_launched(void);

/* Join the job; once in a process. */
hepar_status hepar_ranks_join(hepar_ranks **ranks, hepar_error *error);
int hepar_ranks_rank(const hepar_ranks *ranks);
int hepar_ranks_size(const hepar_ranks *ranks);

/* All ranks must come here with the same text (its first HEPAR_RANKS_LABEL - 1 bytes count): what
   each is about to do. HEPAR_CONFLICT, naming two ranks, where they differ: all ranks get it. */
enum { HEPAR_RANKS_LABEL = 160 };
hepar_status hepar_ranks_agree(hepar_ranks *ranks, const char *label, hepar_error *error);

/* Send bytes (copied) without waiting; messages of one pair and tag arrive in order. */
hepar_status hepar_ranks_send(hepar_ranks *ranks, int to, int tag, const void *bytes, size_t size,
                              hepar_error *error);
/* How many messages of this rank have not been taken yet. */
hepar_status hepar_ranks_unsent(hepar_ranks *ranks, size_t *count, hepar_error *error);

#define HEPAR_RANKS_ANY (-1)

typedef struct hepar_ranks_message {
  int from, tag;
  size_t size;
  void *bytes; /* hepar_free */
} hepar_ranks_message;

/* The next message from a rank with a tag (or any). bytes is NULL when there is none within
   `seconds`: wait in short turns and look for Ctrl-C between them. */
hepar_status hepar_ranks_receive(hepar_ranks *ranks, int from, int tag, double seconds,
                                 hepar_ranks_message *message, hepar_error *error);

/* Rank 0's bytes to all: on rank 0 *bytes and *size are given, elsewhere they are allocated. */
hepar_status hepar_ranks_broadcast(hepar_ranks *ranks, void **bytes, size_t *size,
                                   hepar_error *error);

/* The end of the script: waits for the others, and leaves. */
hepar_status hepar_ranks_leave(hepar_ranks *ranks, hepar_error *error);
/* End the job of all ranks at once with an exit code. */
void hepar_ranks_end_job(int code);

#endif
