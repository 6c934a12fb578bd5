/* Attempted steps over a kernel's table of functions, for any even number of lanes, in vectors as
   wide as the processor has them. The bits are the same for all. */
#include "step.h"

#include "drive.h"

#define PLAIN static
#if defined(__x86_64__)
#define WIDE static __attribute__((target("avx2")))
#define WIDER static __attribute__((target("avx512f")))
#endif

#define TABLE_SCOPE PLAIN
#define TABLE_STEP rodas5p_2
#define TABLE_WIDTH 2
#include "step_table.h"

#define TABLE_TSIT5
#define TABLE_SCOPE PLAIN
#define TABLE_STEP tsit5_2
#define TABLE_WIDTH 2
#include "step_table.h"
#undef TABLE_TSIT5

#ifdef WIDE
#define TABLE_SCOPE WIDE
#define TABLE_STEP rodas5p_4
#define TABLE_WIDTH 4
#include "step_table.h"

#define TABLE_SCOPE WIDER
#define TABLE_STEP rodas5p_8
#define TABLE_WIDTH 8
#include "step_table.h"

#define TABLE_TSIT5
#define TABLE_SCOPE WIDE
#define TABLE_STEP tsit5_4
#define TABLE_WIDTH 4
#include "step_table.h"

#define TABLE_SCOPE WIDER
#define TABLE_STEP tsit5_8
#define TABLE_WIDTH 8
#include "step_table.h"
#undef TABLE_TSIT5
#endif

/* The widest vectors that both the processor and the frame have. */
static int width_of(const hepar_kernel *kernel) {
#ifdef WIDE
  if (kernel->lanes % 8 == 0 && __builtin_cpu_supports("avx512f")) return 8;
  if (kernel->lanes % 4 == 0 && __builtin_cpu_supports("avx2")) return 4;
#endif
  (void)kernel;
  return 2;
}

hepar_attempt hepar_step_rodas5p(const hepar_kernel *kernel) {
  if (kernel->rodas5p != NULL) return kernel->rodas5p;
#ifdef WIDE
  if (width_of(kernel) == 8) return rodas5p_8;
  if (width_of(kernel) == 4) return rodas5p_4;
#endif
  return rodas5p_2;
}

hepar_attempt hepar_step_tsit5(const hepar_kernel *kernel) {
#ifdef WIDE
  if (width_of(kernel) == 8) return tsit5_8;
  if (width_of(kernel) == 4) return tsit5_4;
#endif
  return tsit5_2;
}

/* y(t + theta h) = y + sum w_i k_i: for Rodas5P the interpolant of order 4 that comes with it
   (Steinebach 2023), for Tsit5 the one of Tsitouras (2011). */
void hepar_dense_weights(hepar_method method, double theta, double h, double w[8]) {
  static const double b[8] = {-7.502846399306121, 2.561846144803919, -11.627539656261098,
                              -0.18268767659942256, 0.030198172008377946, 1, 1, 1};
  static const double h2[8] = {25.948786856663858, -2.5579724845846235, 10.433815404888879,
                               -2.3679251022685204, 0.524948541321073, 1.1241088310450404,
                               0.4272876194431874, -0.17202221070155493};
  static const double h3[8] = {-9.91568850695171, -0.9689944594115154, 3.0438037242978453,
                               -24.495224566215796, 20.176138334709044, 15.98066361424651,
                               -6.789040303419874, -6.710236069923372};
  static const double h4[8] = {11.419903575922262, 2.8879645146136994, 72.92137995996029,
                               80.12511834622643, -52.072871366152654, -59.78993625266729,
                               -0.15582684282751913, 4.883087185713722};
  static const double r[7][3] = {
      {-2.763706197274826, 2.9132554618219126, -1.0530884977290216},
      {0.13169999999999998, -0.2234, 0.1017},
      {3.9302962368947516, -5.941033872131505, 2.490627285651253},
      {-12.411077166933676, 30.33818863028232, -16.548102889244902},
      {37.50931341651104, -88.1789048947664, 47.37952196281928},
      {-27.896526289197286, 65.09189467479366, -34.87065786149661},
      {1.5, -4, 2.5}};
  if (method == HEPAR_RODAS5P) {
    double bend = theta * (1 - theta);
    for (int i = 0; i < 8; i++)
      w[i] = theta * b[i] + bend * (h2[i] + theta * (h3[i] + theta * h4[i]));
    return;
  }
  for (int i = 0; i < 7; i++)
    w[i] = h * (theta * theta * (r[i][0] + theta * (r[i][1] + theta * r[i][2])));
  w[0] += h * theta;
  w[7] = 0;
}
