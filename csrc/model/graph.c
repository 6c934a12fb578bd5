/* Building the graph of expressions: one node per distinct expression, simplified on the way in. */
#include "graph.h"

#include <math.h>
#include <string.h>

#include "base/lane_math.h"

#define LIMIT 1000000

static const struct { const char *name; int arity; } operations[HEPAR_OP_COUNT] = {
    [HEPAR_OP_NUMBER] = {"number", 0},       [HEPAR_OP_TIME] = {"time", 0},
    [HEPAR_OP_STATE] = {"state", 0},         [HEPAR_OP_PARAMETER] = {"parameter", 0},
    [HEPAR_OP_INPUT] = {"input", 0},         [HEPAR_OP_NEGATE] = {"negate", 1},
    [HEPAR_OP_RECIPROCAL] = {"reciprocal", 1}, [HEPAR_OP_SQRT] = {"sqrt", 1},
    [HEPAR_OP_CBRT] = {"cbrt", 1},           [HEPAR_OP_EXP] = {"exp", 1},
    [HEPAR_OP_EXPM1] = {"expm1", 1},         [HEPAR_OP_LOG] = {"log", 1},
    [HEPAR_OP_LOG1P] = {"log1p", 1},         [HEPAR_OP_SIN] = {"sin", 1},
    [HEPAR_OP_COS] = {"cos", 1},             [HEPAR_OP_TANH] = {"tanh", 1},
    [HEPAR_OP_ERF] = {"erf", 1},             [HEPAR_OP_ERFC] = {"erfc", 1},
    [HEPAR_OP_ABS] = {"abs", 1},             [HEPAR_OP_SIGN] = {"sign", 1},
    [HEPAR_OP_FLOOR] = {"floor", 1},         [HEPAR_OP_NOT] = {"not", 1},
    [HEPAR_OP_ADD] = {"add", 2},             [HEPAR_OP_SUBTRACT] = {"subtract", 2},
    [HEPAR_OP_MULTIPLY] = {"multiply", 2},   [HEPAR_OP_DIVIDE] = {"divide", 2},
    [HEPAR_OP_POWER] = {"power", 2},         [HEPAR_OP_MINIMUM] = {"minimum", 2},
    [HEPAR_OP_MAXIMUM] = {"maximum", 2},     [HEPAR_OP_LESS] = {"less", 2},
    [HEPAR_OP_LESS_EQUAL] = {"less_equal", 2}, [HEPAR_OP_EQUAL] = {"equal", 2},
    [HEPAR_OP_AND] = {"and", 2},             [HEPAR_OP_OR] = {"or", 2},
    [HEPAR_OP_SELECT] = {"select", 3},       [HEPAR_OP_HILL] = {"hill", 3},
};

int hepar_op_arity(hepar_op op) { return operations[op].arity; }

const char *hepar_op_name(hepar_op op) { return operations[op].name; }

void hepar_graph_init(hepar_graph *graph, size_t limit) {
  memset(graph, 0, sizeof *graph);
  graph->limit = limit == 0 ? LIMIT : limit;
}

void hepar_graph_free(hepar_graph *graph) {
  hepar_free(graph->nodes);
  hepar_free(graph->slots);
  memset(graph, 0, sizeof *graph);
}

/* A hash of what makes a node what it is (64-bit mix of Stafford, variant 13). */
static uint64_t hash_node(const hepar_graph_node *n) {
  uint64_t bits, h;
  memcpy(&bits, &n->value, sizeof bits);
  h = bits ^ ((uint64_t)n->op << 56) ^ ((uint64_t)(uint32_t)n->index << 24);
  h = (h ^ (uint32_t)n->a) * 0x9E3779B97F4A7C15u;
  h = (h ^ (h >> 30) ^ (uint32_t)n->b) * 0xBF58476D1CE4E5B9u;
  h = (h ^ (h >> 27) ^ (uint32_t)n->c) * 0x94D049BB133111EBu;
  return h ^ (h >> 31);
}

