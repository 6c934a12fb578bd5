/* The frame of a model: who lives in which slot. */
#include <string.h>

#include "build.h"
#include "make.h"

/* One expression with the states in it replaced by values[state]; memo[node] is kept. */
static hepar_node substitute(hepar_build *b, hepar_node root, const hepar_node *values,
                             hepar_node *memo, uint8_t *wanted) {
  memset(wanted, 0, (size_t)root + 1);
  wanted[root] = 1;
  for (hepar_node i = root; i >= 0; i--) {
    const hepar_graph_node *n = &b->graph->nodes[i];
    int arity = hepar_op_arity((hepar_op)n->op);
    if (!wanted[i]) continue;
    if (arity > 0) wanted[n->a] = 1;
    if (arity > 1) wanted[n->b] = 1;
    if (arity > 2) wanted[n->c] = 1;
  }
  for (hepar_node i = 0; i <= root && b->status == HEPAR_OK; i++) {
    hepar_graph_node n = b->graph->nodes[i];
    int arity = hepar_op_arity((hepar_op)n.op);
    if (!wanted[i]) continue;
    memo[i] = i;
    if (n.op == HEPAR_OP_STATE) memo[i] = values[n.index];
    else if (arity > 0)
      memo[i] = hepar_build_apply(b, (hepar_op)n.op, memo[n.a],
                                  arity > 1 ? memo[n.b] : HEPAR_NO_NODE,
                                  arity > 2 ? memo[n.c] : HEPAR_NO_NODE);
  }
  return b->status == HEPAR_OK ? memo[root] : 0;
}

/* Whether every state that the expression names has its value already. */
static bool is_ready(const hepar_graph *graph, hepar_node root, const hepar_node *values,
                     uint8_t *wanted) {
  memset(wanted, 0, (size_t)root + 1);
  wanted[root] = 1;
  for (hepar_node i = root; i >= 0; i--) {
    const hepar_graph_node *n = &graph->nodes[i];
    int arity = hepar_op_arity((hepar_op)n->op);
    if (!wanted[i]) continue;
    if (n->op == HEPAR_OP_STATE && values[n->index] < 0) return false;
    if (arity > 0) wanted[n->a] = 1;
    if (arity > 1) wanted[n->b] = 1;
    if (arity > 2) wanted[n->c] = 1;
  }
  return true;
}

hepar_status hepar_making_initial(hepar_making *m, hepar_node *roots, hepar_error *error) {
  const hepar_model *model = m->model;
  hepar_build b = {&m->graph, error, HEPAR_OK};
  size_t known = m->graph.count, left = model->state_count;
  hepar_node *memo = hepar_malloc(known * sizeof *memo);
  uint8_t *wanted = hepar_malloc(known);
  if (memo == NULL || wanted == NULL) b.status = hepar_fail(error, HEPAR_NOMEM, "out of memory");
  while (left > 0 && b.status == HEPAR_OK) {
    size_t before = left;
    for (size_t i = 0; i < model->state_count && b.status == HEPAR_OK; i++) {
      hepar_node node = model->symbols[model->states[i]].expression;
      if (roots[i] >= 0) continue;
      if (node < 0) roots[i] = hepar_build_number(&b, 0);
      else if (is_ready(&m->graph, node, roots, wanted))
        roots[i] = substitute(&b, node, roots, memo, wanted);
      else continue;
      left--;
    }
    if (left == before)
      b.status = hepar_fail(error, HEPAR_FORMAT,
                            "the initial values of the model depend on each other in a circle");
  }
  hepar_free(memo);
  hepar_free(wanted);
  return b.status;
}

