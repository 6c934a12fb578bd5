/* Forward sensitivities s = dy/dp, s' = J s + df/dp, as Rodas5P takes them when y and s are one
   system: its matrix is block triangular with the matrix of y on the diagonal, so every stage of
   every sensitivity is one more solve with the factors that are there. The block below the
   diagonal, d(J s + df/dp)/dy, is only needed times the stages of y: a central difference along
   them. */
#include "drive.h"

#include <float.h>
#include <string.h>

typedef struct hepar_sensitivity {
  size_t count, states, lanes;
  double *value;    /* s: count x states x lanes */
  double *stages;   /* 8 of them */
  double *high, *low; /* J s + df/dp on both sides of the states, for the difference */
  double *kept;     /* the states after the step */
  double *jacobian; /* at its start: the factors read some of it */
  double *jump;     /* what a switching point adds to s */
  double *scale;    /* one for each lane */
  bool *fixed;      /* count x lanes: the schedule has set the parameter */
} sensitivity;

/* The weights of Rodas5P as rodas5p_step.h has them; rows 6 to 8 of a repeat the row above. */
static const double a_weights[8][8] = {
    {0},
    {3.0},
    {2.849394379747939, 0.45842242204463923},
    {-6.954028509809101, 2.489845061869568, -10.358996098473584},
    {2.8029986275628964, 0.5072464736228206, -0.3988312541770524, -0.04721187230404641},
    {-7.502846399306121, 2.561846144803919, -11.627539656261098, -0.18268767659942256,
     0.030198172008377946},
    {-7.502846399306121, 2.561846144803919, -11.627539656261098, -0.18268767659942256,
     0.030198172008377946, 1},
    {-7.502846399306121, 2.561846144803919, -11.627539656261098, -0.18268767659942256,
     0.030198172008377946, 1, 1}};
static const double c_weights[8][8] = {
    {0},
    {-14.155112264123755},
    {-17.97296035885952, -2.859693295451294},
    {147.12150275711716, -1.41221402718213, 71.68940251302358},
    {165.43517024871676, -0.4592823456491126, 42.90938336958603, -5.961986721573306},
    {24.854864614690072, -3.0009227002832186, 47.4931110020768, 5.5814197821558125,
     -0.6610691825249471},
    {30.91273214028599, -3.1208243349937974, 77.79954646070892, 34.28646028294783,
     -19.097331116725623, -28.087943162872662},
    {37.80277123390563, -3.2571969029072276, 112.26918849496327, 66.9347231244047,
     -40.06618937091002, -54.66780262877968, -9.48861652309627}};
static const double nodes[8] = {0, 0.6358126895828704, 0.4095798393397535, 0.9769306725060716,
                                0.4288403609558664, 1, 1, 1};
static const double drifts[8] = {0.21193756319429014, -0.42387512638858027, -0.3384627126235924,
                                 1.8046452872882734, 2.325825639765069, 0, 0, 0};

hepar_status hepar_sensitivity_make(worker *w, hepar_error *error) {
  solver *s = w->solver;
  size_t m = s->sensitivity_count, n = w->states, lanes = w->lanes;
  size_t each = m * n * lanes;
  sensitivity *x;
  double *at;
  if (m == 0) return HEPAR_OK;
  x = hepar_calloc(1, sizeof *x);
  if (x == NULL) return hepar_fail(error, HEPAR_NOMEM, "there is no memory for sensitivities");
  w->sensitivity = x;
  x->count = m;
  x->states = n;
  x->lanes = lanes;
  at = hepar_calloc(12 * each + 2 * n * lanes + (n + 1 + s->programs->jacobian_count) * lanes,
                    sizeof *at);
  x->fixed = hepar_calloc(m * lanes + 1, sizeof *x->fixed);
  x->value = at;
  if (at == NULL || x->fixed == NULL)
    return hepar_fail(error, HEPAR_NOMEM, "there is no memory for %zu sensitivities", m * n);
  x->stages = at + each;
  x->high = at + 9 * each;
  x->low = at + 10 * each;
  x->kept = at + 11 * each;
  x->scale = x->kept + n * lanes;
  x->jacobian = x->scale + lanes;
  x->jump = x->jacobian + s->programs->jacobian_count * lanes;
  return HEPAR_OK;
}