/* The same expression, numbers compared by their bits. */
static bool same_node(const hepar_graph_node *x, const hepar_graph_node *y) {
  return x->op == y->op && x->a == y->a && x->b == y->b && x->c == y->c && x->index == y->index &&
         memcmp(&x->value, &y->value, sizeof x->value) == 0;
}

/* Twice the hash table, at least. */
static hepar_status rehash(hepar_graph *graph, hepar_error *error) {
  size_t wanted = graph->slot_count == 0 ? 256 : graph->slot_count * 2;
  int32_t *slots = hepar_malloc(wanted * sizeof *slots);
  if (slots == NULL) return hepar_fail(error, HEPAR_NOMEM, "out of memory");
  for (size_t i = 0; i < wanted; i++) slots[i] = -1;
  for (size_t i = 0; i < graph->count; i++) {
    size_t at = (size_t)hash_node(&graph->nodes[i]) & (wanted - 1);
    while (slots[at] >= 0) at = (at + 1) & (wanted - 1);
    slots[at] = (int32_t)i;
  }
  hepar_free(graph->slots);
  graph->slots = slots;
  graph->slot_count = wanted;
  return HEPAR_OK;
}

/* The node that is there already, or a new one. */
static hepar_status intern(hepar_graph *graph, const hepar_graph_node *wanted, hepar_node *node,
                           hepar_error *error) {
  size_t at;
  if (graph->count * 2 >= graph->slot_count) {
    hepar_status status = rehash(graph, error);
    if (status != HEPAR_OK) return status;
  }
  at = (size_t)hash_node(wanted) & (graph->slot_count - 1);
  for (; graph->slots[at] >= 0; at = (at + 1) & (graph->slot_count - 1)) {
    if (same_node(&graph->nodes[graph->slots[at]], wanted)) {
      *node = graph->slots[at];
      return HEPAR_OK;
    }
  }
  if (graph->count >= graph->limit)
    return hepar_fail(error, HEPAR_RANGE, "the model has more than %zu expressions", graph->limit);
  if (graph->count == graph->room) {
    size_t room = graph->room == 0 ? 128 : graph->room * 2;
    hepar_graph_node *nodes = hepar_realloc(graph->nodes, room * sizeof *nodes);
    if (nodes == NULL) return hepar_fail(error, HEPAR_NOMEM, "out of memory");
    graph->nodes = nodes;
    graph->room = room;
  }
  graph->nodes[graph->count] = *wanted;
  graph->slots[at] = (int32_t)graph->count;
  *node = (hepar_node)graph->count++;
  return HEPAR_OK;
}

hepar_status hepar_graph_number(hepar_graph *graph, double value, hepar_node *node,
                                hepar_error *error) {
  hepar_graph_node n = {.op = HEPAR_OP_NUMBER, .a = HEPAR_NO_NODE, .b = HEPAR_NO_NODE,
                        .c = HEPAR_NO_NODE, .value = value};
  return intern(graph, &n, node, error);
}

hepar_status hepar_graph_leaf(hepar_graph *graph, hepar_op op, int32_t index, hepar_node *node,
                              hepar_error *error) {
  hepar_graph_node n = {.op = (uint8_t)op, .a = HEPAR_NO_NODE, .b = HEPAR_NO_NODE,
                        .c = HEPAR_NO_NODE, .index = index};
  return intern(graph, &n, node, error);
}

/* The number a node is, or NaN. */
static double number_of(const hepar_graph *graph, hepar_node node) {
  if (node < 0 || graph->nodes[node].op != HEPAR_OP_NUMBER) return (double)NAN;
  return graph->nodes[node].value;
}

/* a op b without simplification; the arguments of commuting operations in one order. */
static hepar_status plain(hepar_graph *graph, hepar_op op, hepar_node a, hepar_node b,
                          hepar_node c, hepar_node *node, hepar_error *error) {
  hepar_graph_node n = {.op = (uint8_t)op, .a = a, .b = b, .c = c};
  if ((op == HEPAR_OP_ADD || op == HEPAR_OP_MULTIPLY || op == HEPAR_OP_EQUAL ||
       op == HEPAR_OP_AND || op == HEPAR_OP_OR) && a > b) {
    n.a = b;
    n.b = a;
  }
  return intern(graph, &n, node, error);
}

