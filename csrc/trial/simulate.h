/* Between the files of the simulation: one replicate of a trial. */
#ifndef HEPAR_TRIAL_SIMULATE_H
#define HEPAR_TRIAL_SIMULATE_H

#include "trial.h"

/* The numbers of a patient, by index in the patient's stream. */
enum {
  AT_STRATUM,
  AT_ARRIVAL,
  AT_DROPOUT,
  AT_ARM,
  AT_OUTCOME,
  AT_COMPETING,
  AT_BANK,
  AT_BASELINE = 8,
  AT_LEAVING = 20,
  AT_WEIGHTED = 32 /* and on: draws from a weighted bank */
};

/* The patients of one replicate, and room for the samples of its tests. One for each worker. */
typedef struct hepar_ward {
  const hepar_trial_design *design;
  size_t room, n; /* patients there may be, and are */
  uint8_t *arm, *stratum, *event, *group, *some_event, *some_stratum;
  double *baseline, *y, *arrival, *when, *gone; /* when: of the event; gone: of drop-out */
  uint8_t *what;                                /* of the event: 1 or 2 */
  double *some_y, *some_baseline, *some_time;
  size_t visits;
  double clock;     /* arrival of the last patient */
  double mean[HEPAR_TRIAL_ARMS][HEPAR_TRIAL_VISITS];
  double effect;    /* of this replicate, NaN: that of the design */
  uint64_t replicate;
  uint32_t drawn[HEPAR_TRIAL_STRATA]; /* allocations so far, by stratum */
  uint8_t block[HEPAR_TRIAL_STRATA][HEPAR_TRIAL_BLOCK];
  size_t block_left[HEPAR_TRIAL_STRATA];
  uint32_t *order, *swapped; /* of the bank, drawn without replacement: what was swapped with what */
  uint8_t *taken; /* the same with weights: who is in; swapped is then who the patients are */
} hepar_ward;

hepar_status hepar_ward_new(hepar_ward *ward, const hepar_trial_design *design,
                            hepar_error *error);
void hepar_ward_free(hepar_ward *ward);
/* Empty it for a replicate. */
void hepar_ward_start(hepar_ward *ward, uint64_t replicate, double effect);
/* The bank of virtual patients: room for the draws of a replicate, patients put back until `left`
   are in the trial, and patient i drawn, in the arm that he got; `stay` is a uniform number, for
   drop-out. */
hepar_status hepar_ward_fill(hepar_ward *ward, hepar_error *error);
void hepar_ward_refill(hepar_ward *ward, size_t left);
void hepar_ward_draw(hepar_ward *ward, size_t i, const hepar_stream *stream, double stay);
/* The arms of the first n patients of a replicate, when neither strata nor outcomes decide. */
void hepar_ward_allot(hepar_ward *ward, uint64_t replicate, size_t n);
/* Let patients come until there are n, into the arms that are open. */
void hepar_ward_enrol(hepar_ward *ward, size_t n, const bool *open);
/* The test of an arm against the control, among patients first to last - 1 and, of survival, at a
   time of the calendar. A test that cannot be done has z = 0. */
hepar_status hepar_ward_test(const hepar_ward *ward, size_t arm, size_t first, size_t last,
                             double calendar, hepar_answer *answer, hepar_error *error);

#endif
