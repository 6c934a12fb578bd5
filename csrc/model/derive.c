/* The derivative of every operation, chosen so that it is finite at the edges where the function
   is: sqrt and cbrt at 0, powers of 0, Hill terms of 0 and the kinks of min, max and abs give the
   derivative of the side that the value itself is taken from, or 0 where that is infinite: an
   infinite entry of the Jacobian would hold the solver at the edge for ever. */
#include "derive.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "build.h"

/* Minima with a bound from here up only keep u^n finite in a Hill term (see graph.c). */
#define GUARD 1e18

/* The arguments of a node, for walks. */
static int arguments_of(const hepar_graph_node *n, hepar_node out[3]) {
  int arity = hepar_op_arity((hepar_op)n->op);
  out[0] = n->a;
  out[1] = n->b;
  out[2] = n->c;
  return arity;
}

/* Mark the minima below the power p of a Hill term p / (1 + p): where they cut, the term's own
   derivative is 0 in double precision, so a test for the cut would be wasted. */
static void mark_guards(const hepar_graph *graph, uint8_t *guard, hepar_node p) {
  for (;;) {
    const hepar_graph_node *n = &graph->nodes[p];
    if (n->op == HEPAR_OP_MULTIPLY || n->op == HEPAR_OP_SQRT || n->op == HEPAR_OP_MAXIMUM) {
      /* All factors of a spelt power are powers of the same base: follow the smaller number. */
      p = n->op != HEPAR_OP_SQRT && n->b < n->a ? n->b : n->a;
      if (n->op == HEPAR_OP_MAXIMUM && graph->nodes[p].op == HEPAR_OP_NUMBER)
        p = p == n->a ? n->b : n->a;
      continue;
    }
    if (n->op == HEPAR_OP_MINIMUM && graph->nodes[n->b].op == HEPAR_OP_NUMBER &&
        graph->nodes[n->b].value >= GUARD)
      guard[p] = 1;
    return;
  }
}

/* Whether node n is the number `value`. */
static bool is_number(const hepar_graph *graph, hepar_node n, double value) {
  return graph->nodes[n].op == HEPAR_OP_NUMBER && graph->nodes[n].value == value;
}

static void find_guards(hepar_deriver *d) {
  const hepar_graph *graph = d->graph;
  for (size_t i = 0; i < d->count; i++) {
    const hepar_graph_node *n = &graph->nodes[i], *sum;
    if (n->op != HEPAR_OP_DIVIDE || graph->nodes[n->b].op != HEPAR_OP_ADD) continue;
    sum = &graph->nodes[n->b];
    if ((sum->a == n->a && is_number(graph, sum->b, 1)) ||
        (sum->b == n->a && is_number(graph, sum->a, 1)))
      mark_guards(graph, d->guard, n->a);
  }
}

/* Who uses whom, of the nodes that the roots need. */
static hepar_status find_users(hepar_deriver *d, hepar_error *error) {
  const hepar_graph *graph = d->graph;
  uint8_t *wanted = hepar_calloc(d->count, 1);
  hepar_node arguments[3];
  size_t total = 0;
  if (wanted == NULL) return hepar_fail(error, HEPAR_NOMEM, "out of memory");
  for (size_t r = 0; r < d->root_count; r++)
    if (d->roots[r] >= 0) wanted[d->roots[r]] = 1;
  for (size_t i = d->count; i-- > 0;) {
    if (!wanted[i]) continue;
    for (int k = arguments_of(&graph->nodes[i], arguments); k-- > 0; total++) {
      wanted[arguments[k]] = 1;
      d->first[arguments[k] + 1]++;
    }
  }
  for (size_t i = 0; i < d->count; i++) d->first[i + 1] += d->first[i];
  d->users = hepar_malloc(total * sizeof *d->users);
  if (d->users != NULL) {
    /* Filled from the end of each span; first[] ends up where it began. */
    for (size_t i = d->count; i-- > 0;) d->first[i + 1] = d->first[i];
    d->first[0] = 0;
    for (size_t i = 0; i < d->count; i++) {
      if (!wanted[i]) continue;
      for (int k = arguments_of(&graph->nodes[i], arguments); k-- > 0;)
        d->users[d->first[arguments[k] + 1]++] = (int32_t)i;
    }
  }
  hepar_free(wanted);
  return d->users == NULL ? hepar_fail(error, HEPAR_NOMEM, "out of memory") : HEPAR_OK;
}