hepar_status hepar_graph_plain(hepar_graph *graph, hepar_op op, hepar_node a, hepar_node b,
                               hepar_node c, hepar_node *node, hepar_error *error) {
  return plain(graph, op, a, b, c, node, error);
}

/* a^whole for whole >= 1, by squaring. */
static hepar_status whole_power(hepar_graph *graph, hepar_node a, unsigned whole, hepar_node *node,
                                hepar_error *error) {
  hepar_node half;
  hepar_status status;
  if (whole == 1) {
    *node = a;
    return HEPAR_OK;
  }
  status = whole_power(graph, a, whole / 2, &half, error);
  if (status == HEPAR_OK)
    status = hepar_graph_apply(graph, HEPAR_OP_MULTIPLY, half, half, HEPAR_NO_NODE, node, error);
  if (status == HEPAR_OK && whole % 2 == 1)
    status = hepar_graph_apply(graph, HEPAR_OP_MULTIPLY, *node, a, HEPAR_NO_NODE, node, error);
  return status;
}

/* a^exponent of a whole or half exponent up to 16, as products and a square root. */
static hepar_status spelt_power(hepar_graph *graph, hepar_node a, double exponent,
                                hepar_node *node, hepar_error *error) {
  double size = fabs(exponent), whole = floor(size);
  hepar_node root = HEPAR_NO_NODE, product = HEPAR_NO_NODE;
  hepar_status status = HEPAR_OK;
  if (exponent == 0) return hepar_graph_number(graph, 1, node, error);
  if (size > whole)
    status = hepar_graph_apply(graph, HEPAR_OP_SQRT, a, HEPAR_NO_NODE, HEPAR_NO_NODE, &root, error);
  if (status == HEPAR_OK && whole >= 1)
    status = whole_power(graph, a, (unsigned)whole, &product, error);
  if (status != HEPAR_OK) return status;
  if (root >= 0 && product >= 0)
    status = hepar_graph_apply(graph, HEPAR_OP_MULTIPLY, product, root, HEPAR_NO_NODE, &product,
                               error);
  else if (root >= 0)
    product = root;
  if (status == HEPAR_OK && exponent < 0)
    return hepar_graph_apply(graph, HEPAR_OP_RECIPROCAL, product, HEPAR_NO_NODE, HEPAR_NO_NODE,
                             node, error);
  *node = product;
  return status;
}

/* hill(x, K, n) of a whole or half n: u^n / (1 + u^n) of u = x / K, u kept where u^n is finite. */
static hepar_status spelt_hill(hepar_graph *graph, hepar_node x, hepar_node k, double n,
                               hepar_node *node, hepar_error *error) {
  hepar_node u, bound, one, below;
  hepar_status status = hepar_graph_apply(graph, HEPAR_OP_DIVIDE, x, k, HEPAR_NO_NODE, &u, error);
  if (status == HEPAR_OK) status = hepar_graph_number(graph, pow(10, floor(300 / n)), &bound, error);
  if (status == HEPAR_OK)
    status = hepar_graph_apply(graph, HEPAR_OP_MINIMUM, u, bound, HEPAR_NO_NODE, &u, error);
  if (status == HEPAR_OK && n > floor(n)) { /* a root: nothing below zero */
    status = hepar_graph_number(graph, 0, &below, error);
    if (status == HEPAR_OK)
      status = hepar_graph_apply(graph, HEPAR_OP_MAXIMUM, u, below, HEPAR_NO_NODE, &u, error);
  }
  if (status == HEPAR_OK) status = spelt_power(graph, u, n, &u, error);
  if (status == HEPAR_OK) status = hepar_graph_number(graph, 1, &one, error);
  if (status == HEPAR_OK)
    status = hepar_graph_apply(graph, HEPAR_OP_ADD, one, u, HEPAR_NO_NODE, &bound, error);
  if (status == HEPAR_OK)
    status = hepar_graph_apply(graph, HEPAR_OP_DIVIDE, u, bound, HEPAR_NO_NODE, node, error);
  return status;
}

