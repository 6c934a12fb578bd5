/* The small parts that the methods for tables and rates share. */
#ifndef HEPAR_STRATIFIED_H
#define HEPAR_STRATIFIED_H

#include "hepar.h"

/* A two-sided p value of a standard normal statistic, and P(X > x) of chi-square; NAN in, NAN out,
   and with df below 1 NAN. */
double hepar_normal_pval(double z);
double hepar_chisq_pval(double x, double df);

/* Divide `add` among the cells of the tables that `to` names (0-based zero cells count as such);
   tables with a NAN cell stay as they are. `rates`: only the event counts are cells. */
void hepar_tables_add(hepar_tables *tables, bool rates, double add, hepar_add to);

/* A copy of the tables without those that have a missing cell; keep (may be NULL) says which. With
   drop00, tables without an event (or, of counts, without a non-event) in both groups are missing
   too. Release with hepar_tables_clear. */
hepar_status hepar_tables_copy(const hepar_tables *tables, bool rates, bool drop00,
                               hepar_tables *copy, hepar_error *error);
void hepar_tables_clear(hepar_tables *copy);

#endif
