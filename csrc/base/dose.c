/* Doses side by side. A dose per kg of body weight and a total dose are never compared without an
   assumed weight that says where it comes from (rule R6). */
#include "hepar.h"

#include <stdio.h>
#include <string.h>

/* The unit of a dose as one text: "cells" per "kg" is "cells/kg". */
static hepar_status dose_unit(const hepar_dose *dose, char out[96], hepar_error *error) {
  const char *per = dose->per;
  if (dose->unit == NULL || *dose->unit == '\0')
    return hepar_fail(error, HEPAR_MISUSE, "a dose without a unit can be compared with nothing");
  if (per == NULL || strcmp(per, "total") == 0 || strcmp(per, "animal") == 0)
    (void)snprintf(out, 96, "%.60s", dose->unit);
  else if (strcmp(per, "kg") == 0 || strcmp(per, "m2") == 0)
    (void)snprintf(out, 96, "%.60s/%s", dose->unit, per);
  else if (strcmp(per, "concentration") == 0)
    return hepar_fail(error, HEPAR_MISUSE,
                      "a concentration (%.60s) is no dose: the volume given is not known",
                      dose->unit);
  else
    return hepar_fail(error, HEPAR_MISUSE,
                      "per must be \"kg\", \"m2\", \"total\", \"animal\" or \"concentration\", "
                      "got \"%.40s\"", per);
  return HEPAR_OK;
}

hepar_status hepar_dose_compare(const hepar_dose *a, const hepar_dose *b,
                                const hepar_weight *weight, double *ratio, char derivation[256],
                                hepar_error *error) {
  char units[2][96];
  double other;
  hepar_status status = dose_unit(a, units[0], error);
  if (status == HEPAR_OK) status = dose_unit(b, units[1], error);
  if (status == HEPAR_OK)
    status = hepar_unit_convert(b->value, units[1], units[0], NULL, weight, &other, derivation,
                                error);
  if (status != HEPAR_OK) return status;
  if (other == 0)
    return hepar_fail(error, HEPAR_MISUSE, "the second dose is 0: there is no ratio to it");
  *ratio = a->value / other;
  return HEPAR_OK;
}
