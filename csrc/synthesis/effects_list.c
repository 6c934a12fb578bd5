/* The measures, in a table: what each reads, which variances it has, what is added to empty cells,
   and its formula. */
#include "effects.h"

#include <math.h>
#include <string.h>

#define F(field) ((uint32_t)1 << HEPAR_##field)
#define V(vtype) ((uint32_t)1 << HEPAR_##vtype)

#define TABLE (F(AI) | F(BI) | F(CI) | F(DI) | F(N1I) | F(N2I))
#define TABLE_NEEDS (F(AI) | F(CI))
#define RATES (F(X1I) | F(X2I) | F(T1I) | F(T2I))
#define SDS (F(SD1I) | F(SD2I) | F(N1I) | F(N2I))
#define MEANS (SDS | F(M1I) | F(M2I))
#define GLASS (F(M1I) | F(M2I) | F(SD2I) | F(N1I) | F(N2I))
/* d values and t statistics serve in place of means and standard deviations. */
#define GIVEN (F(DI) | F(TI))
#define CORRELATION (F(RI) | F(NI) | F(TI))
#define PARTIAL (F(TI) | F(MI) | F(NI))
#define PROPORTION (F(XI) | F(MI) | F(NI))
#define RATE (F(XI) | F(TI))
#define MEAN (F(MI) | F(SDI) | F(NI))
#define CHANGE_SDS (F(SD1I) | F(SD2I) | F(NI) | F(RI))
#define CHANGE (CHANGE_SDS | F(M1I) | F(M2I))
#define ALPHA (F(AI) | F(MI) | F(NI))
#define GENOTYPES (F(AI) | F(BI) | F(CI))
#define GENERIC (F(YI) | F(VI) | F(SEI) | F(CI_LB) | F(CI_UB) | F(NI))

/* The names of the groups. */
#define NAME_GROUP_TABLE "table"
#define NAME_GROUP_PAIRS "pairs"
#define NAME_GROUP_PERSON_TIME "person-time"
#define NAME_GROUP_MEANS "means"
#define NAME_GROUP_CORRELATION "correlation"
#define NAME_GROUP_PARTIAL "partial correlation"
#define NAME_GROUP_PROPORTION "proportion"
#define NAME_GROUP_RATE "rate"
#define NAME_GROUP_MEAN "mean"
#define NAME_GROUP_CHANGE "change"
#define NAME_GROUP_ALPHA "alpha"
#define NAME_GROUP_HARDY_WEINBERG "Hardy-Weinberg"
#define NAME_GROUP_GENERIC "generic"

