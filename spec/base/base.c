/* The thread pool and Ctrl-C, tested where Lua cannot reach: threads that do not start, tasks that
   fail, signals at chosen moments. Prints one line per check that holds and stops at the first that
   does not. Linked with --wrap=pthread_create. Run by spec/base_spec.lua. */
#include "hepar.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                          void *(*start)(void *), void *data);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                          void *(*start)(void *), void *data);

static int failing_thread; /* which pthread_create fails; 0: none */
static int threads_made;

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                          void *(*start)(void *), void *data) {
  if (++threads_made == failing_thread) return 11; /* EAGAIN on Linux */
  return __real_pthread_create(thread, attributes, start, data);
}

static void check(bool holds, const char *what) {
  if (!holds) {
    printf("not ok: %s\n", what);
    exit(1);
  }
  printf("ok: %s\n", what);
}

#define COUNT 2000

typedef struct plan {
  double values[COUNT];
  size_t fails[3]; /* indexes that fail */
  size_t signal_at;
  int runs[COUNT];
} plan;

/* Ctrl-C */
static void press(void) { (void)kill(getpid(), SIGINT); }

/* A value that depends on the index alone, after work whose length differs. */
static hepar_status task(void *data, size_t index, unsigned worker, hepar_error *error) {
  plan *p = data;
  double x = (double)index;
  (void)worker;
  p->runs[index]++;
  for (size_t i = 0; i < (index * 7919) % 1000; i++) x = x * 1.0000001 + 0.5;
  p->values[index] = x;
  if (index == p->signal_at) {
    /* To the process, not to this thread: pool threads block signals. */
    press();
    while (!hepar_interrupt_pending()) (void)usleep(100);
  }
  if (index > p->signal_at) (void)usleep(1000);
  for (int i = 0; i < 3; i++)
    if (index == p->fails[i]) return hepar_fail(error, HEPAR_RANGE, "task %zu fails", index);
  return HEPAR_OK;
}

static plan fresh(void) {
  plan p;
  memset(&p, 0, sizeof p);
  p.signal_at = p.fails[0] = p.fails[1] = p.fails[2] = COUNT;
  return p;
}

static void results(void) {
  static plan one;
  one = fresh();
  for (unsigned threads = 0; threads <= 7; threads++) {
    static plan p;
    hepar_pool *pool;
    bool once = true;
    p = fresh();
    check(hepar_pool_new(&pool, threads, NULL) == HEPAR_OK, "a pool starts");
    check(threads == 0 || hepar_pool_threads(pool) == threads, "it has the threads asked for");
    for (int round = 0; round < 3; round++)
      check(hepar_pool_run(pool, COUNT, task, &p, NULL, NULL) == HEPAR_OK, "it runs");
    check(hepar_pool_run(pool, 0, task, &p, NULL, NULL) == HEPAR_OK, "it runs nothing");
    for (size_t i = 0; i < COUNT; i++) once = once && p.runs[i] == 3;
    check(once, "every index once in each run");
    if (threads == 0) memcpy(one.values, p.values, sizeof one.values);
    check(memcmp(one.values, p.values, sizeof one.values) == 0, "same bits for all threads");
    hepar_pool_free(pool);
  }
  hepar_pool_free(NULL);
}

static void errors(void) {
  bool lowest = true;
  bool below = true;
  for (int round = 0; round < 200; round++) {
    static plan p;
    hepar_pool *pool;
    hepar_error error;
    p = fresh();
    p.fails[0] = 1003;
    p.fails[1] = 1000 + (size_t)round % 3;
    p.fails[2] = 1999;
    if (hepar_pool_new(&pool, 4, &error) != HEPAR_OK) exit(1);
    lowest = lowest && hepar_pool_run(pool, COUNT, task, &p, NULL, &error) == HEPAR_RANGE;
    char expected[64];
    (void)snprintf(expected, sizeof expected, "task %zu fails", p.fails[1]);
    lowest = lowest && strcmp(error.message, expected) == 0 && error.status == HEPAR_RANGE;
    for (size_t i = 0; i <= p.fails[1]; i++) below = below && p.runs[i] == 1;
    hepar_pool_free(pool);
  }
  check(lowest, "the error of the lowest index comes back");
  static plan p;
  hepar_pool *pool;
  p = fresh();
  p.fails[0] = 1000;
  if (hepar_pool_new(&pool, 1, NULL) != HEPAR_OK) exit(1);
  check(hepar_pool_run(pool, COUNT, task, &p, NULL, NULL) == HEPAR_RANGE && p.runs[1000] == 1 &&
            p.runs[1001] == 0,
        "those after it do not start");
  hepar_pool_free(pool);
  check(below, "all indexes up to it ran once");
}

typedef struct nested {
  hepar_pool *pool;
  hepar_status status;
} nested;

static hepar_status run_again(void *data, size_t index, unsigned worker, hepar_error *error) {
  nested *n = data;
  (void)index;
  (void)worker;
  n->status = hepar_pool_run(n->pool, 1, run_again, n, NULL, error);
  return HEPAR_OK;
}

static void refusals(void) {
  hepar_error error;
  hepar_pool *pool;
  nested n;
  int64_t before = hepar_memory_live();
  for (failing_thread = 1; failing_thread <= 4; failing_thread++) {
    char expected[64];
    threads_made = 0;
    check(hepar_pool_new(&pool, 5, &error) == HEPAR_NOMEM && pool == NULL,
          "no pool when a thread does not start");
    (void)snprintf(expected, sizeof expected, "the system started %d of 5 threads",
                   failing_thread);
    check(strncmp(error.message, expected, strlen(expected)) == 0, "and it says which");
  }
  failing_thread = 0;
  hepar_memory_fail_at(1, false);
  check(hepar_pool_new(&pool, 2, &error) == HEPAR_NOMEM, "no pool without memory");
  hepar_memory_fail_at(0, false);
  check(hepar_pool_new(&pool, HEPAR_POOL_MOST + 1, &error) == HEPAR_MISUSE, "not too many threads");
  check(hepar_memory_live() == before, "nothing is left behind");
  check(hepar_pool_new(&pool, 2, &error) == HEPAR_OK, "the next pool starts");
  n.pool = pool;
  check(hepar_pool_run(pool, 1, run_again, &n, NULL, NULL) == HEPAR_OK && n.status == HEPAR_MISUSE,
        "a run inside a run is refused");
  hepar_pool_free(pool);
}

