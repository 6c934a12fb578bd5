/* What a test claims beyond a difference: not worse than the control by a margin, or equivalent to
   it; both read off the estimate, its standard error and degrees of freedom. */
#include "trial.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

bool hepar_claim_possible(hepar_analysis analysis, hepar_claim claim) {
  if (claim == HEPAR_SUPERIORITY) return true;
  switch (analysis) {
    case HEPAR_ANALYSIS_T:
    case HEPAR_ANALYSIS_WELCH:
    case HEPAR_ANALYSIS_ANCOVA:
    case HEPAR_ANALYSIS_MMRM:
    case HEPAR_ANALYSIS_IMPUTED:
    case HEPAR_ANALYSIS_CHI_SQUARE: /* with the unpooled variance */
    case HEPAR_ANALYSIS_PROPORTIONAL_ODDS:
    case HEPAR_ANALYSIS_LOGRANK:
    case HEPAR_ANALYSIS_COX:
    case HEPAR_ANALYSIS_RMST: return true;
    default: return false;
  }
}

/* The normal quantile with the upper tail of t. */
static double z_of(double t, double df) {
  if (!(df > 0)) return t;
  double p = gsl_cdf_tdist_Q(fabs(t), df);
  return copysign(p > 0 ? gsl_cdf_ugaussian_Qinv(p) : 38, t);
}

double hepar_claim_z(hepar_analysis analysis, hepar_claim claim, double margin, bool lower,
                     const hepar_answer *a) {
  bool hazard = analysis == HEPAR_ANALYSIS_LOGRANK || analysis == HEPAR_ANALYSIS_COX ||
                analysis == HEPAR_ANALYSIS_FINE_GRAY;
  double better = a->estimate, df = analysis == HEPAR_ANALYSIS_LOGRANK ||
                                    analysis == HEPAR_ANALYSIS_CHI_SQUARE ? NAN : a->df;
  if (claim == HEPAR_SUPERIORITY) return lower ? -a->z : a->z;
  if (!(a->se > 0) || isnan(a->estimate)) return 0;
  if (hazard) better = -better; /* a smaller hazard is the longer time */
  if (lower) better = -better;
  double above = z_of((better + margin) / a->se, df);
  if (claim == HEPAR_NON_INFERIORITY) return above;
  return fmin(above, z_of((margin - better) / a->se, df));
}