/* Whether a power or Hill exponent is spelt out. */
static bool is_spelt(double exponent) {
  return fabs(exponent) <= 16 && floor(2 * exponent) == 2 * exponent;
}

/* The simplifications of sums and products. *node stays HEPAR_NO_NODE when none applies. */
static hepar_status simplify_sum(hepar_graph *graph, hepar_op op, hepar_node a, hepar_node b,
                                 hepar_node *node, hepar_error *error) {
  double x = number_of(graph, a), y = number_of(graph, b);
  const hepar_graph_node *right = &graph->nodes[b];
  if (y == 0) {
    *node = a;
  } else if (x == 0 && op == HEPAR_OP_ADD) {
    *node = b;
  } else if (x == 0) {
    return hepar_graph_apply(graph, HEPAR_OP_NEGATE, b, HEPAR_NO_NODE, HEPAR_NO_NODE, node, error);
  } else if (a == b && op == HEPAR_OP_SUBTRACT) {
    return hepar_graph_number(graph, 0, node, error);
  } else if (right->op == HEPAR_OP_NEGATE) { /* a + -c, a - -c */
    return plain(graph, op == HEPAR_OP_ADD ? HEPAR_OP_SUBTRACT : HEPAR_OP_ADD, a, right->a,
                 HEPAR_NO_NODE, node, error);
  } else if (op == HEPAR_OP_ADD && graph->nodes[a].op == HEPAR_OP_NEGATE) {
    return plain(graph, HEPAR_OP_SUBTRACT, b, graph->nodes[a].a, HEPAR_NO_NODE, node, error);
  }
  return HEPAR_OK;
}

static hepar_status simplify_product(hepar_graph *graph, hepar_op op, hepar_node a, hepar_node b,
                                     hepar_node *node, hepar_error *error) {
  double x = number_of(graph, a), y = number_of(graph, b);
  bool divide = op == HEPAR_OP_DIVIDE;
  if (y == 1) {
    *node = a;
  } else if (x == 1) {
    if (!divide) *node = b;
    else return hepar_graph_apply(graph, HEPAR_OP_RECIPROCAL, b, HEPAR_NO_NODE, HEPAR_NO_NODE, node, error);
  } else if (x == 0 || (y == 0 && !divide)) {
    return hepar_graph_number(graph, 0, node, error);
  } else if (y == -1 || (x == -1 && !divide)) {
    return hepar_graph_apply(graph, HEPAR_OP_NEGATE, y == -1 ? a : b, HEPAR_NO_NODE, HEPAR_NO_NODE,
                             node, error);
  } else if (divide && a == b) {
    return hepar_graph_number(graph, 1, node, error);
  } else if (!divide && graph->nodes[b].op == HEPAR_OP_RECIPROCAL) {
    return plain(graph, HEPAR_OP_DIVIDE, a, graph->nodes[b].a, HEPAR_NO_NODE, node, error);
  } else if (!divide && graph->nodes[a].op == HEPAR_OP_RECIPROCAL) {
    return plain(graph, HEPAR_OP_DIVIDE, b, graph->nodes[a].a, HEPAR_NO_NODE, node, error);
  }
  return HEPAR_OK;
}

