/* hepar: the public C API of the core. Plain C11: no Lua, no printing, no abort; the only state of
   the process are counters of memory and the flag of Ctrl-C, which change no result. Every call
   that can fail returns a hepar_status and writes one sentence into *error (error may be NULL).
   Objects are created by *_new or *_open and released by *_free or *_close, which accept NULL.
   Nothing here is a medical device: research use only.

   The sections: status, start, memory, names, text, column, progress, random, pool, units; store,
   rules; proportions, directions; effects, distributions, conversions, survival; tables, glmm,
   combine; fit, influence, bias, selmodel, robust, scale; score; trial. Models, the solver and
   cohorts have headers of their own, which include this one: model/model.h, solve/solve.h,
   cohort/cohort.h and cohort/sensitivity.h. */
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

/* ---- start: once in a process ---- */

/* Call this once before anything else: it takes GSL's error handler away, whose default ends the
   process; every result is checked instead. The Lua module calls it when it is loaded. It is the
   one thing here that a host shares with hepar, so it is the host's to decide when. */
void hepar_start(void);

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

/* ---- text: what a message may hold ---- */

/* Cut off an incomplete UTF-8 character at the end of a text that a buffer has shortened. */
void hepar_utf8_mend(char *text);

/* Put "?" in place of whatever a message should not hold: bytes that are no UTF-8 (an incomplete
   character at the end is cut off), and control characters but for tabs; line breaks are among them. */
void hepar_utf8_clean(char *text);

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

/* ---- progress and interrupt: long calls tell how far they are, and stop when asked to ---- */

typedef struct hepar_progress_state {
  uint64_t done;
  uint64_t total;  /* 0 when nobody knows */
  double elapsed;  /* seconds */
  double rate;     /* done per second, over the whole call */
  double left;     /* seconds, NaN when it cannot be told */
  bool finished;   /* the last report, sent once by hepar_progress_end */
} hepar_progress_state;

typedef void (*hepar_progress_show)(void *data, const hepar_progress_state *state);

/* Handed to a long call by whoever wants reports. Set up by hepar_progress_begin. */
typedef struct hepar_progress {
  hepar_progress_show show;
  void *data;
  double interval; /* seconds between two reports, 0.1 unless changed */
  double began;
  double shown; /* when the last report was sent, negative before the first */
  hepar_progress_state state;
} hepar_progress;

void hepar_progress_begin(hepar_progress *progress, hepar_progress_show show, void *data);
/* Call it often, from the thread that made the long call: it reports at most every `interval`
   seconds. HEPAR_INTERRUPTED when the user pressed Ctrl-C: clean up and return that. progress may
   be NULL: then it only looks for the interrupt. */
hepar_status hepar_progress_step(hepar_progress *progress, uint64_t done, uint64_t total);
/* The last report, so that a terminal line can be erased; nothing if none was sent. */
void hepar_progress_end(hepar_progress *progress);

/* From begin to end Ctrl-C (SIGINT) sets a flag instead of killing the process; a second one goes
   to whoever handled it before. Calls nest, from any thread. A SIGINT that the process ignores stays
   ignored. Every begin needs its end; a Ctrl-C that no step noticed is raised again by the end. */
void hepar_interrupt_begin(void);
void hepar_interrupt_end(void);
/* Whether Ctrl-C was pressed since the outermost begin. Any thread may ask. */
bool hepar_interrupt_pending(void);

/* ---- random: streams of random numbers that are functions of their index ---- */

/* Philox 4x32-10 of Salmon, Moraes, Dror and Shaw, Parallel random numbers: as easy as 1, 2, 3
   (SC11, 2011): ten rounds on a 128-bit counter under a 64-bit key. */
void hepar_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]);

/* A stream is named by a seed, a number (the patient, say) and a purpose. Streams of one seed never
   meet: name and index go through a bijection of the counter. */
typedef struct hepar_stream {
  uint32_t key[2];
  uint32_t lane[2];
} hepar_stream;

/* Indexes run from 0 to here. */
#define HEPAR_STREAM_LAST (((uint64_t)1 << 48) - 1)

hepar_stream hepar_stream_new(uint64_t seed, uint64_t number, uint32_t purpose);
/* The 32-bit FNV-1a hash of a text: names of purposes as numbers. */
uint32_t hepar_stream_purpose(const char *name, size_t length);

/* Word `word` of 64 bits at an index: word 0 is what the simple variates use, the others (up to
   131070) are for methods that need more. */
uint64_t hepar_stream_word(const hepar_stream *stream, uint64_t index, uint32_t word);
/* Uniform in (0, 1), 53 bits, never 0 or 1. */
double hepar_stream_uniform(const hepar_stream *stream, uint64_t index);
/* Whole number from low to high, both possible, without bias. */
int64_t hepar_stream_integer(const hepar_stream *stream, uint64_t index, int64_t low,
                             int64_t high);
/* Many at once, the same numbers: places[i] is that of index first + i, at least 0 and below
   size + i growth. */
void hepar_stream_places(const hepar_stream *stream, uint64_t first, size_t count, size_t size,
                         size_t growth, size_t *places);

typedef enum hepar_variate {
  HEPAR_UNIFORM,     /* a to b */
  HEPAR_NORMAL,      /* mean a, standard deviation b: the normal quantile of the uniform */
  HEPAR_EXPONENTIAL, /* rate a */
  HEPAR_GAMMA,       /* shape a, scale b */
  HEPAR_BETA,        /* shapes a and b */
  HEPAR_POISSON,     /* mean a */
  HEPAR_BINOMIAL     /* a trials of probability b */
} hepar_variate;

/* Whether a and b are parameters of the variate. */
hepar_status hepar_variate_check(hepar_variate variate, double a, double b, hepar_error *error);
/* The variate at one index, of parameters that were checked. */
double hepar_stream_variate(const hepar_stream *stream, uint64_t index, hepar_variate variate,
                            double a, double b);
/* The variates at index, index + 1 … in values[0..count-1], over `threads` threads (0: all
   processors) with the same bits for any number of them. */
hepar_status hepar_stream_fill(const hepar_stream *stream, uint64_t index, hepar_variate variate,
                               double a, double b, double *values, size_t count, unsigned threads,
                               hepar_progress *progress, hepar_error *error);

/* ---- pool: a few threads for work that is counted ---- */

typedef struct hepar_pool hepar_pool;

/* Task number `index` of hepar_pool_run; `worker` is below hepar_pool_threads, for scratch space of
   its own. What it computes must depend on index alone. */
typedef hepar_status (*hepar_task)(void *data, size_t index, unsigned worker, hepar_error *error);

#define HEPAR_POOL_MOST 1024

/* A pool of `threads` workers, the caller counted; 0 takes one per processor. */
hepar_status hepar_pool_new(hepar_pool **pool, unsigned threads, hepar_error *error);
void hepar_pool_free(hepar_pool *pool);
unsigned hepar_pool_threads(const hepar_pool *pool);
/* Run the tasks 0 to count - 1. When tasks fail, the error is that of the lowest index, whatever the
   schedule, and later ones are left out. progress (may be NULL) counts finished tasks and stops the
   run when interrupted. One run at a time for each pool, and none from inside a task. */
hepar_status hepar_pool_run(hepar_pool *pool, size_t count, hepar_task task, void *data,
                            hepar_progress *progress, hepar_error *error);

/* ---- units: spellings, dimensions, conversion with its derivation ---- */

/* An assumed body weight; `source` says where the assumption comes from and may not be empty. */
typedef struct hepar_weight {
  double value;
  const char *unit;
  const char *source;
} hepar_weight;

/* The dimension of a unit in words ("mass concentration"); false when the unit is not known. */
bool hepar_unit_dimension(const char *unit, char dimension[64]);

/* What an atom of a unit measures. Counts, fractions, ratios and scores are pure numbers. */
typedef enum hepar_unit_kind {
  HEPAR_UNIT_PURE = -1,
  HEPAR_UNIT_MASS,
  HEPAR_UNIT_AMOUNT,
  HEPAR_UNIT_VOLUME,
  HEPAR_UNIT_LENGTH,
  HEPAR_UNIT_TIME,
  HEPAR_UNIT_ACTIVITY,
  HEPAR_UNIT_PRESSURE,
  HEPAR_UNIT_CELLS,
  HEPAR_UNIT_PARTICLES,
  HEPAR_UNIT_KINDS
} hepar_unit_kind;

/* One atom with its prefix ("mg", "day", "%"), letter case minded: its kind, the power of it (2 for
   m2) and its size in the kind's base unit (g, mol, L, m, d, U, Pa, cells, particles; a pure number
   has 1). False when it is not known. */
bool hepar_unit_atom(const char *name, hepar_unit_kind *kind, int *power, double *size);

/* The preferred spellings, one by one, then NULL. Many more are understood. */
const char *hepar_unit_at(size_t index);

/* The molar mass in g/mol of an analyte ("bilirubin") or outcome code ("BIL"), and its source. */
bool hepar_unit_analyte(const char *name, double *molar_mass, const char **source);

/* Convert. `analyte` (may be NULL) bridges mass and amount of substance; `weight` (may be NULL)
   bridges a dose per body weight and a total one. derivation (may be NULL) says how it was done. */
hepar_status hepar_unit_convert(double value, const char *from, const char *to,
                                const char *analyte, const hepar_weight *weight, double *result,
                                char derivation[256], hepar_error *error);