hepar_status hepar_deriver_begin(hepar_deriver *d, hepar_graph *graph, const hepar_node *roots,
                                 size_t root_count, hepar_error *error) {
  hepar_status status;
  memset(d, 0, sizeof *d);
  d->graph = graph;
  d->roots = roots;
  d->root_count = root_count;
  d->count = graph->count;
  d->first = hepar_calloc(d->count + 2, sizeof *d->first);
  d->derivative = hepar_malloc(d->count * sizeof *d->derivative);
  d->stamp = hepar_calloc(d->count, sizeof *d->stamp);
  d->touched = hepar_malloc(d->count * sizeof *d->touched);
  d->guard = hepar_calloc(d->count, 1);
  status = d->first == NULL || d->derivative == NULL || d->stamp == NULL || d->touched == NULL ||
                   d->guard == NULL
               ? hepar_fail(error, HEPAR_NOMEM, "out of memory")
               : find_users(d, error);
  if (status != HEPAR_OK) {
    hepar_deriver_end(d);
    return status;
  }
  find_guards(d);
  return HEPAR_OK;
}

void hepar_deriver_end(hepar_deriver *d) {
  hepar_free(d->first);
  hepar_free(d->users);
  hepar_free(d->derivative);
  hepar_free(d->stamp);
  hepar_free(d->touched);
  hepar_free(d->guard);
  memset(d, 0, sizeof *d);
}

/* Sums and products in which HEPAR_NO_NODE is zero. */
static hepar_node plus(hepar_build *b, hepar_node x, hepar_node y) {
  if (x < 0) return y;
  return y < 0 ? x : HEPAR_BINARY(b, ADD, x, y);
}

static hepar_node minus(hepar_build *b, hepar_node x, hepar_node y) {
  if (y < 0) return x;
  return x < 0 ? HEPAR_UNARY(b, NEGATE, y) : HEPAR_BINARY(b, SUBTRACT, x, y);
}

static hepar_node times(hepar_build *b, hepar_node x, hepar_node y) {
  return x < 0 || y < 0 ? HEPAR_NO_NODE : HEPAR_BINARY(b, MULTIPLY, x, y);
}

/* condition ? x : y with zeros for HEPAR_NO_NODE. */
static hepar_node choose(hepar_build *b, hepar_node condition, hepar_node x, hepar_node y) {
  hepar_node zero;
  uint8_t op = b->graph->nodes[condition].op;
  if (x < 0 && y < 0) return HEPAR_NO_NODE;
  if (y < 0 && is_number(b->graph, x, 1) && op >= HEPAR_OP_LESS && op <= HEPAR_OP_OR)
    return condition; /* it is 1 or 0 itself */
  zero = hepar_build_number(b, 0);
  return HEPAR_SELECT(b, condition, x < 0 ? zero : x, y < 0 ? zero : y);
}

/* (a / b)' = a'/b - (a/b) b'/b; of a / (a + k) with k constant, a' k / (a + k)^2. */
static hepar_node derive_ratio(hepar_build *b, hepar_node self, const hepar_graph_node *n,
                               const hepar_deriver *d, hepar_node da, hepar_node db) {
  hepar_graph_node sum = b->graph->nodes[n->b];
  hepar_node inverse, rest = HEPAR_NO_NODE;
  if (db < 0) return HEPAR_BINARY(b, DIVIDE, da, n->b);
  inverse = HEPAR_UNARY(b, RECIPROCAL, n->b);
  if (sum.op == HEPAR_OP_ADD && (sum.a == n->a || sum.b == n->a))
    rest = sum.a == n->a ? sum.b : sum.a;
  if (rest >= 0 && d->stamp[rest] != d->turn) {
    hepar_node square = HEPAR_BINARY(b, MULTIPLY, inverse, inverse);
    return times(b, da, HEPAR_BINARY(b, MULTIPLY, rest, square));
  }
  return HEPAR_BINARY(b, MULTIPLY, inverse, minus(b, da, times(b, self, db)));
}

