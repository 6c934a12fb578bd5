/* Many fits of one data set: without one study, cumulative, subsets, resamples, permutations. The
   bits do not depend on the number of threads: what part i is depends on i and the seed alone. */
#include <math.h>
#include <string.h>

#include "fit.h"
#include "part.h"

/* Parts per task, so that handing out tasks costs nothing. */
#define CHUNK 32

/* ---- parts ---- */

typedef struct parts_job {
  hepar_part *parts;
  hepar_fit_options options;
  hepar_parts kind;
  size_t count, coefficients;
  hepar_stream stream;
  bool tests;
  double *values;
} parts_job;

/* The rows of part `index` into rows; how many. */
static size_t choose_rows(const parts_job *job, const hepar_fit_data *data, size_t index,
                          size_t *rows) {
  size_t k = data->count, n = 0;
  hepar_stream stream = job->stream;
  switch (job->kind) {
    case HEPAR_PARTS_LEAVE_ONE:
      for (size_t i = 0; i < k; i++)
        if (i != index) rows[n++] = i;
      break;
    case HEPAR_PARTS_CUMULATIVE:
      for (; n <= index; n++) rows[n] = n;
      break;
    case HEPAR_PARTS_SUBSETS:
      for (size_t i = 0; i < k; i++)
        if ((index + 1) >> i & 1) rows[n++] = i;
      break;
    case HEPAR_PARTS_SAMPLED:
      /* Again until it is large enough; words of 64 studies each. */
      for (uint32_t word = 0; n < job->coefficients && word < 60000;) {
        uint64_t bits = 0;
        n = 0;
        for (size_t i = 0; i < k; i++) {
          if (i % 64 == 0) bits = hepar_stream_word(&stream, index, word++);
          if (bits >> (i % 64) & 1) rows[n++] = i;
        }
      }
      break;
    case HEPAR_PARTS_BOOTSTRAP:
      hepar_stream_places(&stream, index * k, k, k, 0, rows);
      n = k;
      break;
  }
  return n;
}

/* Put the numbers of one fit into the columns. */
static void store(const parts_job *job, size_t index, const hepar_fit *fit) {
  size_t count = job->count, q = job->coefficients;
  double *at = job->values + index;
  at[HEPAR_PART_TAU2 * count] = fit->tau2;
  at[HEPAR_PART_I2 * count] = fit->I2;
  at[HEPAR_PART_H2 * count] = fit->H2;
  at[HEPAR_PART_QE * count] = fit->QE;
  at[HEPAR_PART_QEP * count] = fit->QEp;
  const double *const columns[] = {fit->beta, fit->se, fit->zval, fit->pval, fit->ci_lb,
                                   fit->ci_ub};
  size_t kinds = job->tests ? sizeof columns / sizeof columns[0] : 1;
  for (size_t c = 0; c < kinds; c++)
    for (size_t j = 0; j < q; j++) at[(HEPAR_PART_COUNT + c * q + j) * count] = columns[c][j];
}

static hepar_status fit_chunk(void *data, size_t index, unsigned worker, hepar_error *error) {
  const parts_job *job = data;
  hepar_part *part = &job->parts[worker];
  size_t width = HEPAR_PART_COUNT + job->coefficients * (job->tests ? 6 : 1);
  size_t end = (index + 1) * CHUNK < job->count ? (index + 1) * CHUNK : job->count;
  for (size_t i = index * CHUNK; i < end; i++) {
    size_t n = choose_rows(job, part->whole, i, part->rows);
    hepar_fit *fit = NULL;
    for (size_t c = 0; c < width; c++) job->values[c * job->count + i] = NAN;
    job->values[HEPAR_PART_K * job->count + i] = (double)n;
    if (n == 0) continue;
    hepar_part_gather(part, part->rows, n);
    hepar_status status = hepar_fit_new(&fit, &part->data, &job->options, error);
    if (status == HEPAR_NOMEM) return status;
    if (status == HEPAR_OK && fit->p == job->coefficients) store(job, i, fit);
    hepar_fit_free(fit);
  }
  return HEPAR_OK;
}

