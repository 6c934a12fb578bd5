/* Synthesis by direction of effect: entries to votes, one vote per study, votes to counts.
   Statistical significance plays no part (Cochrane Handbook, chapter 12; Boon and Thomson 2021). */
#include "hepar.h"

#include <math.h>

/* The entries of one study, by kind. */
typedef struct tally {
  size_t kind[HEPAR_VOTE_COUNT];
} tally;

/* The one vote of a study. Opposite directions are never outvoted: a study that reports both is a
   finding to look at, not a majority. No change beside one direction follows the share rule. */
static hepar_vote decide(const tally *study, double agreement) {
  size_t benefit = study->kind[HEPAR_VOTE_BENEFIT];
  size_t harm = study->kind[HEPAR_VOTE_HARM];
  size_t none = study->kind[HEPAR_VOTE_NO_CHANGE];
  double needed = agreement * (double)(benefit + harm + none) * (1.0 - 1e-12);
  if (benefit + harm + none == 0)
    return study->kind[HEPAR_VOTE_AMBIGUOUS] > 0 ? HEPAR_VOTE_AMBIGUOUS : HEPAR_VOTE_UNREPORTED;
  if (benefit > 0 && harm > 0) return HEPAR_VOTE_MIXED;
  if ((double)benefit >= needed) return HEPAR_VOTE_BENEFIT;
  if ((double)harm >= needed) return HEPAR_VOTE_HARM;
  return (double)none >= needed ? HEPAR_VOTE_NO_CHANGE : HEPAR_VOTE_MIXED;
}

/* Fill in what follows from the votes. */
static hepar_status infer(hepar_direction_counts *counts, hepar_interval method, double level,
                          hepar_error *error) {
  size_t benefit = counts->studies[HEPAR_VOTE_BENEFIT];
  hepar_status status;
  counts->votes = benefit + counts->studies[HEPAR_VOTE_HARM];
  counts->proportion = counts->ci_lb = counts->ci_ub = counts->pval = NAN;
  if (counts->votes == 0) return HEPAR_OK;
  counts->proportion = (double)benefit / (double)counts->votes;
  status = hepar_proportion_ci(benefit, counts->votes, method, level, &counts->ci_lb,
                               &counts->ci_ub, error);
  if (status != HEPAR_OK) return status;
  return hepar_binomial_test(benefit, counts->votes, 0.5, &counts->pval, error);
}

hepar_status hepar_directions(const size_t *study, const hepar_vote *vote, size_t entries,
                              size_t studies, double agreement, hepar_interval method, double level,
                              hepar_vote *decided, hepar_direction_counts *counts,
                              hepar_error *error) {
  hepar_direction_counts sums = {0};
  if (!(agreement > 0.5 && agreement <= 1.0))
    return hepar_fail(error, HEPAR_RANGE, "agreement must be above 0.5 and at most 1, got %g",
                      agreement);
  tally *tallies = hepar_calloc(studies, sizeof *tallies);
  if (tallies == NULL) return hepar_fail(error, HEPAR_NOMEM, "not enough memory");
  for (size_t i = 0; i < entries; i++) {
    if (study[i] >= studies || (unsigned)vote[i] >= HEPAR_VOTE_COUNT ||
        vote[i] == HEPAR_VOTE_MIXED) {
      hepar_free(tallies);
      return hepar_fail(error, HEPAR_MISUSE, "entry %zu has no valid study or vote", i + 1);
    }
    tallies[study[i]].kind[vote[i]]++;
    sums.entries[vote[i]]++;
  }
  for (size_t i = 0; i < studies; i++) {
    hepar_vote one = decide(&tallies[i], agreement);
    sums.studies[one]++;
    if (decided != NULL) decided[i] = one;
  }
  hepar_free(tallies);
  hepar_status status = infer(&sums, method, level, error);
  if (status == HEPAR_OK) *counts = sums;
  return status;
}