hepar_status hepar_graph_apply(hepar_graph *graph, hepar_op op, hepar_node a, hepar_node b,
                               hepar_node c, hepar_node *node, hepar_error *error) {
  int arity = hepar_op_arity(op);
  hepar_node found = HEPAR_NO_NODE;
  hepar_status status = HEPAR_OK;
  double x = number_of(graph, a), y = number_of(graph, b), z = number_of(graph, c);
  bool folds = graph->nodes[a].op == HEPAR_OP_NUMBER &&
               (arity < 2 || graph->nodes[b].op == HEPAR_OP_NUMBER) &&
               (arity < 3 || graph->nodes[c].op == HEPAR_OP_NUMBER);
  /* A number that folds to NaN or infinity stays an operation: the run will say where it arose. */
  if (folds && isfinite(hepar_op_evaluate(op, x, y, z)))
    return hepar_graph_number(graph, hepar_op_evaluate(op, x, y, z), node, error);
  switch (op) {
    case HEPAR_OP_NEGATE:
      if (graph->nodes[a].op == HEPAR_OP_NEGATE) found = graph->nodes[a].a;
      break;
    case HEPAR_OP_RECIPROCAL:
      if (graph->nodes[a].op == HEPAR_OP_RECIPROCAL) found = graph->nodes[a].a;
      break;
    case HEPAR_OP_ADD:
    case HEPAR_OP_SUBTRACT:
      status = simplify_sum(graph, op, a, b, &found, error);
      break;
    case HEPAR_OP_MULTIPLY:
    case HEPAR_OP_DIVIDE:
      status = simplify_product(graph, op, a, b, &found, error);
      break;
    case HEPAR_OP_POWER:
      if (is_spelt(y)) status = spelt_power(graph, a, y, &found, error);
      break;
    case HEPAR_OP_HILL:
      if (z > 0 && is_spelt(z)) status = spelt_hill(graph, a, b, z, &found, error);
      break;
    case HEPAR_OP_MINIMUM:
    case HEPAR_OP_MAXIMUM:
      if (a == b) found = a;
      break;
    case HEPAR_OP_SELECT:
      if (b == c) found = b;
      else if (graph->nodes[a].op == HEPAR_OP_NUMBER) found = x != 0 ? b : c;
      break;
    default:
      break;
  }
  if (status != HEPAR_OK) return status;
  if (found >= 0) {
    *node = found;
    return HEPAR_OK;
  }
  return plain(graph, op, a, b, c, node, error);
}

double hepar_op_evaluate(hepar_op op, double a, double b, double c) {
  switch (op) {
    case HEPAR_OP_NEGATE: return -a;
    case HEPAR_OP_RECIPROCAL: return 1 / a;
    case HEPAR_OP_SQRT: return sqrt(a);
    case HEPAR_OP_CBRT: return hepar_lane_cbrt(a);
    case HEPAR_OP_EXP: return hepar_lane_exp(a);
    case HEPAR_OP_EXPM1: return hepar_lane_expm1(a);
    case HEPAR_OP_LOG: return hepar_lane_log(a);
    case HEPAR_OP_LOG1P: return hepar_lane_log1p(a);
    case HEPAR_OP_SIN: return hepar_lane_sin(a);
    case HEPAR_OP_COS: return hepar_lane_cos(a);
    case HEPAR_OP_TANH: return hepar_lane_tanh(a);
    case HEPAR_OP_ERF: return hepar_lane_erf(a);
    case HEPAR_OP_ERFC: return hepar_lane_erfc(a);
    case HEPAR_OP_ABS: return fabs(a);
    case HEPAR_OP_SIGN: return a > 0 ? 1 : a < 0 ? -1 : a;
    case HEPAR_OP_FLOOR: return floor(a);
    case HEPAR_OP_NOT: return a == 0 ? 1 : 0;
    case HEPAR_OP_ADD: return a + b;
    case HEPAR_OP_SUBTRACT: return a - b;
    case HEPAR_OP_MULTIPLY: return a * b;
    case HEPAR_OP_DIVIDE: return a / b;
    case HEPAR_OP_POWER: return hepar_lane_pow(a, b);
    case HEPAR_OP_MINIMUM: return a < b ? a : b; /* NaN in a gives b, as the vector instructions do */
    case HEPAR_OP_MAXIMUM: return a > b ? a : b;
    case HEPAR_OP_LESS: return a < b ? 1 : 0;
    case HEPAR_OP_LESS_EQUAL: return a <= b ? 1 : 0;
    case HEPAR_OP_EQUAL: return a == b ? 1 : 0;
    case HEPAR_OP_AND: return a != 0 && b != 0 ? 1 : 0;
    case HEPAR_OP_OR: return a != 0 || b != 0 ? 1 : 0;
    case HEPAR_OP_SELECT: return a != 0 ? b : c;
    case HEPAR_OP_HILL: return a > 0 ? 1 / (1 + hepar_lane_pow(b / a, c)) : 0;
    default: return (double)NAN;
  }
}