/* A dose: value in `unit` per "kg", "m2", "total", "animal" or "concentration" (NULL: total). */
typedef struct hepar_dose {
  double value;
  const char *unit;
  const char *per;
} hepar_dose;

/* The ratio a / b. Refused when one is per kg and the other a total and weight is NULL (rule R6). */
hepar_status hepar_dose_compare(const hepar_dose *a, const hepar_dose *b,
                                const hepar_weight *weight, double *ratio, char derivation[256],
                                hepar_error *error);

/* ---- store: records of documents in an SQLite database, text in and text out ---- */

typedef struct hepar_store hepar_store;

/* Open the store in a file (created when absent, unless readonly), or a new one in memory (path
   NULL). */
hepar_status hepar_store_open(const char *path, bool readonly, hepar_store **store,
                              hepar_error *error);
/* Close the database; any later call fails with HEPAR_CLOSED. Closing twice does nothing. */
void hepar_store_close(hepar_store *store);
/* Name and version of the library that keeps the store: "SQLite 3.40.1". */
const char *hepar_store_engine(void);
/* One more owner; each owner calls hepar_store_free, the last one closes and releases. */
hepar_store *hepar_store_retain(hepar_store *store);
void hepar_store_free(hepar_store *store);

/* What to do with the same id twice, and different. */
typedef enum hepar_on_conflict {
  HEPAR_CONFLICT_ERROR = 0, /* refuse the import */
  HEPAR_CONFLICT_SKIP,      /* keep what is there, count what came */
  HEPAR_CONFLICT_REPLACE    /* take what came, log both */
} hepar_on_conflict;

typedef struct hepar_import_options {
  bool skip_bad;                 /* count and list what is wrong instead of stopping */
  hepar_on_conflict on_conflict;
  const char *who;               /* for the log; NULL: "import" */
  size_t warnings_max;           /* how many warnings to keep; 0: 100 */
  /* Called now and then with the records read so far; false stops the import (nothing stays). */
  bool (*progress)(void *data, uint64_t records);
  void *data;
} hepar_import_options;

typedef struct hepar_import_counts {
  uint64_t added, merged, replaced, skipped;
} hepar_import_counts;

/* What an import did. Release with hepar_import_report_free. */
typedef struct hepar_import_report {
  hepar_import_counts records, sources, quantities, claims, decisions;
  uint64_t normalised;     /* synonyms that were stored as their code */
  uint64_t warnings_total; /* warnings and skipped objects, the kept ones and the others */
  size_t warnings_count;
  char **warnings;
} hepar_import_report;

/* Import a bundle or NDJSON from a file, or from text (name is for messages). All or nothing: one
   transaction. options and report may be NULL. */
hepar_status hepar_store_import(hepar_store *store, const char *path,
                                const hepar_import_options *options, hepar_import_report *report,
                                hepar_error *error);
hepar_status hepar_store_import_text(hepar_store *store, const char *text, size_t length,
                                     const char *name, const hepar_import_options *options,
                                     hepar_import_report *report, hepar_error *error);
void hepar_import_report_free(hepar_import_report *report);

typedef enum hepar_format {
  HEPAR_FORMAT_JSON = 0, /* canonical bundle */
  HEPAR_FORMAT_NDJSON,   /* one object a line */
  HEPAR_FORMAT_CSV       /* one table */
} hepar_format;

typedef struct hepar_export_options {
  hepar_format format;
  const char *table;      /* CSV: "records" (NULL), "results", "quantities" or "claims" */
  const int64_t *records; /* keys of the records to write, in order; NULL: all */
  size_t count;
} hepar_export_options;

/* Write to a file: complete, or not at all. */
hepar_status hepar_store_export(hepar_store *store, const char *path,
                                const hepar_export_options *options, hepar_error *error);
/* The same as text (release with hepar_free). */
hepar_status hepar_store_export_text(hepar_store *store, const hepar_export_options *options,
                                     char **text, size_t *length, hepar_error *error);

/* One record as canonical JSON text (release with hepar_free). */
hepar_status hepar_store_get(hepar_store *store, const char *id, char **text, hepar_error *error);
/* The number of records. */
hepar_status hepar_store_count(hepar_store *store, int64_t *count, hepar_error *error);
/* Write a copy of the whole store to a new file: complete, or not at all. */
hepar_status hepar_store_save(hepar_store *store, const char *path, hepar_error *error);

/* Change one field of one record ("enrolment.n_total", "arms[2].n"; value as JSON text, NULL takes
   the field away), check the record again and write the change to the log. */
hepar_status hepar_store_amend(hepar_store *store, const char *id, const char *field,
                               const char *value, const char *who, const char *why,
                               hepar_error *error);
/* Check the hash chain of the log: HEPAR_CONFLICT names the first row that was tampered with. */
hepar_status hepar_store_verify(hepar_store *store, hepar_error *error);

/* The format of a bundle as JSON Schema 2020-12 (release with hepar_free), made from the tables that
   imports are checked against. */
hepar_status hepar_schema_text(char **text, hepar_error *error);

/* ---- rules: what is wrong or doubtful in a store ---- */

/* Run the rules R1 to R25 over the whole store. options is JSON text or NULL: {"rules": ["R2", …],
   "sources": {source_id: path}} (rule R15 needs the documents). *text is a JSON array of findings
   {rule, code, severity, text, id, …} by rule; release it with hepar_free. */
hepar_status hepar_store_findings(hepar_store *store, const char *options, char **text,
                                  hepar_error *error);

/* ---- proportions: what x of n can tell ---- */

typedef enum hepar_interval {
  HEPAR_CLOPPER_PEARSON, /* exact: covers at least the level, whatever the true proportion */
  HEPAR_WILSON           /* score interval: narrower, covers the level on average */
} hepar_interval;

/* Both refuse x > n, n = 0 and n of 2^32 and more (HEPAR_RANGE). */

/* Exact two-sided test that the true proportion is p (0 to 1): the probability of all counts that
   are no more likely than x. */
hepar_status hepar_binomial_test(uint64_t x, uint64_t n, double p, double *pval,
                                 hepar_error *error);

/* Confidence interval of the proportion x / n; level in percent, above 0 and below 100. */
hepar_status hepar_proportion_ci(uint64_t x, uint64_t n, hepar_interval method, double level,
                                 double *lb, double *ub, hepar_error *error);

/* ---- directions: synthesis by direction of effect, one vote per study ---- */

typedef enum hepar_vote {
  HEPAR_VOTE_BENEFIT,
  HEPAR_VOTE_HARM,
  HEPAR_VOTE_NO_CHANGE,
  HEPAR_VOTE_MIXED,      /* of a study, never of an entry: its entries do not agree */
  HEPAR_VOTE_AMBIGUOUS,  /* a direction that cannot be read as benefit or harm */
  HEPAR_VOTE_UNREPORTED, /* no direction, or no entry at all */
  HEPAR_VOTE_COUNT
} hepar_vote;

typedef struct hepar_direction_counts {
  size_t entries[HEPAR_VOTE_COUNT]; /* entries of each kind */
  size_t studies[HEPAR_VOTE_COUNT]; /* studies of each kind; they add up to all studies */
  size_t votes;                     /* studies that say benefit or harm */
  double proportion;                /* benefit / votes; from here on NAN when there is no vote */
  double ci_lb, ci_ub;
  double pval;                      /* exact two-sided sign test */
} hepar_direction_counts;

/* Reduce entries to one vote per study and count. Entry i belongs to study[i] (0 to studies - 1)
   and says vote[i]; a study without entry is unreported. Ambiguous entries and those without
   direction never count. A study with entries of benefit and of harm is mixed; one with entries of
   no change beside them has the direction that at least `agreement` (above 0.5, up to 1) of its
   entries share, else it is mixed. decided (may be NULL) has room for one vote per study. */
hepar_status hepar_directions(const size_t *study, const hepar_vote *vote, size_t entries,
                              size_t studies, double agreement, hepar_interval method, double level,
                              hepar_vote *decided, hepar_direction_counts *counts,
                              hepar_error *error);

/* ---- effects: from what a paper reports to an effect and its sampling variance ---- */

/* The columns that measures read, named as metafor names them. */
typedef enum hepar_effect_field {
  HEPAR_AI,
  HEPAR_BI,
  HEPAR_CI,
  HEPAR_DI,
  HEPAR_N1I,
  HEPAR_N2I,
  HEPAR_X1I,
  HEPAR_X2I,
  HEPAR_T1I,
  HEPAR_T2I,
  HEPAR_M1I,
  HEPAR_M2I,
  HEPAR_SD1I,
  HEPAR_SD2I,
  HEPAR_XI,
  HEPAR_MI,
  HEPAR_RI,
  HEPAR_TI,
  HEPAR_SDI,
  HEPAR_R2I,
  HEPAR_NI,
  HEPAR_YI,
  HEPAR_VI,
  HEPAR_SEI,
  HEPAR_CI_LB,
  HEPAR_CI_UB,
  HEPAR_EFFECT_FIELDS
} hepar_effect_field;

/* To which rows of counts `add` is added. */
typedef enum hepar_effect_to {
  HEPAR_TO_ONLY0,
  HEPAR_TO_ALL,
  HEPAR_TO_IF0ALL,
  HEPAR_TO_NONE
} hepar_effect_to;

