/* Summaries that do not grow. Up to `exact` values are all kept; beyond, a merging t-digest with
   the scale function k1 (arcsine): small clusters in the tails, at most COMPRESSION of them. What
   comes out depends on the values and their order alone, and on which parts were merged. */
#include "cohort/cohort.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COMPRESSION = 200, CLUSTERS = 2 * COMPRESSION, BUFFER = 512 };

typedef struct point {
  double value, weight;
} point;

struct hepar_digest {
  size_t exact;
  uint64_t count;
  double weight, squares, mean, m2, low, high;
  point *points; /* clusters or values, then what was not joined yet */
  size_t used, room;
  bool is_digest, sorted;
};

hepar_status hepar_digest_new(hepar_digest **digest, size_t exact, hepar_error *error) {
  hepar_digest *d = hepar_calloc(1, sizeof *d);
  *digest = d;
  if (d == NULL) return hepar_fail(error, HEPAR_NOMEM, "there is no memory for a summary");
  d->exact = exact;
  d->low = INFINITY;
  d->high = -INFINITY;
  return HEPAR_OK;
}

void hepar_digest_free(hepar_digest *digest) {
  if (digest == NULL) return;
  hepar_free(digest->points);
  hepar_free(digest);
}

static inline int compare(const void *a, const void *b) {
  const point *x = a, *y = b;
  if (x->value != y->value) return x->value < y->value ? -1 : 1;
  return (x->weight > y->weight) - (x->weight < y->weight);
}

/* Where a cluster that begins at q has to end: it is as wide as one step of the scale function
   COMPRESSION / (2 pi) asin(2 q - 1). */
static double cluster_end(double q) {
  const double step = 2 * M_PI / COMPRESSION;
  double angle = asin(2 * q - 1) + step;
  return angle < M_PI / 2 ? (sin(angle) + 1) / 2 : 1;
}

/* Join neighbours of the sorted points into clusters. */
static void cluster(hepar_digest *d) {
  size_t out = 0;
  double before = 0, total = 0;
  for (size_t i = 0; i < d->used; i++) total += d->points[i].weight;
  double end = cluster_end(0);
  for (size_t i = 1; i < d->used; i++) {
    point *last = &d->points[out], next = d->points[i];
    if ((before + last->weight + next.weight) / total <= end) {
      last->weight += next.weight;
      last->value += (next.value - last->value) * next.weight / last->weight;
    } else {
      before += last->weight;
      end = cluster_end(before / total);
      d->points[++out] = next;
    }
  }
  d->used = d->used > 0 ? out + 1 : 0;
  d->sorted = true;
}

enum { SHORT = 8, SCRATCH = 1024 };

/* A stable merge sort; `spare` has as much room. */
static void sort_points(point *points, size_t count, point *spare) {
  point *from = points, *to = spare;
  for (size_t start = 0; start < count; start += SHORT) {
    size_t end = start + SHORT < count ? start + SHORT : count;
    for (size_t i = start + 1; i < end; i++) {
      point x = points[i];
      size_t j = i;
      for (; j > start && compare(&points[j - 1], &x) > 0; j--) points[j] = points[j - 1];
      points[j] = x;
    }
  }
  for (size_t width = SHORT; width < count; width *= 2) {
    for (size_t start = 0; start < count; start += 2 * width) {
      size_t a = start, middle = start + width < count ? start + width : count;
      size_t b = middle, end = middle + width < count ? middle + width : count;
      size_t i = start;
      while (a < middle && b < end) { /* without branches: they would be guessed wrong */
        size_t left = (from[a].value < from[b].value) |
                      ((from[a].value == from[b].value) & (from[a].weight <= from[b].weight));
        const point *next = left ? &from[a] : &from[b];
        to[i++] = *next;
        a += left;
        b += 1 - left;
      }
      memcpy(to + i, from + a, (middle - a) * sizeof *to);
      memcpy(to + i + (middle - a), from + b, (end - b) * sizeof *to);
    }
    point *other = from;
    from = to;
    to = other;
  }
  if (from != points) memcpy(points, from, count * sizeof *points);
}

/* Clusters come first and are in order, so only what was added since has to be sorted. */
static void sort(hepar_digest *d) {
  point spare[SCRATCH];
  size_t first = 1, a, b;
  if (d->sorted) return;
  d->sorted = true;
  while (first < d->used && compare(&d->points[first - 1], &d->points[first]) <= 0) first++;
  if (first >= d->used) return;
  if (d->used - first > SCRATCH) {
    qsort(d->points, d->used, sizeof *d->points, compare);
    return;
  }
  sort_points(d->points + first, d->used - first, spare);
  /* The two parts into one, from the end, so that only the second has to be set aside. */
  memcpy(spare, d->points + first, (d->used - first) * sizeof *spare);
  a = first;
  b = d->used - first;
  for (size_t i = d->used; b > 0; i--)
    d->points[i - 1] = a > 0 && compare(&d->points[a - 1], &spare[b - 1]) > 0 ? d->points[--a]
                                                                               : spare[--b];
}

