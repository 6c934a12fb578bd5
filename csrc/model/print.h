/* What the printers of expressions share: text that grows, and how tightly an expression binds. */
#ifndef HEPAR_MODEL_PRINT_H
#define HEPAR_MODEL_PRINT_H

#include "model.h"

typedef struct hepar_sink {
  const hepar_model *model;
  hepar_style style;
  char *text;
  size_t length, room;
  bool failed; /* out of memory: the rest goes nowhere */
} hepar_sink;

/* How tightly an expression binds, as the parser has it. */
enum { HEPAR_BINDS_IF, HEPAR_BINDS_OR, HEPAR_BINDS_AND, HEPAR_BINDS_NOT, HEPAR_BINDS_COMPARISON,
       HEPAR_BINDS_SUM, HEPAR_BINDS_PRODUCT, HEPAR_BINDS_UNARY, HEPAR_BINDS_POWER,
       HEPAR_BINDS_CONVERT, HEPAR_BINDS_ATOM };

void hepar_sink_put(hepar_sink *sink, const char *text);
int hepar_tree_binding(const hepar_tree *tree);
/* " + ", " <= " and their like; of AND, OR and comparisons. */
const char *hepar_tree_sign(hepar_tree_kind kind);
/* LaTeX and MathML: print_math.c. */
void hepar_sink_math(hepar_sink *sink, const hepar_tree *tree, int least);
void hepar_sink_math_name(hepar_sink *sink, const char *name);

#endif
