/* Products and quotients are taken apart into factors and put together again: constant factors
   first, which become one number or one value of the prelude, and x / K with K constant becomes
   x * (1 / K). That may differ from the expression as written in the last bits, and in nothing
   else; all back ends run the same result. */
#include "rewrite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "build.h"

enum { WANTED = 1, IN_PRODUCT = 2 };
/* Kinds of factors, in the order in which they are sorted. */
enum { CONSTANT, CONSTANT_BELOW, MOVING, MOVING_BELOW, KINDS };

hepar_status hepar_rewriter_begin(hepar_rewriter *r, const hepar_graph *from, hepar_graph *to,
                                  hepar_error *error) {
  size_t count = from->count;
  memset(r, 0, sizeof *r);
  r->from = from;
  r->to = to;
  r->map = hepar_malloc(count * sizeof *r->map);
  r->uses = hepar_malloc(count * sizeof *r->uses);
  r->divides = hepar_malloc(count * sizeof *r->divides);
  r->flags = hepar_malloc(count);
  r->factors = hepar_malloc((2 * count + 2) * sizeof *r->factors);
  r->stack = hepar_malloc((2 * count + 2) * sizeof *r->stack);
  if (r->map != NULL && r->uses != NULL && r->divides != NULL && r->flags != NULL &&
      r->factors != NULL && r->stack != NULL)
    return HEPAR_OK;
  hepar_rewriter_end(r);
  return hepar_fail(error, HEPAR_NOMEM, "out of memory");
}

void hepar_rewriter_end(hepar_rewriter *r) {
  hepar_free(r->map);
  hepar_free(r->uses);
  hepar_free(r->divides);
  hepar_free(r->flags);
  hepar_free(r->factors);
  hepar_free(r->stack);
  hepar_free(r->moving);
  memset(r, 0, sizeof *r);
}

hepar_status hepar_rewriter_sort(hepar_rewriter *r, hepar_error *error) {
  if (r->to->count > r->moving_room) {
    size_t room = r->to->count * 2;
    uint8_t *moving = hepar_realloc(r->moving, room);
    if (moving == NULL) return hepar_fail(error, HEPAR_NOMEM, "out of memory");
    r->moving = moving;
    r->moving_room = room;
  }
  for (; r->moving_count < r->to->count; r->moving_count++) {
    const hepar_graph_node *n = &r->to->nodes[r->moving_count];
    int arity = hepar_op_arity((hepar_op)n->op);
    bool moves = n->op == HEPAR_OP_STATE || n->op == HEPAR_OP_TIME;
    if (arity > 0 && r->moving[n->a]) moves = true;
    if (arity > 1 && r->moving[n->b]) moves = true;
    if (arity > 2 && r->moving[n->c]) moves = true;
    r->moving[r->moving_count] = moves;
  }
  return HEPAR_OK;
}

static bool is_product(uint8_t op) {
  return op == HEPAR_OP_MULTIPLY || op == HEPAR_OP_DIVIDE || op == HEPAR_OP_RECIPROCAL ||
         op == HEPAR_OP_NEGATE;
}

/* What the roots need, how often each is used, and how often as a denominator. */
static void count_uses(hepar_rewriter *r, const hepar_node *roots, size_t count) {
  const hepar_graph_node *nodes = r->from->nodes;
  memset(r->flags, 0, r->from->count);
  memset(r->uses, 0, r->from->count * sizeof *r->uses);
  memset(r->divides, 0, r->from->count * sizeof *r->divides);
  for (size_t i = 0; i < count; i++) {
    if (roots[i] < 0) continue;
    r->flags[roots[i]] |= WANTED;
    r->uses[roots[i]] += 2; /* a result is never taken apart */
  }
  for (size_t i = r->from->count; i-- > 0;) {
    const hepar_graph_node *n = &nodes[i];
    const hepar_node arguments[3] = {n->a, n->b, n->c};
    int arity = hepar_op_arity((hepar_op)n->op);
    if (!(r->flags[i] & WANTED)) continue;
    for (int k = 0; k < arity; k++) {
      r->flags[arguments[k]] |= (uint8_t)(WANTED | (is_product(n->op) ? IN_PRODUCT : 0));
      r->uses[arguments[k]]++;
    }
    if (n->op == HEPAR_OP_DIVIDE) r->divides[n->b]++;
    if (n->op == HEPAR_OP_RECIPROCAL) r->divides[n->a]++;
  }
}