hepar_status hepar_fit_parts(const hepar_fit_data *data, const hepar_fit_options *options,
                             hepar_parts parts, size_t count, uint64_t seed, bool tests,
                             unsigned threads, double *values, hepar_progress *progress,
                             hepar_error *error) {
  parts_job job = {NULL, *options, parts, count, data->mod_count + (data->intercept ? 1 : 0),
                   {{0}, {0}}, tests, values};
  hepar_pool *pool = NULL;
  hepar_status status = hepar_rows_check(data, error);
  if (status != HEPAR_OK) return status;
  bool few = data->count <= 40 && count < (uint64_t)1 << data->count;
  if (parts == HEPAR_PARTS_SUBSETS && !few)
    return hepar_fail(error, HEPAR_MISUSE,
                      "%zu studies do not have %zu subsets that can be counted", data->count,
                      count);
  job.options.skip_r2 = true;
  job.options.brief = !tests;
  job.options.btt = NULL;
  job.options.btt_count = 0;
  job.stream = hepar_stream_new(seed, 0, hepar_stream_purpose("parts", 5));
  size_t tasks = (count + CHUNK - 1) / CHUNK;
  status = hepar_parts_make(&job.parts, &pool, threads, tasks, data, error);
  if (status != HEPAR_OK) return status;
  status = hepar_pool_run(pool, tasks, fit_chunk, &job, progress, error);
  hepar_parts_free(job.parts, pool);
  return status;
}

/* ---- permutations ---- */

typedef struct permutation_job {
  hepar_part *parts;
  hepar_fit **fits;   /* with moderators: one for each worker, whose problem is permuted */
  double *z;          /* its columns in the order of the studies */
  hepar_fit_options options;
  const hepar_fit_data *data;
  bool exact;
  size_t count, coefficients;
  size_t *first;      /* the first row of each group of rows with equal moderators … */
  size_t *members;    /* … and the number of rows */
  size_t groups;
  uint64_t total;
  hepar_stream stream;
  double *values;
} permutation_job;

static bool same_row(const hepar_fit_data *data, size_t a, size_t b) {
  for (size_t j = 0; j < data->mod_count; j++)
    if (data->mods[j][a] != data->mods[j][b]) return false;
  return true;
}

/* Groups of rows with equal moderators; members[g] rows in group g. Returns how many. */
static size_t find_groups(const hepar_fit_data *data, size_t *first, size_t *members) {
  size_t groups = 0;
  for (size_t i = 0; i < data->count; i++) {
    size_t g = 0;
    while (g < groups && !same_row(data, first[g], i)) g++;
    if (g == groups) {
      first[groups] = i;
      members[groups++] = 0;
    }
    members[g]++;
  }
  return groups;
}

hepar_status hepar_permutation_count(const hepar_fit_data *data, double *count,
                                     hepar_error *error) {
  const double most = 9007199254740992.0;
  size_t k = data->count;
  *count = k <= 53 ? ldexp(1.0, (int)k) : (double)INFINITY;
  if (data->mod_count == 0) return HEPAR_OK;
  size_t *first = hepar_malloc((2 * k + 1) * sizeof *first);
  if (first == NULL) return hepar_fail(error, HEPAR_NOMEM, "not enough memory for %zu studies", k);
  size_t groups = find_groups(data, first, first + k);
  /* The multinomial coefficient as a product of binomial ones, each exact in steps. */
  double total = 1;
  size_t placed = 0;
  for (size_t g = 0; g < groups && total <= most; g++) {
    double ways = 1;
    for (size_t i = 1; i <= first[k + g] && ways <= most; i++)
      ways = ways * (double)(placed + i) / (double)i;
    placed += first[k + g];
    total *= ways;
  }
  hepar_free(first);
  *count = total <= most ? total : (double)INFINITY;
  return HEPAR_OK;
}

