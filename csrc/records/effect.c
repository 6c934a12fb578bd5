/* What is derived from coded values, and by which rule. */
#include <string.h>

#include "store.h"

const char *hepar_effect_name(const hepar_code *outcome, const char *direction) {
  const char *good = outcome != NULL ? outcome->desirable : NULL;
  if (strcmp(direction, "no_change") == 0 || strcmp(direction, "no_benefit") == 0 ||
      strcmp(direction, "no_diff") == 0)
    return "null";
  if (strcmp(direction, "unspecified") == 0 || strcmp(direction, "na") == 0) return "unknown";
  if (strcmp(direction, "improved") == 0) return "benefit";
  if (strcmp(direction, "worsened") == 0) return "harm";
  if (good == NULL || strcmp(good, "ctx") == 0) return "ambiguous";
  if (strcmp(good, "improve") == 0) good = "up"; /* more of a good thing */
  if (strcmp(direction, "up") == 0 || strcmp(direction, "down") == 0)
    return strcmp(direction, good) == 0 ? "benefit" : "harm";
  return "ambiguous"; /* conflict */
}

bool hepar_days_from(double value, const char *unit, double *days) {
  static const struct {
    const char *unit;
    double days;
  } units[] = {{"h", 0}, {"d", 1}, {"wk", 7}, {"mo", 30.4375}, {"y", 365.25}};
  for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
    if (strcmp(unit, units[i].unit) == 0) {
      /* An hour has no exact double: divide, so that 24 h are one day. */
      *days = i == 0 ? value / 24 : value * units[i].days;
      return true;
    }
  }
  return false;
}
