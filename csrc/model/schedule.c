#include "schedule.h"

#include <string.h>

/* More instructions than this in one program are refused. */
#define INSTRUCTIONS 4000000

hepar_status hepar_scheduler_begin(hepar_scheduler *s, const hepar_graph *graph,
                                   const uint8_t *moving, hepar_error *error) {
  size_t count = graph->count;
  memset(s, 0, sizeof *s);
  s->graph = graph;
  s->moving = moving;
  s->stack_room = 4 * count + 4;
  s->needed = hepar_calloc(count, 1);
  s->placed = hepar_malloc(count);
  s->kept = hepar_malloc(count);
  s->uses = hepar_malloc(count * sizeof *s->uses);
  s->stack = hepar_malloc(s->stack_room * sizeof *s->stack);
  s->slot = hepar_malloc(count * sizeof *s->slot);
  s->last = hepar_malloc(count * sizeof *s->last);
  s->at = hepar_malloc(count * sizeof *s->at);
  if (s->needed == NULL || s->placed == NULL || s->kept == NULL || s->uses == NULL ||
      s->stack == NULL || s->slot == NULL || s->last == NULL || s->at == NULL) {
    hepar_scheduler_end(s);
    return hepar_fail(error, HEPAR_NOMEM, "out of memory");
  }
  for (size_t i = 0; i < count; i++) s->slot[i] = -1;
  return HEPAR_OK;
}

void hepar_scheduler_end(hepar_scheduler *s) {
  hepar_free(s->needed);
  hepar_free(s->placed);
  hepar_free(s->kept);
  hepar_free(s->uses);
  hepar_free(s->stack);
  hepar_free(s->slot);
  hepar_free(s->last);
  hepar_free(s->at);
  memset(s, 0, sizeof *s);
}

void hepar_draft_free(hepar_draft *draft) {
  hepar_free(draft->steps);
  hepar_free(draft->roots);
  hepar_free(draft->root_slots);
  memset(draft, 0, sizeof *draft);
}

hepar_status hepar_program_add(hepar_program *program, size_t *room, hepar_instruction instruction,
                               hepar_error *error) {
  if (program->count == *room) {
    size_t wanted = *room == 0 ? 64 : *room * 2;
    hepar_instruction *code;
    if (program->count >= INSTRUCTIONS)
      return hepar_fail(error, HEPAR_RANGE,
                        "the model needs programs of more than %d operations: too many states "
                        "depend on each other", INSTRUCTIONS);
    code = hepar_realloc(program->code, wanted * sizeof *code);
    if (code == NULL) return hepar_fail(error, HEPAR_NOMEM, "out of memory");
    program->code = code;
    *room = wanted;
  }
  program->code[program->count++] = instruction;
  return HEPAR_OK;
}

/* Whether this program computes the node itself. */
static bool computed_here(const hepar_scheduler *s, hepar_node node, bool constants) {
  if (hepar_op_arity((hepar_op)s->graph->nodes[node].op) == 0) return false;
  return s->moving[node] || (constants && !s->needed[node]);
}

/* Whether the node is an `op` that nobody else reads, so that it can run as half of a pair. */
static bool joins(const hepar_scheduler *s, hepar_node node, hepar_op op, bool constants) {
  return s->graph->nodes[node].op == op && s->uses[node] == 1 &&
         computed_here(s, node, constants);
}

/* `op` over the arguments of node `inner` and over `third`. */
static hepar_step pair(const hepar_scheduler *s, hepar_run op, hepar_node node, hepar_node inner,
                       hepar_node third) {
  const hepar_graph_node *n = &s->graph->nodes[inner];
  hepar_step step = {(uint16_t)op, node, {n->a, n->b, third}};
  return step;
}

