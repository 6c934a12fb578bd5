/* Takes back what the step templates ask for, so that the next one starts clean. */
#undef HEPAR_V
#undef HEPAR_M
#undef HEPAR_SELECT
#undef HEPAR_ABSOLUTE
#undef HEPAR_AT
#undef HEPAR_STEP
#undef HEPAR_STEP_SCOPE
#undef HEPAR_LANES
#undef HEPAR_WIDTH
#undef HEPAR_STATES
#undef HEPAR_STATE_SLOT
#undef HEPAR_RATE_SLOT
#undef HEPAR_TIME_SLOT
#undef HEPAR_RATES
