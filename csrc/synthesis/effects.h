/* Between the files that compute effect sizes: one row of input, one formula for each measure.

   The driver (effects.c) reads a row, completes it (bi from n1i - ai …), refuses what is
   impossible, adds to zero cells, and calls the formula of the measure. The formulas follow the
   conventions of metafor 3.8; where metafor 5.1 defines a measure anew, context->newer chooses
   that form. */
#ifndef HEPAR_SYNTHESIS_EFFECTS_H
#define HEPAR_SYNTHESIS_EFFECTS_H

#include "hepar.h"

typedef struct effect {
  double yi, vi;
} effect;

typedef struct effect_context {
  hepar_vtype vtype;
  bool newer;
  /* Averages over the rows, for the variances AV and AVHO. */
  double mean[3];
} effect_context;

/* x[field] holds the row; every field that the measure needs is there and possible. */
typedef effect effect_formula(const double *x, const effect_context *context);

/* What AV averages over the rows, with its weight; returns how many pairs it wrote (at most 2). */
typedef int effect_average(const double *x, double value[2], double weight[2]);

/* The groups of measures, by what they read. */
typedef enum effect_group {
  GROUP_TABLE,
  GROUP_PAIRS,
  GROUP_PERSON_TIME,
  GROUP_MEANS,
  GROUP_CORRELATION,
  GROUP_PARTIAL,
  GROUP_PROPORTION,
  GROUP_RATE,
  GROUP_MEAN,
  GROUP_CHANGE,
  GROUP_ALPHA,
  GROUP_HARDY_WEINBERG,
  GROUP_GENERIC
} effect_group;

typedef struct effect_measure {
  hepar_effect_measure about;
  effect_group group;
  effect_formula *formula;
  effect_average *average;
  uint32_t required; /* fields without which there is nothing to compute */
  bool keeps_yi;     /* an effect stays although its variance does not exist */
} effect_measure;

const effect_measure *effect_measure_find(const char *name);

/* The formulas, by file. */
effect_formula effect_rr, effect_or, effect_rd, effect_peto, effect_as, effect_phi, effect_yuq,
    effect_yuy, effect_rtet, effect_pbit, effect_or2dl, effect_or2dn;
effect_average effect_average_rd;
effect_formula effect_mprr, effect_mpor, effect_mprd, effect_mppeto, effect_mporc, effect_mporm;

effect_formula effect_irr, effect_ird, effect_irsd, effect_pr, effect_pln, effect_plo, effect_pas,
    effect_pft, effect_ir, effect_irln, effect_irs, effect_irft;
effect_average effect_average_pr;

effect_formula effect_md, effect_smd, effect_smdh, effect_smd1, effect_smd1h, effect_rom,
    effect_rpb, effect_rbis, effect_d2orl, effect_d2orn, effect_cvr, effect_vr;
effect_average effect_average_smd, effect_average_smd1, effect_average_rom;

effect_formula effect_mn, effect_mnln, effect_cvln, effect_sdln, effect_smn, effect_mc, effect_smcc,
    effect_smcr, effect_smcrh, effect_romc, effect_cvrc, effect_vrc;

effect_formula effect_cor, effect_ucor, effect_zcor, effect_pcor, effect_zpcor, effect_spcor,
    effect_araw, effect_ahw, effect_abt, effect_reh, effect_gen;
effect_average effect_average_cor, effect_average_ucor, effect_average_pcor, effect_average_spcor;

/* The factor that takes the bias off a standardised mean difference with m degrees of freedom
   (Hedges, Journal of Educational Statistics 1981;6:107-128); NaN for m of 1 or less. */
double effect_small_sample(double m);

/* The integral of f from 0 to `width` by the double-exponential rule; f receives the distance from
   either end, so that singular ends lose no digits. */
typedef double effect_integrand(double from_low, double from_high, const void *data);
double effect_integrate(effect_integrand *f, const void *data, double width);

#endif