/* How the sampling variance is estimated: large sample, a second large-sample form, unbiased,
   homoscedastic, Soper's or another standard form, Cook and others, and with the average over the
   rows in place of each row's own (AVHO: homoscedastic too). */
typedef enum hepar_vtype {
  HEPAR_LS,
  HEPAR_LS2,
  HEPAR_UB,
  HEPAR_HO,
  HEPAR_ST,
  HEPAR_CS,
  HEPAR_AV,
  HEPAR_AVHO,
  HEPAR_VTYPES
} hepar_vtype;

typedef struct hepar_effect_options {
  double add;               /* NaN: what the measure does by default */
  hepar_effect_to to;
  bool drop00;              /* leave out tables without any event, or without any non-event */
  const hepar_vtype *vtype; /* one for each row; NULL: large sample */
  bool newer;               /* the definitions of metafor 5.1, not those of 3.8 */
  double level;             /* percent, of the intervals in ci_lb and ci_ub */
} hepar_effect_options;

/* What was done to a row, or why it has no effect: bits of the notes. */
enum {
  HEPAR_EFFECT_MISSING = 1,     /* a value that the measure needs is missing */
  HEPAR_EFFECT_ADDED = 2,       /* `add` was added to its counts */
  HEPAR_EFFECT_DROPPED = 4,     /* left out by drop00 */
  HEPAR_EFFECT_UNDEFINED = 8,   /* the measure has no value for these numbers */
  HEPAR_EFFECT_NO_VARIANCE = 16, /* an effect without a sampling variance */
  HEPAR_EFFECT_NO_ONE = 32,     /* an arm of nobody, filled by `add` alone */
  HEPAR_EFFECT_EXACT = 64       /* a sampling variance of 0 */
};

/* What a measure is. */
typedef struct hepar_effect_measure {
  const char *name;
  const char *group;    /* "table", "pairs", "person-time", "means", … */
  uint32_t fields;      /* bit 1 << field for every field it may read */
  uint32_t vtypes;      /* bit 1 << vtype for every variance it has */
  bool counts;          /* add and to have a meaning */
  bool doubles;         /* drop00 has a meaning */
  double add;           /* what is added by default */
} hepar_effect_measure;

/* The measure number `i`, from 0, or NULL beyond the last. */
const hepar_effect_measure *hepar_effect_measure_at(size_t i);
const char *hepar_effect_field_name(hepar_effect_field field);
const char *hepar_vtype_name(hepar_vtype vtype);

/* Effects yi with sampling variances vi of `rows` rows; field[f] has `rows` values or is NULL, NaN
   is a missing value. ni receives the number of patients (or the time at risk). A row without an
   effect has NaN and a note. Fails when a value is impossible: the message names field and row. */
hepar_status hepar_effects(const char *measure, const double *const field[HEPAR_EFFECT_FIELDS],
                           size_t rows, const hepar_effect_options *options, double *yi, double *vi,
                           double *ni, uint8_t *note, hepar_error *error);

/* ---- distributions: what intervals and p values need ---- */

/* The normal distribution, or with df > 0 the t distribution: quantile and share below x. */
double hepar_quantile(double p, double df);
double hepar_probability(double x, double df);
/* The mean of tanh(z), or of 1 / (1 + exp(-z)), for z normal with that mean and variance. */
double hepar_normal_expectation(bool of_tanh, double mean, double variance);

/* ---- conversions: what a paper gives, and what a synthesis needs ---- */

typedef enum hepar_summary_method {
  HEPAR_RECOMMENDED, /* mean after Luo 2018; SD after Wan 2014, of five numbers after Shi 2020 */
  HEPAR_HOZO,
  HEPAR_WAN
} hepar_summary_method;

typedef struct hepar_summary {
  double mean, sd;
  double skewness, critical; /* Shi 2023; skewed when the first reaches the second */
} hepar_summary;

/* Mean and standard deviation from the median with quartiles, extremes or both (NaN: not given) of
   n values. */
hepar_status hepar_five_numbers(double min, double q1, double median, double q3, double max,
                                double n, hepar_summary_method method, hepar_summary *result,
                                hepar_error *error);
/* Several groups as one: the mean and SD of all their members together. */
hepar_status hepar_combine_groups(const double *n, const double *mean, const double *sd,
                                  size_t count, double *all_n, double *all_mean, double *all_sd,
                                  hepar_error *error);
/* The events of group 1 in the one 2 x 2 table that has this odds ratio, these group sizes and this
   number of events in both groups. */
hepar_status hepar_table_from_odds_ratio(double odds_ratio, double n1, double n2, double events,
                                         double *ai, hepar_error *error);

/* ---- survival: patients behind a Kaplan-Meier curve, and the log-rank test ---- */

/* What a paper's figure gives: survival[i] (1 to 0) at time[i], both in order, and how many are at
   risk at some times. events: of the whole arm, NaN when not reported. */
typedef struct hepar_curve {
  const double *time, *survival;
  size_t points;
  const double *risk_time, *at_risk;
  size_t risks;
  double events;
} hepar_curve;

/* Patients behind a curve (Guyot 2012): time and event (1) or censoring (0) of each; both arrays
   have room for at_risk[0] patients. *off is the largest distance between their curve and the one
   given. */
hepar_status hepar_curve_patients(const hepar_curve *curve, double *time, uint8_t *event,
                                  size_t *patients, double *off, hepar_error *error);

typedef struct hepar_logrank {
  double observed1, expected1, observed2, expected2, variance;
} hepar_logrank;

/* The log-rank test of two groups. Times are 0 or more. */
hepar_status hepar_logrank_test(const double *time1, const uint8_t *event1, size_t n1,
                                const double *time2, const uint8_t *event2, size_t n2,
                                hepar_logrank *result, hepar_error *error);

/* ---- tables: two-by-two tables and rates, pooled without effect sizes ---- */

typedef enum hepar_table_measure {
  HEPAR_TABLE_OR,
  HEPAR_TABLE_RR,
  HEPAR_TABLE_RD,
  HEPAR_TABLE_IRR,
  HEPAR_TABLE_IRD,
  HEPAR_TABLE_PETO /* Peto's one-step log odds ratio; an effect size only */
} hepar_table_measure;

/* Which tables get a constant added to their cells. */
typedef enum hepar_add {
  HEPAR_ADD_NONE,
  HEPAR_ADD_ALL,
  HEPAR_ADD_ONLY0, /* those with an empty cell */
  HEPAR_ADD_IF0ALL /* all, when any of them has an empty cell */
} hepar_add;

/* k tables: events a and non-events b of group 1, c and d of group 2; for rates a events in the
   time b of group 1, c events in the time d of group 2. NAN is a missing cell. */
typedef struct hepar_tables {
  double *a, *b, *c, *d;
  size_t k;
} hepar_tables;

/* Index 0 is for the effect sizes yi and vi of single studies (which the heterogeneity statistic
   and the likelihood use), index 1 for the pooling itself. */
typedef struct hepar_table_options {
  double add[2];
  hepar_add to[2];
  bool drop00[2]; /* leave out tables without events (or without non-events) in both groups */
  bool correct;   /* continuity correction of the Cochran-Mantel-Haenszel test */
  double level;   /* percent */
} hepar_table_options;

/* Numbers that the data do not determine are NAN. */
typedef struct hepar_pooled_tables {
  size_t k;     /* tables pooled */
  size_t k_yi;  /* of them with an effect size */
  size_t k_pos; /* OR, Peto: tables that say something about it */
  double beta, se, zval, pval, ci_lb, ci_ub;
  double QE, QEp, I2, H2;
  double CO, COp;          /* Cochran's test: like MH, with N for N - 1 */
  double MH, MHp;          /* Cochran-Mantel-Haenszel, for IRR Mantel-Haenszel */
  double BD, BDp, TA, TAp; /* OR: Breslow-Day, and with Tarone's correction */
  double ll, dev, AIC, BIC, AICc;
  double ll_reml;
} hepar_pooled_tables;

/* Effect sizes and sampling variances of single tables, log odds ratio and so on; NAN where there
   is none. yi and vi have room for k values. */
hepar_status hepar_table_effects(const hepar_tables *tables, hepar_table_measure measure,
                                 double add, hepar_add to, bool drop00, double *yi, double *vi,
                                 hepar_error *error);

/* Mantel and Haenszel (1959) with the variances of Robins, Breslow and Greenland (1986) for OR, of
   Greenland and Robins (1985) for RR, IRR and IRD, of Sato (1989) for RD. yi and vi as above. */
hepar_status hepar_mantel_haenszel(const hepar_tables *tables, hepar_table_measure measure,
                                   const hepar_table_options *options, double *yi, double *vi,
                                   hepar_pooled_tables *result, hepar_error *error);

/* Yusuf and others (1985). Fails with HEPAR_RANGE when one of the outcomes never occurred. */
hepar_status hepar_peto(const hepar_tables *tables, const hepar_table_options *options, double *yi,
                        double *vi, hepar_pooled_tables *result, hepar_error *error);

/* ---- glmm: generalised linear mixed models for tables and rates ---- */

/* Coefficients of the effect, at most. */
#define HEPAR_GLMM_MOST 40

