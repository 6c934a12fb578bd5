/* libFuzzer target: any bytes as a model. Lines of "====" part the input into the model, the text
   that every import finds, and an extension. The parser may refuse it, with a place and a caret; it
   must not crash, leak, or run on. What is accepted is printed in all styles; the printed
   definitions, parsed again beside the model, must be the same nodes of the graph; its programs stay
   inside their frame, and do the same for every instruction set. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hepar.h"
#include "model/interpret.h"
#include "model/make.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool holds) {
  if (!holds) abort();
}

typedef struct part {
  const char *text;
  size_t length;
} part;

static hepar_status find(void *data, const char *name, char **text, size_t *length,
                         hepar_error *error) {
  const part *found = data;
  (void)name;
  if (found->text == NULL) return hepar_fail(error, HEPAR_NOT_FOUND, "nothing");
  *text = hepar_strndup(found->text, found->length);
  *length = found->length;
  return *text == NULL ? HEPAR_NOMEM : HEPAR_OK;
}

/* What must hold of every model. */
static void look_at(const hepar_model *model) {
  const hepar_graph *graph = &model->graph;
  int32_t count = (int32_t)graph->count;
  for (int32_t i = 0; i < count; i++)
    expect(graph->nodes[i].a < i && graph->nodes[i].b < i && graph->nodes[i].c < i);
  for (size_t i = 0; i < model->symbol_count; i++) {
    const hepar_symbol *s = &model->symbols[i];
    expect(s->name != NULL && s->expression >= 0 && s->expression < count);
    expect((s->kind == HEPAR_SYMBOL_STATE) == (s->rate >= 0) && s->rate < count);
    for (int style = 0; style < 3 && s->definition != NULL; style++) {
      char *text;
      expect(hepar_model_expression_print(model, s->definition, (hepar_style)style, &text, NULL) ==
             HEPAR_OK);
      hepar_free(text);
      expect(hepar_model_name_print(model, (int32_t)i, (hepar_style)style, &text, NULL) ==
             HEPAR_OK);
      hepar_free(text);
    }
  }
  for (size_t i = 0; i < model->switch_count; i++)
    expect(model->switches[i] >= 0 && model->switches[i] < count);
}

/* The results of every program on one frame, with the interpreter of one instruction set. */
static double *run(const hepar_programs *programs, hepar_interpreter interpreter) {
  size_t count = (size_t)programs->slot_count * 32;
  double *frame = aligned_alloc(64, count * sizeof *frame);
  expect(frame != NULL);
  hepar_programs_start(programs, frame, 32);
  for (size_t i = 0; i < (size_t)(programs->coefficient_slot + 1) * 32; i++)
    frame[i] = (double)(i % 41) - 11.5;
  interpreter.run_32(&programs->prelude, frame);
  for (int k = 0; k < HEPAR_PROGRAM_COUNT; k++)
    interpreter.run_32(hepar_programs_one(programs, k), frame);
  return frame;
}

/* Every instruction stays inside the frame, and all interpreters agree to the bit. */
static void make_programs(const hepar_model *model) {
  hepar_programs *programs;
  hepar_error error;
  hepar_status status = hepar_programs_make(&programs, model, true, &error);
  double *narrow, *wide;
  if (status != HEPAR_OK) {
    expect(status == HEPAR_RANGE || (status == HEPAR_FORMAT && model->state_count == 0));
    return;
  }
  for (int k = 0; k < HEPAR_PROGRAM_COUNT; k++) {
    const hepar_program *program = hepar_programs_one(programs, k);
    for (size_t i = 0; i < program->count; i++) {
      const hepar_instruction *x = &program->code[i];
      const int32_t slots[4] = {x->to, x->a, x->b, x->c};
      for (int s = 0; s < 4; s++) expect(slots[s] >= 0 && slots[s] < programs->slot_count);
      expect(x->to > programs->coefficient_slot);
    }
  }
  narrow = run(programs, hepar_interpreter_baseline());
  wide = run(programs, hepar_interpreter_best());
  for (size_t i = 0; i < (size_t)programs->scratch_slot * 32; i++)
    expect(memcmp(&narrow[i], &wide[i], sizeof *wide) == 0 ||
           (narrow[i] != narrow[i] && wide[i] != wide[i]));
  free(narrow);
  free(wide);
  hepar_programs_free(programs);
}

