/* From a model to its programs: derivatives, lean expressions, drafts, the layout of the frame, the
   sparse LU, and a hash of all that fixes the bits. */
#include <stdlib.h>
#include <string.h>

#include "derive.h"
#include "make.h"
#include "pattern.h"
#include "records/store.h"

/* More derivatives of one kind than this are refused. */
#define ENTRIES 1000000

/* The roots of one program, before they are lean. */
static hepar_status take_roots(hepar_making *m, hepar_program_kind kind, size_t count,
                               hepar_error *error) {
  hepar_draft *draft = &m->drafts[kind];
  draft->roots = hepar_malloc(count * sizeof *draft->roots);
  draft->root_slots = hepar_malloc(count * sizeof *draft->root_slots);
  draft->root_count = count;
  for (size_t i = 0; draft->roots != NULL && i < count; i++) draft->roots[i] = HEPAR_NO_NODE;
  return draft->roots != NULL && draft->root_slots != NULL
             ? HEPAR_OK
             : hepar_fail(error, HEPAR_NOMEM, "out of memory");
}

/* What the model itself says: rates, outputs and lets, switches and conditions, sets. */
static hepar_status collect_model(hepar_making *m, hepar_error *error) {
  const hepar_model *model = m->model;
  size_t sets = 0, at = 0;
  hepar_status status;
  for (size_t e = 0; e < model->event_count; e++) sets += model->events[e].set_count;
  status = take_roots(m, HEPAR_PROGRAM_RATES, model->state_count, error);
  if (status == HEPAR_OK)
    status = take_roots(m, HEPAR_PROGRAM_OUTPUTS, model->output_count + model->let_count, error);
  if (status == HEPAR_OK)
    status = take_roots(m, HEPAR_PROGRAM_SWITCHES, model->switch_count + model->event_count, error);
  if (status == HEPAR_OK) status = take_roots(m, HEPAR_PROGRAM_SETS, sets, error);
  if (status != HEPAR_OK) return status;
  for (size_t i = 0; i < model->state_count; i++)
    m->drafts[HEPAR_PROGRAM_RATES].roots[i] = model->symbols[model->states[i]].rate;
  for (size_t i = 0; i < model->output_count; i++)
    m->drafts[HEPAR_PROGRAM_OUTPUTS].roots[at++] = model->symbols[model->outputs[i]].expression;
  for (size_t i = 0; i < model->let_count; i++)
    m->drafts[HEPAR_PROGRAM_OUTPUTS].roots[at++] = model->symbols[model->lets[i]].expression;
  for (size_t i = 0; i < model->switch_count; i++)
    m->drafts[HEPAR_PROGRAM_SWITCHES].roots[i] = model->switches[i];
  for (size_t e = at = 0; e < model->event_count; e++) {
    const hepar_model_event *event = &model->events[e];
    m->drafts[HEPAR_PROGRAM_SWITCHES].roots[model->switch_count + e] = event->condition;
    for (size_t k = 0; k < event->set_count; k++)
      m->drafts[HEPAR_PROGRAM_SETS].roots[at++] = event->set_nodes[k];
  }
  return HEPAR_OK;
}

/* Derivatives by one kind of leaf, as a list sorted by row and column. */
typedef struct entry_list {
  hepar_made_entry *entries;
  size_t count, room;
} entry_list;

static hepar_status add_entry(entry_list *list, int32_t row, int32_t column, hepar_node node,
                              hepar_error *error) {
  if (list->count >= ENTRIES)
    return hepar_fail(error, HEPAR_RANGE,
                      "the rates of the model have more than %d derivatives: too many states "
                      "depend on each other", ENTRIES);
  if (list->count == list->room) {
    size_t room = list->room == 0 ? 64 : list->room * 2;
    hepar_made_entry *entries = hepar_realloc(list->entries, room * sizeof *entries);
    if (entries == NULL) return hepar_fail(error, HEPAR_NOMEM, "out of memory");
    list->entries = entries;
    list->room = room;
  }
  list->entries[list->count].row = row;
  list->entries[list->count].column = column;
  list->entries[list->count++].node = node;
  return HEPAR_OK;
}