void hepar_sensitivity_free(worker *w) {
  if (w->sensitivity == NULL) return;
  hepar_free(w->sensitivity->value);
  hepar_free(w->sensitivity->fixed);
  hepar_free(w->sensitivity);
  w->sensitivity = NULL;
}

/* The parameter of sensitivity j, or -1 when it is with respect to a state. */
static int32_t parameter_of(const solver *s, size_t j) {
  return j < s->options.sensitivity_parameter_count ? s->options.sensitivity_parameters[j] : -1;
}

/* to = J of + df/dp for all sensitivities, of what the frame holds. */
static void apply(const worker *w, const double *of, double *to) {
  const solver *s = w->solver;
  const hepar_programs *p = s->programs;
  const sensitivity *x = w->sensitivity;
  size_t n = x->states, lanes = x->lanes;
  const double *jacobian = w->frame + (size_t)p->jacobian_slot * lanes;
  const double *gradient = w->frame + (size_t)p->gradient_slot * lanes;
  memset(to, 0, x->count * n * lanes * sizeof *to);
  for (size_t j = 0; j < x->count; j++) {
    const double *v = of + j * n * lanes;
    double *result = to + j * n * lanes;
    int32_t parameter = parameter_of(s, j);
    for (size_t e = 0; e < p->jacobian_count; e++) {
      const double *b = v + (size_t)p->jacobian_entries[e].column * lanes;
      double *r = result + (size_t)p->jacobian_entries[e].row * lanes;
      for (size_t l = 0; l < lanes; l++) r[l] += jacobian[e * lanes + l] * b[l];
    }
    for (size_t e = 0; parameter >= 0 && e < p->gradient_count; e++) {
      double *r = result + (size_t)p->gradient_entries[e].row * lanes;
      if (p->gradient_entries[e].column != parameter) continue;
      for (size_t l = 0; l < lanes; l++)
        if (!x->fixed[j * lanes + l]) r[l] += gradient[e * lanes + l];
    }
  }
}

/* Jacobian and gradient at the frame's states. */
static void derive(const worker *w) {
  const hepar_kernel *kernel = w->solver->kernel;
  kernel->jacobian(kernel, w->frame);
  kernel->gradient(kernel, w->frame);
}

/* How far to go along a stage for a difference: a hundred-thousandth of whatever moves most. */
static void choose_scale(const worker *w, size_t stage) {
  const sensitivity *x = w->sensitivity;
  size_t n = x->states, lanes = x->lanes;
  for (size_t l = 0; l < lanes; l++) {
    double h = *row_at(w, HEPAR_ROW_STEP, l), begun = *row_at(w, HEPAR_ROW_TIME, l);
    double span = fabs(h) > fabs(begun) ? fabs(h) : fabs(begun);
    double most = fabs(h * drifts[stage]) / span;
    for (size_t i = 0; i < n; i++) {
      double k = fabs(*row_at(w, HEPAR_ROW_STAGES(n) + stage * n + i, l));
      double y = fabs(*row_at(w, HEPAR_ROW_STATES(n) + i, l));
      double size = k > y ? k : y;
      if (size > 0 && k / size > most) most = k / size;
    }
    x->scale[l] = most > 0 ? 1e-5 / most : 1;
  }
}

/* The frame at the states before the step, moved along a stage by `side` times the scale. */
static void move(const worker *w, size_t stage, double side) {
  const hepar_programs *p = w->solver->programs;
  const sensitivity *x = w->sensitivity;
  size_t n = x->states, lanes = x->lanes;
  for (size_t i = 0; i < n; i++)
    for (size_t l = 0; l < lanes; l++)
      *slot_at(w, w->frame, p->state_slot + (int32_t)i, l) =
          *row_at(w, HEPAR_ROW_STATES(n) + i, l) +
          side * x->scale[l] * *row_at(w, HEPAR_ROW_STAGES(n) + stage * n + i, l);
  for (size_t l = 0; l < lanes; l++)
    *slot_at(w, w->frame, p->time_slot, l) =
        *row_at(w, HEPAR_ROW_TIME, l) +
        side * x->scale[l] * drifts[stage] * *row_at(w, HEPAR_ROW_STEP, l);
}