/* Add "let zz_print_N = …" for an expression. */
static void add(const hepar_model *model, const hepar_tree *tree, size_t number, char **extension,
                size_t *length) {
  char *text, head[64];
  size_t size, start;
  expect(hepar_model_expression_print(model, tree, HEPAR_STYLE_TEXT, &text, NULL) == HEPAR_OK);
  start = (size_t)snprintf(head, sizeof head, "let zz_print_%zu = ", number);
  size = strlen(text);
  *extension = hepar_realloc(*extension, *length + start + size + 2);
  expect(*extension != NULL);
  memcpy(*extension + *length, head, start);
  memcpy(*extension + *length + start, text, size);
  *length += start + size;
  (*extension)[(*length)++] = '\n';
  hepar_free(text);
}

/* The printed definitions and rates are the same nodes. */
static void read_back(const hepar_model *model, const part *parts) {
  hepar_model_options options = {.find = find, .find_data = (void *)&parts[1]};
  hepar_model *again;
  hepar_error error;
  char *extension = NULL;
  size_t length = 0;
  if (parts[2].text != NULL) return;
  for (size_t i = 0; i < model->symbol_count; i++) {
    const hepar_symbol *s = &model->symbols[i];
    if (s->kind == HEPAR_SYMBOL_STATE)
      add(model, s->rate_definition, i, &extension, &length);
    else if (s->kind == HEPAR_SYMBOL_LET)
      add(model, s->definition, i, &extension, &length);
  }
  if (extension == NULL) return;
  options.extension = extension;
  options.extension_length = length;
  if (hepar_model_parse(&again, parts[0].text, parts[0].length, &options, &error) == HEPAR_OK) {
    for (size_t i = 0; i < model->symbol_count; i++) {
      const hepar_symbol *s = &again->symbols[i], *printed;
      char name[64];
      if (s->kind != HEPAR_SYMBOL_STATE && s->kind != HEPAR_SYMBOL_LET) continue;
      (void)snprintf(name, sizeof name, "zz_print_%zu", i);
      printed = hepar_model_find_symbol(again, name);
      expect(printed != NULL);
      expect(printed->expression == (s->kind == HEPAR_SYMBOL_STATE ? s->rate : s->expression));
    }
    hepar_model_free(again);
  } else {
    expect(error.status == HEPAR_RANGE); /* twice as much may be too much */
  }
  hepar_free(extension);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  part parts[3] = {{(const char *)data, size}, {NULL, 0}, {NULL, 0}};
  int64_t before = hepar_memory_live();
  hepar_model *model;
  hepar_error error;
  hepar_model_options options = {.check_units = true, .find = find, .find_data = &parts[1]};
  for (int i = 0; i < 2; i++) {
    const char *bar = memmem(parts[i].text, parts[i].length, "\n====\n", 6);
    if (bar == NULL) break;
    parts[i + 1].text = bar + 6;
    parts[i + 1].length = parts[i].length - (size_t)(bar + 6 - parts[i].text);
    parts[i].length = (size_t)(bar + 1 - parts[i].text);
  }
  options.extension = parts[2].text;
  options.extension_length = parts[2].length;
  if (hepar_model_parse(&model, parts[0].text, parts[0].length, &options, &error) == HEPAR_OK) {
    hepar_model *unchecked;
    look_at(model);
    make_programs(model);
    options.check_units = false; /* what passes with units passes without */
    expect(hepar_model_parse(&unchecked, parts[0].text, parts[0].length, &options, &error) ==
           HEPAR_OK);
    expect(unchecked->symbol_count == model->symbol_count);
    hepar_model_free(unchecked);
    read_back(model, parts);
    hepar_model_free(model);
  } else {
    int line, column;
    const char *place = strchr(error.message, ':');
    expect(place != NULL && sscanf(place, ":%d:%d: ", &line, &column) == 2 && line > 0);
    expect(error.status == HEPAR_FORMAT || error.status == HEPAR_RANGE ||
           error.status == HEPAR_NOT_FOUND);
    expect(error.message[strlen(error.message) - 1] == '^');
  }
  expect(hepar_memory_live() == before);
  return 0;
}