static const struct { uint8_t outer, inner; uint8_t left, right; } pairs[] = {
    /* the pair when the inner operation stands left, and when it stands right */
    {HEPAR_OP_ADD, HEPAR_OP_MULTIPLY, HEPAR_RUN_MULTIPLY_ADD, HEPAR_RUN_MULTIPLY_ADD},
    {HEPAR_OP_ADD, HEPAR_OP_ADD, HEPAR_RUN_ADD_ADD, HEPAR_RUN_ADD_ADD},
    {HEPAR_OP_ADD, HEPAR_OP_SUBTRACT, HEPAR_RUN_SUBTRACT_ADD, HEPAR_RUN_SUBTRACT_ADD},
    {HEPAR_OP_SUBTRACT, HEPAR_OP_MULTIPLY, HEPAR_RUN_MULTIPLY_LESS, HEPAR_RUN_MULTIPLY_SUBTRACT},
    {HEPAR_OP_SUBTRACT, HEPAR_OP_ADD, HEPAR_RUN_ADD_SUBTRACT, HEPAR_RUN_LESS_SUM},
    {HEPAR_OP_SUBTRACT, HEPAR_OP_SUBTRACT, HEPAR_RUN_SUBTRACT_SUBTRACT, 0},
    {HEPAR_OP_MULTIPLY, HEPAR_OP_ADD, HEPAR_RUN_ADD_MULTIPLY, HEPAR_RUN_ADD_MULTIPLY},
    {HEPAR_OP_MULTIPLY, HEPAR_OP_SUBTRACT, HEPAR_RUN_SUBTRACT_MULTIPLY,
     HEPAR_RUN_SUBTRACT_MULTIPLY},
    {HEPAR_OP_MULTIPLY, HEPAR_OP_MULTIPLY, HEPAR_RUN_MULTIPLY_MULTIPLY,
     HEPAR_RUN_MULTIPLY_MULTIPLY},
    {HEPAR_OP_DIVIDE, HEPAR_OP_ADD, 0, HEPAR_RUN_DIVIDE_SUM},
    {HEPAR_OP_RECIPROCAL, HEPAR_OP_ADD, HEPAR_RUN_RECIPROCAL_SUM, 0},
};

/* The operation that computes a node, joined with one of its arguments where that can be. */
static hepar_step plan(const hepar_scheduler *s, hepar_node node, bool constants) {
  const hepar_graph_node *n = &s->graph->nodes[node];
  hepar_step step = {n->op, node, {n->a, n->b, n->c}};
  for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
    if (pairs[i].outer != n->op) continue;
    if (pairs[i].left != 0 && joins(s, n->a, (hepar_op)pairs[i].inner, constants))
      return pair(s, (hepar_run)pairs[i].left, node, n->a, n->b);
    if (pairs[i].right != 0 && n->b >= 0 && joins(s, n->b, (hepar_op)pairs[i].inner, constants))
      return pair(s, (hepar_run)pairs[i].right, node, n->b, n->a);
  }
  return step;
}

/* How often the program reads each node. */
static void count_uses(hepar_scheduler *s, const hepar_draft *draft, bool constants) {
  size_t top = 0;
  memset(s->uses, 0, s->graph->count * sizeof *s->uses);
  for (size_t r = 0; r < draft->root_count; r++) {
    s->uses[draft->roots[r]] += 2; /* a result is kept, so it is no part of a pair */
    if ((size_t)draft->roots[r] + 1 > top) top = (size_t)draft->roots[r] + 1;
  }
  for (size_t i = top; i-- > 0;) {
    const hepar_graph_node *n = &s->graph->nodes[i];
    int arity = hepar_op_arity((hepar_op)n->op);
    if (s->uses[i] == 0 || !computed_here(s, (hepar_node)i, constants)) continue;
    if (arity > 0) s->uses[n->a]++;
    if (arity > 1) s->uses[n->b]++;
    if (arity > 2) s->uses[n->c]++;
  }
}

static hepar_status add_step(hepar_draft *draft, const hepar_step *step, hepar_error *error) {
  if (draft->count == draft->room) {
    size_t room = draft->room == 0 ? 64 : draft->room * 2;
    hepar_step *steps = hepar_realloc(draft->steps, room * sizeof *steps);
    if (steps == NULL) return hepar_fail(error, HEPAR_NOMEM, "out of memory");
    draft->steps = steps;
    draft->room = room;
  }
  draft->steps[draft->count++] = *step;
  return HEPAR_OK;
}

