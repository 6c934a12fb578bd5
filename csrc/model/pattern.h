/* The sparse LU of W = c I - J without pivoting, as straight-line programs: the order of
   elimination and the fill-in are found once per model. */
#ifndef HEPAR_MODEL_PATTERN_H
#define HEPAR_MODEL_PATTERN_H

#include "program.h"

/* Order, filled pattern (factor_entries, sorted by row and column) of the Jacobian's pattern. */
hepar_status hepar_pattern_find(hepar_programs *programs, size_t state_count, hepar_error *error);
/* The programs factor and solve; slots must be laid out. */
hepar_status hepar_pattern_programs(hepar_programs *programs, size_t state_count,
                                    hepar_error *error);

#endif
