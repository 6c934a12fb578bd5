/* Building expressions without a test after every step: the first failure is kept, and everything
   after it is a no-op. HEPAR_NO_NODE stands for an exact zero. */
#ifndef HEPAR_MODEL_BUILD_H
#define HEPAR_MODEL_BUILD_H

#include "graph.h"

typedef struct hepar_build {
  hepar_graph *graph;
  hepar_error *error;
  hepar_status status;
} hepar_build;

static inline hepar_node hepar_build_apply(hepar_build *b, hepar_op op, hepar_node x, hepar_node y,
                                           hepar_node z) {
  hepar_node node = 0;
  if (b->status == HEPAR_OK) b->status = hepar_graph_apply(b->graph, op, x, y, z, &node, b->error);
  return b->status == HEPAR_OK ? node : 0;
}

static inline hepar_node hepar_build_number(hepar_build *b, double value) {
  hepar_node node = 0;
  if (b->status == HEPAR_OK) b->status = hepar_graph_number(b->graph, value, &node, b->error);
  return b->status == HEPAR_OK ? node : 0;
}

#define HEPAR_UNARY(b, op, x) \
  hepar_build_apply(b, HEPAR_OP_##op, x, HEPAR_NO_NODE, HEPAR_NO_NODE)
#define HEPAR_BINARY(b, op, x, y) hepar_build_apply(b, HEPAR_OP_##op, x, y, HEPAR_NO_NODE)
#define HEPAR_SELECT(b, x, y, z) hepar_build_apply(b, HEPAR_OP_SELECT, x, y, z)

#endif
