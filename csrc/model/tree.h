/* Expressions as they are written: what the parser makes, units are checked on, and pages print.
   Names stay names here (the graph of graph.h spells definitions out). */
#ifndef HEPAR_MODEL_TREE_H
#define HEPAR_MODEL_TREE_H

#include "hepar.h"

/* Where something stands: which text of the model (each import is one of its own), and the byte. */
typedef struct hepar_place {
  int32_t text;
  uint32_t offset;
} hepar_place;

typedef enum hepar_tree_kind {
  HEPAR_TREE_NUMBER,  /* value, name: as written, unit or NULL */
  HEPAR_TREE_NAME,    /* name, low: not resolved yet */
  HEPAR_TREE_SYMBOL,  /* symbol */
  HEPAR_TREE_TIME,
  HEPAR_TREE_PI,
  HEPAR_TREE_SUM,     /* items, inverse: subtracted */
  HEPAR_TREE_PRODUCT, /* items, inverse: divided by */
  HEPAR_TREE_NEGATE,
  HEPAR_TREE_POWER,
  HEPAR_TREE_NOT,
  HEPAR_TREE_AND, /* items */
  HEPAR_TREE_OR,  /* items */
  HEPAR_TREE_LESS,
  HEPAR_TREE_LESS_EQUAL,
  HEPAR_TREE_GREATER,
  HEPAR_TREE_GREATER_EQUAL,
  HEPAR_TREE_EQUAL,
  HEPAR_TREE_NOT_EQUAL,
  HEPAR_TREE_IF,      /* condition, then, else */
  HEPAR_TREE_CALL,    /* function, items */
  HEPAR_TREE_CONVERT, /* items[0] in [unit]; value: the factor */
  HEPAR_TREE_TOTAL    /* name, low, high; resolved: items are the elements */
} hepar_tree_kind;

typedef enum hepar_function {
  HEPAR_FUNCTION_EXP,
  HEPAR_FUNCTION_LOG,
  HEPAR_FUNCTION_LOG10,
  HEPAR_FUNCTION_LOG1P,
  HEPAR_FUNCTION_EXPM1,
  HEPAR_FUNCTION_SQRT,
  HEPAR_FUNCTION_CBRT,
  HEPAR_FUNCTION_POW,
  HEPAR_FUNCTION_HILL,
  HEPAR_FUNCTION_MIN,
  HEPAR_FUNCTION_MAX,
  HEPAR_FUNCTION_ABS,
  HEPAR_FUNCTION_SIGN,
  HEPAR_FUNCTION_POS,
  HEPAR_FUNCTION_CLAMP,
  HEPAR_FUNCTION_IF,
  HEPAR_FUNCTION_SIN,
  HEPAR_FUNCTION_COS,
  HEPAR_FUNCTION_TAN,
  HEPAR_FUNCTION_TANH,
  HEPAR_FUNCTION_ERF,
  HEPAR_FUNCTION_ERFC,
  HEPAR_FUNCTION_FLOOR,
  HEPAR_FUNCTION_SUM,
  HEPAR_FUNCTION_COUNT
} hepar_function;

/* A whole number, or the index of a rule and a whole number: sign * variable + constant. */
typedef struct hepar_index {
  const char *variable; /* or NULL */
  int64_t sign, constant;
  hepar_place place;
} hepar_index;

typedef struct hepar_tree hepar_tree;

typedef struct hepar_item {
  hepar_tree *tree;
  bool inverse; /* of a sum: subtracted; of a product: divided by */
} hepar_item;

struct hepar_tree {
  hepar_tree_kind kind;
  hepar_function function;
  hepar_place place, unit_place; /* where a caret belongs */
  int32_t symbol;
  size_t count;
  hepar_item *items;
  double value;
  const char *name, *unit;
  const hepar_index *low, *high; /* of a name: its index, and the end of a range */
};

/* The name of a function, and how many arguments it takes. */
const char *hepar_function_name(hepar_function function);
void hepar_function_arity(hepar_function function, size_t *least, size_t *most);

#endif
