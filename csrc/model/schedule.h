/* From lean expressions to straight-line programs: which expressions the prelude computes, the
   order of operations, pairs of operations that run as one, and the slots of the frame. */
#ifndef HEPAR_MODEL_SCHEDULE_H
#define HEPAR_MODEL_SCHEDULE_H

#include "program.h"

/* One operation before slots are known: arguments are lean nodes. */
typedef struct hepar_step {
  uint16_t op;
  hepar_node node, arguments[3];
} hepar_step;

/* A program before slots are known. */
typedef struct hepar_draft {
  hepar_step *steps;
  size_t count, room;
  hepar_node *roots; /* lean; owned */
  int32_t *root_slots; /* where the results go; owned */
  size_t root_count;
} hepar_draft;

typedef struct hepar_scheduler {
  const hepar_graph *graph; /* lean, complete */
  const uint8_t *moving;
  uint8_t *needed; /* constant nodes that the prelude keeps */
  uint8_t *placed;
  uint32_t *uses;
  hepar_node *stack;
  size_t stack_room;
  int32_t *slot;      /* of a node that is at home somewhere in the frame, or -1 */
  int32_t *last, *at; /* while slots are given out: the last step that reads a node, its slot */
  uint8_t *kept;      /* results of the program at hand: their slots are never free */
} hepar_scheduler;

hepar_status hepar_scheduler_begin(hepar_scheduler *scheduler, const hepar_graph *graph,
                                   const uint8_t *moving, hepar_error *error);
void hepar_scheduler_end(hepar_scheduler *scheduler);
/* Order the operations that draft->roots need. With `constants` those of constant expressions
   too, unless the prelude keeps them; otherwise they are marked as needed from the prelude. */
hepar_status hepar_scheduler_draft(hepar_scheduler *scheduler, hepar_draft *draft, bool constants,
                                   hepar_error *error);
/* Give slots to a draft: results to draft->root_slots, the rest from `scratch` on with reuse;
   *scratch_count grows to what was needed. */
hepar_status hepar_scheduler_place(hepar_scheduler *scheduler, const hepar_draft *draft,
                                   int32_t scratch, int32_t *scratch_count,
                                   hepar_program *program, hepar_error *error);
void hepar_draft_free(hepar_draft *draft);

/* Add an instruction. */
hepar_status hepar_program_add(hepar_program *program, size_t *room, hepar_instruction instruction,
                               hepar_error *error);

#endif
