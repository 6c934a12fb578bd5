/* A model after the front end: its symbols, with expressions as nodes of one graph. What the parser
   makes, and what derivatives, programs, pages and the binding read. Nothing here runs anything. */
#ifndef HEPAR_MODEL_MODEL_H
#define HEPAR_MODEL_MODEL_H

#include "graph.h"
#include "tree.h"

typedef enum hepar_symbol_kind {
  HEPAR_SYMBOL_PARAMETER,
  HEPAR_SYMBOL_INPUT,
  HEPAR_SYMBOL_STATE,
  HEPAR_SYMBOL_LET,
  HEPAR_SYMBOL_OUTPUT
} hepar_symbol_kind;

typedef struct hepar_symbol {
  hepar_symbol_kind kind;
  const char *name;   /* "k_syn", "regen.Q", "cells[2]" */
  const char *unit;   /* as written, or NULL */
  const char *doc;    /* or NULL */
  const char *status; /* "verified", "recalled", "calibrated", "assumed", "cited", "unstated" */
  const char *source; /* or NULL */
  double low, high;   /* the stated range, NAN where there is none */
  double value;       /* of a parameter or input: the default; of a state: the initial value with
                         defaults; of a let or output of parameters alone: its value; else NAN */
  hepar_node expression; /* parameter: its value, of other parameters; input: its default; state:
                            initial value, of parameters; let, output: definition */
  hepar_node rate;       /* of a state */
  int32_t index;         /* among its kind: the index of HEPAR_OP_STATE and friends */
  const hepar_tree *definition, *rate_definition; /* expression and rate as written, or NULL */
  const char *file;      /* the text that defines it: the model's own, or the name of an import */
  int32_t line, column;  /* where it is defined */
  bool nonnegative;      /* of a state */
  bool delivered;        /* of an input: used as a rate of delivery (unit / time): for doses */
} hepar_symbol;

typedef struct hepar_model_event {
  const char *name, *doc, *status, *source;
  hepar_node condition;  /* becomes true (nonzero) */
  const hepar_tree *condition_definition; /* as written */
  const hepar_tree **set_definitions;
  int32_t line;
  size_t set_count;
  int32_t *set_states;   /* indices of states */
  hepar_node *set_nodes; /* their new values, of the values before */
} hepar_model_event;

typedef struct hepar_model_preset {
  const char *name, *doc, *status, *source;
  size_t set_count;
  int32_t *set_symbols; /* indices among the parameters, as in HEPAR_OP_PARAMETER */
  double *set_values;
} hepar_model_preset;

typedef struct hepar_model_remark { /* reproduces, limits, source */
  const char *text, *status, *source;
} hepar_model_remark;

typedef struct hepar_model {
  const char *name, *purpose, *file; /* file may be NULL */
  const char *time_unit;             /* "day", or NULL */
  const char *text;                  /* the source, whole, imports spelt in front (for hashes) */
  bool has_units;
  hepar_graph graph;
  hepar_symbol *symbols; /* in order of definition */
  size_t symbol_count;
  int32_t *parameters, *inputs, *states, *lets, *outputs; /* index among its kind -> symbol */
  size_t parameter_count, input_count, state_count, let_count, output_count;
  hepar_model_event *events;
  size_t event_count;
  hepar_model_preset *presets;
  size_t preset_count;
  hepar_model_remark *reproduces, *limits, *sources;
  hepar_model_remark *notes; /* what the front end assumed */
  size_t reproduces_count, limits_count, sources_count, notes_count;
  hepar_node *switches; /* a - b of comparisons in `if` and `when`: zero where the answer turns */
  size_t switch_count;
  void *arena; /* owns every string and array above */
} hepar_model;

/* Finds the text of an imported model: *text is malloc'd by hepar_malloc, freed by the caller.
   HEPAR_NOT_FOUND when there is none. */
typedef hepar_status (*hepar_model_find)(void *data, const char *name, char **text, size_t *length,
                                         hepar_error *error);

typedef struct hepar_model_options {
  const char *file;      /* for messages; NULL: "model" */
  bool check_units;
  hepar_model_find find; /* NULL: imports find nothing */
  void *find_data;
  const char *extension; /* text whose definitions add to and replace those of the model, or NULL */
  size_t extension_length;
} hepar_model_options;

/* Expressions as written, with as few parentheses as can be, in the full names of symbols. */
typedef enum hepar_style { HEPAR_STYLE_TEXT, HEPAR_STYLE_LATEX, HEPAR_STYLE_MATHML } hepar_style;
/* *text is released with hepar_free. */
hepar_status hepar_model_expression_print(const hepar_model *model, const hepar_tree *tree,
                                          hepar_style style, char **text, hepar_error *error);
/* A symbol's name alone in that style; NULL when memory runs out. */
hepar_status hepar_model_name_print(const hepar_model *model, int32_t symbol, hepar_style style,
                                    char **text, hepar_error *error);

/* Parse, resolve, check. On failure error->message is "file:line:column: sentence\n  line\n  ^". */
hepar_status hepar_model_parse(hepar_model **model, const char *text, size_t length,
                               const hepar_model_options *options, hepar_error *error);
void hepar_model_free(hepar_model *model);
/* The symbol of that full name, or NULL. */
const hepar_symbol *hepar_model_find_symbol(const hepar_model *model, const char *name);

#endif