typedef enum hepar_glmm_model {
  HEPAR_GLMM_UM_FS, /* unconditional, fixed study effects */
  HEPAR_GLMM_UM_RS, /* unconditional, random study effects */
  HEPAR_GLMM_CM_EL, /* conditional on the margins, exact likelihood */
  HEPAR_GLMM_CM_AL, /* conditional on the events, binomial approximation */
  HEPAR_GLMM_SINGLE /* one group per study: a is x, b the non-events, or the time */
} hepar_glmm_model;

typedef enum hepar_glmm_stop {
  HEPAR_GLMM_CONVERGED,
  HEPAR_GLMM_INFINITE,  /* the likelihood is highest at an infinite effect */
  HEPAR_GLMM_UNBOUNDED, /* the heterogeneity grows without bound */
  HEPAR_GLMM_FAILED     /* no maximum was reached */
} hepar_glmm_stop;

typedef struct hepar_glmm_options {
  hepar_glmm_model model;
  bool rates;    /* events in time, not of persons */
  bool random;   /* estimate tau2; else it is 0 */
  bool drop00;   /* leave out tables without events, or without non-events, in both groups */
  double coding; /* 0.5: the random effect moves both groups by half; 1: group 1; 0: group 2 */
  size_t points; /* 0: integrals exact to rounding; else Gauss-Hermite with so many (up to 100) */
  bool correlated; /* UM_RS: random effect and random study level may go together */
  const double *x; /* k x p by rows: what the effect depends on. NULL for the intercept alone, else
                      no table may be left out */
  size_t p;
  bool intercept; /* x has one */
} hepar_glmm_options;

/* Numbers that are not determined are NAN; when stop is not CONVERGED all but the counts are. coef
   (p numbers) and vb (p x p) are the caller's, set before the fit; NULL when not wanted. */
typedef struct hepar_glmm {
  hepar_glmm_stop stop;
  size_t k;          /* tables used */
  size_t parms;      /* parameters estimated */
  size_t k_eff;      /* observations, for BIC and AICc */
  double beta, se;              /* of the first coefficient */
  double tau2, se_tau2, sigma2; /* sigma2: of random study effects */
  double rho;                   /* correlation of both */
  double QE_Wld, QE_LRT;        /* Wald and likelihood-ratio statistic with k - p df */
  double ll, ll_saturated;
  double *coef, *vb;
} hepar_glmm;

/* Maximum likelihood, after Stijnen, Hamza & Ozdemir, Stat Med 2010;29:3046. Tables hold whole
   numbers (NAN when missing). */
hepar_status hepar_glmm_fit(const hepar_tables *tables, const hepar_glmm_options *options,
                            hepar_glmm *result, hepar_error *error);

/* ---- combine: several p values as one ---- */

typedef enum hepar_combine_method {
  HEPAR_COMBINE_FISHER,
  HEPAR_COMBINE_STOUFFER,
  HEPAR_COMBINE_TIPPETT,
  HEPAR_COMBINE_EDGINGTON,
  HEPAR_COMBINE_HARMONIC,
  HEPAR_COMBINE_CAUCHY,
  HEPAR_COMBINE_BINOMIAL
} hepar_combine_method;

/* Combine k p values (0 to 1) into *pval with the method's own *statistic. weights (above 0, may be
   NULL: equal) serve Stouffer, harmonic and Cauchy; alpha serves binomial. */
hepar_status hepar_combine_p(const double *p, const double *weights, size_t k,
                             hepar_combine_method method, double alpha, double *statistic,
                             double *pval, hepar_error *error);

/* ---- fit: pooling and meta-regression of one effect per study ---- */

/* How tau2, the variance of the true effects around the model, is estimated. */
typedef enum hepar_pooling {
  HEPAR_EE,    /* none: equal effects. FE and CE are the same arithmetic */
  HEPAR_DL,    /* DerSimonian and Laird */
  HEPAR_HE,    /* Hedges */
  HEPAR_HS,    /* Hunter and Schmidt */
  HEPAR_HSK,   /* the same with the correction for small k */
  HEPAR_SJ,    /* Sidik and Jonkman */
  HEPAR_SJIT,  /* Sidik and Jonkman, iterated to its fixed point */
  HEPAR_DLIT,  /* DerSimonian and Laird, iterated to its fixed point */
  HEPAR_ML,    /* maximum likelihood */
  HEPAR_REML,  /* restricted maximum likelihood */
  HEPAR_EB,    /* empirical Bayes; the same root as PM */
  HEPAR_PM,    /* Paule and Mandel */
  HEPAR_PMM,   /* Paule and Mandel, unbiased in the median */
  HEPAR_GENQ,  /* generalised Q with weights of the user */
  HEPAR_GENQM, /* the same, unbiased in the median */
  HEPAR_POOLING_COUNT
} hepar_pooling;

typedef enum hepar_fit_test {
  HEPAR_TEST_Z,
  HEPAR_TEST_T,
  HEPAR_TEST_KNHA, /* Knapp and Hartung */
  HEPAR_TEST_ADHOC /* Knapp and Hartung, never below the usual standard error */
} hepar_fit_test;

typedef struct hepar_fit_data {
  size_t count;              /* rows given */
  const double *yi;          /* effects; NaN where missing, as everywhere below */
  const double *vi;          /* sampling variances … */
  bool sei;                  /* … or standard errors */
  const double *weights;     /* NULL for none */
  const double *const *mods; /* moderators, without the intercept */
  const char *const *names;  /* of the moderators, for messages; may be NULL */
  size_t mod_count;
  bool intercept;
} hepar_fit_data;

typedef struct hepar_fit_options {
  hepar_pooling method;
  hepar_fit_test test;
  bool weighted;       /* false: ordinary least squares with standard errors from the model */
  double level;        /* percent */
  double tau2;         /* NaN: estimate it */
  const size_t *btt;   /* places (from 0) of the coefficients that QM tests, NULL for all but the */
  size_t btt_count;    /* intercept */
  bool skip_r2;
  bool brief;          /* for fits by the thousand: also no likelihoods, p values and intervals of the
                          coefficients, which are NaN then */
} hepar_fit_options;

typedef struct hepar_fit_statistics {
  double ll, dev, AIC, BIC, AICc;
} hepar_fit_statistics;

/* What a fit says. NaN where there is no such number. */
typedef struct hepar_fit {
  size_t given;          /* rows given */
  size_t k, p, m;        /* studies, coefficients, coefficients that QM tests */
  size_t parms;          /* estimated parameters, for the information criteria */
  bool intercept;        /* the first coefficient is the intercept */
  bool converged;
  bool fallback;         /* no degrees of freedom, so the test became z */
  bool fixed;            /* tau2 was given */
  hepar_pooling method;
  hepar_fit_test test;
  double level;
  size_t zeros;          /* studies with a sampling variance of 0 */
  size_t modes;          /* local maxima of the likelihood compared; 0 for other methods */
  double tau2, se_tau2, I2, H2, R2, vt;
  double QE, QEp, QM, QMp;
  double df, ddf;        /* k - p; degrees of freedom of the tests, NaN for z */
  double s2w;            /* factor of Knapp and Hartung */
  hepar_fit_statistics ML, REML;
  double *beta, *se, *zval, *pval, *ci_lb, *ci_ub; /* p each */
  double *vb;            /* p x p */
  size_t *column;        /* place of each coefficient: 0 the intercept, i the i-th moderator */
  size_t *btt;           /* m places */
  size_t *row;           /* place of each study among the given rows, NULL when all are in */
  struct hepar_problem *problem; /* csrc/synthesis/problem.h */
  double *factor;        /* p x p: variances in the coordinates of the problem */
  double *theta;         /* p: coefficients in the coordinates of the problem */
  void *block;
} hepar_fit;

/* Fit; HEPAR_MISUSE for data that cannot be fitted, HEPAR_RANGE when the method has no answer. */
hepar_status hepar_fit_new(hepar_fit **fit, const hepar_fit_data *data,
                           const hepar_fit_options *options, hepar_error *error);
void hepar_fit_free(hepar_fit *fit);

/* What a fit of many is good for: called once for each set, from any thread, with a fit that is
   freed afterwards, or NULL and why. */
typedef void (*hepar_fit_visit)(void *data, size_t index, const hepar_fit *fit,
                                const hepar_error *why);
/* Fit many sets over `threads` threads (0: all processors), each with the same bits as alone. */
hepar_status hepar_fit_many(const hepar_fit_data *sets, size_t count,
                            const hepar_fit_options *options, unsigned threads,
                            hepar_fit_visit visit, void *data, hepar_progress *progress,
                            hepar_error *error);
/* Wald test that the coefficients at[0..m-1] are all 0: chi squared with m degrees of freedom, or F
   with m and ddf. */
double hepar_fit_wald(const hepar_fit *fit, const size_t *at, size_t m, double *pval);
/* The effect that the model expects at x (p values in the order of the coefficients, 1 for the
   intercept), and its standard error. */
double hepar_fit_predict(const hepar_fit *fit, const double *x, double *se);

typedef enum hepar_tau2_interval {
  HEPAR_Q_PROFILE,          /* Viechtbauer 2007: exact */
  HEPAR_PROFILE_LIKELIHOOD, /* Hardy and Thompson 1996: ML and REML only */
  HEPAR_GENERALISED_Q       /* Jackson 2013: GENQ and GENQM only */
} hepar_tau2_interval;

/* Confidence interval of tau2, level in percent. When no value of tau2 agrees with the data, which
   happens when they differ less than their variances allow, both limits are 0 and *none is true. */
