#include "drive.h"
void hepar_sensitivity_sample(worker *w, size_t l, double theta, bool end) { (void)w; (void)l; (void)theta; (void)end; }
