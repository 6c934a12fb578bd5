/* Sobol points with Owen's scrambling by a hash, and Latin hypercubes.

   Owen, Randomly permuted (t,m,s)-nets and (t,s)-sequences, 1995; the hash of Laine and Karras,
   Eurographics Symposium on Rendering 2011, with the constants of Burley, Journal of Computer
   Graphics Techniques 2020;9(4):1-20, who also shuffles and joins sequences of few dimensions. */
#include "cohort/sensitivity.h"

#include <gsl/gsl_qrng.h>

#define BLOCK 40     /* GSL's dimensions */
#define BITS 24      /* so many bits of an index */

/* The bits of x in reverse. */
static uint32_t reverse(uint32_t x) {
  x = (x >> 1 & 0x55555555U) | (x & 0x55555555U) << 1;
  x = (x >> 2 & 0x33333333U) | (x & 0x33333333U) << 2;
  x = (x >> 4 & 0x0F0F0F0FU) | (x & 0x0F0F0F0FU) << 4;
  x = (x >> 8 & 0x00FF00FFU) | (x & 0x00FF00FFU) << 8;
  return x >> 16 | x << 16;
}

/* Owen's scrambling of 32 bits: each bit is flipped or not, as the bits above it and `key` say. */
static uint32_t scramble_bits(uint32_t x, uint32_t key) {
  x = reverse(x);
  x ^= x * 0x3D20ADEAU;
  x += key;
  x *= (key >> 16) | 1U;
  x ^= x * 0x05526C56U;
  x ^= x * 0x53A22864U;
  return reverse(x);
}

/* Direction numbers for the first `bits` bits of an index, out of GSL's own points: in Gray code
   order point 2^k differs from the one before it by direction k alone. */
static hepar_status directions(size_t dimensions, unsigned bits, uint32_t *out,
                               hepar_error *error) {
  gsl_qrng *generator = gsl_qrng_alloc(gsl_qrng_sobol, (unsigned)dimensions);
  double last[BLOCK] = {0}, next[BLOCK];
  if (generator == NULL) return hepar_fail(error, HEPAR_NOMEM, "out of memory for Sobol points");
  for (uint64_t i = 1; i <= (uint64_t)1 << (bits - 1); i++) {
    (void)gsl_qrng_get(generator, next);
    if ((i & (i - 1)) == 0) {
      unsigned k = 0;
      while ((i >> k & 1) == 0) k++;
      for (size_t d = 0; d < dimensions; d++)
        out[d * BITS + k] = (uint32_t)((uint64_t)(next[d] * 0x1p32) ^ (uint64_t)(last[d] * 0x1p32));
    }
    for (size_t d = 0; d < dimensions; d++) last[d] = next[d];
  }
  gsl_qrng_free(generator);
  return HEPAR_OK;
}

hepar_status hepar_sobol_points(size_t dimensions, size_t count, uint64_t seed, bool scramble,
                                double *points, hepar_error *error) {
  uint32_t table[BLOCK * BITS] = {0};
  hepar_stream stream = hepar_stream_new(seed, 0, hepar_stream_purpose("sobol", 5));
  unsigned bits = 1;
  hepar_status status;
  if (dimensions == 0 || count == 0 || count > (size_t)1 << BITS)
    return hepar_fail(error, HEPAR_RANGE, "Sobol points: 1 to 2^24 points, got %zu", count);
  while ((size_t)1 << bits < count) bits++;
  status = directions(dimensions < BLOCK ? dimensions : BLOCK, bits, table, error);
  if (status != HEPAR_OK) return status;
  for (size_t d = 0; d < dimensions; d++) {
    const uint32_t *own = table + d % BLOCK * BITS;
    uint32_t key = (uint32_t)hepar_stream_word(&stream, d, 0);
    uint32_t shuffle = (uint32_t)hepar_stream_word(&stream, d / BLOCK, 1);
    for (size_t i = 0; i < count; i++) {
      uint32_t index = (uint32_t)i, x = 0;
      if (d >= BLOCK) index = scramble_bits(index << (32 - bits), shuffle) >> (32 - bits);
      index ^= index >> 1; /* the Gray code: the order of the sequence */
      for (unsigned k = 0; index >> k != 0; k++)
        if ((index >> k & 1U) != 0) x ^= own[k];
      if (scramble) x = scramble_bits(x, key);
      points[i * dimensions + d] = ((double)x + 0.5) * 0x1p-32;
    }
  }
  return HEPAR_OK;
}

hepar_status hepar_latin_points(size_t dimensions, size_t count, uint64_t seed, double *points,
                                hepar_error *error) {
  size_t *order = hepar_malloc(count * sizeof *order);
  if (order == NULL) return hepar_fail(error, HEPAR_NOMEM, "out of memory for %zu points", count);
  for (size_t d = 0; d < dimensions; d++) {
    hepar_stream stream = hepar_stream_new(seed, d, hepar_stream_purpose("latin", 5));
    for (size_t i = 0; i < count; i++) {
      size_t j = (size_t)hepar_stream_integer(&stream, i, 0, (int64_t)i);
      order[i] = order[j];
      order[j] = i;
    }
    for (size_t i = 0; i < count; i++)
      points[i * dimensions + d] =
          ((double)order[i] + hepar_stream_uniform(&stream, count + i)) / (double)count;
  }
  hepar_free(order);
  return HEPAR_OK;
}