/* Distinct order number `index`: which row's moderators each study gets. */
static void unrank(const permutation_job *job, uint64_t index, size_t *left, size_t *rows) {
  size_t k = job->data->count;
  uint64_t total = job->total;
  memcpy(left, job->members, job->groups * sizeof *left);
  for (size_t i = 0; i < k; i++) {
    for (size_t g = 0; g < job->groups; g++) {
      if (left[g] == 0) continue;
      /* Of `total` orders of what is left this many begin with group g. */
      uint64_t share = total / (k - i) * left[g] + total % (k - i) * left[g] / (k - i);
      if (index < share) {
        rows[i] = job->first[g];
        left[g]--;
        total = share;
        break;
      }
      index -= share;
    }
  }
}

/* The fit when the moderators are those of rows. Orthonormal columns stay so in any order. */
static hepar_status fit_permuted(const permutation_job *job, hepar_fit *fit, const size_t *rows,
                                 hepar_error *error) {
  hepar_problem *problem = fit->problem;
  size_t k = problem->k;
  if (problem->z == NULL) return HEPAR_OK; /* every moderator was left out */
  for (size_t j = problem->intercept ? 1 : 0; j < problem->p; j++) {
    const double *from = job->z + j * k;
    double *to = problem->z + j * k;
    for (size_t i = 0; i < k; i++) to[i] = from[rows[i]];
  }
  hepar_problem_flatten(problem);
  return hepar_fit_again(fit, &job->options, error);
}

/* Random order by Fisher and Yates; others has room for k places. */
static void shuffle(const permutation_job *job, size_t index, size_t *rows, size_t *others) {
  size_t k = job->data->count;
  for (size_t i = 0; i < k; i++) rows[i] = i;
  if (index == 0) return;
  hepar_stream_places(&job->stream, index * k, k, 1, 1, others);
  for (size_t i = k - 1; i > 0; i--) {
    size_t keep = rows[i];
    rows[i] = rows[others[i]];
    rows[others[i]] = keep;
  }
}

/* Signs of the effects. */
static void flip(const permutation_job *job, hepar_part *part, size_t index) {
  hepar_stream stream = job->stream;
  uint64_t bits = 0;
  for (size_t i = 0; i < job->data->count; i++) {
    if (job->exact) {
      bits = index >> i;
    } else {
      if (i % 64 == 0) bits = hepar_stream_word(&stream, index, (uint32_t)(i / 64));
      else bits >>= 1;
    }
    bool minus = index > 0 && (bits & 1);
    part->yi[i] = minus ? -job->data->yi[i] : job->data->yi[i];
  }
}

static hepar_status permute_chunk(void *data, size_t index, unsigned worker, hepar_error *error) {
  const permutation_job *job = data;
  hepar_part *part = &job->parts[worker];
  size_t q = job->coefficients, count = job->count;
  size_t end = (index + 1) * CHUNK < count ? (index + 1) * CHUNK : count;
  for (size_t i = index * CHUNK; i < end; i++) {
    hepar_fit *fit = NULL;
    hepar_status status;
    double *at = job->values + i;
    for (size_t c = 0; c < 2 * q + 1; c++) at[c * count] = NAN;
    if (job->fits == NULL) {
      flip(job, part, i);
      status = hepar_fit_new(&fit, &part->data, &job->options, error);
    } else {
      /* rows has room for 2 k places; the second half is scratch. */
      size_t *behind = part->rows + job->data->count;
      if (job->exact) unrank(job, i, behind, part->rows);
      else shuffle(job, i, part->rows, behind);
      fit = job->fits[worker];
      status = fit_permuted(job, fit, part->rows, error);
    }
    if (status == HEPAR_NOMEM) return status;
    if (status == HEPAR_OK && fit->p == q) {
      for (size_t j = 0; j < q; j++) {
        at[j * count] = fit->zval[j];
        at[(q + j) * count] = fit->beta[j];
      }
      at[2 * q * count] = fit->QM;
    }
    if (job->fits == NULL) hepar_fit_free(fit);
  }
  return HEPAR_OK;
}