/* Whether the node only ever is a part of one product. */
static bool is_part(const hepar_rewriter *r, hepar_node node) {
  return r->uses[node] == 1 && (r->flags[node] & IN_PRODUCT) != 0 &&
         is_product(r->from->nodes[node].op);
}

/* Take a product apart: its factors, and the sign. */
static size_t take_apart(hepar_rewriter *r, hepar_build *b, hepar_node top, bool *negative) {
  size_t depth = 0, count = 0;
  r->stack[depth++] = top * 2; /* twice the node, plus 1 below the line */
  *negative = false;
  while (depth > 0) {
    hepar_node entry = r->stack[--depth], node = entry / 2;
    int below = entry & 1;
    const hepar_graph_node *n = &r->from->nodes[node];
    if (node == top || is_part(r, node)) {
      if (n->op == HEPAR_OP_NEGATE) *negative = !*negative;
      if (n->op == HEPAR_OP_DIVIDE || n->op == HEPAR_OP_MULTIPLY)
        r->stack[depth++] = n->b * 2 + (n->op == HEPAR_OP_DIVIDE ? !below : below);
      r->stack[depth++] = n->a * 2 + (n->op == HEPAR_OP_RECIPROCAL ? !below : below);
      continue;
    }
    hepar_node lean = r->map[node];
    bool moves = r->moving[lean] != 0;
    if (moves && below && r->divides[node] > 1) { /* one reciprocal for all who divide by it */
      if (b->status == HEPAR_OK)
        b->status = hepar_graph_plain(r->to, HEPAR_OP_RECIPROCAL, lean, HEPAR_NO_NODE,
                                      HEPAR_NO_NODE, &lean, b->error);
      below = 0;
    }
    r->factors[count].node = lean;
    r->factors[count++].kind = (moves ? MOVING : CONSTANT) + below;
  }
  return count;
}

/* The product of two lean nodes: numbers fold, nothing else is touched. */
static hepar_node multiply(hepar_build *b, hepar_node x, hepar_node y) {
  const hepar_graph_node *nodes = b->graph->nodes;
  hepar_node node = 0;
  if (x < 0 || y < 0) return x < 0 ? y : x;
  if (nodes[x].op == HEPAR_OP_NUMBER && nodes[x].value == 1) return y;
  if (nodes[y].op == HEPAR_OP_NUMBER && nodes[y].value == 1) return x;
  if (nodes[x].op == HEPAR_OP_NUMBER && nodes[y].op == HEPAR_OP_NUMBER)
    return HEPAR_BINARY(b, MULTIPLY, x, y);
  if (b->status == HEPAR_OK)
    b->status =
        hepar_graph_plain(b->graph, HEPAR_OP_MULTIPLY, x, y, HEPAR_NO_NODE, &node, b->error);
  return b->status == HEPAR_OK ? node : 0;
}

/* By kind, numbers before others, then by node: one order for the same factors. */
static bool comes_first(const hepar_graph_node *nodes, const hepar_factor *x,
                        const hepar_factor *y) {
  bool x_number = nodes[x->node].op == HEPAR_OP_NUMBER;
  bool y_number = nodes[y->node].op == HEPAR_OP_NUMBER;
  if (x->kind != y->kind) return x->kind < y->kind;
  if (x_number != y_number) return x_number;
  return x->node < y->node;
}

/* Heap sort: no allocation, and quick for long products too. */
static void sift(const hepar_graph_node *nodes, hepar_factor *heap, size_t at, size_t count) {
  hepar_factor moved = heap[at];
  for (size_t child; (child = 2 * at + 1) < count; at = child) {
    if (child + 1 < count && comes_first(nodes, &heap[child], &heap[child + 1])) child++;
    if (!comes_first(nodes, &moved, &heap[child])) break;
    heap[at] = heap[child];
  }
  heap[at] = moved;
}

static void sort_factors(const hepar_rewriter *r, size_t count) {
  const hepar_graph_node *nodes = r->to->nodes;
  for (size_t i = count / 2; i-- > 0;) sift(nodes, r->factors, i, count);
  for (size_t end = count; end-- > 1;) {
    hepar_factor last = r->factors[end];
    r->factors[end] = r->factors[0];
    r->factors[0] = last;
    sift(nodes, r->factors, 0, end);
  }
}