static int by_row(const void *x, const void *y) {
  const hepar_made_entry *a = x, *b = y;
  if (a->row != b->row) return a->row < b->row ? -1 : 1;
  return (a->column > b->column) - (a->column < b->column);
}

/* The derivatives of all rates by `count` leaves: the roots of one program, and its pattern. */
static hepar_status collect_derivatives(hepar_making *m, hepar_deriver *deriver, hepar_op leaf,
                                        size_t count, hepar_program_kind kind,
                                        hepar_entry **pattern, size_t *pattern_count,
                                        hepar_error *error) {
  size_t n = m->model->state_count;
  entry_list list = {NULL, 0, 0};
  hepar_status status = HEPAR_OK;
  for (size_t j = 0; j < count && status == HEPAR_OK; j++) {
    status = hepar_deriver_by(deriver, leaf, (int32_t)j, m->results, error);
    for (size_t i = 0; i < n && status == HEPAR_OK; i++)
      if (m->results[i] >= 0)
        status = add_entry(&list, (int32_t)i, (int32_t)j, m->results[i], error);
  }
  if (status == HEPAR_OK) status = take_roots(m, kind, list.count, error);
  if (status == HEPAR_OK) {
    *pattern = hepar_malloc(list.count * sizeof **pattern);
    if (*pattern == NULL) status = hepar_fail(error, HEPAR_NOMEM, "out of memory");
  }
  if (status == HEPAR_OK) {
    if (list.count > 0) qsort(list.entries, list.count, sizeof *list.entries, by_row);
    for (size_t e = 0; e < list.count; e++) {
      (*pattern)[e].row = list.entries[e].row;
      (*pattern)[e].column = list.entries[e].column;
      m->drafts[kind].roots[e] = list.entries[e].node;
    }
    *pattern_count = list.count;
  }
  hepar_free(list.entries);
  return status;
}

static hepar_status collect_all_derivatives(hepar_making *m, bool with_gradient,
                                            hepar_error *error) {
  const hepar_model *model = m->model;
  hepar_programs *p = m->programs;
  hepar_deriver deriver;
  hepar_status status = hepar_deriver_begin(
      &deriver, &m->graph, m->drafts[HEPAR_PROGRAM_RATES].roots, model->state_count, error);
  if (status != HEPAR_OK) return status;
  status = collect_derivatives(m, &deriver, HEPAR_OP_STATE, model->state_count,
                               HEPAR_PROGRAM_JACOBIAN, &p->jacobian_entries, &p->jacobian_count,
                               error);
  if (status == HEPAR_OK)
    status = collect_derivatives(m, &deriver, HEPAR_OP_INPUT, model->input_count,
                                 HEPAR_PROGRAM_INPUT_RATES, &p->input_entries, &p->input_count,
                                 error);
  if (status == HEPAR_OK)
    status = collect_derivatives(m, &deriver, HEPAR_OP_PARAMETER,
                                 with_gradient ? model->parameter_count : 0,
                                 HEPAR_PROGRAM_GRADIENT, &p->gradient_entries, &p->gradient_count,
                                 error);
  if (status == HEPAR_OK) status = hepar_deriver_by(&deriver, HEPAR_OP_TIME, 0, m->results, error);
  for (size_t i = 0; i < model->state_count && status == HEPAR_OK; i++)
    if (m->results[i] >= 0) p->time_dependent = true;
  if (status == HEPAR_OK)
    status = take_roots(m, HEPAR_PROGRAM_TIME_RATES, p->time_dependent ? model->state_count : 0,
                        error);
  if (status == HEPAR_OK && p->time_dependent)
    memcpy(m->drafts[HEPAR_PROGRAM_TIME_RATES].roots, m->results,
           model->state_count * sizeof *m->results);
  hepar_deriver_end(&deriver);
  return status;
}