/* Jacobian entries of constants: the prelude writes them once, the program leaves them out. */
static void part_jacobian(hepar_making *m, hepar_draft *prelude, int32_t jacobian_slot) {
  hepar_draft *draft = &m->drafts[HEPAR_PROGRAM_JACOBIAN];
  const hepar_scheduler *s = &m->scheduler;
  size_t kept = 0;
  for (size_t e = 0; e < draft->root_count; e++) {
    hepar_node node = draft->roots[e];
    int32_t slot = jacobian_slot + (int32_t)e;
    if (s->moving[node]) {
      draft->roots[kept] = node;
      draft->root_slots[kept++] = slot;
      continue;
    }
    if (hepar_op_arity((hepar_op)s->graph->nodes[node].op) > 0 && s->slot[node] < 0)
      s->slot[node] = slot; /* at home there for everyone */
    prelude->roots[prelude->root_count] = node;
    prelude->root_slots[prelude->root_count++] = slot;
  }
  draft->root_count = kept;
}

/* Draft every program; what the prelude has to keep ends up as its roots. */
static hepar_status draft_all(hepar_making *m, hepar_error *error) {
  hepar_scheduler *s = &m->scheduler;
  hepar_draft *prelude = &m->drafts[HEPAR_PROGRAM_PRELUDE];
  hepar_draft *jacobian = &m->drafts[HEPAR_PROGRAM_JACOBIAN];
  size_t room = m->lean.count + jacobian->root_count, kept = 0;
  hepar_status status = HEPAR_OK;
  prelude->roots = hepar_malloc(room * sizeof *prelude->roots);
  prelude->root_slots = hepar_malloc(room * sizeof *prelude->root_slots);
  if (prelude->roots == NULL || prelude->root_slots == NULL)
    return hepar_fail(error, HEPAR_NOMEM, "out of memory");
  part_jacobian(m, prelude, m->programs->jacobian_slot);
  for (size_t i = 0; i < prelude->root_count; i++)
    if (s->slot[prelude->roots[i]] >= 0) s->needed[prelude->roots[i]] = 1;
  for (int k = 0; k < HEPAR_PROGRAM_PRELUDE && status == HEPAR_OK; k++)
    status = hepar_scheduler_draft(s, &m->drafts[k], k == HEPAR_PROGRAM_INITIAL, error);
  if (status != HEPAR_OK) return status;
  for (size_t i = 0; i < m->lean.count; i++) {
    if (!s->needed[i] || s->slot[i] >= 0) continue;
    s->slot[i] = m->prelude_slot + (int32_t)kept++;
    prelude->roots[prelude->root_count] = (hepar_node)i;
    prelude->root_slots[prelude->root_count++] = s->slot[i];
  }
  memset(s->needed, 0, m->lean.count);
  m->kept = (int32_t)kept;
  return hepar_scheduler_draft(s, prelude, true, error);
}

/* A slot for every number that a program reads. */
static hepar_status place_numbers(hepar_making *m, hepar_error *error) {
  hepar_scheduler *s = &m->scheduler;
  hepar_programs *p = m->programs;
  p->numbers = hepar_malloc(m->lean.count * sizeof *p->numbers);
  if (p->numbers == NULL) return hepar_fail(error, HEPAR_NOMEM, "out of memory");
  memset(s->placed, 0, m->lean.count);
  for (int k = 0; k < HEPAR_PROGRAM_COUNT; k++) {
    const hepar_draft *draft = &m->drafts[k];
    for (size_t i = 0; i < draft->count; i++)
      for (int a = hepar_run_arity(draft->steps[i].op); a-- > 0;)
        s->placed[draft->steps[i].arguments[a]] = 1;
    for (size_t r = 0; r < draft->root_count; r++) s->placed[draft->roots[r]] = 1;
  }
  for (size_t i = 0; i < m->lean.count; i++) {
    if (!s->placed[i] || m->lean.nodes[i].op != HEPAR_OP_NUMBER) continue;
    s->slot[i] = p->number_slot + p->number_count;
    p->numbers[p->number_count++] = m->lean.nodes[i].value;
  }
  return HEPAR_OK;
}