/* A product or quotient, put together from its factors. */
static hepar_node rewrite_product(hepar_rewriter *r, hepar_build *b, hepar_node top) {
  hepar_node part[KINDS] = {HEPAR_NO_NODE, HEPAR_NO_NODE, HEPAR_NO_NODE, HEPAR_NO_NODE}, whole;
  bool negative;
  size_t count = take_apart(r, b, top, &negative);
  sort_factors(r, count);
  for (size_t i = 0; i < count; i++)
    part[r->factors[i].kind] = multiply(b, part[r->factors[i].kind], r->factors[i].node);
  if (part[CONSTANT_BELOW] >= 0)
    part[CONSTANT] = part[CONSTANT] < 0
                         ? HEPAR_UNARY(b, RECIPROCAL, part[CONSTANT_BELOW])
                         : HEPAR_BINARY(b, DIVIDE, part[CONSTANT], part[CONSTANT_BELOW]);
  if (negative && part[CONSTANT] >= 0) {
    part[CONSTANT] = HEPAR_UNARY(b, NEGATE, part[CONSTANT]);
    negative = false;
  }
  if (b->status == HEPAR_OK && part[CONSTANT] >= 0 && part[MOVING] >= 0) {
    const hepar_graph_node *n = &b->graph->nodes[part[CONSTANT]];
    if (n->op == HEPAR_OP_NUMBER && n->value == -1) { /* a sign costs less than a product */
      part[CONSTANT] = HEPAR_NO_NODE;
      negative = !negative;
    } else if (n->op == HEPAR_OP_NUMBER && n->value == 0) {
      return part[CONSTANT];
    }
  }
  whole = multiply(b, part[MOVING], part[CONSTANT]);
  if (part[MOVING_BELOW] >= 0) {
    hepar_node below = part[MOVING_BELOW], quotient = 0;
    if (b->status == HEPAR_OK)
      b->status = whole < 0
                      ? hepar_graph_plain(b->graph, HEPAR_OP_RECIPROCAL, below, HEPAR_NO_NODE,
                                          HEPAR_NO_NODE, &quotient, b->error)
                      : hepar_graph_plain(b->graph, HEPAR_OP_DIVIDE, whole, below, HEPAR_NO_NODE,
                                          &quotient, b->error);
    whole = quotient;
  }
  return negative && b->status == HEPAR_OK ? HEPAR_UNARY(b, NEGATE, whole) : whole;
}

/* The lean node of one node whose arguments have theirs. */
static hepar_node rewrite_node(hepar_rewriter *r, hepar_build *b, hepar_node node) {
  const hepar_graph_node *n = &r->from->nodes[node];
  int arity = hepar_op_arity((hepar_op)n->op);
  hepar_node lean = 0;
  if (n->op == HEPAR_OP_NUMBER) return hepar_build_number(b, n->value);
  if (arity == 0) {
    b->status = hepar_graph_leaf(r->to, (hepar_op)n->op, n->index, &lean, b->error);
    return lean;
  }
  if (n->op == HEPAR_OP_NEGATE && is_part(r, n->a) == false && r->uses[n->a] == 1 &&
      r->from->nodes[n->a].op == HEPAR_OP_SUBTRACT) { /* -(x - y) = y - x */
    const hepar_graph_node *inner = &r->from->nodes[n->a];
    return HEPAR_BINARY(b, SUBTRACT, r->map[inner->b], r->map[inner->a]);
  }
  if (is_product(n->op)) return rewrite_product(r, b, node);
  return hepar_build_apply(b, (hepar_op)n->op, r->map[n->a],
                           arity > 1 ? r->map[n->b] : HEPAR_NO_NODE,
                           arity > 2 ? r->map[n->c] : HEPAR_NO_NODE);
}

hepar_status hepar_rewriter_run(hepar_rewriter *r, const hepar_node *roots, size_t count,
                                hepar_node *lean, hepar_error *error) {
  hepar_build b = {r->to, error, HEPAR_OK};
  count_uses(r, roots, count);
  for (size_t i = 0; i < r->from->count && b.status == HEPAR_OK; i++) {
    if (!(r->flags[i] & WANTED) || is_part(r, (hepar_node)i)) continue;
    r->map[i] = rewrite_node(r, &b, (hepar_node)i);
    if (b.status == HEPAR_OK) b.status = hepar_rewriter_sort(r, error);
  }
  for (size_t i = 0; i < count && b.status == HEPAR_OK; i++)
    lean[i] = roots[i] < 0 ? hepar_build_number(&b, 0) : r->map[roots[i]];
  return b.status == HEPAR_OK ? hepar_rewriter_sort(r, error) : b.status;
}