/* A graph of our own, in which derivatives may grow. */
static hepar_status copy_graph(hepar_graph *to, const hepar_graph *from, hepar_error *error) {
  hepar_graph_init(to, 4 * (from->limit == 0 ? 1000000 : from->limit));
  to->nodes = hepar_malloc(from->count * sizeof *to->nodes);
  to->slots = hepar_malloc(from->slot_count * sizeof *to->slots);
  if (to->nodes == NULL || to->slots == NULL)
    return hepar_fail(error, HEPAR_NOMEM, "out of memory");
  if (from->count > 0) {
    memcpy(to->nodes, from->nodes, from->count * sizeof *to->nodes);
    memcpy(to->slots, from->slots, from->slot_count * sizeof *to->slots);
  }
  to->count = to->room = from->count;
  to->slot_count = from->slot_count;
  return HEPAR_OK;
}

/* The roots of every program, replaced by their lean expressions. */
static hepar_status make_lean(hepar_making *m, hepar_error *error) {
  hepar_status status;
  hepar_graph_init(&m->lean, m->graph.limit);
  status = hepar_rewriter_begin(&m->rewriter, &m->graph, &m->lean, error);
  for (int k = 0; k < HEPAR_PROGRAM_PRELUDE && status == HEPAR_OK; k++)
    status = hepar_rewriter_run(&m->rewriter, m->drafts[k].roots, m->drafts[k].root_count,
                                m->drafts[k].roots, error);
  return status;
}

static size_t count_operations(const hepar_program *program) {
  size_t count = 0;
  for (size_t i = 0; i < program->count; i++)
    count += (size_t)hepar_run_operations(program->code[i].op);
  return count;
}

/* Hash everything that a back end's bits depend on. */
static hepar_status hash_programs(hepar_programs *p, hepar_error *error) {
  static const char version[] = "hepar.programs/1";
  size_t size = sizeof version + (size_t)p->number_count * sizeof(double), at = sizeof version;
  int32_t layout[16] = {p->slot_count, p->state_slot, p->parameter_slot, p->input_slot,
                        p->time_slot, p->coefficient_slot, p->number_slot, p->rate_slot,
                        p->time_rate_slot, p->jacobian_slot, p->factor_slot, p->vector_slot,
                        p->output_slot, p->switch_slot, p->gradient_slot, p->scratch_slot};
  unsigned char *bytes;
  for (int k = 0; k < HEPAR_PROGRAM_COUNT; k++)
    size += sizeof(size_t) + hepar_programs_one(p, k)->count * sizeof(hepar_instruction);
  bytes = hepar_calloc(size + sizeof layout, 1);
  if (bytes == NULL) return hepar_fail(error, HEPAR_NOMEM, "out of memory");
  memcpy(bytes, version, sizeof version);
  memcpy(bytes + at, layout, sizeof layout);
  at += sizeof layout;
  if (p->number_count > 0)
    memcpy(bytes + at, p->numbers, (size_t)p->number_count * sizeof(double));
  at += (size_t)p->number_count * sizeof(double);
  for (int k = 0; k < HEPAR_PROGRAM_COUNT; k++) {
    const hepar_program *program = hepar_programs_one(p, k);
    memcpy(bytes + at, &program->count, sizeof program->count);
    at += sizeof program->count;
    for (size_t i = 0; i < program->count; i++) { /* field by field: padding has no say */
      const hepar_instruction *x = &program->code[i];
      int32_t fields[5] = {x->op, x->to, x->a, x->b, x->c};
      memcpy(bytes + at, fields, sizeof fields);
      at += sizeof fields;
    }
  }
  hepar_sha256_hex(bytes, at, p->hash);
  hepar_free(bytes);
  return HEPAR_OK;
}

