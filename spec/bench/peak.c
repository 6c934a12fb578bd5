/* The multiply-add peak of one core in double precision, in floating-point operations per
   second. */
#include <stdio.h>
#include <time.h>

#if defined(__AVX512F__)
#define WIDTH 8
#elif defined(__AVX2__)
#define WIDTH 4
#else
#define WIDTH 2
#endif
typedef double vec __attribute__((vector_size(WIDTH * 8)));
enum { CHAINS = 12 };

int main(void) {
  vec a[CHAINS], m = (vec){0} + 0.9999, c = (vec){0} + 1e-4;
  double best = 0, sum = 0;
  for (int i = 0; i < CHAINS; i++) a[i] = (vec){0} + 1e-3 * i;
  for (int round = 0; round < 5; round++) {
    const long times = 20000000;
    clock_t start = clock();
    for (long k = 0; k < times; k++)
#pragma GCC unroll 12
      for (int i = 0; i < CHAINS; i++) {
        a[i] = a[i] * m + c; /* one instruction where the processor has it */
        __asm__ volatile("" : "+v"(a[i]));
      }
    double speed = (double)times * CHAINS * WIDTH * 2 /
                   ((double)(clock() - start) / CLOCKS_PER_SEC);
    if (speed > best) best = speed;
  }
  for (int i = 0; i < CHAINS; i++) sum += a[i][0];
  fprintf(stderr, "%s", sum > 1e300 ? " " : "");
  printf("%.6g\n", best);
  return 0;
}