/* One stage of all sensitivities. */
static void take_stage(worker *w, size_t stage) {
  const solver *s = w->solver;
  const hepar_programs *p = s->programs;
  sensitivity *x = w->sensitivity;
  size_t n = x->states, lanes = x->lanes, each = x->count * n * lanes;
  double *mine = x->stages + stage * each;
  choose_scale(w, stage);
  move(w, stage, 1);
  derive(w);
  apply(w, x->value, x->high);
  move(w, stage, -1);
  derive(w);
  apply(w, x->value, x->low);
  for (size_t i = 0; i < each; i++)
    x->high[i] = (x->high[i] - x->low[i]) / (2 * x->scale[i % lanes]);
  /* The states of the stage itself, and the sensitivities there. */
  for (size_t i = 0; i < n; i++)
    for (size_t l = 0; l < lanes; l++) {
      double y = *row_at(w, HEPAR_ROW_STATES(n) + i, l);
      for (size_t k = 0; k < stage; k++)
        y += a_weights[stage][k] * *row_at(w, HEPAR_ROW_STAGES(n) + k * n + i, l);
      *slot_at(w, w->frame, p->state_slot + (int32_t)i, l) = y;
    }
  for (size_t l = 0; l < lanes; l++)
    *slot_at(w, w->frame, p->time_slot, l) =
        *row_at(w, HEPAR_ROW_TIME, l) + nodes[stage] * *row_at(w, HEPAR_ROW_STEP, l);
  derive(w);
  for (size_t i = 0; i < each; i++) {
    double sum = x->value[i];
    for (size_t k = 0; k < stage; k++) sum += a_weights[stage][k] * x->stages[k * each + i];
    x->low[i] = sum;
  }
  apply(w, x->low, mine);
  for (size_t i = 0; i < each; i++) {
    double sum = 0;
    for (size_t k = 0; k < stage; k++) sum += c_weights[stage][k] * x->stages[k * each + i];
    mine[i] += x->high[i] + sum / *row_at(w, HEPAR_ROW_STEP, i % lanes);
  }
  memcpy(w->frame + (size_t)p->jacobian_slot * lanes, x->jacobian,
         p->jacobian_count * lanes * sizeof(double));
  for (size_t j = 0; j < x->count; j++) {
    double *vector = w->frame + (size_t)p->vector_slot * lanes;
    memcpy(vector, mine + j * n * lanes, n * lanes * sizeof *vector);
    s->kernel->solve(s->kernel, w->frame);
    memcpy(mine + j * n * lanes, vector, n * lanes * sizeof *vector);
  }
}

void hepar_sensitivity_step(worker *w) {
  const hepar_programs *p = w->solver->programs;
  sensitivity *x = w->sensitivity;
  size_t size = x->states * x->lanes * sizeof(double);
  double *states = w->frame + (size_t)p->state_slot * x->lanes;
  memcpy(x->kept, states, size);
  memcpy(x->jacobian, w->frame + (size_t)p->jacobian_slot * x->lanes,
         p->jacobian_count * x->lanes * sizeof(double));
  for (size_t stage = 0; stage < 8; stage++) take_stage(w, stage);
  memcpy(states, x->kept, size);
}

/* The error of the sensitivities in tolerances, the absolute one of a state divided by the size of
   what it is differentiated by. */
static double error_of(const worker *w, size_t l) {
  const solver *s = w->solver;
  const sensitivity *x = w->sensitivity;
  size_t n = x->states, lanes = x->lanes, each = x->count * n * lanes;
  double most = 0;
  for (size_t j = 0; j < x->count; j++) {
    int32_t parameter = parameter_of(s, j);
    double by = 1, sum = 0;
    if (parameter >= 0)
      by = fabs(*slot_at(w, w->frame, s->programs->parameter_slot + parameter, l));
    if (!(by > 0)) by = 1;
    for (size_t i = 0; i < n; i++) {
      size_t at = (j * n + i) * lanes + l;
      double e = x->stages[7 * each + at] /
                 (s->tolerances[i] / by + s->options.rtol * fabs(x->value[at]));
      sum += e * e;
    }
    sum = sqrt(sum / (double)n);
    if (!(sum <= most)) most = sum;
  }
  return most;
}

