/* Elimination on the diagonal in the order of least fill: at every step the state whose row and
   column have the smallest product of lengths (Markowitz, Management Science 1957;3:255-269),
   ties broken in several ways of which the cheapest result is kept.

   Signs are kept out of the arithmetic: off the diagonal the negated entries N = -W are worked
   on, which start as the entries of J themselves. With p = 1/w the reciprocal of a pivot, rows
   are scaled to M(k,j) = p(k) N(k,j) and columns to l(i,k) = N(i,k) p(k); elimination adds N(i,k)
   M(k,j) off the diagonal and subtracts it on it. The solve adds l(i,k) b(k) forward, multiplies
   by p, and adds M(i,j) x(j) backward: scaled both ways, so that no product with a pivot delays
   the next row. */
#include "pattern.h"

#include <string.h>

#include "schedule.h"

#define ENTRIES 4000000 /* of the filled pattern */
#define VARIANTS 8
#define SOLVES 8 /* of one factorisation, in a step of the solver: their weight in the choice */
#define LEVEL 8  /* what one more row that must wait for another costs a solve, in operations */

typedef struct sparse {
  size_t n, words;
  uint64_t *rows, *columns; /* a bit per entry, both ways round */
  uint32_t *row_length, *column_length; /* of what is left, the diagonal not counted */
  uint32_t *level; /* how many rows the row must wait for, one after the other */
} sparse;

static void set_bit(uint64_t *bits, size_t at) { bits[at / 64] |= (uint64_t)1 << (at % 64); }

static bool get_bit(const uint64_t *bits, size_t at) { return (bits[at / 64] >> (at % 64)) & 1; }

static void clear_bit(uint64_t *bits, size_t at) { bits[at / 64] &= ~((uint64_t)1 << (at % 64)); }

static size_t count_bits(const uint64_t *bits, size_t words) {
  size_t count = 0;
  for (size_t w = 0; w < words; w++) count += (size_t)__builtin_popcountll(bits[w]);
  return count;
}

static void sparse_free(sparse *s) {
  hepar_free(s->rows);
  hepar_free(s->columns);
  hepar_free(s->row_length);
  hepar_free(s->column_length);
  hepar_free(s->level);
}

static hepar_status sparse_new(sparse *s, size_t n, hepar_error *error) {
  s->n = n;
  s->words = (n + 63) / 64;
  s->rows = hepar_malloc(n * s->words * sizeof *s->rows);
  s->columns = hepar_malloc(n * s->words * sizeof *s->columns);
  s->row_length = hepar_malloc(n * sizeof *s->row_length);
  s->column_length = hepar_malloc(n * sizeof *s->column_length);
  s->level = hepar_malloc(n * sizeof *s->level);
  if (s->rows != NULL && s->columns != NULL && s->row_length != NULL &&
      s->column_length != NULL && s->level != NULL)
    return HEPAR_OK;
  sparse_free(s);
  return hepar_fail(error, HEPAR_NOMEM, "out of memory");
}

/* The Jacobian's pattern without its diagonal, nothing eliminated. */
static void sparse_fill(sparse *s, const hepar_programs *p) {
  memset(s->rows, 0, s->n * s->words * sizeof *s->rows);
  memset(s->columns, 0, s->n * s->words * sizeof *s->columns);
  memset(s->level, 0, s->n * sizeof *s->level);
  for (size_t e = 0; e < p->jacobian_count; e++) {
    size_t i = (size_t)p->jacobian_entries[e].row, j = (size_t)p->jacobian_entries[e].column;
    if (i == j) continue;
    set_bit(s->rows + i * s->words, j);
    set_bit(s->columns + j * s->words, i);
  }
  for (size_t i = 0; i < s->n; i++) {
    s->row_length[i] = (uint32_t)count_bits(s->rows + i * s->words, s->words);
    s->column_length[i] = (uint32_t)count_bits(s->columns + i * s->words, s->words);
  }
}

/* Whether state i is a better choice than state j for the next pivot, after the variant's taste:
   its lowest bit says which of equals is taken, the others what else counts. */
static bool is_better(const sparse *s, size_t i, size_t j, int variant) {
  uint64_t x = (uint64_t)s->row_length[i] * s->column_length[i];
  uint64_t y = (uint64_t)s->row_length[j] * s->column_length[j];
  if (x != y) return x < y;
  if (variant / 2 == 1 && s->row_length[i] != s->row_length[j])
    return s->row_length[i] < s->row_length[j];
  if (variant / 2 == 2 && s->column_length[i] != s->column_length[j])
    return s->column_length[i] < s->column_length[j];
  if (variant / 2 == 3 && s->level[i] != s->level[j]) return s->level[i] < s->level[j];
  return variant % 2 == 1 ? i > j : i < j;
}

