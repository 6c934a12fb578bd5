/* The end of every step template: the error of each lane and the factor for its next step, by the
   predictive controller of Gustafsson, ACM Transactions on Mathematical Software 20 (1994) 496, as
   in Hairer and Wanner II, IV.8. HEPAR_DIFFERENCE(i) is the estimate, of order 5 in h. */
{
  const HEPAR_V *const absolute = HEPAR_AT(work, HEPAR_ROW_ABSOLUTE(states));
  const HEPAR_V *const relative = HEPAR_AT(work, HEPAR_ROW_TOLERANCE);
  const HEPAR_V *const step_before = HEPAR_AT(work, HEPAR_ROW_STEP_BEFORE);
  const HEPAR_V *const error_before = HEPAR_AT(work, HEPAR_ROW_ERROR_BEFORE);
  HEPAR_V *const error = HEPAR_AT(work, HEPAR_ROW_ERROR);
  HEPAR_V *const factor = HEPAR_AT(work, HEPAR_ROW_FACTOR);
  for (long j = 0; j < chunks; j++) {
    HEPAR_V sum = step[j] - step[j];
    HEPAR_V power, guess;
    for (long s = 0; s < states; s++) {
      const long i = s * chunks + j;
      const HEPAR_V a = HEPAR_ABSOLUTE(before[i]), b = HEPAR_ABSOLUTE(y[i]);
      const HEPAR_V size = HEPAR_SELECT(a > b, a, b);
      const HEPAR_V e = HEPAR_DIFFERENCE(i) / (absolute[i] + relative[j] * size);
      sum += e * e;
    }
    error[j] = sum * (1.0 / (double)states);
    for (long l = 0; l < HEPAR_WIDTH; l++) error[j][l] = __builtin_sqrt(error[j][l]);
    {
      /* 1 / factor^5: the larger of what this error asks for and what the last two predict. */
      const HEPAR_V ratio = step_before[j] / step[j];
      const HEPAR_V square = ratio * ratio;
      const HEPAR_V predicted = (error[j] * error[j] / error_before[j]) * (square * square * ratio);
      const HEPAR_V least = (step[j] - step[j]) + 7.594e-5, most = least + 1845.28;
      power = HEPAR_SELECT(error[j] > predicted, error[j], predicted);
      power = HEPAR_SELECT(power < most, power, most); /* NaN: most */
      power = HEPAR_SELECT(power > least, power, least);
    }
    {
      /* x^(-1/5) by Newton's method from a guess on the bits: no library, no machine matters. */
      const HEPAR_M bits = (HEPAR_M)power;
      guess = (HEPAR_V)(5528130059690311680ULL - ((bits >> 3) + (bits >> 4) + (bits >> 7) +
                                                  (bits >> 8) + (bits >> 11) + (bits >> 12)));
      for (int k = 0; k < 3; k++) {
        const HEPAR_V g2 = guess * guess;
        guess = guess * (1.2 - (0.2 * power) * (g2 * g2 * guess));
      }
    }
    factor[j] = 0.9 * guess;
  }
}
#undef HEPAR_DIFFERENCE
