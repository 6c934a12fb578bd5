/* The expressions of one program made lean: what depends on parameters and inputs alone is
   grouped so that the prelude can compute it, and denominators used more than once become one
   reciprocal. */
#ifndef HEPAR_MODEL_REWRITE_H
#define HEPAR_MODEL_REWRITE_H

#include "graph.h"

typedef struct hepar_factor {
  hepar_node node; /* of the lean graph */
  int kind;
} hepar_factor;

typedef struct hepar_rewriter {
  const hepar_graph *from; /* must not grow any more */
  hepar_graph *to;
  hepar_node *map; /* the lean node of a node, in the program at hand */
  uint32_t *uses, *divides;
  uint8_t *flags;
  hepar_factor *factors;
  hepar_node *stack;
  uint8_t *moving; /* of a lean node: depends on a state or on time */
  size_t moving_count, moving_room;
} hepar_rewriter;

hepar_status hepar_rewriter_begin(hepar_rewriter *rewriter, const hepar_graph *from,
                                  hepar_graph *to, hepar_error *error);
/* The lean nodes of roots[0 .. count); an absent root (HEPAR_NO_NODE) becomes the number 0. */
hepar_status hepar_rewriter_run(hepar_rewriter *rewriter, const hepar_node *roots, size_t count,
                                hepar_node *lean, hepar_error *error);
/* Bring `moving` up to date with the lean graph. */
hepar_status hepar_rewriter_sort(hepar_rewriter *rewriter, hepar_error *error);
void hepar_rewriter_end(hepar_rewriter *rewriter);

#endif