void hepar_sensitivity_errors(worker *w) {
  for (size_t l = 0; l < w->lanes; l++) {
    double *error = row_at(w, HEPAR_ROW_ERROR, l), *factor = row_at(w, HEPAR_ROW_FACTOR, l);
    double mine;
    if (!w->lane[l].busy || !(*error <= 1)) continue;
    mine = error_of(w, l);
    if (mine <= *error) continue;
    *error = mine;
    if (isfinite(mine)) {
      double f = 0.9 * hepar_lane_exp(-0.2 * hepar_lane_log(mine));
      if (f < *factor) *factor = f < 0.2 ? 0.2 : f;
    }
  }
}

/* s at a fraction of the step; j and i counted within the lane. */
static double at_fraction(const sensitivity *x, size_t l, size_t j, size_t i, const double c[8]) {
  size_t each = x->count * x->states * x->lanes, at = (j * x->states + i) * x->lanes + l;
  double sum = x->value[at];
  for (size_t k = 0; k < 8; k++) sum += c[k] * x->stages[k * each + at];
  return sum;
}

void hepar_sensitivity_sample(worker *w, size_t l, double theta, bool now) {
  const lane *a = &w->lane[l];
  const sensitivity *x = w->sensitivity;
  double *row = a->sensitivities + a->next_output * x->count * x->states;
  double c[8] = {0};
  if (!now)
    hepar_dense_weights(HEPAR_RODAS5P, theta > 1 ? 1 : theta, *row_at(w, HEPAR_ROW_STEP, l), c);
  for (size_t j = 0; j < x->count; j++)
    for (size_t i = 0; i < x->states; i++)
      row[j * x->states + i] =
          now ? x->value[(j * x->states + i) * x->lanes + l] : at_fraction(x, l, j, i, c);
}

bool hepar_sensitivity_keep(worker *w, size_t l, double theta) {
  sensitivity *x = w->sensitivity;
  double c[8];
  bool finite = true;
  hepar_dense_weights(HEPAR_RODAS5P, theta, *row_at(w, HEPAR_ROW_STEP, l), c);
  for (size_t j = 0; j < x->count; j++)
    for (size_t i = 0; i < x->states; i++) {
      double value = at_fraction(x, l, j, i, c);
      if (w->lane[l].turned) value += x->jump[(j * x->states + i) * x->lanes + l];
      if (!isfinite(value)) finite = false;
      x->value[(j * x->states + i) * x->lanes + l] = value;
    }
  return finite;
}

/* Switch `which` of the lane when the probing frame stands at `at` moved by `by` times a
   direction: of time, of the states (every `stride` doubles), of a parameter. */
static double switch_at(worker *w, size_t l, int32_t which, const double *at, double time,
                        double by, double of_time, const double *of_states, size_t stride,
                        int32_t parameter) {
  const hepar_programs *p = w->solver->programs;
  double *slot = parameter >= 0 ? slot_at(w, w->probe, p->parameter_slot + parameter, l) : NULL;
  double kept = slot != NULL ? *slot : 0, value;
  for (size_t i = 0; i < w->states; i++)
    *slot_at(w, w->probe, p->state_slot + (int32_t)i, l) = at[i] + by * of_states[i * stride];
  *slot_at(w, w->probe, p->time_slot, l) = time + by * of_time;
  if (slot != NULL) {
    *slot = kept + by;
    w->solver->kernel->prelude(w->solver->kernel, w->probe);
  }
  hepar_lanes_signs(w, w->probe);
  value = *slot_at(w, w->probe, p->switch_slot + which, l);
  if (slot != NULL) {
    *slot = kept;
    w->solver->kernel->prelude(w->solver->kernel, w->probe);
  }
  return value;
}

