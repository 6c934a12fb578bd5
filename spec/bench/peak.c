/* The multiply-add peak of one core in double precision, in floating-point operations a second. */
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

/* Ten chains that do not wait for each other, one instruction each where the processor has it. */
#define CHAINS(do) do(a) do(b) do(c) do(d) do(e) do(f) do(g) do(h) do(i) do(j)
#define BEGIN(x) vec x = zero + 1e-3 * #x[0];
#define ADD(x) x = x * m + n;
#define SUM(x) sum += x;
enum { COUNT = 10 };

int main(void) {
  const vec zero = {0};
  const long times = 20000000;
  double best = 0;
  vec sum = zero;
  for (int round = 0; round < 5; round++) {
    vec m = zero + 0.9999, n = zero + 1e-4;
    CHAINS(BEGIN)
    clock_t start = clock();
    for (long k = 0; k < times; k++) {
      CHAINS(ADD)
      __asm__ volatile("" : "+x"(m), "+x"(n)); /* keeps the loop a loop */
    }
    double speed = (double)times * COUNT * WIDTH * 2 /
                   ((double)(clock() - start) / CLOCKS_PER_SEC);
    if (speed > best) best = speed;
    CHAINS(SUM)
  }
  fprintf(stderr, "%s", sum[0] > 1e300 ? " " : "");
  printf("%.6g\n", best);
  return 0;
}