static void fits_free(permutation_job *job, unsigned workers) {
  for (unsigned t = 0; t < workers && job->fits != NULL; t++) hepar_fit_free(job->fits[t]);
  hepar_free(job->fits);
  hepar_free(job->z);
  job->fits = NULL;
  job->z = NULL;
}

/* A fit for each worker, and the orthonormal columns. */
static hepar_status fits_make(permutation_job *job, unsigned workers, hepar_error *error) {
  hepar_status status = HEPAR_OK;
  job->fits = hepar_calloc(workers, sizeof *job->fits);
  if (job->fits == NULL) return hepar_fail(error, HEPAR_NOMEM, "not enough memory for a fit");
  for (unsigned t = 0; t < workers && status == HEPAR_OK; t++) {
    status = hepar_fit_new(&job->fits[t], job->data, &job->options, error);
    if (status == HEPAR_OK) status = hepar_problem_scratch(job->fits[t]->problem, error);
  }
  if (status != HEPAR_OK) return status;
  const hepar_problem *problem = job->fits[0]->problem;
  size_t numbers = problem->k * problem->p;
  if (problem->z == NULL) return HEPAR_OK;
  job->z = hepar_malloc(numbers * sizeof *job->z);
  if (job->z == NULL) return hepar_fail(error, HEPAR_NOMEM, "not enough memory for moderators");
  memcpy(job->z, problem->z, numbers * sizeof *job->z);
  return HEPAR_OK;
}

hepar_status hepar_permutations(const hepar_fit_data *data, const hepar_fit_options *options,
                                bool exact, size_t count, uint64_t seed, unsigned threads,
                                double *values, hepar_progress *progress, hepar_error *error) {
  permutation_job job;
  hepar_pool *pool = NULL;
  size_t k = data->count;
  hepar_status status = hepar_rows_check(data, error);
  if (status != HEPAR_OK) return status;
  memset(&job, 0, sizeof job);
  double total;
  status = hepar_permutation_count(data, &total, error);
  if (status != HEPAR_OK) return status;
  if (exact && (double)count != total)
    return hepar_fail(error, HEPAR_MISUSE, "an exact test takes %.0f fits, not %zu", total, count);
  job.options = *options;
  job.options.skip_r2 = job.options.brief = true;
  job.data = data;
  job.exact = exact;
  job.count = count;
  job.coefficients = data->mod_count + (data->intercept ? 1 : 0);
  job.total = exact ? (uint64_t)total : 0;
  job.values = values;
  job.stream = hepar_stream_new(seed, 0, hepar_stream_purpose("permutation", 11));
  job.first = hepar_malloc((2 * k + 1) * sizeof *job.first);
  if (job.first == NULL)
    return hepar_fail(error, HEPAR_NOMEM, "not enough memory for %zu studies", k);
  job.members = job.first + k;
  job.groups = data->mod_count > 0 ? find_groups(data, job.first, job.members) : 0;
  size_t tasks = (count + CHUNK - 1) / CHUNK;
  status = hepar_parts_make(&job.parts, &pool, threads, tasks, data, error);
  if (status == HEPAR_OK) {
    for (unsigned t = 0; t < hepar_pool_threads(pool); t++) {
      for (size_t i = 0; i < k; i++) job.parts[t].rows[i] = i;
      hepar_part_gather(&job.parts[t], job.parts[t].rows, k);
    }
    if (data->mod_count > 0) status = fits_make(&job, hepar_pool_threads(pool), error);
    if (status == HEPAR_OK)
      status = hepar_pool_run(pool, tasks, permute_chunk, &job, progress, error);
    fits_free(&job, hepar_pool_threads(pool));
    hepar_parts_free(job.parts, pool);
  }
  hepar_free(job.first);
  return status;
}
