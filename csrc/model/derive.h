/* Derivatives of expressions as expressions: forward through the graph, one variable at a time, so
   that what several rates share is derived once. */
#ifndef HEPAR_MODEL_DERIVE_H
#define HEPAR_MODEL_DERIVE_H

#include "graph.h"

typedef struct hepar_deriver {
  hepar_graph *graph; /* grows by the derivatives */
  const hepar_node *roots;
  size_t root_count;
  size_t count;          /* the nodes of the expressions themselves */
  int32_t *first, *users; /* who uses node n: users[first[n] .. first[n + 1]) */
  hepar_node *derivative; /* of a node by the variable at hand, valid where stamp says so */
  uint32_t *stamp, turn;
  int32_t *touched;
  uint8_t *guard; /* minima that only keep a power finite: their derivative passes through */
} hepar_deriver;

/* Get ready for the derivatives of roots[0 .. root_count), which must live as long. On failure
   nothing is kept. */
hepar_status hepar_deriver_begin(hepar_deriver *deriver, hepar_graph *graph,
                                 const hepar_node *roots, size_t root_count, hepar_error *error);
/* d root / d leaf for every root; HEPAR_NO_NODE where it is zero for every value. */
hepar_status hepar_deriver_by(hepar_deriver *deriver, hepar_op leaf, int32_t index,
                              hepar_node *results, hepar_error *error);
void hepar_deriver_end(hepar_deriver *deriver);

#endif