static hepar_status grow(hepar_digest *d, size_t room, hepar_error *error) {
  if (room <= d->room) return HEPAR_OK;
  point *points = hepar_realloc(d->points, room * sizeof *points);
  if (points == NULL) return hepar_fail(error, HEPAR_NOMEM, "there is no memory for a summary");
  d->points = points;
  d->room = room;
  return HEPAR_OK;
}

/* So many points are held at most. */
static size_t most(const hepar_digest *d) {
  return d->exact > CLUSTERS + BUFFER ? d->exact : CLUSTERS + BUFFER;
}

hepar_status hepar_digest_add(hepar_digest *d, double value, double weight, hepar_error *error) {
  if (isnan(value)) return HEPAR_OK;
  if (!(weight >= 0 && isfinite(weight)))
    return hepar_fail(error, HEPAR_MISUSE, "a weight must be at least 0, got %g", weight);
  if (weight == 0) return HEPAR_OK;
  /* When clusters are joined depends on the number of points, never on the room they happen to have:
     a summary that comes back from a file goes on to the same bits. */
  bool full = d->used == most(d);
  if (full || (!d->is_digest && d->used >= d->exact)) {
    d->is_digest = true;
    sort(d);
    cluster(d);
  }
  if (d->used == d->room) {
    size_t room = d->room < 8 ? 16 : 2 * d->room;
    hepar_status status = grow(d, room < most(d) ? room : most(d), error);
    if (status != HEPAR_OK) return status;
  }
  double delta = value - d->mean;
  d->count++;
  d->weight += weight;
  d->squares += weight * weight;
  d->mean += delta * weight / d->weight;
  d->m2 += weight * delta * (value - d->mean);
  if (value < d->low) d->low = value;
  if (value > d->high) d->high = value;
  d->points[d->used++] = (point){value, weight};
  d->sorted = false;
  return HEPAR_OK;
}

/* Moments of two parts together: Chan, Golub and LeVeque, Am Stat 1983;37:242-247. */
static void add_moments(hepar_digest *d, const hepar_digest *from) {
  if (d->count == 0) {
    d->mean = from->mean;
    d->m2 = from->m2;
  } else {
    double delta = from->mean - d->mean, both = d->weight + from->weight;
    d->m2 += from->m2 + delta * delta * d->weight * from->weight / both;
    d->mean += delta * from->weight / both;
  }
  d->count += from->count;
  d->weight += from->weight;
  d->squares += from->squares;
  if (from->low < d->low) d->low = from->low;
  if (from->high > d->high) d->high = from->high;
}

void hepar_digest_settle(hepar_digest *d) {
  sort(d);
  if (d->is_digest && d->used > COMPRESSION) cluster(d);
}

hepar_status hepar_digest_merge(hepar_digest *d, hepar_digest *from, hepar_error *error) {
  if (from->count == 0) return HEPAR_OK;
  bool exact = !d->is_digest && !from->is_digest && d->used + from->used <= d->exact;
  if (!exact) {
    d->is_digest = from->is_digest = true;
    hepar_digest_settle(d);
    hepar_digest_settle(from);
  }
  hepar_status status = grow(d, d->used + from->used, error);
  if (status != HEPAR_OK) return status;
  add_moments(d, from);
  if (exact) {
    memcpy(d->points + d->used, from->points, from->used * sizeof *d->points);
    d->used += from->used;
    d->sorted = false;
    return HEPAR_OK;
  }
  /* Both are in order: the largest go to the end first, so nothing has to be moved aside. */
  size_t mine = d->used, theirs = from->used, at = mine + theirs;
  d->used = at;
  while (theirs > 0) {
    bool later = mine > 0 && compare(&d->points[mine - 1], &from->points[theirs - 1]) > 0;
    d->points[--at] = later ? d->points[--mine] : from->points[--theirs];
  }
  cluster(d);
  return HEPAR_OK;
}

hepar_digest_moments hepar_digest_describe(const hepar_digest *d) {
  hepar_digest_moments m = {.count = d->count, .weight = d->weight, .mean = NAN, .var = NAN,
                            .low = NAN, .high = NAN, .exact = !d->is_digest};
  if (d->count == 0) return m;
  m.mean = d->mean;
  m.low = d->low;
  m.high = d->high;
  m.effective = d->weight * d->weight / d->squares;
  double divisor = d->weight - d->squares / d->weight;
  if (d->count > 1 && divisor > 0) m.var = d->m2 / divisor;
  return m;
}