/* Homes of the leaves that callers fill in. */
static void place_leaves(hepar_making *m) {
  const hepar_programs *p = m->programs;
  for (size_t i = 0; i < m->lean.count; i++) {
    const hepar_graph_node *n = &m->lean.nodes[i];
    int32_t *slot = &m->scheduler.slot[i];
    if (n->op == HEPAR_OP_STATE) *slot = p->state_slot + n->index;
    else if (n->op == HEPAR_OP_PARAMETER) *slot = p->parameter_slot + n->index;
    else if (n->op == HEPAR_OP_INPUT) *slot = p->input_slot + n->index;
    else if (n->op == HEPAR_OP_TIME) *slot = p->time_slot;
  }
}

/* The result slots of a program are `count` in a row from *slot on. */
static void place_results(hepar_making *m, hepar_program_kind kind, int32_t *next, int32_t *slot,
                          size_t count) {
  hepar_draft *draft = &m->drafts[kind];
  *slot = *next;
  *next += (int32_t)count;
  for (size_t r = 0; r < draft->root_count; r++) draft->root_slots[r] = *slot + (int32_t)r;
}

hepar_status hepar_making_layout(hepar_making *m, hepar_error *error) {
  const hepar_model *model = m->model;
  hepar_programs *p = m->programs;
  size_t n = model->state_count;
  int32_t next = 0, scratch = 0;
  hepar_status status = hepar_scheduler_begin(&m->scheduler, &m->lean, m->rewriter.moving, error);
  if (status != HEPAR_OK) return status;
  /* What callers fill in, and the Jacobian, whose constant entries the prelude fills in. */
  p->state_slot = 0;
  p->parameter_slot = (int32_t)n;
  p->input_slot = p->parameter_slot + (int32_t)model->parameter_count;
  p->time_slot = p->input_slot + (int32_t)model->input_count;
  p->coefficient_slot = p->time_slot + 1;
  place_leaves(m);
  p->jacobian_slot = p->coefficient_slot + 1;
  m->prelude_slot = p->jacobian_slot + (int32_t)p->jacobian_count;
  status = draft_all(m, error);
  if (status != HEPAR_OK) return status;
  p->number_slot = m->prelude_slot + m->kept;
  status = place_numbers(m, error);
  if (status != HEPAR_OK) return status;
  next = p->number_slot + p->number_count;
  place_results(m, HEPAR_PROGRAM_RATES, &next, &p->rate_slot, n);
  place_results(m, HEPAR_PROGRAM_TIME_RATES, &next, &p->time_rate_slot, n);
  p->factor_slot = next;
  next += (int32_t)p->factor_count;
  p->vector_slot = next;
  next += (int32_t)n;
  place_results(m, HEPAR_PROGRAM_OUTPUTS, &next, &p->output_slot,
                model->output_count + model->let_count);
  place_results(m, HEPAR_PROGRAM_INITIAL, &next, &p->initial_slot, n);
  place_results(m, HEPAR_PROGRAM_SWITCHES, &next, &p->switch_slot,
                model->switch_count + model->event_count);
  p->condition_slot = p->switch_slot + (int32_t)model->switch_count;
  place_results(m, HEPAR_PROGRAM_SETS, &next, &p->set_slot,
                m->drafts[HEPAR_PROGRAM_SETS].root_count);
  place_results(m, HEPAR_PROGRAM_GRADIENT, &next, &p->gradient_slot, p->gradient_count);
  place_results(m, HEPAR_PROGRAM_INPUT_RATES, &next, &p->input_rate_slot, p->input_count);
  p->scratch_slot = next;
  for (int k = 0; k <= HEPAR_PROGRAM_PRELUDE && status == HEPAR_OK; k++)
    status = hepar_scheduler_place(&m->scheduler, &m->drafts[k], next, &scratch,
                                   (hepar_program *)hepar_programs_one(p, k), error);
  p->slot_count = next + scratch;
  return status;
}