hepar_status hepar_fit_tau2_interval(hepar_fit *fit, hepar_tau2_interval type, double level,
                                     double *lb, double *ub, bool *none, hepar_error *error);

/* ---- influence: what single studies and parts of the studies do to a fit ---- */

/* The functions of this section and the next take complete rows (no NaN), and options as for
   hepar_fit_new. */

/* Columns that one fit gives, k numbers each. */
typedef enum hepar_residual {
  HEPAR_RESID,         /* yi - fitted */
  HEPAR_RESID_SE,      /* standard error of that residual … */
  HEPAR_RESID_Z,       /* … and the quotient: the internally standardised residual */
  HEPAR_RESID_PEARSON, /* residual / sqrt(vi + tau2) */
  HEPAR_FITTED,
  HEPAR_FITTED_SE,
  HEPAR_HAT,
  HEPAR_WEIGHT, /* percent */
  HEPAR_BLUP,   /* best linear unbiased prediction of the study's true effect; NaN for weights … */
  HEPAR_BLUP_SE, /* … of the user */
  HEPAR_BLUP_LB,
  HEPAR_BLUP_UB,
  HEPAR_QUANTILE, /* of the normal distribution, for the rank of HEPAR_RESID_Z */
  HEPAR_RESIDUAL_COUNT
} hepar_residual;

/* values: HEPAR_RESIDUAL_COUNT columns. */
hepar_status hepar_residuals(const hepar_fit_data *data, const hepar_fit_options *options,
                             double *values, hepar_error *error);

/* Columns that need one fit without each study; NaN where that fit does not exist. */
typedef enum hepar_deletion {
  HEPAR_DELETED_RESID, /* yi - prediction from the other studies */
  HEPAR_DELETED_SE,
  HEPAR_RSTUDENT, /* externally standardised residual */
  HEPAR_DFFITS,
  HEPAR_COOK,
  HEPAR_COVRATIO,
  HEPAR_DELETED_TAU2,
  HEPAR_DELETED_QE,
  HEPAR_BAUJAT_X, /* squared Pearson residual */
  HEPAR_BAUJAT_Y, /* squared standardised change of the fitted value */
  HEPAR_INFLUENTIAL, /* 1 when DFFITS, Cook's distance, hat value or a DFBETAS is large, else 0 */
  HEPAR_DELETION_COUNT
} hepar_deletion;

/* values: HEPAR_DELETION_COUNT columns, then the DFBETAS of each coefficient. Cook's distance and
   the covariance ratio are about the coefficients btt of options, by default all. Thread count 0:
   one per processor; the same bits for any number. */
hepar_status hepar_influence(const hepar_fit_data *data, const hepar_fit_options *options,
                             unsigned threads, double *values, hepar_error *error);

typedef enum hepar_parts {
  HEPAR_PARTS_LEAVE_ONE,  /* part i: all but row i */
  HEPAR_PARTS_CUMULATIVE, /* part i: the first i + 1 rows */
  HEPAR_PARTS_SUBSETS,    /* part i: the rows whose bit is set in i + 1 */
  HEPAR_PARTS_SAMPLED,    /* random subsets, each row in with probability 1/2, p rows or more */
  HEPAR_PARTS_BOOTSTRAP   /* as many rows as there are, drawn with replacement */
} hepar_parts;

/* Columns of hepar_fit_parts, and behind them one per coefficient … */
typedef enum hepar_part_column {
  HEPAR_PART_K,
  HEPAR_PART_TAU2,
  HEPAR_PART_I2,
  HEPAR_PART_H2,
  HEPAR_PART_QE,
  HEPAR_PART_QEP,
  HEPAR_PART_COUNT
} hepar_part_column;

/* Fit the parts 0 to count - 1. values: HEPAR_PART_COUNT columns of `count`, then beta of each
   coefficient; with `tests` also se, zval, pval, ci_lb and ci_ub of each coefficient. A part that
   cannot be fitted has NaN, but for k. */
hepar_status hepar_fit_parts(const hepar_fit_data *data, const hepar_fit_options *options,
                             hepar_parts parts, size_t count, uint64_t seed, bool tests,
                             unsigned threads, double *values, hepar_progress *progress,
                             hepar_error *error);

/* Normal quantiles of the ranks of x, for a quantile plot: (rank - a) / (n + 1 - 2a), a = 3/8 up to
   n = 10, else 1/2. NaN stays NaN. */
hepar_status hepar_normal_scores(const double *x, size_t n, double *scores, hepar_error *error);

/* How many fits an exact permutation test takes (2^k signs, or the distinct orders of the rows of
   the moderators); INFINITY when that is above 2^53. */
hepar_status hepar_permutation_count(const hepar_fit_data *data, double *count,
                                     hepar_error *error);
/* Permutation distribution: effects with every choice of signs when there are no moderators, else
   the moderators in every order (exact) or in `count` random ones of which the first is that of the
   data. values: zval of each coefficient, beta of each, then QM, `count` numbers each. */
hepar_status hepar_permutations(const hepar_fit_data *data, const hepar_fit_options *options,
                                bool exact, size_t count, uint64_t seed, unsigned threads,
                                double *values, hepar_progress *progress, hepar_error *error);

/* Draws of the true effect of a new study by the parametric bootstrap of Nagashima, Noma and Furukawa
   (2019), which takes tau2 from its confidence distribution; for data without moderators. effects
   has room for `count`; the same seed gives the same draws. */
hepar_status hepar_new_study(const hepar_fit_data *data, size_t count, uint64_t seed,
                             double *effects, hepar_error *error);

/* ---- bias: whether small or unfavourable studies are missing ---- */

typedef struct hepar_ranktest {
  double tau, pval; /* Kendall's rank correlation and its two-sided p value */
  bool exact;       /* no ties: the exact distribution */
} hepar_ranktest;

/* Begg and Mazumdar's test: rank correlation of the standardised effects with the variances.
   HEPAR_RANGE when all variances, or all standardised effects, are equal. */
hepar_status hepar_rank_test(const double *yi, const double *vi, size_t k, hepar_ranktest *result,
                             hepar_error *error);

typedef enum hepar_trim_estimator {
  HEPAR_TRIM_L0,
  HEPAR_TRIM_R0,
  HEPAR_TRIM_Q0
} hepar_trim_estimator;
typedef enum hepar_side { HEPAR_SIDE_AUTO, HEPAR_SIDE_LEFT, HEPAR_SIDE_RIGHT } hepar_side;

typedef struct hepar_trimfill {
  hepar_side side;   /* where studies are missing */
  size_t k0;         /* how many … */
  double se_k0;      /* … and the standard error of that */
  double p_k0;       /* R0: p value of "none is missing", else NaN */
  size_t iterations;
} hepar_trimfill;

/* Trim and fill of Duval and Tweedie for a model without moderators. rows and effects (room for
   data->count each) receive, for each filled study, the row it mirrors and its effect. Side AUTO
   looks at the slope on the standard errors. */
hepar_status hepar_trim_fill(const hepar_fit_data *data, const hepar_fit_options *options,
                             hepar_side side, hepar_trim_estimator estimator, size_t *rows,
                             double *effects, hepar_trimfill *result, hepar_error *error);

typedef enum hepar_failsafe {
  HEPAR_FSN_ROSENTHAL, /* null studies until Stouffer's test is no longer significant */
  HEPAR_FSN_ORWIN,     /* null studies until the mean effect is `target` */
  HEPAR_FSN_ROSENBERG, /* null studies until the equal-effects test is no longer significant */
  HEPAR_FSN_GENERAL    /* null studies of typical precision until the model's own test is not
                          significant, or its estimate is `target` */
} hepar_failsafe;

typedef struct hepar_fsn {
  double fsnum;  /* INFINITY when there is no such number */
  double pval;   /* observed; NaN for Orwin */
  double meanes; /* observed; NaN for Rosenthal */
  double target; /* NaN when there is none */
} hepar_fsn;

/* target NaN: half of the estimate (Orwin), none (General). `weighted` is for Orwin. */
hepar_status hepar_fail_safe(const hepar_fit_data *data, const hepar_fit_options *options,
                             hepar_failsafe type, double alpha, double target, bool weighted,
                             hepar_fsn *result, hepar_error *error);

typedef enum hepar_alternative { HEPAR_TWO_SIDED, HEPAR_GREATER, HEPAR_LESS } hepar_alternative;
typedef enum hepar_tes_test { HEPAR_TES_EXACT, HEPAR_TES_CHI2, HEPAR_TES_BINOMIAL } hepar_tes_test;

typedef struct hepar_tes {
  size_t observed; /* significant studies */
  double expected; /* their expected number: the sum of the power */
  double X2, pval; /* X2 NaN but for the chi-squared test */
} hepar_tes;

/* Test of excess significance of Ioannidis and Trikalinos: theta[i] is the true effect of study i
   (with variance tau2 around it), power and significant (may be NULL) have room for k. */
hepar_status hepar_excess_test(const double *yi, const double *vi, size_t k, const double *theta,
                               double tau2, double null, hepar_alternative alternative,
                               double alpha, hepar_tes_test test,
                               hepar_alternative tes_alternative, double *power,
                               unsigned char *significant, hepar_tes *result, hepar_error *error);