/* Rates on the probing frame, deliveries added. */
static void probe_rates(worker *w, size_t l, double *to) {
  const hepar_programs *p = w->solver->programs;
  w->solver->kernel->rates(w->solver->kernel, w->probe);
  for (size_t i = 0; i < w->states; i++)
    to[i] = *slot_at(w, w->probe, p->rate_slot + (int32_t)i, l) +
            *row_at(w, HEPAR_ROW_DELIVERIES(w->states) + i, l);
}

/* At a switching point the rates jump from f- to f+, and its time depends on p: s jumps by
   (f- - f+) dt/dp, dt/dp = -(dg/dy s + dg/dp) / (dg/dy f- + dg/dt), g being what turned. */
void hepar_sensitivity_turn(worker *w, size_t l, int32_t which, double left, double right) {
  const solver *s = w->solver;
  sensitivity *x = w->sensitivity;
  size_t n = x->states, lanes = x->lanes;
  double h = *row_at(w, HEPAR_ROW_STEP, l), begun = *row_at(w, HEPAR_ROW_TIME, l);
  double time = begun + right * h, most = 0, by, flow, c[8];
  double *state = x->high, *before = x->high + n, *after = x->high + 2 * n, *of = x->high + 3 * n;
  const hepar_programs *p = s->programs;
  hepar_lane_interpolate(w, l, left, slot_at(w, w->probe, p->state_slot, l), lanes);
  *slot_at(w, w->probe, p->time_slot, l) = begun + left * h;
  probe_rates(w, l, before);
  hepar_lane_interpolate(w, l, right, state, 1);
  for (size_t i = 0; i < n; i++) {
    double size = fabs(state[i]) + s->tolerances[i];
    *slot_at(w, w->probe, p->state_slot + (int32_t)i, l) = state[i];
    if (fabs(before[i]) / size > most) most = fabs(before[i]) / size;
  }
  *slot_at(w, w->probe, p->time_slot, l) = time;
  probe_rates(w, l, after);
  by = 1e-5 / (most + 1 / (fabs(time) + fabs(h)));
  flow = (switch_at(w, l, which, state, time, by, 1, before, 1, -1) -
          switch_at(w, l, which, state, time, -by, 1, before, 1, -1)) /
         (2 * by);
  hepar_dense_weights(HEPAR_RODAS5P, right, h, c);
  for (size_t j = 0; j < x->count; j++) {
    int32_t parameter = x->fixed[j * lanes + l] ? -1 : parameter_of(s, j);
    double moves;
    most = parameter >= 0
               ? 1 / (fabs(*slot_at(w, w->probe, p->parameter_slot + parameter, l)) + 1e-300)
               : 0;
    for (size_t i = 0; i < n; i++) {
      double size = fabs(state[i]) + s->tolerances[i];
      of[i] = at_fraction(x, l, j, i, c);
      if (fabs(of[i]) / size > most) most = fabs(of[i]) / size;
    }
    by = most > 0 ? 1e-5 / most : 1;
    moves = (switch_at(w, l, which, state, time, by, 0, of, 1, parameter) -
             switch_at(w, l, which, state, time, -by, 0, of, 1, parameter)) /
            (2 * by);
    for (size_t i = 0; i < n; i++)
      x->jump[(j * n + i) * lanes + l] = (before[i] - after[i]) * (-moves / flow);
  }
  w->lane[l].turned = true;
}

void hepar_sensitivity_fix(worker *w, size_t l, int32_t parameter) {
  const solver *s = w->solver;
  for (size_t j = 0; j < w->sensitivity->count; j++)
    if (parameter_of(s, j) == parameter) w->sensitivity->fixed[j * w->lanes + l] = true;
}

/* A bolus moves the states by d rate / d input times its amount; what that depends on states and
   parameters is found by central differences in the direction of each sensitivity. */