/* (a^c)' = c a^c / a a' + a^c log(a) c'; of a = 0: c' plays no part, and a' counts for c = 1. */
static hepar_node derive_power(hepar_build *b, hepar_node self, const hepar_graph_node *n,
                               hepar_node da, hepar_node dc) {
  hepar_node zero = hepar_build_number(b, 0), sum = HEPAR_NO_NODE;
  if (da >= 0) {
    hepar_node one = hepar_build_number(b, 1);
    hepar_node slope = HEPAR_BINARY(b, DIVIDE, HEPAR_BINARY(b, MULTIPLY, n->b, self), n->a);
    slope = HEPAR_SELECT(b, HEPAR_BINARY(b, EQUAL, n->a, zero),
                         HEPAR_BINARY(b, EQUAL, n->b, one), slope);
    sum = times(b, slope, da);
  }
  if (dc >= 0) {
    hepar_node slope = HEPAR_BINARY(b, MULTIPLY, self, HEPAR_UNARY(b, LOG, n->a));
    slope = HEPAR_SELECT(b, HEPAR_BINARY(b, LESS, zero, n->a), slope, zero);
    sum = plus(b, sum, times(b, slope, dc));
  }
  return sum;
}

/* h = 1 / (1 + (b/a)^c): dh/da = c h (1-h)/a, dh/db = -c h (1-h)/b, dh/dc = h (1-h) log(a/b). */
static hepar_node derive_hill(hepar_build *b, hepar_node self, const hepar_graph_node *n,
                              hepar_node da, hepar_node db, hepar_node dc) {
  hepar_node zero = hepar_build_number(b, 0), one = hepar_build_number(b, 1);
  hepar_node both = HEPAR_BINARY(b, MULTIPLY, self, HEPAR_BINARY(b, SUBTRACT, one, self));
  hepar_node scaled = HEPAR_BINARY(b, MULTIPLY, n->c, both);
  hepar_node positive = HEPAR_BINARY(b, LESS, zero, n->a);
  hepar_node sum = HEPAR_NO_NODE;
  if (da >= 0) {
    /* At 0 the slope is 1/b for c = 1, and 0 above. */
    hepar_node edge = HEPAR_SELECT(b, HEPAR_BINARY(b, EQUAL, n->a, zero),
                                   HEPAR_SELECT(b, HEPAR_BINARY(b, EQUAL, n->c, one),
                                                HEPAR_UNARY(b, RECIPROCAL, n->b), zero),
                                   zero);
    sum = times(b, HEPAR_SELECT(b, positive, HEPAR_BINARY(b, DIVIDE, scaled, n->a), edge), da);
  }
  if (db >= 0) {
    hepar_node slope = HEPAR_SELECT(b, HEPAR_BINARY(b, LESS, zero, n->b),
                                    HEPAR_BINARY(b, DIVIDE, scaled, n->b), zero);
    sum = minus(b, sum, times(b, slope, db));
  }
  if (dc >= 0) {
    hepar_node slope =
        HEPAR_BINARY(b, MULTIPLY, both,
                     HEPAR_UNARY(b, LOG, HEPAR_BINARY(b, DIVIDE, n->a, n->b)));
    slope = HEPAR_SELECT(b, HEPAR_BINARY(b, AND, positive, HEPAR_BINARY(b, LESS, zero, n->b)),
                         slope, zero);
    sum = plus(b, sum, times(b, slope, dc));
  }
  return sum;
}

