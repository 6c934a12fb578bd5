/* hepar: the public C API of the core. Plain C11: no Lua, no globals, no printing, no abort.
   Every call that can fail returns a hepar_status and writes one sentence into *error
   (error may be NULL). Objects are opaque, created by *_new or *_open, released by *_free or
   *_close, which accept NULL. Nothing here is a medical device: research use only. */
#ifndef HEPAR_H
#define HEPAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define HEPAR_VERSION "0.1.0"

/* ---- status: what went wrong, and one sentence that says it ---- */

typedef enum hepar_status {
  HEPAR_OK = 0,
  HEPAR_MISUSE,      /* the caller broke the contract: a bad argument */
  HEPAR_NOMEM,       /* an allocation failed */
  HEPAR_IO,          /* the file system said no */
  HEPAR_FORMAT,      /* input that cannot be read: JSON, schema, encoding */
  HEPAR_RANGE,       /* a value outside its domain */
  HEPAR_NOT_FOUND,   /* no such record, file or name */
  HEPAR_CONFLICT,    /* the same thing twice, and different */
  HEPAR_VERSION_NEWER, /* written by a newer hepar */
  HEPAR_READONLY,    /* the store cannot be written */
  HEPAR_FULL,        /* the disk is full */
  HEPAR_BUSY,        /* somebody else holds the lock */
  HEPAR_INTERRUPTED, /* the user pressed Ctrl-C */
  HEPAR_CLOSED,      /* used after close */
  HEPAR_INTERNAL     /* a defect of hepar itself */
} hepar_status;

#define HEPAR_MESSAGE_SIZE 1024

typedef struct hepar_error {
  hepar_status status;
  char message[HEPAR_MESSAGE_SIZE];
} hepar_error;

/* The name of a status as a lower-case word: "ok", "misuse", "nomem", … */
const char *hepar_status_name(hepar_status status);

/* Fill *error (may be NULL) and return status, so that `return hepar_fail(…)` reads well. */
hepar_status hepar_fail(hepar_error *error, hepar_status status, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 3, 4)))
#endif
    ;

/* ---- memory: every allocation of the core goes through here ---- */

void *hepar_malloc(size_t size);
void *hepar_calloc(size_t count, size_t size);
void *hepar_realloc(void *pointer, size_t size);
void hepar_free(void *pointer);
char *hepar_strdup(const char *text);
char *hepar_strndup(const char *text, size_t length);

/* For tests: let the n-th allocation from now fail (0 switches off), and with `forever` all that
   follow it as well. */
void hepar_memory_fail_at(uint64_t n, bool forever);
/* For tests: how many allocations were made since the last hepar_memory_fail_at, and how many
   blocks are alive now. */
uint64_t hepar_memory_count(void);
int64_t hepar_memory_live(void);
/* For tests: let SQLite and Jansson allocate through hepar_malloc too. Both keep one allocator for
   the whole process, so a library must not do this to its host unasked. */
hepar_status hepar_memory_adopt_libraries(hepar_error *error);

/* ---- names: the nearest valid name for a misspelt one ---- */

/* The candidate nearest to name (Damerau-Levenshtein, letter case ignored) or NULL when none is
   near enough to be worth suggesting. */
const char *hepar_suggest(const char *name, const char *const *candidates, size_t count);

/* ---- column: doubles that views share instead of copying ---- */

typedef struct hepar_buffer hepar_buffer;

/* A view: `length` values, `step` doubles apart, in a counted buffer (NULL when the memory is
   borrowed or the column closed). Missing values are NaN. */
typedef struct hepar_column {
  hepar_buffer *buffer;
  double *data;
  size_t length;
  ptrdiff_t step;
} hepar_column;

typedef enum hepar_operation {
  HEPAR_ADD,
  HEPAR_SUBTRACT,
  HEPAR_MULTIPLY,
  HEPAR_DIVIDE,
  HEPAR_POWER,
  HEPAR_MODULO
} hepar_operation;

/* The place of value i, counted from 0, which must be below column->length. */
static inline double *hepar_column_at(const hepar_column *column, size_t i) {
  return column->data + (ptrdiff_t)i * column->step;
}

/* A new column of `length` zeros, contiguous. */
hepar_status hepar_column_new(hepar_column *column, size_t length, hepar_error *error);
/* A column over memory that the caller owns and keeps alive. */
hepar_column hepar_column_wrap(double *data, size_t length);
/* `count` values of `of` from place `first` (from 0), `step` apart, on the same memory. */
hepar_status hepar_column_slice(hepar_column *view, const hepar_column *of, size_t first,
                                size_t count, ptrdiff_t step, hepar_error *error);
/* A contiguous copy with memory of its own. */
hepar_status hepar_column_copy(hepar_column *copy, const hepar_column *of, hepar_error *error);
/* Drop this view; the last one frees the memory. Twice is fine. */
void hepar_column_close(hepar_column *column);
/* a + b, a - b …, value by value; lengths must agree. A number is a wrapped column of step 0. */
hepar_status hepar_column_combine(hepar_column *result, hepar_operation operation,
                                  const hepar_column *a, const hepar_column *b,
                                  hepar_error *error);
/* Running sums, compensated. */
hepar_status hepar_column_cumsum(hepar_column *result, const hepar_column *of, hepar_error *error);
bool hepar_column_equal(const hepar_column *a, const hepar_column *b);

/* Statistics. Missing values make the result NaN unless na_rm leaves them out. The sum of nothing
   is 0; every other statistic of nothing is NaN. */
size_t hepar_column_missing(const hepar_column *column);
double hepar_column_sum(const hepar_column *column, bool na_rm);
double hepar_column_mean(const hepar_column *column, bool na_rm);
/* The variance with divisor n - 1; NaN below two values. */
double hepar_column_var(const hepar_column *column, bool na_rm);
double hepar_column_sd(const hepar_column *column, bool na_rm);
double hepar_column_min(const hepar_column *column, bool na_rm);
double hepar_column_max(const hepar_column *column, bool na_rm);
hepar_status hepar_column_median(const hepar_column *column, bool na_rm, double *median,
                                 hepar_error *error);
/* The quantiles at p[0..count-1] after definition `type`, 1 to 9, of Hyndman and Fan, The American
   Statistician 1996;50:361-365; R's default is 7. */
hepar_status hepar_column_quantile(const hepar_column *column, const double *p, size_t count,
                                   int type, bool na_rm, double *quantiles, hepar_error *error);

/* Sort in place, stable, missing values last whatever the direction. */
hepar_status hepar_column_sort(hepar_column *column, bool descending, hepar_error *error);
/* The places, counted from 0, that sort the column; `order` has room for column->length. */
hepar_status hepar_column_order(const hepar_column *column, bool descending, size_t *order,
                                hepar_error *error);

#ifdef __cplusplus
}
#endif
#endif