static volatile sig_atomic_t former_calls;
static void former(int number) { former_calls += number == SIGINT; }

/* What handles SIGINT now. */
static void (*handler(void))(int) {
  struct sigaction now;
  (void)sigaction(SIGINT, NULL, &now);
  return now.sa_handler;
}

static void interrupts(void) {
  static plan p;
  hepar_error error;
  hepar_pool *pool;
  (void)signal(SIGINT, former);
  if (hepar_pool_new(&pool, 3, &error) != HEPAR_OK) exit(1);

  hepar_interrupt_begin();
  check(handler() != former, "the handler is ours during the call");
  hepar_interrupt_begin();
  p = fresh();
  p.signal_at = 500;
  check(hepar_pool_run(pool, COUNT, task, &p, NULL, &error) == HEPAR_INTERRUPTED &&
            error.status == HEPAR_INTERRUPTED &&
            strncmp(error.message, "interrupted after", 17) == 0,
        "Ctrl-C stops the run");
  check(p.runs[1999] == 0, "before its end");
  hepar_interrupt_end();
  check(hepar_interrupt_pending(), "the outer call sees it too");
  check(handler() == former && former_calls == 0, "the next Ctrl-C is for the former handler");
  press();
  check(former_calls == 1, "and reaches it");
  hepar_interrupt_end();
  check(handler() == former && former_calls == 1, "a Ctrl-C that was noticed is not raised again");
  check(!hepar_interrupt_pending(), "the flag is down");

  hepar_interrupt_begin();
  p = fresh();
  check(hepar_pool_run(pool, COUNT, task, &p, NULL, &error) == HEPAR_OK, "the next call runs");
  press();
  check(former_calls == 1, "a Ctrl-C after the last look waits");
  hepar_interrupt_end();
  check(former_calls == 2 && handler() == former, "and is raised again at the end");

  hepar_interrupt_begin();
  (void)signal(SIGINT, SIG_DFL);
  hepar_interrupt_end();
  check(handler() == SIG_DFL, "a handler that the host set meanwhile stays");

  (void)signal(SIGINT, SIG_IGN);
  hepar_interrupt_begin();
  check(handler() == SIG_IGN, "an ignored Ctrl-C stays ignored");
  press();
  check(!hepar_interrupt_pending(), "and stops nothing");
  hepar_interrupt_end();
  hepar_interrupt_end();
  check(handler() == SIG_IGN, "one end too many does no harm");
  hepar_pool_free(pool);
}

typedef struct seen {
  int reports;
  int finished;
  hepar_progress_state last;
} seen;

static void show(void *data, const hepar_progress_state *state) {
  seen *s = data;
  s->reports += !state->finished;
  s->finished += state->finished;
  s->last = *state;
}

static void progress(void) {
  hepar_progress p;
  seen s = {0, 0, {0, 0, 0, 0, 0, false}};
  hepar_progress_begin(&p, show, &s);
  for (uint64_t i = 0; i < 1000; i++) (void)hepar_progress_step(&p, i, 1000);
  hepar_progress_end(&p);
  check(s.reports == 0 && s.finished == 0, "a quick call reports nothing");
  hepar_progress_begin(&p, show, &s);
  for (uint64_t i = 1; i <= 60; i++) {
    (void)usleep(10000);
    (void)hepar_progress_step(&p, i, 120);
  }
  check(s.reports >= 1 && s.reports <= (int)(s.last.elapsed / 0.1) + 1,
        "a slow one at most ten times a second");
  check(s.last.done > 0 && s.last.total == 120 && s.last.rate > 0 && s.last.left > 0 &&
            s.last.elapsed * (double)(s.last.total - s.last.done) / (double)s.last.done <
                s.last.left * 1.000001,
        "with rate and time left");
  hepar_progress_end(&p);
  hepar_progress_end(&p);
  check(s.finished == 1, "and once at the end");
  check(hepar_progress_step(NULL, 1, 2) == HEPAR_OK, "nobody has to listen");
}

/* Without hepar_start this ends the process. */
static void quiet(void) {
  hepar_start();
  check(isnan(gsl_cdf_beta_Pinv(0.5, -1.0, 1.0)), "a domain error of GSL is a value");
}

/* Random places made together are those made one by one. */
static void places(void) {
  const hepar_stream stream = hepar_stream_new(11, 0, hepar_stream_purpose("places", 6));
  size_t made[COUNT], wrong = 0;
  for (uint64_t first = 0; first < 3; first++)
    for (size_t growth = 0; growth < 2; growth++) {
      hepar_stream_places(&stream, first, COUNT, 7, growth, made);
      for (size_t i = 0; i < COUNT; i++) {
        int64_t most = (int64_t)(6 + i * growth);
        wrong += made[i] != (size_t)hepar_stream_integer(&stream, first + i, 0, most);
      }
    }
  check(wrong == 0, "places made together are those made one by one");
}

int main(void) {
  int64_t before = hepar_memory_live();
  quiet();
  results();
  errors();
  refusals();
  interrupts();
  progress();
  places();
  check(hepar_memory_live() == before, "no block is left");
  return 0;
}