/* Everything that one root needs, arguments before their users, each once. */
static hepar_status visit(hepar_scheduler *s, hepar_draft *draft, hepar_node root, bool constants,
                          hepar_error *error) {
  size_t depth = 0;
  s->stack[depth++] = root * 2; /* twice the node, plus 1 once its arguments are there */
  while (depth > 0) {
    hepar_node entry = s->stack[--depth], node = entry / 2;
    hepar_step step;
    int arity;
    if (!computed_here(s, node, constants)) {
      if (hepar_op_arity((hepar_op)s->graph->nodes[node].op) > 0) s->needed[node] = 1;
      continue;
    }
    if (s->placed[node] == 2) continue;
    step = plan(s, node, constants);
    if (entry & 1) {
      hepar_status status = add_step(draft, &step, error);
      if (status != HEPAR_OK) return status;
      s->placed[node] = 2;
      continue;
    }
    if (s->placed[node] == 1) continue; /* its arguments are under way */
    s->placed[node] = 1;
    s->stack[depth++] = node * 2 + 1;
    arity = hepar_run_arity(step.op);
    for (int k = arity; k-- > 0;) s->stack[depth++] = step.arguments[k] * 2;
  }
  return HEPAR_OK;
}

hepar_status hepar_scheduler_draft(hepar_scheduler *s, hepar_draft *draft, bool constants,
                                   hepar_error *error) {
  hepar_status status = HEPAR_OK;
  count_uses(s, draft, constants);
  memset(s->placed, 0, s->graph->count);
  for (size_t r = 0; r < draft->root_count && status == HEPAR_OK; r++)
    status = visit(s, draft, draft->roots[r], constants, error);
  return status;
}

/* The slot in which a step finds a node. */
static int32_t slot_of(const hepar_scheduler *s, hepar_node node) {
  return s->slot[node] >= 0 ? s->slot[node] : s->at[node];
}

hepar_status hepar_scheduler_place(hepar_scheduler *s, const hepar_draft *draft, int32_t scratch,
                                   int32_t *scratch_count, hepar_program *program,
                                   hepar_error *error) {
  hepar_status status = HEPAR_OK;
  size_t room = 0, free_count = 0;
  int32_t used = 0;
  memset(s->kept, 0, s->graph->count);
  for (size_t i = 0; i < draft->count; i++) {
    s->at[draft->steps[i].node] = -1;
    for (int k = hepar_run_arity(draft->steps[i].op); k-- > 0;)
      s->last[draft->steps[i].arguments[k]] = (int32_t)i;
  }
  for (size_t r = 0; r < draft->root_count; r++) {
    hepar_node node = draft->roots[r];
    if (s->slot[node] >= 0 || s->kept[node]) continue;
    s->kept[node] = 1;
    s->at[node] = draft->root_slots[r];
  }
  for (size_t i = 0; i < draft->count && status == HEPAR_OK; i++) {
    const hepar_step *step = &draft->steps[i];
    hepar_instruction instruction = {step->op, 0, 0, 0, 0};
    int arity = hepar_run_arity(step->op);
    int32_t *fields[3] = {&instruction.a, &instruction.b, &instruction.c};
    for (int k = 0; k < arity; k++) {
      hepar_node from = step->arguments[k];
      *fields[k] = slot_of(s, from);
      if (s->slot[from] >= 0 || s->kept[from] || s->last[from] != (int32_t)i) continue;
      s->last[from] = -1; /* read for the last time: its slot is free (the stack is idle now) */
      s->stack[free_count++] = s->at[from];
    }
    if (s->slot[step->node] < 0 && !s->kept[step->node])
      s->at[step->node] = free_count > 0 ? s->stack[--free_count] : scratch + used++;
    instruction.to = slot_of(s, step->node);
    status = hepar_program_add(program, &room, instruction, error);
  }
  for (size_t r = 0; r < draft->root_count && status == HEPAR_OK; r++) {
    hepar_instruction copy = {HEPAR_RUN_COPY, draft->root_slots[r], 0, 0, 0};
    copy.a = slot_of(s, draft->roots[r]);
    if (copy.a != copy.to) status = hepar_program_add(program, &room, copy, error);
  }
  if (used > *scratch_count) *scratch_count = used;
  return status;
}