typedef struct hepar_hc {
  double beta, se, ci_lb, ci_ub, tau2;
} hepar_hc;

/* Henmi and Copas: the equal-effects estimate with an interval that holds under heterogeneity
   (DerSimonian-Laird). */
hepar_status hepar_henmi_copas(const double *yi, const double *vi, size_t k, double level,
                               hepar_hc *result, hepar_error *error);

typedef struct hepar_limit {
  double beta, se, ci_lb, ci_ub, zval, pval; /* adjusted for small-study effects */
  double alpha, slope;                       /* intercept and slope of the radial regression */
  double Q, Q_small, Q_resid;                /* heterogeneity, small studies' share, the rest */
  double Qp, Q_smallp, Q_residp;
  double G2;                                 /* unexplained by small-study effects, percent */
} hepar_limit;

/* Limit meta-analysis of Ruecker and others (beta0). adjusted (may be NULL) receives the k shrunken
   effects. */
hepar_status hepar_limit_meta(const double *yi, const double *vi, size_t k, double tau2,
                              double level, double *adjusted, hepar_limit *result,
                              hepar_error *error);

/* ---- selmodel: selection models, in which a study is reported with a probability that depends on
   its p value (or effect) ---- */

typedef enum hepar_selection {
  HEPAR_SELECT_STEP, /* constant between the steps */
  HEPAR_SELECT_BETA,
  HEPAR_SELECT_HALFNORM,
  HEPAR_SELECT_NEGEXP,
  HEPAR_SELECT_LOGISTIC,
  HEPAR_SELECT_POWER,
  HEPAR_SELECT_NEGEXPPOW,
  HEPAR_SELECT_HALFNORM2,
  HEPAR_SELECT_NEGEXP2,
  HEPAR_SELECT_LOGISTIC2,
  HEPAR_SELECT_POWER2,
  HEPAR_SELECT_TRUNC, /* by the effect: delta on the wrong side of steps[0] */
  HEPAR_SELECTION_COUNT
} hepar_selection;

typedef struct hepar_selmodel_options {
  hepar_selection type;
  hepar_alternative alternative; /* whose p values count; not two-sided for TRUNC */
  const double *steps; /* STEP: increasing, ending with 1; else none, or where selection begins */
  size_t step_count;
  const double *delta;     /* values to fix, NaN to estimate; NULL: all (STEP: the first is 1) */
  const double *precision; /* k numbers that the selection is in proportion to, or NULL */
} hepar_selmodel_options;

typedef struct hepar_selmodel {
  size_t k, p, deltas;
  double *beta, *se, *zval, *pval, *ci_lb, *ci_ub; /* p each */
  double *delta, *se_delta; /* deltas each; NaN where fixed or at a bound */
  bool *bound;              /* the estimate lies at a bound of the parameter */
  size_t *count;            /* STEP: studies in each interval */
  double tau2, se_tau2;
  double ll, ll0;           /* log likelihood, and that without selection */
  double LRT, LRTp;
  size_t LRTdf, parms;
  bool converged;
  void *blocks[2];
} hepar_selmodel;

/* How many deltas a model has. */
size_t hepar_selection_deltas(const hepar_selmodel_options *options);

/* Maximum likelihood. The method of fit_options tells only whether there is a tau2. HEPAR_RANGE
   when an interval has no study. */
hepar_status hepar_selmodel_new(hepar_selmodel **result, const hepar_fit_data *data,
                                const hepar_fit_options *fit_options,
                                const hepar_selmodel_options *options, hepar_error *error);
void hepar_selmodel_free(hepar_selmodel *result);

/* ---- robust: inference of a fit that does not trust its variances within clusters ---- */

typedef enum hepar_robust_type {
  HEPAR_CR0,
  HEPAR_CR1,    /* n / (n - p) times CR0, as metafor has it; n clusters */
  HEPAR_CR1_S1, /* n / (n - 1) times (k - 1) / (k - p), as Stata */
  HEPAR_CR1_S2, /* n / (n - 1) */
  HEPAR_CR2     /* Bell and McCaffrey; exact when the working model is right */
} hepar_robust_type;

typedef enum hepar_robust_test {
  HEPAR_ROBUST_SATTERTHWAITE, /* degrees of freedom by moments; HTZ for several coefficients */
  HEPAR_ROBUST_T,             /* n - p degrees of freedom */
  HEPAR_ROBUST_Z
} hepar_robust_test;

typedef struct hepar_robust_options {
  hepar_robust_type type;
  hepar_robust_test test;
  bool weighted;     /* as the fit */
  double level;      /* percent */
  const size_t *btt; /* coefficients that QM tests */
  size_t btt_count;
} hepar_robust_options;

typedef struct hepar_robust {
  size_t p, n;               /* coefficients, clusters */
  size_t smallest, largest;  /* studies in a cluster */
  double *se, *zval, *pval, *ci_lb, *ci_ub, *dfs; /* p each; dfs NaN for z */
  double *vb;                /* p x p */
  double QM, QMp, QMdf[2];   /* F with two degrees of freedom; for z chi squared, the second NaN */
  void *block;
} hepar_robust;

/* cluster: for each study of the fit its cluster, counted from 0. HEPAR_MISUSE when there are not
   more clusters than coefficients. */
hepar_status hepar_fit_robust(hepar_fit *fit, const size_t *cluster,
                              const hepar_robust_options *options, hepar_robust *result,
                              hepar_error *error);
void hepar_robust_free(hepar_robust *result);

/* ---- scale: location-scale models, in which moderators explain tau2 too ---- */

typedef struct hepar_scale_options {
  bool restricted; /* REML, not ML */
  bool identity;   /* tau2 = Z alpha, not exp(Z alpha) */
  hepar_fit_test test; /* z, or t with k - q degrees of freedom */
  double level;        /* percent */
  const size_t *att;   /* scale coefficients that the Wald test is about, as btt; NULL as there */
  size_t att_count;
} hepar_scale_options;

typedef struct hepar_scale {
  hepar_fit *part;  /* the scale coefficients as those of a fit: beta, se … QM, row, column */
  double *tau2;     /* of each study in the model */
  size_t *row;      /* place of each study among the given rows, NULL when all are in */
  size_t p;         /* location coefficients */
  size_t bound;     /* identity: studies whose tau2 is at its bound 0; no standard errors then */
  bool converged;   /* false: the likelihood has no maximum at finite coefficients */
} hepar_scale;

/* data: effects and location moderators; scale: the moderators of tau2, of the same rows (yi and vi
   are not read). Newton's method from several starts, to the highest maximum found. */
hepar_status hepar_scale_new(hepar_scale **result, const hepar_fit_data *data,
                             const hepar_fit_data *scale, const hepar_scale_options *options,
                             hepar_error *error);
void hepar_scale_free(hepar_scale *result);
/* Limits of scale coefficient j (among those kept) by profile likelihood; an infinite limit where
   the likelihood never falls far enough, NaN where the search ended early. */
hepar_status hepar_scale_interval(const hepar_fit_data *data, const hepar_fit_data *scale,
                                  const hepar_scale_options *options, size_t j, double level,
                                  double *lb, double *ub, hepar_error *error);

/* ---- score: liver scores, their inputs and sources, and the survival published with them ---- */

#define HEPAR_SCORE_INPUTS 10
#define HEPAR_SCORE_STEPS 16

typedef struct hepar_score_input {
  const char *name;
  const char *about;
  const char *unit;    /* of a bare number; NULL for pure numbers and words */
  const char *si;      /* the same in SI units; NULL: as unit */
  const char *used;    /* what the formula takes; NULL: as unit */
  const char *analyte; /* for units of mass and of amount */
  double low, high;    /* in `unit`: anything else is refused as no value of a patient */
  double least, most;  /* in `used`: where the formula cuts the value off; NaN: it does not */
  double absent;       /* taken when nothing is given; NaN: none */
  char either;         /* 0: has to be given; a letter: one of those with the same letter, unless
                          another input makes it needless; ' ': may be missing */
  const char *words;   /* "no=0|yes=1": words that stand for numbers */
} hepar_score_input;

/* value below `limit`, or equal when `included`: the class has this name. The last has no limit. */
typedef struct hepar_score_class {
  double limit;
  bool included;
  const char *name;
} hepar_score_class;

/* How one value came about. */
typedef struct hepar_score_trace {
  double given[HEPAR_SCORE_INPUTS]; /* in the unit of the formula; NaN: not given */
  double used[HEPAR_SCORE_INPUTS];  /* within the bounds of the formula */
  struct {
    const char *what;
    double value;
  } steps[HEPAR_SCORE_STEPS];
  size_t count;
  double exact; /* before rounding and the bounds of the score */
} hepar_score_trace;

typedef struct hepar_score {
  const char *name;
  const char *title;
  const char *formula;
  const char *source; /* authors, journal, year */
  const char *status; /* "verified" or "recalled", and of what */
  const hepar_score_input *inputs;
  size_t count;
  bool whole;         /* a whole number: points, or rounded with halves up */
  double least, most; /* bounds of the score; NaN: none */
  bool yes_no;        /* 1 and 0 mean yes and no */
  const hepar_score_class *classes; /* or NULL */
  /* x: the inputs within their bounds; trace may be NULL */
  double (*compute)(const double *x, bool unrounded, hepar_score_trace *trace);
} hepar_score;