void hepar_sensitivity_deliver(worker *w, size_t l, int32_t input, double amount) {
  const solver *s = w->solver;
  const hepar_programs *p = s->programs;
  const hepar_kernel *kernel = s->kernel;
  sensitivity *x = w->sensitivity;
  size_t n = x->states, lanes = x->lanes;
  for (size_t j = 0; j < x->count; j++) {
    double *value = x->value + j * n * lanes + l;
    int32_t parameter = parameter_of(s, j);
    double *slot = parameter >= 0 && !x->fixed[j * lanes + l]
                       ? slot_at(w, w->frame, p->parameter_slot + parameter, l)
                       : NULL;
    double kept = slot != NULL ? *slot : 0;
    double most = slot != NULL ? 1 / (fabs(kept) + 1e-300) : 0, by;
    for (size_t i = 0; i < n; i++) {
      double y = fabs(*slot_at(w, w->frame, p->state_slot + (int32_t)i, l));
      double v = fabs(value[i * lanes]);
      x->kept[i * lanes + l] = *slot_at(w, w->frame, p->state_slot + (int32_t)i, l);
      if (v > most * (y + s->tolerances[i])) most = v / (y + s->tolerances[i]);
    }
    if (most == 0) continue;
    by = 1e-5 / most;
    for (int side = 1; side >= -1; side -= 2) {
      for (size_t i = 0; i < n; i++)
        *slot_at(w, w->frame, p->state_slot + (int32_t)i, l) =
            x->kept[i * lanes + l] + side * by * value[i * lanes];
      if (slot != NULL) *slot = kept + side * by;
      hepar_lanes_prepare(w);
      kernel->input_rates(kernel, w->frame);
      for (size_t e = 0; e < p->input_count; e++)
        if (p->input_entries[e].column == input)
          x->high[(size_t)p->input_entries[e].row * lanes + l + (side > 0 ? 0 : n * lanes)] =
              *slot_at(w, w->frame, p->input_rate_slot + (int32_t)e, l);
    }
    for (size_t i = 0; i < n; i++)
      *slot_at(w, w->frame, p->state_slot + (int32_t)i, l) = x->kept[i * lanes + l];
    if (slot != NULL) *slot = kept;
    for (size_t e = 0; e < p->input_count; e++) {
      size_t at = (size_t)p->input_entries[e].row * lanes;
      if (p->input_entries[e].column == input)
        value[at] += (x->high[at + l] - x->high[at + l + n * lanes]) / (2 * by) * amount;
    }
  }
  hepar_lanes_prepare(w);
}

/* At the start: 1 for the state itself; for a parameter, what the initial values depend on it, by
   central differences of the program of initial values. */
void hepar_sensitivity_start(worker *w, size_t l) {
  const solver *s = w->solver;
  const hepar_programs *p = s->programs;
  const hepar_kernel *kernel = s->kernel;
  sensitivity *x = w->sensitivity;
  size_t n = x->states, lanes = x->lanes;
  for (size_t j = 0; j < x->count; j++) {
    int32_t parameter = parameter_of(s, j);
    double *value = x->value + j * n * lanes + l;
    double *slot, before, by;
    x->fixed[j * lanes + l] = false;
    if (parameter < 0) {
      size_t state =
          (size_t)s->options.sensitivity_states[j - s->options.sensitivity_parameter_count];
      for (size_t i = 0; i < n; i++) value[i * lanes] = i == state ? 1 : 0;
      continue;
    }
    slot = slot_at(w, w->frame, p->parameter_slot + parameter, l);
    before = *slot;
    by = before != 0 ? ldexp(1, ilogb(before) - 17) : 1e-6;
    *slot = before + by;
    hepar_lanes_prepare(w);
    kernel->initial(kernel, w->frame);
    for (size_t i = 0; i < n; i++)
      value[i * lanes] = *slot_at(w, w->frame, p->initial_slot + (int32_t)i, l);
    *slot = before - by;
    hepar_lanes_prepare(w);
    kernel->initial(kernel, w->frame);
    for (size_t i = 0; i < n; i++) {
      double low = *slot_at(w, w->frame, p->initial_slot + (int32_t)i, l);
      value[i * lanes] = (value[i * lanes] - low) / (2 * by);
      if (!isnan(*row_at(w, HEPAR_ROW_SCRATCH(n) + i, l))) value[i * lanes] = 0;
    }
    *slot = before;
    hepar_lanes_prepare(w);
  }
}