/* The lengths of state i's row and column among the states that are left. */
static void measure(sparse *s, const uint64_t *left, size_t i) {
  uint32_t r = 0, c = 0;
  for (size_t w = 0; w < s->words; w++) {
    r += (uint32_t)__builtin_popcountll(s->rows[i * s->words + w] & left[w]);
    c += (uint32_t)__builtin_popcountll(s->columns[i * s->words + w] & left[w]);
  }
  s->row_length[i] = r;
  s->column_length[i] = c;
}

/* Eliminate state k, which is not left any more: fill-in, and the lengths that it changes. */
static void eliminate(sparse *s, const uint64_t *left, size_t k) {
  const uint64_t *row = s->rows + k * s->words, *column = s->columns + k * s->words;
  for (size_t i = 0; i < s->n; i++) {
    bool below = get_bit(column, i), beside = get_bit(row, i);
    if (below && get_bit(left, i) && s->level[i] <= s->level[k]) s->level[i] = s->level[k] + 1;
    uint64_t *to = s->rows + i * s->words, *across = s->columns + i * s->words;
    if (!get_bit(left, i) || (!below && !beside)) continue;
    for (size_t w = 0; w < s->words; w++) {
      if (below) to[w] |= row[w] & left[w];
      if (beside) across[w] |= column[w] & left[w];
    }
    clear_bit(to, i);
    clear_bit(across, i);
  }
  for (size_t i = 0; i < s->n; i++)
    if (get_bit(left, i) && (get_bit(column, i) || get_bit(row, i))) measure(s, left, i);
}

/* The longest chains of rows that wait for each other, forward and backward; spoils `level`. */
static uint64_t count_levels(sparse *s, const int32_t *order) {
  uint32_t forward = 0, backward = 0;
  for (size_t i = 0; i < s->n; i++)
    if (s->level[i] > forward) forward = s->level[i];
  memset(s->level, 0, s->n * sizeof *s->level);
  for (size_t step = s->n; step-- > 0;) { /* earlier rows that hold column k wait for it */
    size_t k = (size_t)order[step];
    if (s->level[k] > backward) backward = s->level[k];
    for (size_t before = 0; before < step; before++) {
      size_t i = (size_t)order[before];
      if (get_bit(s->rows + i * s->words, k) && s->level[i] <= s->level[k])
        s->level[i] = s->level[k] + 1;
    }
  }
  return (uint64_t)forward + backward;
}

/* One order of elimination, and what one factorisation and its solves cost in it. */
static uint64_t eliminate_all(sparse *s, const hepar_programs *p, int variant, int32_t *order,
                              uint64_t *left) {
  uint64_t cost = 0;
  sparse_fill(s, p);
  memset(left, 0, s->words * sizeof *left);
  for (size_t i = 0; i < s->n; i++) set_bit(left, i);
  for (size_t step = 0; step < s->n; step++) {
    size_t best = s->n;
    for (size_t i = 0; i < s->n; i++)
      if (get_bit(left, i) && (best == s->n || is_better(s, i, best, variant))) best = i;
    order[step] = (int32_t)best;
    cost += 2 * (uint64_t)s->row_length[best] * s->column_length[best] + s->column_length[best] +
            s->row_length[best];
    cost += SOLVES * 2 * ((uint64_t)s->row_length[best] + s->column_length[best]);
    clear_bit(left, best);
    eliminate(s, left, best);
  }
  return cost + SOLVES * LEVEL * count_levels(s, order);
}

/* The filled pattern with its diagonal, as a sorted list. */
static hepar_status list_entries(const sparse *s, hepar_programs *p, hepar_error *error) {
  size_t count = s->n + count_bits(s->rows, s->n * s->words), at = 0;
  if (count > ENTRIES)
    return hepar_fail(error, HEPAR_RANGE,
                      "the linear systems of the model would have %zu entries, more than %d", count,
                      ENTRIES);
  p->factor_entries = hepar_malloc(count * sizeof *p->factor_entries);
  if (p->factor_entries == NULL) return hepar_fail(error, HEPAR_NOMEM, "out of memory");
  for (size_t i = 0; i < s->n; i++) {
    for (size_t j = 0; j < s->n; j++) {
      if (i != j && !get_bit(s->rows + i * s->words, j)) continue;
      p->factor_entries[at].row = (int32_t)i;
      p->factor_entries[at++].column = (int32_t)j;
    }
  }
  p->factor_count = count;
  return HEPAR_OK;
}

