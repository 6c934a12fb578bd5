/* One instance of a step template over a kernel's table. Define TABLE_STEP, TABLE_WIDTH and
   TABLE_SCOPE; TABLE_FACTOR and TABLE_SOLVE may be defined too. */
#define HEPAR_STEP TABLE_STEP
#define HEPAR_STEP_SCOPE TABLE_SCOPE
#define HEPAR_LANES kernel->lanes
#define HEPAR_WIDTH TABLE_WIDTH
#define HEPAR_STATES kernel->programs->model->state_count
#define HEPAR_STATE_SLOT kernel->programs->state_slot
#define HEPAR_RATE_SLOT kernel->programs->rate_slot
#define HEPAR_TIME_SLOT kernel->programs->time_slot
#define HEPAR_RATES(kernel, frame) (kernel)->rates((kernel), (frame))
#ifdef TABLE_TSIT5
#include "solve/tsit5_step.h"
#else
#define HEPAR_VECTOR_SLOT kernel->programs->vector_slot
#define HEPAR_COEFFICIENT_SLOT kernel->programs->coefficient_slot
#define HEPAR_TIME_RATE_SLOT kernel->programs->time_rate_slot
#define HEPAR_TIME_DEPENDENT kernel->programs->time_dependent
#define HEPAR_TIME_RATES(kernel, frame) (kernel)->time_rates((kernel), (frame))
#define HEPAR_JACOBIAN(kernel, frame) (kernel)->jacobian((kernel), (frame))
#ifdef TABLE_FACTOR
#define HEPAR_FACTOR(kernel, frame) TABLE_FACTOR
#define HEPAR_SOLVE(kernel, frame) TABLE_SOLVE
#else
#define HEPAR_FACTOR(kernel, frame) (kernel)->factor((kernel), (frame))
#define HEPAR_SOLVE(kernel, frame) (kernel)->solve((kernel), (frame))
#endif
#include "solve/rodas5p_step.h"
#endif
#undef TABLE_STEP
#undef TABLE_WIDTH
#undef TABLE_SCOPE