/* The scores, one by one, then NULL; and one by name, or NULL. */
const hepar_score *hepar_score_at(size_t index);
const hepar_score *hepar_score_find(const char *name);

/* The values of one input: `length` of them, or one for all patients; data NULL: not given. */
typedef struct hepar_score_given {
  const double *data;
  size_t length;
  const char *unit; /* NULL: the input's own */
} hepar_score_given;

/* The score of n patients. given has one entry for each input. Where an input is NaN, so is the
   score; *missing (may be NULL) counts those. */
hepar_status hepar_score_compute(const hepar_score *score, const hepar_score_given *given, size_t n,
                                 bool unrounded, double *values, size_t *missing,
                                 hepar_error *error);
/* The score of one patient with every step. */
hepar_status hepar_score_explain(const hepar_score *score, const hepar_score_given *given,
                                 bool unrounded, double *value, hepar_score_trace *trace,
                                 hepar_error *error);
/* The name of the class of a value; NULL when there are none or the value is NaN. */
const char *hepar_score_class_of(const hepar_score *score, double value);

/* Survival after `days` as a function of a score. */
typedef struct hepar_score_survival {
  const char *score;
  int days;
  const char *what; /* "predicted" or "observed", and of what */
  const char *formula;
  const char *source;
  const char *status;
  double low, high; /* of the score; anything else is refused */
  double (*of)(double value);
} hepar_score_survival;

const hepar_score_survival *hepar_score_survival_at(size_t index);
/* The curve of a score, or NULL. */
const hepar_score_survival *hepar_score_survival_find(const char *score, int days);
/* The probability of being alive, for n values of the score; NaN stays NaN. */
hepar_status hepar_score_survival_compute(const hepar_score_survival *curve, const double *values,
                                          size_t n, double *probabilities, hepar_error *error);

/* ---- trial: group-sequential designs, power, simulated trials, priors from evidence ---- */

#define HEPAR_LOOKS 50

typedef enum hepar_spending {
  HEPAR_SPEND_OBRIEN_FLEMING, /* Lan and DeMets 1983, of O'Brien and Fleming's kind */
  HEPAR_SPEND_POCOCK,         /* the same of Pocock's kind */
  HEPAR_SPEND_HSD,            /* Hwang, Shih and DeCani 1990, parameter gamma */
  HEPAR_SPEND_POWER,          /* t to the power of the parameter, Kim and DeMets 1987 */
  HEPAR_SPEND_WANG_TSIATIS    /* no spending: bounds C t^(Delta - 1/2), parameter Delta */
} hepar_spending;

/* What of `total` is spent at information fraction t by a test with 1 or 2 sides. */
double hepar_spending_at(hepar_spending family, double parameter, double total, unsigned sided,
                         double t);

typedef struct hepar_sequential_options {
  size_t looks;
  double fraction[HEPAR_LOOKS]; /* of the information, rising */
  double alpha;
  unsigned sided;
  double power;
  hepar_spending family;
  double parameter;
  bool futility; /* bounds below, that spend 1 - power */
  bool binding;  /* the trial must stop there, which lowers the bounds above */
  hepar_spending futility_family;
  double futility_parameter;
} hepar_sequential_options;

typedef struct hepar_sequential {
  size_t looks;
  double upper[HEPAR_LOOKS], lower[HEPAR_LOOKS]; /* of z; infinite where there is none */
  double spent[HEPAR_LOOKS];                     /* of alpha, up to each look */
  double drift;       /* the expected z at fraction 1 that gives the power */
  double fixed_drift; /* the same without interim looks */
  double inflation;   /* of the sample size: the squared ratio of both */
} hepar_sequential;

/* Boundaries of a group-sequential design. */
hepar_status hepar_sequential_make(const hepar_sequential_options *options,
                                   hepar_sequential *result, hepar_error *error);
/* The probability of stopping above and below at each look, for an expected final z of `drift`. */
hepar_status hepar_sequential_cross(size_t looks, const double *fraction, const double *lower,
                                    const double *upper, double drift, double *above,
                                    double *below, hepar_error *error);

typedef enum hepar_claim {
  HEPAR_SUPERIORITY,
  HEPAR_NON_INFERIORITY, /* not worse by the margin */
  HEPAR_EQUIVALENCE      /* neither worse nor better by the margin: two one-sided tests */
} hepar_claim;

typedef struct hepar_power_means {
  hepar_claim claim;
  double n1, n2;     /* patients in each arm; need not be whole */
  double difference; /* of the means, the larger the better */
  double sd;         /* of the residuals */
  double margin;     /* above 0 */
  double alpha;
  unsigned sided;
  double lost; /* degrees of freedom of covariates */
} hepar_power_means;

/* Power of the t test of two means, from the noncentral t distribution. */
hepar_status hepar_power_of_means(const hepar_power_means *options, double *power,
                                  hepar_error *error);
/* The share of a noncentral t distribution below t. */
double hepar_noncentral_t(double t, double df, double ncp, bool above);
/* Power of Fisher's exact test of p1 against p2 with one side (2 better when larger) or two. */
hepar_status hepar_power_of_fisher(size_t n1, size_t n2, double p1, double p2, double alpha,
                                   unsigned sided, double *power, hepar_error *error);
/* Its p values for all tables with that number of events: p[x2], x2 of n2. */
hepar_status hepar_fisher_values(size_t n1, size_t n2, size_t events, unsigned sided, double *p,
                                 hepar_error *error);

/* ---- trial: tests of one treated arm against the control arm ---- */

typedef enum hepar_analysis {
  HEPAR_ANALYSIS_T,       /* equal variances */
  HEPAR_ANALYSIS_WELCH,
  HEPAR_ANALYSIS_ANCOVA,  /* baseline and strata as covariates */
  HEPAR_ANALYSIS_MMRM,    /* repeated measures, unstructured covariance, REML */
  HEPAR_ANALYSIS_CHI_SQUARE,
  HEPAR_ANALYSIS_FISHER,
  HEPAR_ANALYSIS_WILCOXON, /* normal approximation with ties, no continuity correction */
  HEPAR_ANALYSIS_PROPORTIONAL_ODDS,
  HEPAR_ANALYSIS_LOGRANK,
  HEPAR_ANALYSIS_COX, /* Efron's ties */
  HEPAR_ANALYSIS_RMST,
  HEPAR_ANALYSIS_GRAY,
  HEPAR_ANALYSIS_FINE_GRAY,
  HEPAR_ANALYSIS_CMH,     /* proportions, stratified */
  HEPAR_ANALYSIS_IMPUTED, /* covariance analysis of the last visit, multiply imputed */
  HEPAR_ANALYSIS_BORROW, /* a prior on the control's mean, log odds or log hazard */
  HEPAR_ANALYSES
} hepar_analysis;

/* Degrees of freedom of the mixed model for repeated measures. */
typedef enum hepar_degrees {
  HEPAR_DEGREES_KENWARD_ROGER, /* with their standard error */
  HEPAR_DEGREES_SATTERTHWAITE, /* of the observed information */
  HEPAR_DEGREES_RESIDUAL       /* patients of the last visit less the columns */
} hepar_degrees;

/* What the missing last visit of a treated patient is taken to be like. */
typedef enum hepar_imputation {
  HEPAR_IMPUTE_MAR,  /* the own arm, given what was seen */
  HEPAR_IMPUTE_JUMP, /* the control from drop-out on */
  HEPAR_IMPUTE_COPY  /* the control all along */
} hepar_imputation;

/* What a prior of the control arm speaks of. */
typedef enum hepar_scale_of_prior {
  HEPAR_PRIOR_OF_MEAN,
  HEPAR_PRIOR_OF_LOG_ODDS,
  HEPAR_PRIOR_OF_LOG_HAZARD
} hepar_scale_of_prior;

#define HEPAR_IMPUTATIONS 1000
#define HEPAR_TRIAL_ARMS 8
#define HEPAR_TRIAL_VISITS 8
#define HEPAR_TRIAL_LEVELS 12
#define HEPAR_TRIAL_STRATA 16

/* Patients of two arms. NaN is a missing value; what a test does not read may be NULL. */
typedef struct hepar_sample {
  size_t n;
  const uint8_t *group;    /* 0 control, 1 treated */
  const double *y;         /* outcome; 0 or 1; or a level from 0 */
  const double *baseline;
  const double *visits;    /* MMRM: visit v of patient i at i * visit_count + v */
  size_t visit_count;
  hepar_degrees degrees;   /* MMRM */
  hepar_imputation imputation;
  size_t imputations;
  uint64_t seed, stream;   /* of their random numbers */
  const uint8_t *stratum;  /* below strata */
  size_t strata;
  const double *time;
  const uint8_t *event;    /* 0 censored, 1 event, 2 competing event */
  double tau;              /* RMST: the horizon */
  const double *prior;     /* borrowing: weight, mean, sd of each component */
  size_t components;
  hepar_scale_of_prior prior_of;
} hepar_sample;

/* estimate: difference of means or proportions, log odds ratio, log hazard ratio, difference of
   restricted means; NaN where the test has none. z is positive when the treated arm has more (of
   y, of time); p_greater is the p value of that side, p of both sides. */
typedef struct hepar_answer {
  double estimate, se, statistic, df, z, p_greater, p;
} hepar_answer;

/* HEPAR_RANGE when the data do not allow the test: too few patients, no events, no spread. */
hepar_status hepar_trial_test(hepar_analysis analysis, const hepar_sample *sample,
                              hepar_answer *answer, hepar_error *error);