static hepar_status make_all(hepar_making *m, bool with_gradient, hepar_error *error) {
  hepar_programs *p = m->programs;
  size_t n = m->model->state_count;
  hepar_status status = copy_graph(&m->graph, &m->model->graph, error);
  m->results = hepar_malloc(n * sizeof *m->results);
  if (status == HEPAR_OK && m->results == NULL)
    status = hepar_fail(error, HEPAR_NOMEM, "out of memory");
  if (status == HEPAR_OK) status = collect_model(m, error);
  if (status == HEPAR_OK) status = take_roots(m, HEPAR_PROGRAM_INITIAL, n, error);
  if (status == HEPAR_OK)
    status = hepar_making_initial(m, m->drafts[HEPAR_PROGRAM_INITIAL].roots, error);
  if (status == HEPAR_OK) status = collect_all_derivatives(m, with_gradient, error);
  if (status == HEPAR_OK) status = make_lean(m, error);
  if (status == HEPAR_OK) status = hepar_pattern_find(p, n, error);
  if (status == HEPAR_OK) status = hepar_making_layout(m, error);
  if (status == HEPAR_OK) status = hepar_pattern_programs(p, n, error);
  if (status != HEPAR_OK) return status;
  p->rate_operations = count_operations(&p->rates);
  p->jacobian_operations = count_operations(&p->jacobian);
  p->prelude_operations = count_operations(&p->prelude);
  return hash_programs(p, error);
}

hepar_status hepar_programs_make(hepar_programs **programs, const hepar_model *model,
                                 bool with_gradient, hepar_error *error) {
  hepar_making making;
  hepar_status status;
  *programs = NULL;
  if (model->state_count == 0)
    return hepar_fail(error, HEPAR_FORMAT, "the model has no state: there is nothing to solve");
  memset(&making, 0, sizeof making);
  making.model = model;
  making.programs = hepar_calloc(1, sizeof *making.programs);
  if (making.programs == NULL) return hepar_fail(error, HEPAR_NOMEM, "out of memory");
  making.programs->model = model;
  status = make_all(&making, with_gradient, error);
  hepar_scheduler_end(&making.scheduler);
  hepar_rewriter_end(&making.rewriter);
  for (int k = 0; k < HEPAR_PROGRAM_COUNT; k++) hepar_draft_free(&making.drafts[k]);
  hepar_graph_free(&making.graph);
  hepar_graph_free(&making.lean);
  hepar_free(making.results);
  if (status == HEPAR_OK) *programs = making.programs;
  else hepar_programs_free(making.programs);
  return status;
}

const hepar_program *hepar_programs_one(const hepar_programs *p, int kind) {
  const hepar_program *const all[HEPAR_PROGRAM_COUNT] = {
      &p->rates,    &p->time_rates, &p->jacobian,    &p->outputs, &p->switches, &p->sets,
      &p->gradient, &p->input_rates, &p->initial, &p->prelude, &p->factor,   &p->solve};
  return all[kind];
}

const char *hepar_program_name(int kind) {
  static const char *const names[HEPAR_PROGRAM_COUNT] = {
      "rates",    "time_rates",  "jacobian", "outputs", "switches", "sets",
      "gradient", "input_rates", "initial",  "prelude", "factor",   "solve"};
  return names[kind];
}

void hepar_programs_free(hepar_programs *p) {
  if (p == NULL) return;
  for (int k = 0; k < HEPAR_PROGRAM_COUNT; k++) hepar_free(hepar_programs_one(p, k)->code);
  hepar_free(p->numbers);
  hepar_free(p->jacobian_entries);
  hepar_free(p->factor_entries);
  hepar_free(p->gradient_entries);
  hepar_free(p->input_entries);
  hepar_free(p->order);
  hepar_free(p);
}

void hepar_programs_start(const hepar_programs *p, double *frame, size_t lanes) {
  memset(frame, 0, (size_t)p->slot_count * lanes * sizeof *frame);
  for (int32_t i = 0; i < p->number_count; i++)
    for (size_t l = 0; l < lanes; l++)
      frame[(size_t)(p->number_slot + i) * lanes + l] = p->numbers[i];
}