hepar_status hepar_pattern_find(hepar_programs *p, size_t n, hepar_error *error) {
  sparse s = {0};
  uint64_t best = UINT64_MAX, *left;
  int chosen = 0;
  hepar_status status = sparse_new(&s, n, error);
  if (status != HEPAR_OK) return status;
  left = hepar_malloc(s.words * sizeof *left);
  p->order = hepar_malloc(n * sizeof *p->order);
  if (left == NULL || p->order == NULL) status = hepar_fail(error, HEPAR_NOMEM, "out of memory");
  for (int variant = 0; status == HEPAR_OK && variant < (n <= 512 ? VARIANTS : 1); variant++) {
    uint64_t cost = eliminate_all(&s, p, variant, p->order, left);
    if (cost >= best) continue;
    best = cost;
    chosen = variant;
  }
  if (status == HEPAR_OK) {
    eliminate_all(&s, p, chosen, p->order, left);
    status = list_entries(&s, p, error);
  }
  hepar_free(left);
  sparse_free(&s);
  return status;
}

/* While the programs are written: rows of the pattern in the order of elimination. */
typedef struct writing {
  hepar_programs *p;
  size_t n;
  int32_t *place;  /* of a state in the order */
  int32_t *first;  /* entries of row i: first[i] .. first[i + 1] */
  int32_t *sorted; /* entries, each row by place of the column */
  int32_t *slot;   /* where an entry's value is now, -1 while it is zero */
  int32_t *entry;  /* of the row at hand, by column; -1 where there is none */
  size_t factor_room, solve_room;
} writing;

static hepar_status add_factor(writing *w, unsigned op, int32_t to, int32_t a, int32_t b, int32_t c,
                               hepar_error *error) {
  hepar_instruction instruction = {(uint16_t)op, to, a, b, c};
  w->p->factor_operations += (size_t)hepar_run_operations(op);
  return hepar_program_add(&w->p->factor, &w->factor_room, instruction, error);
}

static hepar_status add_solve(writing *w, unsigned op, int32_t to, int32_t a, int32_t b, int32_t c,
                              hepar_error *error) {
  hepar_instruction instruction = {(uint16_t)op, to, a, b, c};
  w->p->solve_operations += (size_t)hepar_run_operations(op);
  return hepar_program_add(&w->p->solve, &w->solve_room, instruction, error);
}

static int32_t column_of(const writing *w, int32_t e) { return w->p->factor_entries[e].column; }

/* Where the pivot of a state is kept, as its reciprocal. */
static int32_t pivot_entry(const writing *w, int32_t state) {
  for (int32_t f = w->first[state]; f < w->first[state + 1]; f++)
    if (column_of(w, w->sorted[f]) == state) return w->sorted[f];
  return -1;
}

/* Row i: take out every earlier state k, then the reciprocal of the pivot, and the row scaled. */
static hepar_status factor_row(writing *w, int32_t i, hepar_error *error) {
  hepar_programs *p = w->p;
  int32_t diagonal = pivot_entry(w, i), pivot = p->factor_slot + diagonal;
  hepar_status status = HEPAR_OK;
  if (w->slot[diagonal] >= 0)
    status = add_factor(w, HEPAR_OP_SUBTRACT, pivot, p->coefficient_slot, w->slot[diagonal], 0,
                        error);
  w->slot[diagonal] = w->slot[diagonal] >= 0 ? pivot : p->coefficient_slot;
  for (int32_t f = w->first[i]; f < w->first[i + 1]; f++)
    w->entry[column_of(w, w->sorted[f])] = w->sorted[f];
  for (int32_t f = w->first[i]; status == HEPAR_OK && f < w->first[i + 1]; f++) {
    int32_t below = w->sorted[f], k = column_of(w, below);
    if (w->place[k] >= w->place[i]) break;
    for (int32_t g = w->first[k]; status == HEPAR_OK && g < w->first[k + 1]; g++) {
      int32_t beside = w->sorted[g], j = column_of(w, beside), e = w->entry[j];
      if (w->place[j] <= w->place[k]) continue;
      if (j == i)
        status = add_factor(w, HEPAR_RUN_MULTIPLY_SUBTRACT, pivot, w->slot[below],
                            w->slot[beside], w->slot[e], error);
      else if (w->slot[e] < 0)
        status = add_factor(w, HEPAR_OP_MULTIPLY, p->factor_slot + e, w->slot[below],
                            w->slot[beside], 0, error);
      else
        status = add_factor(w, HEPAR_RUN_MULTIPLY_ADD, p->factor_slot + e, w->slot[below],
                            w->slot[beside], w->slot[e], error);
      w->slot[e] = p->factor_slot + e;
    }
    if (status == HEPAR_OK)
      status = add_factor(w, HEPAR_OP_MULTIPLY, p->factor_slot + below, w->slot[below],
                          p->factor_slot + pivot_entry(w, k), 0, error);
    w->slot[below] = p->factor_slot + below;
  }
  if (status == HEPAR_OK)
    status = add_factor(w, HEPAR_OP_RECIPROCAL, pivot, w->slot[diagonal], 0, 0, error);
  w->slot[diagonal] = pivot;
  for (int32_t f = w->first[i]; status == HEPAR_OK && f < w->first[i + 1]; f++) {
    int32_t e = w->sorted[f];
    if (w->place[column_of(w, e)] <= w->place[i]) continue;
    status = add_factor(w, HEPAR_OP_MULTIPLY, p->factor_slot + e, w->slot[e], pivot, 0, error);
    w->slot[e] = p->factor_slot + e;
  }
  return status;
}