/* A row of the table, for counts and for others. */
#define COUNTED(name, fields, vtypes, doubles, add, group, formula, average, needs) \
  {{name, NAME_##group, fields, vtypes, true, doubles, add}, group, formula, average, needs, false}
#define PLAIN(name, fields, vtypes, group, formula, average, needs, keeps) \
  {{name, NAME_##group, fields, vtypes, false, false, 0}, group, formula, average, needs, keeps}

static const effect_measure measures[] = {
    COUNTED("RR", TABLE, V(LS), true, 0.5, GROUP_TABLE, effect_rr, NULL, TABLE_NEEDS),
    COUNTED("OR", TABLE, V(LS), true, 0.5, GROUP_TABLE, effect_or, NULL, TABLE_NEEDS),
    COUNTED("RD", TABLE, V(LS) | V(UB) | V(AV), true, 0.5, GROUP_TABLE, effect_rd,
            effect_average_rd, TABLE_NEEDS),
    COUNTED("AS", TABLE, V(LS), true, 0, GROUP_TABLE, effect_as, NULL, TABLE_NEEDS),
    COUNTED("PETO", TABLE, V(LS), true, 0.5, GROUP_TABLE, effect_peto, NULL, TABLE_NEEDS),
    COUNTED("PHI", TABLE, V(LS) | V(ST) | V(CS), true, 0, GROUP_TABLE, effect_phi, NULL,
            TABLE_NEEDS),
    COUNTED("YUQ", TABLE, V(LS), true, 0.5, GROUP_TABLE, effect_yuq, NULL, TABLE_NEEDS),
    COUNTED("YUY", TABLE, V(LS), true, 0.5, GROUP_TABLE, effect_yuy, NULL, TABLE_NEEDS),
    {{"RTET", NAME_GROUP_TABLE, TABLE, V(LS), true, true, 0}, GROUP_TABLE, effect_rtet, NULL,
     TABLE_NEEDS, true},
    COUNTED("PBIT", TABLE, V(LS), true, 0.5, GROUP_TABLE, effect_pbit, NULL, TABLE_NEEDS),
    COUNTED("OR2D", TABLE, V(LS), true, 0.5, GROUP_TABLE, effect_or2dl, NULL, TABLE_NEEDS),
    COUNTED("OR2DN", TABLE, V(LS), true, 0.5, GROUP_TABLE, effect_or2dn, NULL, TABLE_NEEDS),
    COUNTED("OR2DL", TABLE, V(LS), true, 0.5, GROUP_TABLE, effect_or2dl, NULL, TABLE_NEEDS),
    COUNTED("MPRR", TABLE, V(LS), true, 0.5, GROUP_PAIRS, effect_mprr, NULL, TABLE_NEEDS),
    COUNTED("MPOR", TABLE, V(LS), true, 0.5, GROUP_PAIRS, effect_mpor, NULL, TABLE_NEEDS),
    COUNTED("MPRD", TABLE, V(LS), true, 0.5, GROUP_PAIRS, effect_mprd, NULL, TABLE_NEEDS),
    COUNTED("MPPETO", TABLE, V(LS), true, 0.5, GROUP_PAIRS, effect_mppeto, NULL, TABLE_NEEDS),
    COUNTED("MPORC", TABLE, V(LS), true, 0.5, GROUP_PAIRS, effect_mporc, NULL, TABLE_NEEDS),
    COUNTED("MPORM", TABLE | F(RI), V(LS), true, 0.5, GROUP_PAIRS, effect_mporm, NULL,
            TABLE_NEEDS | F(RI)),
    COUNTED("IRR", RATES, V(LS), true, 0.5, GROUP_PERSON_TIME, effect_irr, NULL, RATES),
    COUNTED("IRD", RATES, V(LS), true, 0.5, GROUP_PERSON_TIME, effect_ird, NULL, RATES),
    COUNTED("IRSD", RATES, V(LS), true, 0, GROUP_PERSON_TIME, effect_irsd, NULL, RATES),
    PLAIN("MD", MEANS, V(LS) | V(UB) | V(HO), GROUP_MEANS, effect_md, NULL, MEANS, false),
    PLAIN("SMD", MEANS | GIVEN, V(LS) | V(LS2) | V(UB) | V(AV), GROUP_MEANS, effect_smd,
          effect_average_smd, MEANS, false),
    PLAIN("SMDH", MEANS, V(LS) | V(LS2), GROUP_MEANS, effect_smdh, NULL, MEANS, false),
    PLAIN("SMD1", GLASS, V(LS) | V(LS2) | V(UB) | V(AV), GROUP_MEANS, effect_smd1,
          effect_average_smd1, GLASS, false),
    PLAIN("SMD1H", MEANS, V(LS), GROUP_MEANS, effect_smd1h, NULL, MEANS, false),
    PLAIN("ROM", MEANS, V(LS) | V(HO) | V(AV) | V(AVHO), GROUP_MEANS, effect_rom,
          effect_average_rom, MEANS, false),
    PLAIN("RPB", MEANS | GIVEN, V(LS) | V(ST) | V(CS), GROUP_MEANS, effect_rpb, NULL, MEANS, false),
    PLAIN("RBIS", MEANS | GIVEN, V(LS), GROUP_MEANS, effect_rbis, NULL, MEANS, false),
    PLAIN("D2OR", MEANS | GIVEN, V(LS), GROUP_MEANS, effect_d2orl, NULL, MEANS, false),
    PLAIN("D2ORN", MEANS | GIVEN, V(LS), GROUP_MEANS, effect_d2orn, NULL, MEANS, false),
    PLAIN("D2ORL", MEANS | GIVEN, V(LS), GROUP_MEANS, effect_d2orl, NULL, MEANS, false),
    PLAIN("CVR", MEANS, V(LS), GROUP_MEANS, effect_cvr, NULL, MEANS, false),
    PLAIN("VR", SDS, V(LS), GROUP_MEANS, effect_vr, NULL, SDS, false),
    PLAIN("COR", CORRELATION, V(LS) | V(AV), GROUP_CORRELATION, effect_cor, effect_average_cor,
          F(NI), true),
    PLAIN("UCOR", CORRELATION, V(LS) | V(UB) | V(AV), GROUP_CORRELATION, effect_ucor,
          effect_average_ucor, F(NI), true),
    PLAIN("ZCOR", CORRELATION, V(LS), GROUP_CORRELATION, effect_zcor, NULL, F(NI), true),
    PLAIN("PCOR", PARTIAL, V(LS) | V(AV), GROUP_PARTIAL, effect_pcor, effect_average_pcor, PARTIAL,
          true),
    PLAIN("ZPCOR", PARTIAL, V(LS), GROUP_PARTIAL, effect_zpcor, NULL, PARTIAL, true),
    PLAIN("SPCOR", PARTIAL | F(R2I), V(LS) | V(AV), GROUP_PARTIAL, effect_spcor,
          effect_average_spcor, PARTIAL | F(R2I), true),
    COUNTED("PR", PROPORTION, V(LS) | V(UB) | V(AV), false, 0.5, GROUP_PROPORTION, effect_pr,
            effect_average_pr, F(XI)),
    COUNTED("PLN", PROPORTION, V(LS) | V(AV), false, 0.5, GROUP_PROPORTION, effect_pln,
            effect_average_pr, F(XI)),
    COUNTED("PLO", PROPORTION, V(LS) | V(AV), false, 0.5, GROUP_PROPORTION, effect_plo,
            effect_average_pr, F(XI)),
    COUNTED("PAS", PROPORTION, V(LS), false, 0, GROUP_PROPORTION, effect_pas, NULL, F(XI)),
    COUNTED("PFT", PROPORTION, V(LS), false, 0, GROUP_PROPORTION, effect_pft, NULL, F(XI)),
    COUNTED("IR", RATE, V(LS), false, 0.5, GROUP_RATE, effect_ir, NULL, RATE),
    COUNTED("IRLN", RATE, V(LS), false, 0.5, GROUP_RATE, effect_irln, NULL, RATE),
    COUNTED("IRS", RATE, V(LS), false, 0, GROUP_RATE, effect_irs, NULL, RATE),
    COUNTED("IRFT", RATE, V(LS), false, 0, GROUP_RATE, effect_irft, NULL, RATE),
    PLAIN("MN", MEAN, V(LS), GROUP_MEAN, effect_mn, NULL, MEAN, false),
    PLAIN("MNLN", MEAN, V(LS), GROUP_MEAN, effect_mnln, NULL, MEAN, false),
    PLAIN("CVLN", MEAN, V(LS), GROUP_MEAN, effect_cvln, NULL, MEAN, false),
    PLAIN("SDLN", F(SDI) | F(NI), V(LS), GROUP_MEAN, effect_sdln, NULL, F(SDI) | F(NI), false),
    PLAIN("SMN", MEAN, V(LS), GROUP_MEAN, effect_smn, NULL, MEAN, false),
    PLAIN("MC", CHANGE, V(LS), GROUP_CHANGE, effect_mc, NULL, CHANGE, false),
    PLAIN("SMCC", CHANGE, V(LS) | V(LS2), GROUP_CHANGE, effect_smcc, NULL, CHANGE, false),
    PLAIN("SMCR", CHANGE & ~F(SD2I), V(LS) | V(LS2), GROUP_CHANGE, effect_smcr, NULL,
          CHANGE & ~F(SD2I), false),
    PLAIN("SMCRH", CHANGE, V(LS), GROUP_CHANGE, effect_smcrh, NULL, CHANGE, false),
    PLAIN("ROMC", CHANGE, V(LS), GROUP_CHANGE, effect_romc, NULL, CHANGE, false),
    PLAIN("CVRC", CHANGE, V(LS), GROUP_CHANGE, effect_cvrc, NULL, CHANGE, false),
    PLAIN("VRC", CHANGE_SDS, V(LS), GROUP_CHANGE, effect_vrc, NULL, CHANGE_SDS, false),
    PLAIN("ARAW", ALPHA, V(LS), GROUP_ALPHA, effect_araw, NULL, ALPHA, false),
    PLAIN("AHW", ALPHA, V(LS), GROUP_ALPHA, effect_ahw, NULL, ALPHA, false),
    PLAIN("ABT", ALPHA, V(LS), GROUP_ALPHA, effect_abt, NULL, ALPHA, false),
    PLAIN("REH", GENOTYPES, V(LS), GROUP_HARDY_WEINBERG, effect_reh, NULL, GENOTYPES, false),
    PLAIN("GEN", GENERIC, V(LS), GROUP_GENERIC, effect_gen, NULL, F(YI), true),
};

const hepar_effect_measure *hepar_effect_measure_at(size_t i) {
  return i < sizeof measures / sizeof *measures ? &measures[i].about : NULL;
}

const effect_measure *effect_measure_find(const char *name) {
  for (size_t i = 0; i < sizeof measures / sizeof *measures; i++)
    if (strcmp(measures[i].about.name, name) == 0) return &measures[i];
  return NULL;
}

const char *hepar_effect_field_name(hepar_effect_field field) {
  static const char *const names[HEPAR_EFFECT_FIELDS] = {
      "ai",  "bi",  "ci",   "di",   "n1i", "n2i", "x1i", "x2i", "t1i",
      "t2i", "m1i", "m2i",  "sd1i", "sd2i", "xi", "mi",  "ri",  "ti",
      "sdi", "r2i", "ni",   "yi",   "vi",  "sei", "ci_lb", "ci_ub"};
  return names[field];
}

const char *hepar_vtype_name(hepar_vtype vtype) {
  static const char *const names[HEPAR_VTYPES] = {"LS", "LS2", "UB", "HO",
                                                  "ST", "CS",  "AV", "AVHO"};
  return names[vtype];
}
