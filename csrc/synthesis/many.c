/* Many fits over the threads of a pool. */
#include "hepar.h"

/* Sets that one task takes, so that small fits do not wait for the pool. */
#define TOGETHER 32

typedef struct many {
  const hepar_fit_data *sets;
  size_t count;
  const hepar_fit_options *options;
  hepar_fit_visit visit;
  void *data;
} many;

/* Fit sets index * TOGETHER and what follows. A set that cannot be fitted is no failure of the
   task, but for want of memory. */
static hepar_status task(void *data, size_t index, unsigned worker, hepar_error *error) {
  const many *all = data;
  size_t end = (index + 1) * TOGETHER < all->count ? (index + 1) * TOGETHER : all->count;
  (void)worker;
  for (size_t i = index * TOGETHER; i < end; i++) {
    hepar_fit *fit;
    hepar_error why;
    hepar_status status = hepar_fit_new(&fit, &all->sets[i], all->options, &why);
    if (status == HEPAR_NOMEM) return hepar_fail(error, status, "%s", why.message);
    all->visit(all->data, i, fit, fit == NULL ? &why : NULL);
    hepar_fit_free(fit);
  }
  return HEPAR_OK;
}

hepar_status hepar_fit_many(const hepar_fit_data *sets, size_t count,
                            const hepar_fit_options *options, unsigned threads,
                            hepar_fit_visit visit, void *data, hepar_progress *progress,
                            hepar_error *error) {
  many all = {sets, count, options, visit, data};
  hepar_pool *pool;
  hepar_status status = hepar_pool_new(&pool, threads, error);
  if (status != HEPAR_OK) return status;
  status = hepar_pool_run(pool, (count + TOGETHER - 1) / TOGETHER, task, &all, progress, error);
  hepar_pool_free(pool);
  return status;
}
