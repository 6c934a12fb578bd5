/* Random streams without state: a variate is a function of (seed, number, purpose, index), so
   patient 17 is the same person whatever the threads or the order.

   The name of a stream is encrypted once with Philox, key = seed, counter = (number, purpose, 0);
   two of the four words become the key of the stream, two the upper half of its counter. The lower
   half is 16 bits of attempt and 48 bits of index: attempt 0 gives word 0 of two neighbouring
   indexes, the other attempts give further words of one index to methods that reject. */
#include "hepar.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#define ROUNDS 10
#define ATTEMPTS 0xffffU
#define CHUNK ((size_t)1 << 15)

__extension__ typedef unsigned __int128 wide;

void hepar_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]) {
  uint32_t c0 = counter[0];
  uint32_t c1 = counter[1];
  uint32_t c2 = counter[2];
  uint32_t c3 = counter[3];
  uint32_t k0 = key[0];
  uint32_t k1 = key[1];
  for (int i = 0; i < ROUNDS; i++) {
    uint64_t even = (uint64_t)0xD2511F53 * c0;
    uint64_t odd = (uint64_t)0xCD9E8D57 * c2;
    c0 = (uint32_t)(odd >> 32) ^ c1 ^ k0;
    c1 = (uint32_t)odd;
    c2 = (uint32_t)(even >> 32) ^ c3 ^ k1;
    c3 = (uint32_t)even;
    k0 += 0x9E3779B9; /* the golden ratio */
    k1 += 0xBB67AE85; /* sqrt(3) - 1 */
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

hepar_stream hepar_stream_new(uint64_t seed, uint64_t number, uint32_t purpose) {
  const uint32_t name[4] = {(uint32_t)number, (uint32_t)(number >> 32), purpose, 0};
  const uint32_t key[2] = {(uint32_t)seed, (uint32_t)(seed >> 32)};
  uint32_t out[4];
  hepar_philox(name, key, out);
  return (hepar_stream){{out[0], out[1]}, {out[2], out[3]}};
}

uint32_t hepar_stream_purpose(const char *name, size_t length) {
  uint32_t hash = 2166136261U;
  for (size_t i = 0; i < length; i++) hash = (hash ^ (unsigned char)name[i]) * 16777619U;
  return hash;
}

/* The 128 bits of one place: 48 bits of `place` under `attempt`. */
static void block(const hepar_stream *stream, uint64_t place, uint32_t attempt, uint64_t out[2]) {
  const uint32_t counter[4] = {(uint32_t)place, (uint32_t)(place >> 32) | attempt << 16,
                               stream->lane[0], stream->lane[1]};
  uint32_t words[4];
  hepar_philox(counter, stream->key, words);
  out[0] = words[0] | (uint64_t)words[1] << 32;
  out[1] = words[2] | (uint64_t)words[3] << 32;
}

uint64_t hepar_stream_word(const hepar_stream *stream, uint64_t index, uint32_t word) {
  uint64_t out[2];
  if (word == 0) {
    block(stream, index / 2, 0, out);
    return out[index % 2];
  }
  block(stream, index, 1 + (word - 1) / 2 % ATTEMPTS, out);
  return out[(word - 1) % 2];
}

/* 53 bits of a word in (0, 1): 0 becomes half a step. */
static double unit(uint64_t word) {
  uint64_t bits = word >> 11;
  return bits > 0 ? (double)bits * 0x1p-53 : 0x1p-54;
}

double hepar_stream_uniform(const hepar_stream *stream, uint64_t index) {
  return unit(hepar_stream_word(stream, index, 0));
}

/* A number below size from the word of an index. Lemire, ACM Trans Model Comput Simul 2019;29:3: the
   upper half of word * size, after the few words were rejected that would make some numbers
   likelier. */
static uint64_t below(const hepar_stream *stream, uint64_t index, uint64_t bits, uint64_t size) {
  wide product = (wide)bits * size;
  if ((uint64_t)product < size) {
    uint64_t surplus = (UINT64_MAX - (size - 1)) % size; /* 2^64 modulo size */
    for (uint32_t word = 1; (uint64_t)product < surplus && word <= 2 * ATTEMPTS; word++)
      product = (wide)hepar_stream_word(stream, index, word) * size;
  }
  return (uint64_t)(product >> 64);
}

int64_t hepar_stream_integer(const hepar_stream *stream, uint64_t index, int64_t low,
                             int64_t high) {
  uint64_t most = (uint64_t)high - (uint64_t)low;
  uint64_t bits = hepar_stream_word(stream, index, 0);
  if (most == UINT64_MAX) return (int64_t)bits;
  return (int64_t)((uint64_t)low + below(stream, index, bits, most + 1));
}

void hepar_stream_places(const hepar_stream *stream, uint64_t first, size_t count, size_t size,
                         size_t growth, size_t *places) {
  uint64_t words[2] = {0, 0};
  for (size_t i = 0; i < count; i++, size += growth) {
    uint64_t index = first + i;
    if (i == 0 || index % 2 == 0) block(stream, index / 2, 0, words);
    places[i] = (size_t)below(stream, index, words[index % 2], size);
  }
}

/* ---- variates that reject: each reads the further words of its own index ---- */

typedef struct cursor {
  const hepar_stream *stream;
  uint64_t index;
  uint32_t word;
} cursor;

static double next(cursor *c) { return unit(hepar_stream_word(c->stream, c->index, ++c->word)); }

/* Gamma with shape >= 1 and scale 1: Marsaglia and Tsang, ACM Trans Math Softw 2000;26:363-372. */
static double gamma_large(cursor *c, double shape) {
  double d = shape - 1.0 / 3;
  double k = 1 / sqrt(9 * d);
  for (;;) {
    double x = gsl_cdf_ugaussian_Pinv(next(c));
    double u = next(c);
    double v = 1 + k * x;
    v = v * v * v;
    if (v > 0 && log(u) < 0.5 * x * x + d - d * v + d * log(v)) return d * v;
  }
}

/* The logarithm of a gamma variate; below shape 1 it is that of shape + 1 times u^(1/shape). */
static double log_gamma(cursor *c, double shape) {
  if (shape >= 1) return log(gamma_large(c, shape));
  double boost = log(next(c)) / shape;
  return log(gamma_large(c, shape + 1)) + boost;
}

/* Beta from two gammas, in logarithms because small shapes leave the range of a double. */
static double beta(cursor *c, double a, double b) {
  double x = log_gamma(c, a);
  double y = log_gamma(c, b);
  return 1 / (1 + exp(y - x));
}

/* The logarithm of k! */
static double log_factorial(double k) {
  int sign;
  return lgamma_r(k + 1, &sign);
}

/* Count steps of a recurrence of probabilities until u is used up. */
static double search(double u, double f, double (*ratio)(double k, double a, double b), double a,
                     double b) {
  double k = 0;
  while (u > f && f > 0) {
    u -= f;
    k++;
    f *= ratio(k, a, b);
  }
  return k;
}

static double poisson_ratio(double k, double mean, double unused) {
  (void)unused;
  return mean / k;
}

static double binomial_ratio(double k, double n, double odds) { return (n - k + 1) / k * odds; }

/* Poisson: inversion for small means, else the transformed rejection PTRS of Hoermann, Insurance:
   Mathematics and Economics 1993;12:39-45. */
static double poisson(cursor *c, double mean) {
  if (mean == 0) return 0;
  if (mean < 10) return search(next(c), exp(-mean), poisson_ratio, mean, 0);
  double b = 0.931 + 2.53 * sqrt(mean);
  double a = -0.059 + 0.02483 * b;
  double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
  double quick = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    double u = next(c) - 0.5;
    double v = next(c);
    double edge = 0.5 - fabs(u);
    double k = floor((2 * a / edge + b) * u + mean + 0.43);
    if (edge >= 0.07 && v <= quick) return k;
    if (k < 0 || (edge < 0.013 && v > edge)) continue;
    if (log(v * inverse_alpha / (a / (edge * edge) + b)) <=
        k * log(mean) - mean - log_factorial(k))
      return k;
  }
}

/* Binomial with p <= 1/2: inversion for a small mean, else the transformed rejection BTRS of
   Hoermann, J Stat Comput Simul 1993;46:101-110. */
static double binomial_small(cursor *c, double n, double p) {
  double q = 1 - p;
  double sd = sqrt(n * p * q);
  double b = 1.15 + 2.53 * sd;
  double a = -0.0873 + 0.0248 * b + 0.01 * p;
  double alpha = (2.83 + 5.1 / b) * sd;
  double mode = floor((n + 1) * p);
  if (n * p < 10) return fmin(n, search(next(c), exp(n * log1p(-p)), binomial_ratio, n, p / q));
  for (;;) {
    double u = next(c) - 0.5;
    double v = next(c);
    double edge = 0.5 - fabs(u);
    double k = floor((2 * a / edge + b) * u + n * p + 0.5);
    if (k < 0 || k > n) continue;
    if (edge >= 0.07 && v <= 0.92 - 4.2 / b) return k;
    if (log(v * alpha / (a / (edge * edge) + b)) <=
        log_factorial(mode) + log_factorial(n - mode) - log_factorial(k) - log_factorial(n - k) +
            (k - mode) * log(p / q))
      return k;
  }
}

static double binomial(cursor *c, double n, double p) {
  return p <= 0.5 ? binomial_small(c, n, p) : n - binomial_small(c, n, 1 - p);
}

/* ---- all variates by name ---- */

hepar_status hepar_variate_check(hepar_variate variate, double a, double b, hepar_error *error) {
#define NEED(condition, text, value) \
  if (!(condition)) return hepar_fail(error, HEPAR_MISUSE, text ", got %g", value)
  switch (variate) {
    case HEPAR_UNIFORM:
      NEED(isfinite(a), "min must be finite", a);
      NEED(isfinite(b) && b > a, "max must be finite and above min", b);
      NEED(isfinite(b - a), "max - min must be finite", b - a);
      break;
    case HEPAR_NORMAL:
      NEED(isfinite(a), "mean must be finite", a);
      NEED(isfinite(b) && b >= 0, "sd must be finite and not negative", b);
      break;
    case HEPAR_EXPONENTIAL:
      NEED(isfinite(a) && a > 0, "rate must be finite and positive", a);
      break;
    case HEPAR_GAMMA:
      NEED(isfinite(a) && a > 0, "shape must be finite and positive", a);
      NEED(isfinite(b) && b > 0, "scale must be finite and positive", b);
      break;
    case HEPAR_BETA:
      NEED(isfinite(a) && a > 0, "a must be finite and positive", a);
      NEED(isfinite(b) && b > 0, "b must be finite and positive", b);
      break;
    case HEPAR_POISSON:
      NEED(a >= 0 && a <= 1e9, "mean must lie between 0 and 1e9", a);
      break;
    case HEPAR_BINOMIAL:
      NEED(a >= 0 && a <= 1e9 && a == floor(a), "trials must be a whole number up to 1e9", a);
      NEED(b >= 0 && b <= 1, "p must lie between 0 and 1", b);
      break;
    default:
      return hepar_fail(error, HEPAR_MISUSE, "variate %d is not known", (int)variate);
  }
#undef NEED
  return HEPAR_OK;
}

/* The variates that are a function of one word. */
static double transform(uint64_t word, hepar_variate variate, double a, double b) {
  double u = unit(word);
  if (variate == HEPAR_UNIFORM) return a + (b - a) * u;
  if (variate == HEPAR_NORMAL) return a + b * gsl_cdf_ugaussian_Pinv(u);
  return -log1p(-u) / a;
}

double hepar_stream_variate(const hepar_stream *stream, uint64_t index, hepar_variate variate,
                            double a, double b) {
  cursor c = {stream, index, 0};
  switch (variate) {
    case HEPAR_GAMMA: return a >= 1 ? b * gamma_large(&c, a) : b * exp(log_gamma(&c, a));
    case HEPAR_BETA: return beta(&c, a, b);
    case HEPAR_POISSON: return poisson(&c, a);
    case HEPAR_BINOMIAL: return binomial(&c, a, b);
    default: return transform(hepar_stream_word(stream, index, 0), variate, a, b);
  }
}

typedef struct filling {
  const hepar_stream *stream;
  uint64_t index;
  hepar_variate variate;
  double a;
  double b;
  double *values;
  size_t count;
} filling;

/* One chunk of a column. Two neighbours share a block, which is worth keeping. */
static hepar_status fill_chunk(void *data, size_t chunk, unsigned worker, hepar_error *error) {
  const filling *f = data;
  size_t start = chunk * CHUNK;
  size_t end = CHUNK < f->count - start ? start + CHUNK : f->count;
  uint64_t words[2] = {0, 0};
  (void)worker;
  (void)error;
  for (size_t i = start; i < end; i++) {
    uint64_t index = f->index + i;
    if (f->variate > HEPAR_EXPONENTIAL) {
      f->values[i] = hepar_stream_variate(f->stream, index, f->variate, f->a, f->b);
      continue;
    }
    if (i == start || index % 2 == 0) block(f->stream, index / 2, 0, words);
    f->values[i] = transform(words[index % 2], f->variate, f->a, f->b);
  }
  return HEPAR_OK;
}

hepar_status hepar_stream_fill(const hepar_stream *stream, uint64_t index, hepar_variate variate,
                               double a, double b, double *values, size_t count, unsigned threads,
                               hepar_progress *progress, hepar_error *error) {
  filling f = {stream, index, variate, a, b, values, count};
  size_t chunks = count / CHUNK + (count % CHUNK > 0);
  hepar_pool *pool;
  hepar_status status = hepar_variate_check(variate, a, b, error);
  if (status != HEPAR_OK) return status;
  if (index > HEPAR_STREAM_LAST || count > HEPAR_STREAM_LAST - index)
    return hepar_fail(error, HEPAR_MISUSE, "a stream ends after 2^48 numbers");
  status = hepar_pool_new(&pool, threads, error);
  if (status != HEPAR_OK) return status;
  status = hepar_pool_run(pool, chunks, fill_chunk, &f, progress, error);
  hepar_pool_free(pool);
  return status;
}