/* Whether a test can claim more than a difference; and the z value of that claim, positive in its
   favour. The margin is above 0: a difference, or the logarithm of a ratio of hazards or odds. */
bool hepar_claim_possible(hepar_analysis analysis, hepar_claim claim);
double hepar_claim_z(hepar_analysis analysis, hepar_claim claim, double margin, bool lower,
                     const hepar_answer *answer);

typedef enum hepar_multiplicity {
  HEPAR_MULTIPLICITY_NONE,
  HEPAR_MULTIPLICITY_BONFERRONI,
  HEPAR_MULTIPLICITY_HOLM,
  HEPAR_MULTIPLICITY_HOCHBERG,
  HEPAR_MULTIPLICITY_HOMMEL,
  HEPAR_MULTIPLICITY_DUNNETT,
  HEPAR_MULTIPLICITY_DUNNETT_STEP_DOWN
} hepar_multiplicity;

/* Adjusted one-sided p values of k (at most HEPAR_TRIAL_ARMS) arms against one control; lambda_j is
   sqrt(n_j / (n_j + n_control)), which Dunnett's tests read. */
void hepar_multiplicity_adjust(hepar_multiplicity method, size_t k, const double *p,
                               const double *lambda, double *adjusted);

/* The chance without effect that any of k arms crosses an upper bound at any of up to 3 looks. */
hepar_status hepar_multiplicity_cross(size_t looks, const double *fraction, const double *upper,
                                      size_t k, const double *lambda, double *probability,
                                      hepar_error *error);

/* ---- trial: simulation ---- */

#define HEPAR_TRIAL_BLOCK 64

/* What drop-out depends on. */
typedef enum hepar_dropout {
  HEPAR_DROPOUT_BY_CHANCE,
  HEPAR_DROPOUT_BY_SEEN,  /* the visit before, or the baseline: missing at random */
  HEPAR_DROPOUT_BY_UNSEEN /* the visit that is missed: not at random */
} hepar_dropout;

typedef enum hepar_endpoint {
  HEPAR_CONTINUOUS,
  HEPAR_BINARY,
  HEPAR_ORDINAL,
  HEPAR_TIME_TO_EVENT
} hepar_endpoint;

typedef enum hepar_allocation {
  HEPAR_ALLOCATE_SIMPLE,
  HEPAR_ALLOCATE_BLOCK,
  HEPAR_ALLOCATE_ADAPTIVE /* towards the better arm (binary) or the wider spread (continuous) */
} hepar_allocation;

typedef enum hepar_trial_measure {
  HEPAR_MEASURE_VALUE,
  HEPAR_MEASURE_CHANGE, /* since the baseline */
  HEPAR_MEASURE_PERCENT /* change in percent of the baseline */
} hepar_trial_measure;

typedef enum hepar_resize {
  HEPAR_RESIZE_NONE,
  HEPAR_RESIZE_BLINDED,  /* by the variance of both arms together */
  HEPAR_RESIZE_PROMISING /* by the conditional power at the first of two looks */
} hepar_resize;

typedef struct hepar_trial_design {
  hepar_endpoint endpoint;
  hepar_analysis analysis;
  bool lower; /* the lower outcome (the shorter time) is the better one */
  size_t arms; /* arm 0 is the control */
  double ratio[HEPAR_TRIAL_ARMS];
  size_t n;
  size_t visits; /* continuous */
  double mean[HEPAR_TRIAL_ARMS][HEPAR_TRIAL_VISITS], sd[HEPAR_TRIAL_ARMS][HEPAR_TRIAL_VISITS];
  double baseline_mean, baseline_sd;
  bool with_baseline;
  /* Cholesky factor, by rows, of the correlations of baseline and visits */
  double root[(HEPAR_TRIAL_VISITS + 1) * (HEPAR_TRIAL_VISITS + 1)];
  size_t levels; /* binary: probability[arm][1] is that of an event */
  double probability[HEPAR_TRIAL_ARMS][HEPAR_TRIAL_LEVELS];
  double hazard[HEPAR_TRIAL_ARMS], competing[HEPAR_TRIAL_ARMS];
  /* virtual patients in place of distributions: outcome at every visit (or time) and event of each
     in each arm, arm after arm; NaN is missing */
  size_t bank;
  const double *bank_value, *bank_event, *bank_baseline;
  bool bank_distinct;             /* nobody twice in a trial (bank is at least n) */
  size_t bank_stride;             /* above 0: patient i of replicate r is number i * stride + r */
  const double *bank_cumulative;  /* weights, summed up; NULL: equal ones */
  bool bank_null;                 /* every arm like the control */
  double null_shift;              /* but for the margin of a claim, which treated arms are worse */
  hepar_trial_measure measure;    /* of the outcome, with the baseline of the same patient */
  double noise_sd, noise_cv;      /* of each measurement, baseline included */
  size_t cuts;                    /* of the measured outcome into levels from 0, rising */
  double cut[HEPAR_TRIAL_LEVELS];
  bool cut_below;                 /* one cut: at or below it is 1 (else at or above it) */
  double dropout;   /* share until the last visit, or a hazard */
  hepar_dropout dropout_by;
  double leave[HEPAR_TRIAL_VISITS]; /* log odds of leaving before a visit */
  double leave_slope;               /* more of them for each SD worse */
  double rate;      /* patients per unit of time; 0: all at once */
  double follow_up; /* time to the last visit, or after the last patient */
  double tau;       /* RMST */
  hepar_degrees degrees; /* MMRM */
  hepar_imputation imputation;
  size_t imputations;
  hepar_claim claim;
  double margin; /* a difference, or the logarithm of a ratio */
  hepar_multiplicity adjust; /* of several arms, without interim looks */
  double adjust_alpha;
  hepar_allocation allocation;
  size_t block;
  size_t strata;
  double stratum_share[HEPAR_TRIAL_STRATA];
  double stratum_shift[HEPAR_TRIAL_STRATA]; /* of the mean, log odds or log hazard */
  size_t looks;
  double fraction[HEPAR_LOOKS], upper[HEPAR_LOOKS], lower_bound[HEPAR_LOOKS];
  double events[HEPAR_LOOKS]; /* that time a look; NaN: the end of follow-up */
  unsigned sided;
  size_t keep; /* treated arms after the first look at most; 0: all */
  hepar_resize resize;
  double resize_at, most; /* fraction, and the largest n */
  double planned_sd, planned_difference;
  double promising_from, promising_to; /* conditional power */
  const double *prior; /* borrowing */
  size_t components;
  /* of the treated arm, one for each replicate (of a bank: added to its outcomes); NULL: those of
     the arms */
  const double *effects;
  uint64_t seed, first; /* first: number of the first replicate, from 0 */
  size_t replicates;
  unsigned threads;
} hepar_trial_design;

/* One replicate. */
typedef struct hepar_trial_run {
  double z, estimate, duration;
  uint32_t n, events;
  uint8_t look; /* of the end, from 1 */
  int8_t decision; /* 1 success, 0 none, -1 harm (two-sided) */
  uint8_t arm;     /* with the largest z at the end */
  uint8_t futile;  /* stopped for futility */
  uint8_t failed;  /* a test could not be done */
  uint8_t share;   /* percent of patients in arm 1 */
  uint8_t shown;   /* bit a: arm a was shown to be better */
  uint32_t missing; /* patients at the end without their last visit */
} hepar_trial_run;

/* The arm of patient i of replicate r, at i * replicates + r: of a design without strata, whose
   allocation does not look at outcomes. The same as in a trial, as long as no arm is dropped. */
hepar_status hepar_trial_allot(const hepar_trial_design *design, double *arms, hepar_error *error);

/* Simulate; runs has room for design->replicates. The same bits for any number of threads. */
hepar_status hepar_trial_simulate(const hepar_trial_design *design, hepar_trial_run *runs,
                                  hepar_progress *progress, hepar_error *error);

/* ---- table file: an SQLite file of plain tables, written once and whole ---- */

typedef struct hepar_table_file hepar_table_file;

/* One column of rows to be written: text (the same in every row) or numbers. Row i takes
   values[i / each % length], so that what repeats need not be laid out; NaN is a missing value. */
typedef struct hepar_table_values {
  const char *text; /* NULL: numbers */
  const double *values;
  size_t length, each;
} hepar_table_values;

/* Begin a file. Nothing stands at `path` before hepar_table_file_end. */
hepar_status hepar_table_file_new(hepar_table_file **file, const char *path, hepar_error *error);
/* Add a table; types are "TEXT", "INTEGER" or "REAL". Its number into *table. */
hepar_status hepar_table_file_table(hepar_table_file *file, const char *name, size_t columns,
                                    const char *const *names, const char *const *types,
                                    size_t *table, hepar_error *error);
/* Add rows to a table: as many values as it has columns. */
hepar_status hepar_table_file_rows(hepar_table_file *file, size_t table, size_t rows,
                                   const hepar_table_values *values, size_t columns,
                                   hepar_error *error);
/* Put the file in its place; it takes no more. */
hepar_status hepar_table_file_end(hepar_table_file *file, hepar_error *error);
/* Release it; what was not ended is removed. */
void hepar_table_file_free(hepar_table_file *file);

#ifdef __cplusplus
}
#endif
#endif
