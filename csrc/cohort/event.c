/* Times to event out of the probabilities that a model computes. */
#include "cohort/cohort.h"

#include <math.h>

void hepar_event_draw(const double *times, size_t count, const double *alive, size_t step,
                      const double *const *causes, size_t cause_count, double u, double v,
                      double *time, int *cause) {
  *cause = 0;
  *time = count > 0 ? times[count - 1] : 0;
  for (size_t t = 1; t < count; t++) {
    double before = alive[(t - 1) * step], after = alive[t * step];
    if (!(after <= u)) continue;
    /* A constant hazard between two times: alive falls geometrically. */
    double share = after > 0 && before > after ? log(before / u) / log(before / after) : 1;
    if (!(share >= 0)) share = 0;
    if (share > 1) share = 1;
    *time = times[t - 1] + share * (times[t] - times[t - 1]);
    double sum = 0, part = 0;
    for (size_t k = 0; k < cause_count; k++) {
      double rise = causes[k][t * step] - causes[k][(t - 1) * step];
      if (rise > 0) sum += rise;
    }
    *cause = 1;
    for (size_t k = 0; k < cause_count; k++) {
      double rise = causes[k][t * step] - causes[k][(t - 1) * step];
      if (rise > 0) part += rise;
      if (v * sum <= part) {
        *cause = (int)k + 1;
        break;
      }
    }
    return;
  }
}