/* Forward through L in the order of elimination, the pivots, backward through U. */
static hepar_status write_solve(writing *w, hepar_error *error) {
  hepar_programs *p = w->p;
  hepar_status status = HEPAR_OK;
  for (size_t step = 0; step < 2 * w->n && status == HEPAR_OK; step++) {
    bool forward = step < w->n;
    int32_t i = p->order[forward ? step : 2 * w->n - 1 - step], x = p->vector_slot + i;
    if (!forward)
      status = add_solve(w, HEPAR_OP_MULTIPLY, x, x, p->factor_slot + pivot_entry(w, i), 0, error);
    for (int32_t f = w->first[i]; status == HEPAR_OK && f < w->first[i + 1]; f++) {
      int32_t e = w->sorted[f], k = column_of(w, e);
      if (k == i || (w->place[k] < w->place[i]) != forward) continue;
      status = add_solve(w, HEPAR_RUN_MULTIPLY_ADD, x, w->slot[e], p->vector_slot + k, x, error);
    }
  }
  return status;
}

/* Where the entries of W start: in the Jacobian, or nowhere. Both lists are sorted alike. */
static void start_slots(writing *w) {
  const hepar_programs *p = w->p;
  size_t at = 0;
  for (size_t e = 0; e < p->factor_count; e++) {
    const hepar_entry *x = &p->factor_entries[e], *y = p->jacobian_entries;
    w->slot[e] = -1;
    if (at < p->jacobian_count && x->row == y[at].row && x->column == y[at].column)
      w->slot[e] = p->jacobian_slot + (int32_t)at++;
  }
}

/* The entries of each row by the place of their column, without comparing: columns are dealt out
   in the order of elimination. */
static hepar_status sort_rows(writing *w, hepar_error *error) {
  const hepar_programs *p = w->p;
  int32_t *heads = hepar_malloc((w->n + 1) * sizeof *heads);
  int32_t *by_column = hepar_malloc(p->factor_count * sizeof *by_column);
  if (heads == NULL || by_column == NULL) {
    hepar_free(heads);
    hepar_free(by_column);
    return hepar_fail(error, HEPAR_NOMEM, "out of memory");
  }
  memset(heads, 0, (w->n + 1) * sizeof *heads);
  memset(w->first, 0, (w->n + 1) * sizeof *w->first);
  for (size_t e = 0; e < p->factor_count; e++) {
    heads[w->place[p->factor_entries[e].column] + 1]++;
    w->first[p->factor_entries[e].row + 1]++;
  }
  for (size_t i = 0; i < w->n; i++) {
    heads[i + 1] += heads[i];
    w->first[i + 1] += w->first[i];
  }
  for (size_t e = 0; e < p->factor_count; e++)
    by_column[heads[w->place[p->factor_entries[e].column]]++] = (int32_t)e;
  memcpy(heads, w->first, (w->n + 1) * sizeof *heads);
  for (size_t f = 0; f < p->factor_count; f++)
    w->sorted[heads[p->factor_entries[by_column[f]].row]++] = by_column[f];
  hepar_free(heads);
  hepar_free(by_column);
  return HEPAR_OK;
}

hepar_status hepar_pattern_programs(hepar_programs *p, size_t n, hepar_error *error) {
  writing w = {.p = p, .n = n};
  hepar_status status;
  w.place = hepar_malloc(n * sizeof *w.place);
  w.first = hepar_malloc((n + 1) * sizeof *w.first);
  w.sorted = hepar_malloc(p->factor_count * sizeof *w.sorted);
  w.slot = hepar_malloc(p->factor_count * sizeof *w.slot);
  w.entry = hepar_malloc(n * sizeof *w.entry);
  if (w.place == NULL || w.first == NULL || w.sorted == NULL || w.slot == NULL || w.entry == NULL) {
    status = hepar_fail(error, HEPAR_NOMEM, "out of memory");
  } else {
    for (size_t k = 0; k < n; k++) w.place[p->order[k]] = (int32_t)k;
    status = sort_rows(&w, error);
    if (status == HEPAR_OK) start_slots(&w);
    for (size_t k = 0; k < n && status == HEPAR_OK; k++)
      status = factor_row(&w, p->order[k], error);
    if (status == HEPAR_OK) status = write_solve(&w, error);
  }
  hepar_free(w.place);
  hepar_free(w.first);
  hepar_free(w.sorted);
  hepar_free(w.slot);
  hepar_free(w.entry);
  return status;
}
