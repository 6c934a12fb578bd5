/* Expressions of a model as one shared graph: every distinct expression is one node, so common
   subexpressions are found while building. Nodes are numbers; a node's arguments are always smaller
   numbers than its own, so a walk upwards is an evaluation order. Pure data: no names, no units. */
#ifndef HEPAR_MODEL_GRAPH_H
#define HEPAR_MODEL_GRAPH_H

#include "hepar.h"

typedef int32_t hepar_node;
#define HEPAR_NO_NODE (-1)

typedef enum hepar_op {
  /* leaves */
  HEPAR_OP_NUMBER,    /* value */
  HEPAR_OP_TIME,
  HEPAR_OP_STATE,     /* index */
  HEPAR_OP_PARAMETER, /* index */
  HEPAR_OP_INPUT,     /* index */
  /* one argument */
  HEPAR_OP_NEGATE,
  HEPAR_OP_RECIPROCAL, /* 1 / a */
  HEPAR_OP_SQRT,
  HEPAR_OP_CBRT,
  HEPAR_OP_EXP,
  HEPAR_OP_EXPM1,
  HEPAR_OP_LOG, /* natural */
  HEPAR_OP_LOG1P,
  HEPAR_OP_SIN,
  HEPAR_OP_COS,
  HEPAR_OP_TANH,
  HEPAR_OP_ERF,
  HEPAR_OP_ERFC,
  HEPAR_OP_ABS,
  HEPAR_OP_SIGN,  /* -1, 0, 1 */
  HEPAR_OP_FLOOR,
  HEPAR_OP_NOT, /* 1 when a is 0, else 0 */
  /* two arguments */
  HEPAR_OP_ADD,
  HEPAR_OP_SUBTRACT,
  HEPAR_OP_MULTIPLY,
  HEPAR_OP_DIVIDE,
  HEPAR_OP_POWER, /* a^b with b not a small whole or half number: those are spelt out */
  HEPAR_OP_MINIMUM,
  HEPAR_OP_MAXIMUM,
  HEPAR_OP_LESS, /* 1 or 0 */
  HEPAR_OP_LESS_EQUAL,
  HEPAR_OP_EQUAL,
  HEPAR_OP_AND,
  HEPAR_OP_OR,
  /* three arguments */
  HEPAR_OP_SELECT, /* a is not 0 ? b : c */
  HEPAR_OP_HILL,   /* a^c / (b^c + a^c) for a, b >= 0, without overflow; 0 for a <= 0 */
  HEPAR_OP_COUNT
} hepar_op;

typedef struct hepar_graph_node {
  uint8_t op;
  hepar_node a, b, c; /* HEPAR_NO_NODE where the operation has fewer arguments */
  int32_t index;      /* of a state, parameter or input */
  double value;       /* of a number */
} hepar_graph_node;

typedef struct hepar_graph {
  hepar_graph_node *nodes;
  size_t count, room;
  size_t limit;   /* no more nodes than this; 0: 1,000,000 */
  int32_t *slots; /* the hash table */
  size_t slot_count;
} hepar_graph;

void hepar_graph_init(hepar_graph *graph, size_t limit);
void hepar_graph_free(hepar_graph *graph);

/* How many arguments an operation takes, and its name ("add", "hill"). */
int hepar_op_arity(hepar_op op);
const char *hepar_op_name(hepar_op op);

/* Each returns the node of the expression in *node, simplified: numbers are folded with the very
   functions that run it later (hepar_op_evaluate), x + 0, x * 1, x * 0, x - x, --x and the like
   go; whole and half powers up to 16 become products and square roots. HEPAR_RANGE beyond the limit. */
hepar_status hepar_graph_number(hepar_graph *graph, double value, hepar_node *node,
                                hepar_error *error);
hepar_status hepar_graph_leaf(hepar_graph *graph, hepar_op op, int32_t index, hepar_node *node,
                              hepar_error *error);
hepar_status hepar_graph_apply(hepar_graph *graph, hepar_op op, hepar_node a, hepar_node b,
                               hepar_node c, hepar_node *node, hepar_error *error);

/* The same without simplification (arguments of commuting operations are still put in one order). */
hepar_status hepar_graph_plain(hepar_graph *graph, hepar_op op, hepar_node a, hepar_node b,
                               hepar_node c, hepar_node *node, hepar_error *error);

/* One operation on numbers: the definition that folding, the interpreter and generated code share. */
double hepar_op_evaluate(hepar_op op, double a, double b, double c);

#endif
