/* Between the files of the mixed model for repeated measures: sums of patients, and the fit. */
#ifndef HEPAR_TRIAL_MMRM_H
#define HEPAR_TRIAL_MMRM_H

#include "trial.h"

#define HEPAR_MMRM_COLUMNS 3 /* one, treated, baseline */
#define HEPAR_MMRM_WIDE (HEPAR_TRIAL_VISITS * HEPAR_MMRM_COLUMNS)

/* Sums over the patients who were seen at the same visits. */
typedef struct hepar_mmrm_pattern {
  uint32_t seen;
  double n;
  double zz[HEPAR_MMRM_COLUMNS][HEPAR_MMRM_COLUMNS], zy[HEPAR_MMRM_COLUMNS][HEPAR_TRIAL_VISITS];
  double yy[HEPAR_TRIAL_VISITS][HEPAR_TRIAL_VISITS];
} hepar_mmrm_pattern;

typedef struct hepar_mmrm {
  hepar_mmrm_pattern *patterns;
  size_t count, visits, columns;
  double sigma[HEPAR_TRIAL_VISITS * HEPAR_TRIAL_VISITS];
  double beta[HEPAR_MMRM_WIDE], cov[HEPAR_MMRM_WIDE * HEPAR_MMRM_WIDE];
  size_t last;   /* patients seen at the last visit */
  double centre; /* of the baseline */
} hepar_mmrm;

/* Fit by REML; free it whatever comes back. */
hepar_status hepar_mmrm_fit(hepar_mmrm **fitted, const hepar_sample *s, hepar_error *error);
void hepar_mmrm_free(hepar_mmrm *m);
/* The visits of a pattern, and the inverse of their covariance; false when there is none. */
bool hepar_mmrm_inverse(const hepar_mmrm *m, const hepar_mmrm_pattern *p, size_t *visit,
                        size_t *seen, double *inverse);
/* Standard error and degrees of freedom of the treatment's effect at the last visit. */
hepar_status hepar_mmrm_degrees(const hepar_mmrm *m, hepar_degrees method, double *se, double *df,
                                hepar_error *error);

#endif