/* The derivative of a function of one argument, without the inner one. */
static hepar_node slope_of(hepar_build *b, hepar_node self, const hepar_graph_node *n) {
  hepar_node one, square, slope;
  switch ((hepar_op)n->op) {
    case HEPAR_OP_RECIPROCAL:
      return HEPAR_UNARY(b, NEGATE, HEPAR_BINARY(b, MULTIPLY, self, self));
    case HEPAR_OP_SQRT:
      slope = HEPAR_BINARY(b, DIVIDE, hepar_build_number(b, 0.5), self);
      return choose(b, HEPAR_BINARY(b, LESS, hepar_build_number(b, 0), self), slope, HEPAR_NO_NODE);
    case HEPAR_OP_CBRT:
      square = HEPAR_BINARY(b, MULTIPLY, self, self);
      slope = HEPAR_BINARY(b, DIVIDE, hepar_build_number(b, 1.0 / 3), square);
      return choose(b, HEPAR_BINARY(b, LESS, hepar_build_number(b, 0), square), slope,
                    HEPAR_NO_NODE);
    case HEPAR_OP_EXP:
      return self;
    case HEPAR_OP_EXPM1:
      return HEPAR_BINARY(b, ADD, hepar_build_number(b, 1), self);
    case HEPAR_OP_LOG:
      return HEPAR_UNARY(b, RECIPROCAL, n->a);
    case HEPAR_OP_LOG1P:
      one = hepar_build_number(b, 1);
      return HEPAR_UNARY(b, RECIPROCAL, HEPAR_BINARY(b, ADD, one, n->a));
    case HEPAR_OP_SIN:
      return HEPAR_UNARY(b, COS, n->a);
    case HEPAR_OP_COS:
      return HEPAR_UNARY(b, NEGATE, HEPAR_UNARY(b, SIN, n->a));
    case HEPAR_OP_TANH:
      one = hepar_build_number(b, 1);
      return HEPAR_BINARY(b, SUBTRACT, one, HEPAR_BINARY(b, MULTIPLY, self, self));
    case HEPAR_OP_ERF:
    case HEPAR_OP_ERFC: /* 2 / sqrt(pi) exp(-x^2) */
      square = HEPAR_BINARY(b, MULTIPLY, n->a, n->a);
      slope = HEPAR_BINARY(b, MULTIPLY, hepar_build_number(b, 1.12837916709551257390),
                           HEPAR_UNARY(b, EXP, HEPAR_UNARY(b, NEGATE, square)));
      return n->op == HEPAR_OP_ERF ? slope : HEPAR_UNARY(b, NEGATE, slope);
    case HEPAR_OP_ABS:
      return HEPAR_UNARY(b, SIGN, n->a);
    default: /* steps: sign, floor, comparisons */
      return HEPAR_NO_NODE;
  }
}

/* Whether a minimum is the guard of a Hill term of u = x / K, seen from a variable in x: beyond the
   guard the term's slope is 0, and u' = x' / K does not grow with x. */
static bool passes_through(const hepar_build *b, const hepar_deriver *d, hepar_node self,
                           const hepar_graph_node *n) {
  const hepar_graph_node *ratio = &b->graph->nodes[n->a];
  return d->guard[self] && ratio->op == HEPAR_OP_DIVIDE && d->stamp[ratio->b] != d->turn;
}

