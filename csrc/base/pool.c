/* A thread pool for counted work. Workers take the next index from one counter, so indexes start in
   order; a failure stops the indexes above it and never those below. So the error that comes back
   is that of the lowest failing index, whatever the schedule was. */
#include "hepar.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* What one call of hepar_pool_run shares among the workers. */
typedef struct job {
  hepar_task task;
  void *data;
  size_t next;  /* the first index nobody has taken */
  size_t limit; /* indexes from here on are not to be started */
  size_t done;
  hepar_error error; /* that of index `limit`, once one failed */
} job;

typedef struct worker {
  struct hepar_pool *pool;
  pthread_t thread;
  unsigned number;
} worker;

struct hepar_pool {
  pthread_mutex_t lock;
  pthread_cond_t work; /* a job has come, or the end */
  pthread_cond_t idle; /* a worker has left the job */
  job *job;
  uint64_t round;   /* counts jobs, so that nobody takes part twice */
  unsigned busy;    /* workers inside the job, the caller left out */
  unsigned started; /* threads that exist */
  unsigned threads; /* the caller counted */
  bool leaving;
  worker workers[];
};

/* Take and run the next index; false when there is none. The lock is held on entry and on exit. */
static bool run_one(hepar_pool *pool, job *j, unsigned number) {
  hepar_error error;
  hepar_status status;
  size_t index = j->next;
  if (index >= j->limit) return false;
  j->next++;
  (void)pthread_mutex_unlock(&pool->lock);
  error.message[0] = '\0';
  status = j->task(j->data, index, number, &error);
  (void)pthread_mutex_lock(&pool->lock);
  j->done++;
  if (status != HEPAR_OK && index < j->limit) {
    j->limit = index;
    error.status = status;
    j->error = error;
  }
  return true;
}

/* A worker: wait for a job, help until its indexes are used up, wait again. */
static void *work(void *data) {
  worker *self = data;
  hepar_pool *pool = self->pool;
  uint64_t seen = 0;
  (void)pthread_mutex_lock(&pool->lock);
  while (!pool->leaving) {
    job *j = pool->job;
    bool more;
    if (j == NULL || pool->round == seen) {
      (void)pthread_cond_wait(&pool->work, &pool->lock);
      continue;
    }
    seen = pool->round;
    pool->busy++;
    /* The job outlives this: its owner waits until nobody is busy. */
    do more = run_one(pool, j, self->number);
    while (more);
    pool->busy--;
    (void)pthread_cond_signal(&pool->idle);
  }
  (void)pthread_mutex_unlock(&pool->lock);
  return NULL;
}

/* Start one worker with all signals blocked: Ctrl-C is for the thread that called. */
static int start(worker *self) {
  sigset_t all;
  sigset_t before;
  int failed;
  (void)sigfillset(&all);
  (void)pthread_sigmask(SIG_SETMASK, &all, &before);
  failed = pthread_create(&self->thread, NULL, work, self);
  (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
  return failed;
}

hepar_status hepar_pool_new(hepar_pool **result, unsigned threads, hepar_error *error) {
  hepar_pool *pool;
  *result = NULL;
  if (threads == 0) {
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    threads = online < 1 ? 1 : online > HEPAR_POOL_MOST ? HEPAR_POOL_MOST : (unsigned)online;
  }
  if (threads > HEPAR_POOL_MOST)
    return hepar_fail(error, HEPAR_MISUSE, "a pool has at most %d threads, not %u",
                      HEPAR_POOL_MOST, threads);
  pool = hepar_calloc(1, sizeof *pool + threads * sizeof pool->workers[0]);
  if (pool == NULL) return hepar_fail(error, HEPAR_NOMEM, "there is no memory for a thread pool");
  pool->threads = threads;
  if (pthread_mutex_init(&pool->lock, NULL) != 0) {
    hepar_free(pool);
    return hepar_fail(error, HEPAR_NOMEM, "the system has no lock for a thread pool");
  }
  if (pthread_cond_init(&pool->work, NULL) != 0) {
    (void)pthread_mutex_destroy(&pool->lock);
    hepar_free(pool);
    return hepar_fail(error, HEPAR_NOMEM, "the system has no condition for a thread pool");
  }
  if (pthread_cond_init(&pool->idle, NULL) != 0) {
    (void)pthread_cond_destroy(&pool->work);
    (void)pthread_mutex_destroy(&pool->lock);
    hepar_free(pool);
    return hepar_fail(error, HEPAR_NOMEM, "the system has no condition for a thread pool");
  }
  while (pool->started + 1 < threads) {
    worker *next = &pool->workers[pool->started];
    int failed;
    next->pool = pool;
    next->number = pool->started + 1; /* the caller is worker 0 */
    failed = start(next);
    if (failed != 0) {
      unsigned ran = pool->started + 1;
      hepar_pool_free(pool);
      return hepar_fail(error, HEPAR_NOMEM, "the system started %u of %u threads: %s", ran,
                        threads, strerror(failed));
    }
    pool->started++;
  }
  *result = pool;
  return HEPAR_OK;
}

void hepar_pool_free(hepar_pool *pool) {
  if (pool == NULL) return;
  (void)pthread_mutex_lock(&pool->lock);
  pool->leaving = true;
  (void)pthread_cond_broadcast(&pool->work);
  (void)pthread_mutex_unlock(&pool->lock);
  for (unsigned i = 0; i < pool->started; i++) (void)pthread_join(pool->workers[i].thread, NULL);
  (void)pthread_cond_destroy(&pool->idle);
  (void)pthread_cond_destroy(&pool->work);
  (void)pthread_mutex_destroy(&pool->lock);
  hepar_free(pool);
}

unsigned hepar_pool_threads(const hepar_pool *pool) { return pool->threads; }

hepar_status hepar_pool_run(hepar_pool *pool, size_t count, hepar_task task, void *data,
                            hepar_progress *progress, hepar_error *error) {
  job j = {.task = task, .data = data, .limit = count};
  bool more = true;
  bool interrupted = false;
  (void)pthread_mutex_lock(&pool->lock);
  if (pool->job != NULL) {
    (void)pthread_mutex_unlock(&pool->lock);
    return hepar_fail(error, HEPAR_MISUSE, "this thread pool is at work already");
  }
  pool->job = &j;
  pool->round++;
  if (count > 1) (void)pthread_cond_broadcast(&pool->work);
  while (more && !interrupted) {
    size_t done = j.done;
    /* The callback runs without the lock, on the thread that made the call. */
    (void)pthread_mutex_unlock(&pool->lock);
    interrupted = hepar_progress_step(progress, done, count) == HEPAR_INTERRUPTED;
    (void)pthread_mutex_lock(&pool->lock);
    if (!interrupted) more = run_one(pool, &j, 0);
  }
  /* Nothing new from here on; a worker that has not woken up yet finds no job. */
  j.next = count;
  pool->job = NULL;
  while (pool->busy > 0) (void)pthread_cond_wait(&pool->idle, &pool->lock);
  (void)pthread_mutex_unlock(&pool->lock);
  if (j.limit < count) {
    if (error != NULL) *error = j.error;
    return j.error.status;
  }
  if (!interrupted) interrupted = hepar_progress_step(progress, j.done, count) != HEPAR_OK;
  if (interrupted)
    return hepar_fail(error, HEPAR_INTERRUPTED, "interrupted after %zu of %zu parts", j.done,
                      count);
  return HEPAR_OK;
}
