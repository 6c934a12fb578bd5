/* Progress reports and Ctrl-C. The core prints nothing: it calls back, at most ten times a second.
   A signal handler belongs to the process, so the interrupt state is process-wide; it only exists
   while a long call runs. */
#include "hepar.h"

#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <time.h>

/* ---- interrupt ---- */

enum { QUIET, PRESSED, NOTICED };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int depth;
static bool installed;
static struct sigaction former;
static atomic_int flag;

/* The first Ctrl-C sets the flag; from then on the former handler is back. Both are safe inside a
   signal handler. */
static void pressed(int number) {
  (void)number;
  atomic_store(&flag, PRESSED);
  (void)sigaction(SIGINT, &former, NULL);
}

void hepar_interrupt_begin(void) {
  (void)pthread_mutex_lock(&lock);
  if (depth++ == 0) {
    struct sigaction action = {.sa_handler = pressed, .sa_flags = SA_RESTART};
    struct sigaction now;
    (void)sigemptyset(&action.sa_mask);
    atomic_store(&flag, QUIET);
    /* `former` is complete before the handler that reads it can run. */
    installed = sigaction(SIGINT, NULL, &now) == 0 &&
                ((now.sa_flags & SA_SIGINFO) != 0 || now.sa_handler != SIG_IGN);
    if (installed) {
      former = now;
      installed = sigaction(SIGINT, &action, NULL) == 0;
    }
  }
  (void)pthread_mutex_unlock(&lock);
}

void hepar_interrupt_end(void) {
  bool lost = false;
  (void)pthread_mutex_lock(&lock);
  if (depth > 0 && --depth == 0) {
    struct sigaction now;
    /* Only what is still ours is taken away: the host may have changed its handler meanwhile. */
    if (installed && sigaction(SIGINT, NULL, &now) == 0 && (now.sa_flags & SA_SIGINFO) == 0 &&
        now.sa_handler == pressed)
      (void)sigaction(SIGINT, &former, NULL);
    installed = false;
    lost = atomic_exchange(&flag, QUIET) == PRESSED;
  }
  (void)pthread_mutex_unlock(&lock);
  if (lost) (void)raise(SIGINT);
}

bool hepar_interrupt_pending(void) {
  int expected = PRESSED;
  if (atomic_load(&flag) == QUIET) return false;
  (void)atomic_compare_exchange_strong(&flag, &expected, NOTICED);
  return true;
}

/* ---- progress ---- */

/* Seconds on a clock that never goes back. */
static double now_in_seconds(void) {
  struct timespec now = {0, 0};
  (void)clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* Send one report. */
static void report(hepar_progress *progress, double now, bool finished) {
  hepar_progress_state *state = &progress->state;
  state->elapsed = now - progress->began;
  state->rate = state->elapsed > 0 ? (double)state->done / state->elapsed : 0;
  state->left = state->total > 0 && state->rate > 0 && state->done <= state->total
                    ? (double)(state->total - state->done) / state->rate
                    : NAN;
  state->finished = finished;
  progress->shown = now;
  progress->show(progress->data, state);
}

void hepar_progress_begin(hepar_progress *progress, hepar_progress_show show, void *data) {
  *progress = (hepar_progress){.show = show, .data = data, .interval = 0.1, .shown = -1};
  progress->began = now_in_seconds();
}

hepar_status hepar_progress_step(hepar_progress *progress, uint64_t done, uint64_t total) {
  if (progress != NULL && progress->show != NULL) {
    double now = now_in_seconds();
    double last = progress->shown < 0 ? progress->began : progress->shown;
    progress->state.done = done;
    progress->state.total = total;
    if (now - last >= progress->interval) report(progress, now, false);
  }
  return hepar_interrupt_pending() ? HEPAR_INTERRUPTED : HEPAR_OK;
}

void hepar_progress_end(hepar_progress *progress) {
  if (progress == NULL || progress->show == NULL || progress->shown < 0) return;
  report(progress, now_in_seconds(), true);
  progress->shown = -1;
}