/* d node / d variable, of the derivatives of its arguments. */
static hepar_node derive_node(hepar_build *b, const hepar_deriver *d, hepar_node self) {
  hepar_graph_node n = b->graph->nodes[self];
  hepar_node arguments[3], inner[3] = {HEPAR_NO_NODE, HEPAR_NO_NODE, HEPAR_NO_NODE};
  int arity = arguments_of(&n, arguments);
  for (int k = 0; k < arity; k++)
    if (d->stamp[arguments[k]] == d->turn) inner[k] = d->derivative[arguments[k]];
  if (inner[0] < 0 && inner[1] < 0 && inner[2] < 0) return HEPAR_NO_NODE;
  switch ((hepar_op)n.op) {
    case HEPAR_OP_NEGATE:
      return HEPAR_UNARY(b, NEGATE, inner[0]);
    case HEPAR_OP_ADD:
      return plus(b, inner[0], inner[1]);
    case HEPAR_OP_SUBTRACT:
      return minus(b, inner[0], inner[1]);
    case HEPAR_OP_MULTIPLY:
      return plus(b, times(b, inner[0], n.b), times(b, n.a, inner[1]));
    case HEPAR_OP_DIVIDE:
      return derive_ratio(b, self, &n, d, inner[0], inner[1]);
    case HEPAR_OP_POWER:
      return derive_power(b, self, &n, inner[0], inner[1]);
    case HEPAR_OP_MINIMUM:
      if (passes_through(b, d, self, &n)) return inner[0];
      return choose(b, HEPAR_BINARY(b, LESS, n.a, n.b), inner[0], inner[1]);
    case HEPAR_OP_MAXIMUM:
      return choose(b, HEPAR_BINARY(b, LESS, n.b, n.a), inner[0], inner[1]);
    case HEPAR_OP_SELECT:
      return choose(b, n.a, inner[1], inner[2]);
    case HEPAR_OP_HILL:
      return derive_hill(b, self, &n, inner[0], inner[1], inner[2]);
    default:
      if (arity != 1) return HEPAR_NO_NODE; /* comparisons and logic are steps */
      return times(b, slope_of(b, self, &n), inner[0]);
  }
}

static int ascending(const void *x, const void *y) {
  int32_t a = *(const int32_t *)x, b = *(const int32_t *)y;
  return (a > b) - (a < b);
}

/* The leaf's own node among the expressions, or HEPAR_NO_NODE when none of them names it. */
static hepar_node find_leaf(const hepar_deriver *d, hepar_op leaf, int32_t index,
                            hepar_build *b) {
  hepar_node node = HEPAR_NO_NODE;
  b->status = hepar_graph_leaf(d->graph, leaf, index, &node, b->error);
  return b->status == HEPAR_OK && (size_t)node < d->count ? node : HEPAR_NO_NODE;
}

hepar_status hepar_deriver_by(hepar_deriver *d, hepar_op leaf, int32_t index, hepar_node *results,
                              hepar_error *error) {
  hepar_build b = {d->graph, error, HEPAR_OK};
  hepar_node variable = find_leaf(d, leaf, index, &b);
  size_t count = 0;
  for (size_t r = 0; r < d->root_count; r++) results[r] = HEPAR_NO_NODE;
  if (variable < 0) return b.status;
  d->turn++;
  d->stamp[variable] = d->turn;
  d->derivative[variable] = hepar_build_number(&b, 1);
  d->touched[count++] = variable;
  for (size_t i = 0; i < count; i++) { /* everything that depends on the variable */
    for (int32_t u = d->first[d->touched[i]]; u < d->first[d->touched[i] + 1]; u++) {
      int32_t user = d->users[u];
      if (d->stamp[user] == d->turn) continue;
      d->stamp[user] = d->turn;
      d->touched[count++] = user;
    }
  }
  qsort(d->touched + 1, count - 1, sizeof *d->touched, ascending);
  for (size_t i = 1; i < count && b.status == HEPAR_OK; i++) {
    hepar_node node = d->touched[i], found = derive_node(&b, d, node);
    if (found >= 0 && is_number(d->graph, found, 0)) found = HEPAR_NO_NODE;
    d->derivative[node] = found;
    if (found < 0) d->stamp[node] = 0; /* constant after all */
  }
  for (size_t r = 0; r < d->root_count && b.status == HEPAR_OK; r++)
    if (d->roots[r] >= 0 && d->stamp[d->roots[r]] == d->turn)
      results[r] = d->derivative[d->roots[r]];
  return b.status;
}
