/* Spending functions: how much of the error of a trial is used up at an information fraction. */
#include "trial.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

double hepar_spending_at(hepar_spending family, double parameter, double total, unsigned sided,
                         double t) {
  if (t >= 1) return total;
  if (t <= 0) return 0;
  switch (family) {
    case HEPAR_SPEND_OBRIEN_FLEMING: {
      /* each side spends its own half */
      double z = gsl_cdf_ugaussian_Qinv(total / sided / 2);
      return 2.0 * sided * gsl_cdf_ugaussian_Q(z / sqrt(t));
    }
    case HEPAR_SPEND_POCOCK:
      return total * log1p(expm1(1) * t);
    case HEPAR_SPEND_HSD:
      if (fabs(parameter) < 1e-9) return total * t;
      return total * expm1(-parameter * t) / expm1(-parameter);
    case HEPAR_SPEND_POWER:
      return total * pow(t, parameter);
    default:
      return NAN;
  }
}