/* In order, and a digest in clusters. */
static void prepare(hepar_digest *d) {
  if (d->sorted) return;
  sort(d);
  if (d->is_digest) cluster(d);
}

/* Places of the points between 0 and 1 along the values: of equal weights those of definition 7 of
   Hyndman and Fan, of clusters the middle of each. */
static double place(const hepar_digest *d, double before, double weight) {
  if (!d->is_digest) {
    double first = d->points[0].weight / 2, last = d->points[d->used - 1].weight / 2;
    double width = d->weight - first - last;
    return width > 0 ? (before + weight / 2 - first) / width : 0.5;
  }
  return (before + weight / 2) / d->weight;
}

hepar_status hepar_digest_quantile(hepar_digest *d, double p, double *value, hepar_error *error) {
  if (!(p >= 0 && p <= 1))
    return hepar_fail(error, HEPAR_MISUSE, "a probability is from 0 to 1, got %g", p);
  *value = NAN;
  if (d->count == 0) return HEPAR_OK;
  prepare(d);
  double before = 0, at = 0, x = d->low;
  for (size_t i = 0; i < d->used; i++) {
    double here = place(d, before, d->points[i].weight), next = d->points[i].value;
    if (p <= here) {
      *value = here > at ? x + (next - x) * (p - at) / (here - at) : next;
      return HEPAR_OK;
    }
    at = here;
    x = next;
    before += d->points[i].weight;
  }
  *value = at < 1 ? x + (d->high - x) * (p - at) / (1 - at) : d->high;
  return HEPAR_OK;
}

hepar_status hepar_digest_share(hepar_digest *d, double x, double *share, hepar_error *error) {
  (void)error;
  *share = NAN;
  if (d->count == 0 || isnan(x)) return HEPAR_OK;
  prepare(d);
  if (!d->is_digest) {
    double below = 0;
    for (size_t i = 0; i < d->used && d->points[i].value <= x; i++) below += d->points[i].weight;
    *share = below / d->weight;
    return HEPAR_OK;
  }
  double before = 0, at = 0, value = d->low;
  *share = x < d->low ? 0 : 1;
  if (x < d->low || x >= d->high) return HEPAR_OK;
  for (size_t i = 0; i < d->used; i++) {
    double here = place(d, before, d->points[i].weight), next = d->points[i].value;
    if (x < next) {
      *share = at + (here - at) * (x - value) / (next - value);
      return HEPAR_OK;
    }
    at = here;
    value = next;
    before += d->points[i].weight;
  }
  *share = at + (1 - at) * (x - value) / (d->high - value);
  return HEPAR_OK;
}

enum { HEAD = 10 };

size_t hepar_digest_size(const hepar_digest *d) { return HEAD + 2 * d->used; }

void hepar_digest_pack(const hepar_digest *d, double *out) {
  const double head[HEAD] = {(double)d->exact, (double)d->count, d->weight, d->squares, d->mean,
                             d->m2, d->low, d->high, d->is_digest ? 1 : 0,
                             d->sorted ? 1 : 0};
  memcpy(out, head, sizeof head);
  for (size_t i = 0; i < d->used; i++) {
    out[HEAD + 2 * i] = d->points[i].value;
    out[HEAD + 2 * i + 1] = d->points[i].weight;
  }
}

hepar_status hepar_digest_unpack(hepar_digest *d, const double *in, size_t count,
                                 hepar_error *error) {
  if (count < HEAD || (count - HEAD) % 2 != 0 || in[0] != (double)d->exact || !(in[1] >= 0) ||
      !((double)((count - HEAD) / 2) <= in[1]))
    return hepar_fail(error, HEPAR_FORMAT, "the summary of the file is damaged");
  size_t used = (count - HEAD) / 2;
  if (used > most(d))
    return hepar_fail(error, HEPAR_FORMAT, "the summary of the file is damaged");
  hepar_status status = grow(d, used, error);
  if (status != HEPAR_OK) return status;
  d->count = (uint64_t)in[1];
  d->weight = in[2];
  d->squares = in[3];
  d->mean = in[4];
  d->m2 = in[5];
  d->low = in[6];
  d->high = in[7];
  d->is_digest = in[8] != 0;
  d->sorted = in[9] != 0;
  d->used = used;
  for (size_t i = 0; i < used; i++) d->points[i] = (point){in[HEAD + 2 * i], in[HEAD + 2 * i + 1]};
  return HEPAR_OK;
}
