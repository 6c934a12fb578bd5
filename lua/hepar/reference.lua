-- What hepar.help prints. Made by docs/generate.lua from the comments of the sources:
-- do not edit.
-- luacheck: ignore 631

return {
  pages = {
    {module = "hepar", summary = "hepar: the evidence on stem-cell and extracellular-vesicle therapy of the liver, as answers that a researcher can defend. `require \"hepar\"` sets no global and prints nothing; each part is loaded when it is first used. Research use only, never a bedside device.", usage = "", entries = {
    }},
    {module = "hepar.evidence", summary = "The evidence: study records, results, published figures and claims, in a store that can be asked. `builtin`, `open`, `read` and `new` give a view of all records of a store; `where` narrows it, and every narrower view has the same methods. A view is a condition, not a copy: it is cheap, and it follows the store when that changes. `view[1]`, `view[\"fiore2018:t1:r16\"]` and `#view` work as with a table, and a record is a plain table that reads like its JSON. Codes may be given by any of their names (\"AD-MSC\" is AT). Research use only, never a bedside device.", usage = "", entries = {
      {name = "hepar.evidence.open", call = "hepar.evidence.open(path[, options])",
        summary = "Open a store in a file; the file is made when it is not there.",
        params = {
          {"path", "string", "the file, by custom *.hepar", false},
          {"options", "table", "named options: `readonly` (boolean)", true},
        },
        returns = {
          {"evidence or nil", "a view of all its records; or nil, message, code when it cannot be opened"},
        },
        raises = {
          "when path is no string",
        },
        usage = {
          "local ev = assert(hepar.evidence.open(\"liver.hepar\"))",
        }},
      {name = "hepar.evidence.new", call = "hepar.evidence.new()",
        summary = "Make an empty store in memory.",
        params = {
        },
        returns = {
          {"evidence", "a view of all its records: none yet"},
        },
        raises = {
        },
        usage = {
          "local ev = hepar.evidence.new()",
        }},
      {name = "hepar.evidence.read", call = "hepar.evidence.read(path[, options])",
        summary = "Read a JSON bundle or NDJSON into a store in memory.",
        params = {
          {"path", "string", "the file", false},
          {"options", "table", "as in `import`", true},
        },
        returns = {
          {"evidence or nil", "a view of all its records; or nil, message, code"},
          {"imported or nil", "what the import did"},
        },
        raises = {
          "when path is no string",
        },
        usage = {
          "local ev, report = hepar.evidence.read(\"records.json\")",
        }},
      {name = "hepar.evidence.builtin", call = "hepar.evidence.builtin()",
        summary = "Load the built-in evidence: the 50 table rows of both reviews, the claims of their text, and the published figures of the trials. Each call gives a store of its own, in memory.",
        params = {
        },
        returns = {
          {"evidence or nil", "a view of all its records; or nil, message, code when the data file is not there"},
        },
        raises = {
        },
        usage = {
          "local ev = hepar.evidence.builtin()",
        }},
      {name = "hepar.evidence.vocabulary", call = "hepar.evidence.vocabulary([name])",
        summary = "List the names of the vocabularies, or the codes of one.",
        params = {
          {"name", "string", "such as \"route\"", true},
        },
        returns = {
          {"list of string or list of term", "without a name, the list of names; else the codes, sorted, as a list that also answers to its codes"},
        },
        raises = {
          "when the vocabulary is not known",
        },
        usage = {
          "hepar.evidence.vocabulary(\"route\").HA.label  --> \"hepatic artery\"",
        }},
      {name = "hepar.evidence.code", call = "hepar.evidence.code(vocabulary, text)",
        summary = "Find the code that a text means: a code, a label or a synonym, in any case.",
        params = {
          {"vocabulary", "string", "such as \"source\"", false},
          {"text", "string", "such as \"AD-MSC\"", false},
        },
        returns = {
          {"string or nil", "the code, or nil"},
          {"string or nil", "when there is none, the nearest code"},
        },
        raises = {
          "when the vocabulary is not known",
        },
        usage = {
          "hepar.evidence.code(\"source\", \"AD-MSC\")  --> \"AT\"",
        }},
      {name = "hepar.evidence.schema", call = "hepar.evidence.schema()",
        summary = "Give the JSON Schema (2020-12) of a bundle, the format that `read` and `import` take and `export` writes. It is made from the tables that an import is checked against, and stands in docs/hepar-record.schema.json, too. It has the codes alone; an import also takes their synonyms.",
        params = {
        },
        returns = {
          {"string or nil", "JSON text; or nil, message, code when memory runs out"},
        },
        raises = {
        },
        usage = {
          "local text = assert(hepar.evidence.schema())",
        }},
      {name = "hepar.evidence.fields", call = "hepar.evidence.fields()",
        summary = "List the fields that records can be selected and counted by.",
        params = {
        },
        returns = {
          {"list of field", "sorted by name"},
        },
        raises = {
        },
        usage = {
          "print(hepar.evidence.fields())",
        }},
    }},
    {module = "hepar.meta", summary = "Synthesis: what many studies say together. So far for evidence that gives directions and no numbers (SWiM, Campbell and others, BMJ 2020;368:l6890). Research use only.", usage = "", entries = {
      {name = "hepar.meta.directions", call = "hepar.meta.directions(results[, options])",
        summary = "Vote counting by direction of effect: per outcome how many studies report benefit, harm, no change, something ambiguous or nothing; the proportion in the direction of benefit with its confidence interval; the exact two-sided sign test (Cochrane Handbook, chapter 12; Boon and Thomson 2021). Each study has one vote per outcome, however many rows it has: rows of benefit and of harm make it mixed, without a vote; beside rows of no change it has the direction that at least 70 % of its rows share, else it is mixed. Statistical significance plays no part. Ambiguous entries never vote and are listed with the reason.",
        params = {
          {"results", "table", "what `ev:results{…}` returns, or any list of tables with `study`, `outcome` and `effect` (\"benefit\", \"harm\", \"null\", \"ambiguous\", \"unknown\") or `direction` with `desirable`; or a table of such columns; or a view", false},
          {"options", "table", "named options: `by` (a field: \"design\", \"subdesign\", \"source\", \"donor\", \"route\", \"disease\" …), one object per group; `of` (a view or a list of studies), the set in which a study without entry is unreported, by default the set that `ev:results` searched; `ci` (\"clopper-pearson\", the default, or \"wilson\"); `level` (95, percent); `agreement` (0.7), the share of a study's rows that must agree; `probable` (\"merge\", or \"separate\"), whether a study marked as a probable match (\"lin2017?\") shares the vote of that study", true},
        },
        returns = {
          {"directions", "of one outcome, or one such object per outcome"},
        },
        raises = {
          "when an option or field is not known, a row has no study, outcome or direction, or a study with results is not in `of`",
        },
        usage = {
          "print(hepar.meta.directions(ev:results{outcome = \"MELD\"}))",
        }},
      {name = "hepar.meta.proportion_ci", call = "hepar.meta.proportion_ci(x, n[, options])",
        summary = "Confidence interval of a proportion x / n. Clopper-Pearson (1934) inverts the exact binomial test and covers at least the level; Wilson (1927) inverts the score test, is narrower, and covers the level on average. At x = 0 the lower limit is 0, at x = n the upper limit is 1.",
        params = {
          {"x", "int", "how many", false},
          {"n", "int", "of how many, 1 or more", false},
          {"options", "table", "named options: `method` (\"clopper-pearson\", the default, or \"wilson\"), `level` (95, percent)", true},
        },
        returns = {
          {"number", "lower limit"},
          {"number", "upper limit"},
        },
        raises = {
          "when x or n is no count, or x is above n",
        },
        usage = {
          "print(hepar.meta.proportion_ci(10, 10))",
        }},
      {name = "hepar.meta.binom_test", call = "hepar.meta.binom_test(x, n[, options])",
        summary = "Exact two-sided binomial test: the probability, if the true proportion is p, of all counts that are no more likely than x (for p = 0.5 the sign test, where this equals doubling the tail).",
        params = {
          {"x", "int", "how many", false},
          {"n", "int", "of how many, 1 or more", false},
          {"options", "table", "named options: `p` (0.5), the proportion under the null hypothesis", true},
        },
        returns = {
          {"number", "p value"},
        },
        raises = {
          "when x or n is no count, x is above n, or p is outside 0 to 1",
        },
        usage = {
          "print(hepar.meta.binom_test(10, 10))",
        }},
      {name = "hepar.meta.effects", call = "hepar.meta.effects(options)",
        summary = "Effect sizes and their sampling variances from what papers report, as `escalc` of metafor has them: 2 x 2 tables (RR OR RD AS PETO PHI YUQ YUY RTET PBIT OR2D OR2DN OR2DL from `ai bi ci di` or `ai n1i ci n2i`), matched pairs (MPRR MPOR MPRD MPPETO MPORC MPORM), events over time (IRR IRD IRSD from `x1i x2i t1i t2i`), two means (MD SMD SMDH SMD1 SMD1H ROM RPB RBIS D2OR D2ORN D2ORL CVR VR from `m1i sd1i n1i m2i sd2i n2i`; SMD, RPB, RBIS and D2OR also from a d value `di` or a t statistic `ti`), correlations (COR UCOR ZCOR from `ri ni`; PCOR ZPCOR SPCOR from `ti ni mi r2i`); wherever `ti` does, two-sided p values of the t test will do, with the sign of the effect: `pi`; proportions (PR PLN PLO PAS PFT from `xi ni`), rates (IR IRLN IRS IRFT from `xi ti`), one mean (MN MNLN CVLN SDLN SMN from `mi sdi ni`), change (MC SMCC SMCR SMCRH ROMC CVRC VRC from `m1i m2i sd1i sd2i ri ni`), alpha (ARAW AHW ABT from `ai mi ni`), REH, and GEN from `yi` with `vi`, `sei` or `ci_lb` and `ci_ub` (normal limits). docs/effects.md has the formulas and their sources. A missing value (NaN) leaves its row without an effect: such rows are kept, counted in `effects.omitted`, and skipped by pooling. Nothing is ever changed without a note on its row.",
        params = {
          {"options", "table", "named options: `measure`; the columns, each a column, an array, or the name of a column of `data`; `data` (a table of columns; the columns that a measure needs are found in it by name, the others go along as moderators); `slab` (labels); `add` (1/2; 0 for AS PHI RTET IRSD PAS PFT IRS IRFT), `to` (\"only0\", \"all\", \"if0all\", \"none\"), `drop00` (false); `vtype` (\"LS\", and by measure \"LS2\", \"UB\", \"HO\", \"ST\", \"CS\", \"AV\", \"AVHO\"; or one for each row); `definition` (\"3.8\", or \"5.1\" for SMDH, SMD1H, SMCRH, ROM, ROMC, CVR, CVRC, PCOR and ZPCOR as metafor 5.1 has them); `subset` (an array of true and false, or of rows: the others are left out, of `data` too); `level` (95, percent, of ci_lb and ci_ub); `routes` (an array: what `hepar.meta.sd` and its friends returned, or a text, for each row whose numbers were derived); `as` (\"metafor\", \"RevMan\" or \"Stata\": that program's formulas, named in `effects.conventions`)", false},
        },
        returns = {
          {"effects", "with columns `yi`, `vi`, `sei`, `ni` and arrays `slab` and `notes`; numbers `k` (rows with an effect and a variance) and `rows`; `omitted`, a list of {row, slab, reason}"},
        },
        raises = {
          "when columns differ in length or hold no numbers, a value is impossible (negative variance or count, more events than patients …; the message names column, row and study), or an option is not known or has no meaning for the measure",
        },
        usage = {
          "local eff = hepar.meta.effects{measure = \"RR\", ai = {4, 6}, n1i = {123, 306},\n  ci = {11, 29}, n2i = {139, 303}, slab = {\"Aronson 1948\", \"Ferguson 1949\"}}\nprint(eff)",
        }},
      {name = "hepar.meta.transf", call = "hepar.meta.transf(x, name[, options])",
        summary = "Transformations of effects and back, under the names of metafor without `transf.`: exp, log, ilogit, logit, iarcsin, arcsin, ipft, ipft.hm and pft (proportions, with `ni`; hm: the harmonic mean of them), isqrt, iirft and irft (rates, with `ti`), iahw, ahw, iabt, abt (alpha), ztor, rtoz, ztor2, dtorpb (with `n1i` and `n2i`, or for equal groups), dtobesd, dtocles, dtou1, dtou2, dtou3, dtomd (with `sd`), and with `tau2` the averages over the distribution of true effects exp.int, ilogit.int and ztor.int. A value outside the range of a transformation goes to its end.",
        params = {
          {"x", "number or column or table", "a number, or a column or array of them", false},
          {"name", "string", "the transformation", false},
          {"options", "table", "named options that some need: `ni`, `ti`, `tau2`, `sd`, `n1i`, `n2i`", true},
        },
        returns = {
          {"number or column", "the transformed number, or a new column"},
        },
        raises = {
          "when the name is not known or an option is missing",
        },
        usage = {
          "hepar.meta.transf(-0.5, \"exp\")",
        }},
      {name = "hepar.meta.sd", call = "hepar.meta.sd(options)",
        summary = "The standard deviation that a paper does not print, from what it does: `se` and `n`; `ci` ({lower, upper}) and `n`; a `mean` (or mean change) with `t` or `p` and `n`; for two groups `n1`, `n2` and `se`, `ci`, or `md` with `t`, `f` or `p` (the pooled SD); `q1` and `q3`, or `min` and `max` with `n`; and mean and SD from a `median` with quartiles, extremes or both, after Luo 2018 (mean), Wan 2014 and, of five numbers, Shi 2020 (SD), with the skewness check of Shi 2023.",
        params = {
          {"options", "table", "named options as above, and `level` (95, percent), `distribution` (\"t\", or \"z\" when the paper used normal limits), `method` (\"recommended\", \"hozo\" for Hozo 2005, \"wan\")", false},
        },
        returns = {
          {"derived", "with `sd` (and `se`, or `mean`, `skewness`, `skewness_limit`, `skewed`) and `route`: formula, from, assumption, reference, warnings; prints itself with its route"},
        },
        raises = {
          "when nothing follows from what is given, or a value is impossible",
        },
        usage = {
          "print(hepar.meta.sd{ci = {30, 34.2}, n = 25})\nhepar.meta.sd{median = 1.9, q1 = 1.3, q3 = 2.8, n = 28}.mean",
        }},
      {name = "hepar.meta.sd_change", call = "hepar.meta.sd_change(options)",
        summary = "The SD of a change from baseline, from the SDs at both times and a stated correlation `r`, with a band of what other correlations would give; or with `sd_change` the correlation that a study's three SDs imply (Cochrane Handbook 6, section 6.5.2.8).",
        params = {
          {"options", "table", "named options: `sd_baseline`, `sd_final`, `r` or `sd_change`, `band` (array of correlations, {0.3, 0.5, 0.7, 0.9})", false},
        },
        returns = {
          {"derived", "with `sd` and `band` (a list of {r, sd}), or with `r`; and `route`"},
        },
        raises = {
          "when an SD is negative, r is no correlation, or no correlation fits the three SDs",
        },
        usage = {
          "print(hepar.meta.sd_change{sd_baseline = 5.1, sd_final = 4.8, r = 0.7})",
        }},
      {name = "hepar.meta.combine_groups", call = "hepar.meta.combine_groups(groups)",
        summary = "Several groups as one: n, mean and SD of all their members (Cochrane Handbook 6, 6.5.2.10).",
        params = {
          {"groups", "table", "array of groups, each with `n`, `mean` and `sd`", false},
        },
        returns = {
          {"derived", "with `n`, `mean`, `sd` and `route`"},
        },
        raises = {
          "when a group lacks a value or has an impossible one",
        },
        usage = {
          "hepar.meta.combine_groups{{n = 18, mean = -2, sd = 3.4}, {n = 19, mean = -2.4, sd = 3.8}}",
        }},
      {name = "hepar.meta.split_control", call = "hepar.meta.split_control(options)",
        summary = "A control group shared by several comparisons, divided among them so that nobody counts twice (Cochrane Handbook 6, 23.3.4).",
        params = {
          {"options", "table", "named options: `n`, `parts` (2), `events`, `mean`, `sd`", false},
        },
        returns = {
          {"derived", "with `n`, and what was given of `events`, `mean`, `sd`; and `route`"},
        },
        raises = {
          "when there are fewer patients than parts, or more events than patients",
        },
        usage = {
          "hepar.meta.split_control{n = 30, events = 9, parts = 2}",
        }},
      {name = "hepar.meta.d", call = "hepar.meta.d(options)",
        summary = "A standardised mean difference from a test: `t`, `f` (of two groups), two-sided `p`, or a point-biserial `r`.",
        params = {
          {"options", "table", "named options: one of these, `n1`, `n2`, `sign` (1 or -1, for f and p) and `distribution` of p (\"t\", or \"z\")", false},
        },
        returns = {
          {"derived", "with `d`, `g` (without small-sample bias), `vi` (of g) and `route`"},
        },
        raises = {
          "when none is given or a value is impossible",
        },
        usage = {
          "hepar.meta.d{p = 0.03, sign = -1, n1 = 20, n2 = 22}",
        }},
      {name = "hepar.meta.table_from_odds_ratio", call = "hepar.meta.table_from_odds_ratio(options)",
        summary = "The 2 x 2 table behind an odds ratio, when group sizes and all events are known.",
        params = {
          {"options", "table", "named options: `odds_ratio`, `n1`, `n2`, `events` (of both groups)", false},
        },
        returns = {
          {"derived", "with the counts `ai`, `bi`, `ci`, `di`, the unrounded `exact` ai, the `odds_ratio` of the rounded counts, and `route` with a warning when that is another"},
        },
        raises = {
          "when there are more events than patients or the ratio is not above 0",
        },
        usage = {
          "hepar.meta.table_from_odds_ratio{odds_ratio = 1.57, n1 = 28, n2 = 30, events = 34}",
        }},
      {name = "hepar.meta.percentage", call = "hepar.meta.percentage(options)",
        summary = "The count and the standard error behind a percentage; says when no count fits it.",
        params = {
          {"options", "table", "named options: `percent`, `n`, `decimals` (0) as printed", false},
        },
        returns = {
          {"derived", "with `events`, `se` (in percent), `fits` and `route`"},
        },
        raises = {
          "when percent is outside 0 to 100 or n is no count",
        },
        usage = {
          "hepar.meta.percentage{percent = 53, n = 30}.events",
        }},
      {name = "hepar.meta.hazard_ratio", call = "hepar.meta.hazard_ratio(options)",
        summary = "The log hazard ratio and its variance from what a paper gives: `oe` and `v` of a log-rank test (Yusuf 1985); `hr` with `ci` or `p`; `ci` alone; `hr` with `v`; `oe` with `hr`; or, when no ratio is printed, `p` with `sign` and `events` (with `n1`, `n2` unless the groups are equal) or `events1` and `events2` (Parmar 1998, Tierney 2007). Group 1 over group 2.",
        params = {
          {"options", "table", "named options as above, and `level` (95, percent)", false},
        },
        returns = {
          {"derived", "with `yi`, `vi`, `sei`, `hr`, `oe`, `v` and `route`; pool with `hepar.meta.effects{measure = \"HR\", yi = …, vi = …}`"},
        },
        raises = {
          "when nothing follows from what is given, or a value is impossible",
        },
        usage = {
          "print(hepar.meta.hazard_ratio{hr = 0.55, ci = {0.34, 0.89}})",
        }},
      {name = "hepar.meta.reconstruct", call = "hepar.meta.reconstruct(options)",
        summary = "Patients behind a published Kaplan-Meier curve, from points read off the figure and the numbers at risk below it (Guyot 2012). Good for a hazard ratio that the paper does not print; no substitute for the data.",
        params = {
          {"options", "table", "named options: `time` and `surv` (1 falling to 0) of the points, from time 0 on; `trisk` and `nrisk`, the risk table, from the start of the curve; `events` (of the arm)", false},
        },
        returns = {
          {"patients", "with columns `time` and `event` (1, or 0 for censored), `events`, `off` (the largest distance of their curve from the one given), `route`"},
        },
        raises = {
          "when times fall, survival rises or leaves 0 to 1, or the risk table rises",
        },
        usage = {
          "hepar.meta.reconstruct{time = {0, 2, 5}, surv = {1, 0.8, 0.5}, trisk = {0}, nrisk = {10}}",
        }},
      {name = "hepar.meta.logrank", call = "hepar.meta.logrank(one, two)",
        summary = "The log-rank test of two groups of patients.",
        params = {
          {"one", "table", "a table with `time` and `event` (1 or 0), as `hepar.meta.reconstruct` returns", false},
          {"two", "table", "the other group", false},
        },
        returns = {
          {"logrank", "with `o1`, `e1`, `o2`, `e2`, `oe` (observed less expected in group 1), `v`, `chi2`, `pval`, and Peto's `yi`, `vi`, `hr`"},
        },
        raises = {
          "when a group has no times or events",
        },
        usage = {
          "hepar.meta.logrank(treated, control).hr",
        }},
      {name = "hepar.meta.forensics", call = "hepar.meta.forensics(data[, options])",
        summary = "Data forensics before pooling: do the numbers of a paper agree with each other, and the papers with one another? Within a row: an interval that does not hold its estimate or is not centred on it, or does not match its `p`; a negative ratio; a `percent` that is not `events` of `n` or fits no count; arms that do not add up; an estimate that the counts do not give; `before`, `after` and `change` that disagree; a turned sign; SD and SE that disagree; SDs of two groups far apart; means and SDs that mean another p (and whether they would fit as SEs); GRIM and GRIMMER of whole numbers (`integer = true` or `items`). Across rows: the same numbers twice, an SE among SDs, an effect with the sign turned, two sources that disagree on a study, studies of one site at one time. It warns and never changes anything; rounding as printed is allowed for (give \"5.20\" as text to keep its digits).",
        params = {
          {"data", "table", "an array of rows (fields as needed: `study`, `arm`, `outcome`, `unit`, `n`, `mean`, `sd`, `se`, `events`, `percent`, `estimate`, `measure`, `ci_lb`, `ci_ub` or `ci`, `p`, `level`, `before`, `after`, `change`, `arms`, `ai n1i ci_events n2i`, `m1i sd1i n1i m2i sd2i n2i`, `yi vi`, `integer`, `items`, `source`, `year`, `dose`, `cells`, `site`, `from`, `to`), a table of such columns, effects, or the rows of `ev:quantities`", false},
          {"options", "table", "named options: `checks` (array of names, all by default)", true},
        },
        returns = {
          {"forensics", "with `findings` (a list of {check, severity, rows, study, text}), `counts` by check, `rows`; prints itself"},
        },
        raises = {
          "when data are no rows, or the name of a check is not known",
        },
        usage = {
          "print(hepar.meta.forensics{{study = \"Spahr 2013\", n = 30, events = 18, percent = 53}})",
        }},
      {name = "hepar.meta.grim", call = "hepar.meta.grim(options)",
        summary = "GRIM and GRIMMER: can n whole numbers (or the means of `items` whole numbers each) have this mean and this SD, as rounded in print? (Brown and Heathers 2017; Anaya 2016; Allard 2018.)",
        params = {
          {"options", "table", "named options: `mean` and `sd` (numbers, or texts such as \"5.20\" whose digits count), `n`, `items` (1)", false},
        },
        returns = {
          {"table", "with `grim` and, with an SD, `grimmer` (booleans), and `informative`: false when so many patients make every mean possible"},
        },
        raises = {
          "when mean or n is missing",
        },
        usage = {
          "hepar.meta.grim{mean = \"5.19\", n = 28}.grim",
        }},
      {name = "hepar.meta.mh", call = "hepar.meta.mh(options)",
        summary = "Mantel-Haenszel: two-by-two tables or rates pooled by their cells, without a constant for empty ones. Answers what metafor's rma.mh answers. Mantel and Haenszel 1959; Robins, Breslow and Greenland 1986 (OR); Greenland and Robins 1985 (RR, IRR, IRD); Sato 1989 (RD).",
        params = {
          {"options", "table", "named columns and options: `measure` (\"OR\", \"RR\", \"RD\", \"IRR\" or \"IRD\"); `ai`, `bi` or `n1i`, `ci`, `di` or `n2i` (counts), or `x1i`, `t1i`, `x2i`, `t2i` (events and time); `slab` (labels); `level` (95, percent); `correct` (true), the continuity correction of the Cochran-Mantel-Haenszel test; `add` (0.5), `to` (\"only0\", \"all\", \"if0all\" or \"none\") and `drop00` (true) are for the effect sizes behind Q, I2 and H2; give two values, {0.5, 0.5}, to set the second one for the pooling (default: nothing added, nothing dropped); `as` (\"metafor\", \"RevMan\": its treatment of empty cells, or \"Stata\", which is metafor's)", false},
        },
        returns = {
          {"tables", "beta, se, zval, pval, ci_lb, ci_ub (columns of one; on the log scale for ratios), QE, QEp, I2, H2, MH, MHp, CO, COp, BD, BDp, TA, TAp, k, k_yi, k_pos, yi, vi, left_out; methods predict and labbe. What the data do not determine is absent, or NaN in a column."},
        },
        raises = {
          "when a column is missing, too short, negative or no number, or events exceed the group",
        },
        usage = {
          "print(hepar.meta.mh{measure = \"OR\", ai = {4, 6}, n1i = {123, 306}, ci = {11, 29},\n  n2i = {139, 303}})",
        }},
      {name = "hepar.meta.peto", call = "hepar.meta.peto(options)",
        summary = "Peto's one-step odds ratio (Yusuf and others 1985): good for rare events and balanced groups. Answers what metafor's rma.peto answers.",
        params = {
          {"options", "table", "named columns and options: `ai`, `bi` or `n1i`, `ci`, `di` or `n2i`, `add`, `to`, `drop00`, `slab`, `level`, as for `hepar.meta.mh`", false},
        },
        returns = {
          {"tables", "beta, se, zval, pval, ci_lb, ci_ub (columns of one, log scale), QE, QEp, I2, H2 k, k_pos, yi, vi, left_out"},
        },
        raises = {
          "as `hepar.meta.mh`, and when one of the two outcomes never occurred",
        },
        usage = {
          "print(hepar.meta.peto{ai = {4, 6}, n1i = {123, 306}, ci = {11, 29}, n2i = {139, 303}})",
        }},
      {name = "hepar.meta.glmm", call = "hepar.meta.glmm(options)",
        summary = "Generalised linear mixed models for tables and rates: the counts' own likelihood instead of effect sizes with normal errors, so that empty cells need no constant (Stijnen, Hamza and Ozdemir 2010). Fits what metafor's rma.glmm fits; where metafor approximates the integral over the random effects, this one is exact to rounding unless `nAGQ` asks for the approximation.",
        params = {
          {"options", "table", "named columns and options: `measure` (\"OR\", \"IRR\", \"PLO\" or \"IRLN\"); columns as for `hepar.meta.mh`, for PLO `xi` and `mi` or `ni`, for IRLN `xi` and `ti`; `model` (\"UM.FS\", the default, or \"UM.RS\", \"CM.EL\", \"CM.AL\"); `method` (\"ML\", or \"EE\"); `test` (\"z\" or \"t\"); `level` (95, percent); `coding` (0.5, 1 or 0: where the random effect of UM sits); `cor` (false; true lets the random study level of UM.RS go with the effect); `mods` (a formula, or a list of columns), `data` (a table of columns: moderators, and counts not given themselves), `intercept` (true), `reference`, `btt` and `strict` (true) as for hepar.meta.fit; `nAGQ` (a number of Gauss-Hermite points, 1 is Laplace; absent: exact); `drop00` (true); `add` (0.5) and `to` (\"only0\"), for the effect sizes behind I2 and H2 alone; `slab`", false},
        },
        returns = {
          {"tables", "converged and, if so, beta, se, zval, pval, ci_lb, ci_ub (columns, names in `coef`), vb, QM, QMp, QMdf (with moderators), tau2, se_tau2, sigma2 (UM.RS), rho (cor), I2, H2, QE_Wld, QEp_Wld, QE_LRT, QEp_LRT, QE_df, ll, dev, AIC, BIC, AICc, k, parms; when converged is false there is no estimate, and `reason` says why"},
        },
        raises = {
          "as `hepar.meta.mh`, when a count is not whole, or a moderator is determined by others",
        },
        usage = {
          "print(hepar.meta.glmm{measure = \"OR\", model = \"CM.EL\", ai = {4, 6, 3},\n  n1i = {123, 306, 231}, ci = {11, 29, 11}, n2i = {139, 303, 220}})",
        }},
      {name = "hepar.meta.combine_p", call = "hepar.meta.combine_p(p[, options])",
        summary = "Combines p values of several tests of one question into one. All methods but \"harmonic\" and \"cauchy\" take the tests to be independent; the p values should be one-sided and all look the same way. A small result says that some study shows something, not how large it is.",
        params = {
          {"p", "table or column", "values from 0 to 1", false},
          {"options", "table", "named options: `method`: \"fisher\" (the default; sum of logs), \"stouffer\" (sum of normal scores), \"tippett\" (smallest), \"edgington\" (sum), \"harmonic\" (Wilson 2019, with the Landau distribution), \"cauchy\" (Liu and Xie 2020), \"binomial\" (Wilkinson: how many reach `alpha`, 0.05); `weights` (stouffer, harmonic, cauchy); `alpha`", true},
        },
        returns = {
          {"table", "method, k, statistic (named by `statistic_name`), df (fisher), pval"},
        },
        raises = {
          "when a p value is not from 0 to 1, weights do not fit, or the method does not use them",
        },
        usage = {
          "print(hepar.meta.combine_p({0.016, 0.067, 0.25, 0.405}, {method = \"stouffer\"}))",
        }},
      {name = "hepar.meta.fit", call = "hepar.meta.fit(data[, options])",
        summary = "Pool one effect per study, with or without moderators: equal-effects and random-effects models and meta-regression, with the names, options and conventions of metafor's rma.uni. tau2 is found by bracketed methods to full precision, likelihoods at their global maximum.",
        params = {
          {"data", "table or fit or tables", "`yi` with `vi` or `sei` (columns or arrays; NaN where missing), `slab` (labels), moderators by name; or what hepar.meta.effects returns; or a fit, to fit it again", false},
          {"options", "table", "named options: `method` (\"REML\", the default, \"EE\", \"FE\", \"CE\", \"DL\", \"HE\", \"HS\", \"HSk\", \"SJ\", \"SJIT\", \"DLIT\", \"ML\", \"EB\", \"PM\", \"PMM\", \"GENQ\", \"GENQM\"); `mods` (a formula such as \"~ dose + route + dose:route\", or a list of columns or their names); `test` (\"z\", \"t\", \"knha\", \"adhoc\"); `weights` (a column or its name); `weighted` (true); `level` (95, percent); `btt` (coefficients that QM tests: places or names); `tau2` (a value instead of an estimate); `intercept` (true); `reference` (first level of a factor: {route = \"IV\"}); `as` (\"metafor\", \"RevMan\" or \"Stata\": that program's defaults, named in `fit.conventions`); `strict` (true: a factor's level with one study and a moderator that others determine are errors; false keeps the one, leaves out the other, and notes both in `fit.notes`); `scale` (moderators of tau2 itself, as `mods`: a location-scale model by ML or REML), `link` (\"log\", or \"identity\") and `att` (scale coefficients that QS tests) of that", true},
        },
        returns = {
          {"fit or location_scale", "estimates `beta, se, zval, pval, ci_lb, ci_ub` (columns, names in `coef`), `tau2`, `se_tau2`, `I2`, `H2`, `R2`, `QE`, `QEp`, `QM`, `QMdf`, `QMp`, `k`, `p`, `m`, `ll`, `dev`, `AIC`, `BIC`, `AICc`, `notes`; with `scale` a model with `alpha` … beside them; or nil, message and code when the data allow no answer"},
        },
        raises = {
          "when an option is not known, a value is impossible, there are too few studies, or (strict) a level of a factor has one study or none, or a moderator is determined by others",
        },
        usage = {
          "print(hepar.meta.fit({yi = {0.1, 0.4, 0.3}, vi = {0.02, 0.01, 0.03}}, {test = \"knha\"}))",
        }},
      {name = "hepar.meta.subgroups", call = "hepar.meta.subgroups(data, options)",
        summary = "Subgroups in one call: a fit of each group, of all studies, prediction intervals of each, and the test whether the groups differ. With a tau2 of each group that is Wald's test of independent estimates (Borenstein and Higgins, Prevention Science 2013;14:134-143); with one tau2 for all it is the test of the moderator in a meta-regression, F with test \"t\", \"knha\" or \"adhoc\". With equal effects it is what is left of Q after the groups' own.",
        params = {
          {"data", "table or fit or tables", "as for hepar.meta.fit", false},
          {"options", "table", "named options: `by` (a column of texts, numbers or booleans, or its name); `tau2` (\"separate\", the default, or \"common\"); `pi` (the prediction intervals of `fit:predict`); `method`, `test`, `weights`, `weighted`, `level` and `as` of hepar.meta.fit", false},
        },
        returns = {
          {"subgroups", "the groups, the overall fit, `QM`, `QMdf`, `QMp`; prints itself, and draws itself with `:forest()`"},
        },
        raises = {
          "when by makes fewer than two groups, a group cannot be fitted, or an option is not known",
        },
        usage = {
          "print(hepar.meta.subgroups({yi = {0.1, 0.4, 0.3, 0.9}, vi = {0.02, 0.01, 0.03, 0.02},\n  route = {\"IV\", \"IV\", \"HA\", \"HA\"}}, {by = \"route\"}))",
        }},
      {name = "hepar.meta.fit_many", call = "hepar.meta.fit_many(data[, options][, run])",
        summary = "Fit many sets of effects at once, over threads, with the same numbers as one by one.",
        params = {
          {"data", "table", "a list of what hepar.meta.fit takes; or one table of columns, with `n`, how many rows belong to each set, one after the other", false},
          {"options", "table", "what hepar.meta.fit takes, but for `as`, `btt` and `strict`: it is never strict about moderators", true},
          {"run", "table", "`threads` (1; 0 takes all processors), `progress` (false)", true},
        },
        returns = {
          {"table", "columns with one entry for each set, NaN where there is no such number: `k, tau2, se_tau2, I2, H2, R2, QE, QEp, QM, QMp, ll` and `beta, se, zval, pval, ci_lb, ci_ub` (with mods lists of columns, one for each coefficient); `failed`, why a set has no fit, by its place; `#fits`, and `fits[i]` with the numbers of one set"},
        },
        raises = {
          "when an option is not known or a set is no set",
        },
        usage = {
          "hepar.meta.fit_many({yi = yi, vi = vi, n = {12, 7, 30}}, {test = \"knha\"}, {threads = 0})",
        }},
      {name = "hepar.meta.regtest", call = "hepar.meta.regtest(x[, options])",
        summary = "Regression tests for funnel plot asymmetry. The default is Egger's test in the form of a meta-regression on the standard errors (Sterne and Egger 2005); `model = \"lm\"` is the classical weighted regression with a dispersion factor (Egger 1997). Variants for 2 x 2 tables need the counts `ai, n1i, ci, n2i` (or `ai, bi, ci, di`) among the data: \"harbord\" (score test), \"peters\" and \"macaskill\" (1 / n and n, weights from the average event probability), \"deeks\" (effective sample size, for diagnostic odds ratios, `n1i, n2i`); \"thompson\" is meta-regression with the DerSimonian-Laird estimator and t; \"pustejovsky\" is for standardised mean differences (`n1i, n2i`).",
        params = {
          {"x", "fit or table", "a fit, or data as for hepar.meta.fit", false},
          {"options", "table", "named options: `variant` (\"egger\", …), `model` (\"rma\" or \"lm\"), `predictor` (\"sei\", \"vi\", \"ni\", \"ninv\", \"sqrtni\", \"sqrtninv\"), `ni` (sample sizes), `level`, `method` and `test` of the meta-regression", true},
        },
        returns = {
          {"table", "`zval` (t when `ddf` is there), `pval`, `ddf`, `estimate` and `se` of the slope, `est, ci_lb, ci_ub` (effect at the limit of an infinitely large study), `fit`; or nil, message, code when the predictor is the same everywhere"},
        },
        raises = {
          "when an option is not known, or there are too few studies",
        },
        usage = {
          "print(hepar.meta.regtest(data, {model = \"lm\"}))",
        }},
      {name = "hepar.meta.ranktest", call = "hepar.meta.ranktest(x[, options])",
        summary = "Rank correlation test for funnel plot asymmetry (Begg and Mazumdar 1994): Kendall's tau of the standardised effects and the variances, exact without ties.",
        params = {
          {"x", "fit or table", "a fit, or data as for hepar.meta.fit", false},
          {"options", "table", "there are no options", true},
        },
        returns = {
          {"table", "`tau, pval, exact`; or nil, message, code when all variances are equal"},
        },
        raises = {
        },
        usage = {
          "print(hepar.meta.ranktest(data).pval)",
        }},
      {name = "hepar.meta.trimfill", call = "hepar.meta.trimfill(x[, options])",
        summary = "Trim and fill (Duval and Tweedie 2000): how many studies are missing on one side, and the estimate with their mirror images.",
        params = {
          {"x", "fit or table", "a fit without moderators, or data as for hepar.meta.fit", false},
          {"options", "table", "named options: `side` (\"left\", \"right\"; by default opposite to the slope on the standard errors), `estimator` (\"L0\", \"R0\", \"Q0\")", true},
        },
        returns = {
          {"table", "`k0, se_k0, p_k0` (for R0), `side`, `fill` (a list of booleans), `yi, vi, slab` with the filled studies, `fit` and its `beta, se, zval, pval, ci_lb, ci_ub, tau2, k, QE, I2`; or nil, message, code when the estimator has no value"},
        },
        raises = {
          "when there are moderators or fewer than three studies",
        },
        usage = {
          "print(hepar.meta.trimfill(data, {estimator = \"R0\"}))",
        }},
      {name = "hepar.meta.fsn", call = "hepar.meta.fsn(x[, options])",
        summary = "Fail-safe N: how many null studies would take the result away. \"rosenthal\" (1979, Stouffer's test), \"orwin\" (1983, mean effect down to `target`, by default half of it), \"rosenberg\" (2005, equal-effects test), \"general\" (the model's own test at `alpha`, or its estimate down to `target`, with null studies of the harmonic mean variance).",
        params = {
          {"x", "fit or table", "a fit, or data as for hepar.meta.fit", false},
          {"options", "table", "named options: `type`, `alpha` (0.05), `target`, `weighted` (false, for \"orwin\")", true},
        },
        returns = {
          {"table", "`fsnum` (infinite when no number does it), `pval, meanes, target`"},
        },
        raises = {
          "when an option is not known",
        },
        usage = {
          "print(hepar.meta.fsn(data, {type = \"orwin\", target = 0.1}).fsnum)",
        }},
      {name = "hepar.meta.pet_peese", call = "hepar.meta.pet_peese(x[, options])",
        summary = "PET-PEESE (Stanley and Doucouliagos 2014): the effect of a study without sampling error, from the regression on the standard errors (PET), or on the variances (PEESE) when PET finds an effect.",
        params = {
          {"x", "fit or table", "a fit without moderators, or data as for hepar.meta.fit", false},
          {"options", "table", "named options: `model` (\"lm\", weighted least squares, or \"rma\"), `alpha` (0.1, two-sided), `level`", true},
        },
        returns = {
          {"table", "`PET` and `PEESE` (`beta, se, zval, pval, ci_lb, ci_ub`, columns), `chosen`, and `beta, se, pval, ci_lb, ci_ub` of that one"},
        },
        raises = {
          "when an option is not known, or there are too few studies",
        },
        usage = {
          "print(hepar.meta.pet_peese(data))",
        }},
      {name = "hepar.meta.tes", call = "hepar.meta.tes(x[, options])",
        summary = "Test of excess significance (Ioannidis and Trikalinos 2007): whether more studies are significant than their power lets expect. Power under heterogeneity in closed form.",
        params = {
          {"x", "fit or table", "a fit, or data as for hepar.meta.fit", false},
          {"options", "table", "named options: `H0` (0), `alternative` (\"two.sided\", \"greater\", \"less\"), `alpha` (0.05) of the studies; `theta` (true effect; by default what the model fits), `tau2` (that of the model), `test` (\"exact\", \"chi2\", \"binom\"), `tes_alternative` (\"greater\"), `tes_alpha` (0.1), `find_lim` (true): look for the limits of theta", true},
        },
        returns = {
          {"table", "`O, E, OEratio, pval, X2, power` (a column), `significant` (a list), and when all studies have one true effect `theta` and `theta_lim`, the effect at which the p value is `tes_alpha` (NaN where there is none; two, at half of it, for \"two.sided\")"},
        },
        raises = {
          "when an option is not known",
        },
        usage = {
          "print(hepar.meta.tes(data))",
        }},
      {name = "hepar.meta.hc", call = "hepar.meta.hc(x[, options])",
        summary = "Henmi and Copas (2010): the equal-effects estimate with an interval that allows for heterogeneity; less shifted by missing small studies than a random-effects estimate.",
        params = {
          {"x", "fit or table", "a fit without moderators, or data as for hepar.meta.fit", false},
          {"options", "table", "named options: `level` (percent)", true},
        },
        returns = {
          {"table", "`beta, se, ci_lb, ci_ub, tau2`"},
        },
        raises = {
          "when there are moderators or fewer than two studies",
        },
        usage = {
          "print(hepar.meta.hc(data))",
        }},
      {name = "hepar.meta.limit", call = "hepar.meta.limit(x[, options])",
        summary = "Limit meta-analysis (Ruecker and others 2011, adjustment beta0): the effect in studies of infinite precision, and how much of the heterogeneity small-study effects explain.",
        params = {
          {"x", "fit or table", "a fit without moderators, or data as for hepar.meta.fit", false},
          {"options", "table", "named options: `level` (percent)", true},
        },
        returns = {
          {"table", "`beta, se, zval, pval, ci_lb, ci_ub` (adjusted), `alpha` and `slope` of the radial regression, `Q, Q_small, Q_resid` with `Qp, Q_smallp, Q_residp`, `G2` (percent), `adjusted` (a column of shrunken effects); or nil, message, code when all variances are equal"},
        },
        raises = {
          "when there are moderators or fewer than three studies",
        },
        usage = {
          "print(hepar.meta.limit(data))",
        }},
      {name = "hepar.meta.selmodel", call = "hepar.meta.selmodel(x, options)",
        summary = "Selection models by maximum likelihood: studies are reported with a probability that depends on their p value. \"step\" (Vevea and Hedges: constant between `steps`), \"beta\" (Citkowicz and Vevea), \"halfnorm\", \"negexp\", \"logistic\", \"power\" (Preston and others), \"negexppow\", \"halfnorm2\", \"negexp2\", \"logistic2\", \"power2\" (metafor's forms with two parameters), \"trunc\" (studies with effects on the wrong side of `steps`, by default 0, are reported in the proportion delta), and \"truncest\" (the same with the limit estimated too, as delta[2]: a search over all gaps between effects; the limit has no standard error, and the p value is rough). Parameters lie between 0 and 100 as in metafor.",
        params = {
          {"x", "fit or table", "a fit, or data as for hepar.meta.fit; always fitted again by ML", false},
          {"options", "table", "named options: `type`; `alternative` (\"greater\", \"less\", \"two.sided\"); `steps` (p values; a number or list); `delta` (values to fix, false where estimated); `prec` (\"sei\", \"vi\", \"ninv\", \"sqrtninv\": selection in proportion to it); `level`", false},
        },
        returns = {
          {"table", "`beta, se, zval, pval, ci_lb, ci_ub` (columns), `tau2, se_tau2, delta, se_delta`, `bound` (which deltas are at a bound), `ll, ll0, LRT, LRTdf, LRTp, AIC, BIC, AICc, converged`, for \"step\" also `intervals` and `count`; or nil, message, code when an interval has no study"},
        },
        raises = {
          "when an option is not known or impossible, or there are too few studies",
        },
        usage = {
          "print(hepar.meta.selmodel(data, {type = \"step\", steps = {0.025, 0.5}}))",
        }},
    }},
    {module = "hepar.plot", summary = "Figures of evidence and of meta-analysis, ready for print: drawn in Lua, written as SVG, PNG or PDF. Functions for directions take a view of the evidence or plain tables of the same shape, those for meta-analysis a fit or a table of columns; all return a figure: `fig:save(\"x.svg\")`, `fig:svg()`. Figures are 180 mm wide unless `width` says otherwise; no letter is smaller than 7 points; colours are those of Okabe and Ito (2008) and never the only sign. Missing values are counted in a footnote. Research use only.", usage = "", entries = {
      {name = "hepar.plot.effect_direction", call = "hepar.plot.effect_direction(data[, options])",
        summary = "Effect-direction plot: studies in rows, outcome domains in columns, an arrow in each cell. Conventions of Boon and Thomson (2021), Res Synth Methods 12:29, doi 10.1002/jrsm.1458: up for a positive and down for a negative health impact, sideways for no change, mixed or conflicting; the arrow's size is the class of the sample size (more than 300, 50 to 300, fewer than 50); a number beside it counts the outcomes behind it. Outcomes whose desirable direction is not known (PT) get a hollow mark with \"?\" and do not vote.",
        params = {
          {"data", "evidence or table", "a view, a list of results as `ev:results{}` gives them (fields `study`, `domain`, `outcome`, `effect`, `n_total`, `subdesign`, `year`, `quality`), or a directions object", false},
          {"options", "table", "`columns` (\"domain\" or \"outcome\"), `order` of rows (\"design\", \"year\", \"given\"), `shade` of rows (\"design\", \"none\", or \"quality\" when rows say `quality` = \"low\", \"some\" or \"high\"), `consistency` (0.7: share of outcomes of a cell that must agree), `labels` (your words by code or study), `width` (180, millimetres), `title` (a string, or false for none), `note` (a footnote of your own)", true},
        },
        returns = {
          {"figure", "the figure"},
        },
        raises = {
          "when data or an option is not of the kind described",
        },
        usage = {
          "hepar.plot.effect_direction(ev:where{design = \"clinical\"}):save(\"directions.pdf\")",
        }},
      {name = "hepar.plot.harvest", call = "hepar.plot.harvest(data[, options])",
        summary = "Harvest plot: one bar per study, in columns negative, no difference, positive and ambiguous. After Ogilvie and others (2008), BMC Med Res Methodol 8:8, doi 10.1186/1471-2288-8-8: the height of a bar is the design (randomised tallest), its fill says whether there was a control arm, the number above it names the study in the list below.",
        params = {
          {"data", "evidence or table", "as for `hepar.plot.effect_direction`; a row may say `controlled`", false},
          {"options", "table", "`rows` (\"domain\" or \"outcome\"), `consistency` (0.7), and `labels`, `width`, `title`, `note` as in every figure", true},
        },
        returns = {
          {"figure", "the figure"},
        },
        raises = {
          "when data or an option is not of the kind described",
        },
        usage = {
          "hepar.plot.harvest(ev:results{}, {rows = \"outcome\"}):save(\"harvest.svg\")",
        }},
      {name = "hepar.plot.evidence_map", call = "hepar.plot.evidence_map(data[, options])",
        summary = "Evidence map: cell source by disease, one bubble per class of design in each cell. The area of a bubble is the number of patients (printed below it), the number in or above it the number of studies. A study with several records counts once.",
        params = {
          {"data", "evidence or table", "a view or a list of records", false},
          {"options", "table", "`rows` and `columns` (\"source\", \"donor\", \"disease\", \"design\" or \"species\"; default source by disease), and `labels`, `width`, `title`, `note`", true},
        },
        returns = {
          {"figure", "the figure"},
        },
        raises = {
          "when data or an option is not of the kind described",
        },
        usage = {
          "hepar.plot.evidence_map(ev:where{design = \"clinical\"}):save(\"map.png\", {dpi = 600})",
        }},
      {name = "hepar.plot.dose_route", call = "hepar.plot.dose_route(data[, options])",
        summary = "Doses by route on logarithmic scales, with the number of doses; a range is a bar. Doses per kilogram have a mark and a scale of their own; they are converted only with the weight that you state, and the footnote says so. Doses that cannot be read as one value or range, or that are no number of cells, are listed in the footnote.",
        params = {
          {"data", "evidence or table", "a view or a list of records", false},
          {"options", "table", "`weight` ({value = kilograms, source = where it is from}), and `labels`, `width`, `title`, `note`", true},
        },
        returns = {
          {"figure", "the figure"},
        },
        raises = {
          "when data or an option is not of the kind described, or a weight has no source",
        },
        usage = {
          "hepar.plot.dose_route(ev, {weight = {value = 70, source = \"assumed\"}}):save(\"dose.svg\")",
        }},
      {name = "hepar.plot.timeline", call = "hepar.plot.timeline(data[, options])",
        summary = "Timeline: one row per study with year of publication, number of patients and follow-up. Where records of a study differ, the first is shown and the study is marked.",
        params = {
          {"data", "evidence or table", "a view or a list of records", false},
          {"options", "table", "`order` (\"year\", \"design\" or \"given\"), `shade` (\"design\" or \"source\"), and `labels`, `width`, `title`, `note`", true},
        },
        returns = {
          {"figure", "the figure"},
        },
        raises = {
          "when data or an option is not of the kind described",
        },
        usage = {
          "hepar.plot.timeline(ev:where{design = \"clinical\"}, {shade = \"source\"}):save(\"years.svg\")",
        }},
      {name = "hepar.plot.stacked", call = "hepar.plot.stacked(data[, options])",
        summary = "Stacked bars: the shares of cell sources, donors and diseases, with counts and percentages.",
        params = {
          {"data", "evidence or table", "a view, a list of records, one tally of `ev:tally`, or a list of them", false},
          {"options", "table", "`fields` (list of \"source\", \"donor\", \"disease\", \"design\", \"species\"), `by` (\"studies\", \"records\" or \"patients\"), and `labels`, `width`, `title`, `note`", true},
        },
        returns = {
          {"figure", "the figure"},
        },
        raises = {
          "when data or an option is not of the kind described",
        },
        usage = {
          "hepar.plot.stacked(ev:where{design = \"clinical\"}, {by = \"patients\"}):save(\"shares.svg\")",
        }},
      {name = "hepar.plot.forest", call = "hepar.plot.forest(data[, options])",
        summary = "Forest plot: a square and an interval per study, a diamond per summary, columns of text. Long intervals are cut and end in an arrow; studies without estimate are counted and listed. Values are those of the analysis (log ratios, for a ratio); the axis and the columns print what the measure is read as (ratios on a logarithmic axis), and options in \"printed values\" are in those units. The figure's `at.x(value)` and `at.y[row]` say where things stand, to draw more.",
        params = {
          {"data", "table or fit or tables", "a fit, or a table with `yi` and `vi`, `sei` or (`ci_lb`, `ci_ub`), and perhaps `slab`, `weights`, `measure`, `level`, `pooled` (`beta`, `ci_lb`, `ci_ub`, and `pi_lb`, `pi_ub`, `tau2`, `I2`, `QE`, `QEp`, `k`, `method`, `label`; or a list of such tables)", false},
          {"options", "table", "`left` ({\"study\"}) and `right` ({\"effect\", \"weight\"}): lists of columns, each \"study\", \"effect\", \"weight\", the name of a field, or {head, values|field, align, under (a common head), digits, total, totals (by group)}; `group` (a field or a list) with `subgroups` (pooled results by group, or a list with `group`) and `difference` ({QM, QMdf, QMp}); `order` (\"given\", \"effect\", \"precision\", \"weight\", \"label\", a field, a list of rows, a function); `measure`, `transf` and `atransf` (\"exp\", \"ilogit\", \"ztor\", \"iarcsin\", a function, or false for the values as they are); `limits`, `at` (ticks), `refline` (number or false), `lines` in printed values; `favours` ({left, right}); `prediction`, `heterogeneity`, `effect_line` (true), `fitted` (true: with moderators a grey diamond behind each study, what the model expects there); `risk` ({domains, judgements (per row a list of \"low\", \"some\", \"unclear\", \"moderate\", \"high\", \"serious\", \"critical\", \"none\", or a string such as \"++?-\"), letters}); `missing` (\"list\" or \"row\"), `shade`, `level` (95), `digits` (2), `study` (head of the studies), `xlab`, and `labels` (of groups), `width`, `title`, `note`", true},
        },
        returns = {
          {"figure", "the figure"},
        },
        raises = {
          "when data or an option is not of the kind described",
        },
        usage = {
          "hepar.plot.forest(fit, {favours = {\"Favours cells\", \"Favours control\"}}):save(\"f.pdf\")",
        }},
      {name = "hepar.plot.funnel", call = "hepar.plot.funnel(data[, options])",
        summary = "Funnel plot, plain or with contours of significance, and with the studies that trim and fill imputes as open circles.",
        params = {
          {"data", "table or fit or tables", "as for `hepar.plot.forest`; `fill` (true for imputed rows), `ni`", false},
          {"options", "table", "`contours` (true for 90, 95 and 99, or a list of up to three levels), `regtest` (what `hepar.meta.regtest` gives: its line), `side` (\"both\", or \"left\" or \"right\" for one-sided contours), `null` (0: their centre, a value of the analysis), `refline` (the pooled estimate, a value of the analysis, or false), `region` (true: the lines within which studies fall), `tau2` (widens the region), `filled` (what `hepar.meta.trimfill` gave, or a table with the imputed studies), `yaxis` (\"sei\", \"vi\", \"seinv\", \"vinv\" or \"ni\"), `limits` (printed values), `names` (\"none\", \"all\" or a number), and `measure`, `atransf`, `level`, `xlab`, `width`, `title`, `note`", true},
        },
        returns = {
          {"figure", "the figure"},
        },
        raises = {
          "when data or an option is not of the kind described",
        },
        usage = {
          "hepar.plot.funnel(fit, {contours = true}):save(\"funnel.svg\")",
        }},
      {name = "hepar.plot.radial", call = "hepar.plot.radial(data[, options])",
        summary = "Radial plot of Galbraith (1988), Stat Med 7:889: estimate over standard error against precision (with the tau2 of the pooled result), and an arc on which a ray shows each estimate.",
        params = {
          {"data", "table or fit or tables", "as for `hepar.plot.forest`", false},
          {"options", "table", "`names` (\"none\", \"all\" or a number), `measure`, `atransf`, `level`, `xlab`, `zlab`, `width`, `title`, `note`", true},
        },
        returns = {
          {"figure", "the figure"},
        },
        raises = {
          "when data or an option is not of the kind described",
        },
        usage = {
          "hepar.plot.radial(fit, {names = \"all\"})",
        }},
      {name = "hepar.plot.baujat", call = "hepar.plot.baujat(data[, options])",
        summary = "Baujat plot: what a study adds to heterogeneity against what it does to the estimate. After Baujat and others (2002), Stat Med 21:2641, doi 10.1002/sim.1221. Values come from the data (`x`, `y`), from a random-effects fit (by leaving studies out), or from a common-effect model.",
        params = {
          {"data", "table or fit or tables", "as for `hepar.plot.forest`, or `x`, `y` and `slab`", false},
          {"options", "table", "`names` (\"all\", \"none\" or a number: the furthest out), `xlab`, `ylab`, `width`, `title`, `note`", true},
        },
        returns = {
          {"figure", "the figure"},
        },
        raises = {
          "when data or an option is not of the kind described",
        },
        usage = {
          "hepar.plot.baujat(fit)",
        }},
      {name = "hepar.plot.labbe", call = "hepar.plot.labbe(data[, options])",
        summary = "Plot of L'Abbé, Detsky and O'Rourke (1987), Ann Intern Med 107:224: the risk in both arms.",
        params = {
          {"data", "table", "`ai`, `n1i` (or `bi`), `ci`, `n2i` (or `di`), `slab`, `measure`, `pooled`", false},
          {"options", "table", "`measure` (\"RR\", \"OR\", \"RD\": what the pooled line means), `scale` (\"risk\", \"log\" or \"logit\"), `arms` ({first, second}), `limit` (largest risk), `names` (\"none\", \"all\" or a number), `width`, `title`, `note`", true},
        },
        returns = {
          {"figure", "the figure"},
        },
        raises = {
          "when data or an option is not of the kind described, or events exceed patients",
        },
        usage = {
          "hepar.plot.labbe({ai = {4}, n1i = {123}, ci = {11}, n2i = {139}})",
        }},
      {name = "hepar.plot.gosh", call = "hepar.plot.gosh(data[, options])",
        summary = "GOSH plot of Olkin, Dahabreh and Trikalinos (2012), doi 10.1002/jrsm.1053: estimate and heterogeneity of subsets of the studies, as a density with its distributions along the edges.",
        params = {
          {"data", "table", "what `fit:gosh()` gives: `estimate`, `I2` (or `H2`, `QE`, `tau2`), `incl`", false},
          {"options", "table", "`het` (\"I2\"), `out` (a study: subsets with and without it side by side), `bins`, `measure`, `atransf`, `xlab`, `width`, `title`, `note`", true},
        },
        returns = {
          {"figure", "the figure"},
        },
        raises = {
          "when data or an option is not of the kind described",
        },
        usage = {
          "hepar.plot.gosh(fit:gosh(), {out = 8})",
        }},
      {name = "hepar.plot.qq", call = "hepar.plot.qq(data[, options])",
        summary = "Normal quantile plot of the standardised residuals, with the exact envelope of each order statistic (its quantiles are those of a beta distribution).",
        params = {
          {"data", "table or fit or tables", "as for `hepar.plot.forest`, or residuals `z` and `slab`", false},
          {"options", "table", "`level` (95), `envelope` (true), `names` (\"none\", \"all\" or a number), `ylab`, `width`, `title`, `note`", true},
        },
        returns = {
          {"figure", "the figure"},
        },
        raises = {
          "when data or an option is not of the kind described",
        },
        usage = {
          "hepar.plot.qq(fit)",
        }},
      {name = "hepar.plot.bubble", call = "hepar.plot.bubble(data[, options])",
        summary = "Bubble plot of a meta-regression: estimates against one moderator, line and bands.",
        params = {
          {"data", "table or fit or tables", "a fit with one moderator, or a table as for `hepar.plot.forest` whose `pooled` has `beta` (intercept, slope), `vb`, `tau2`, and perhaps `test` and `dfs`", false},
          {"options", "table", "`mod` (the moderator: a field or a list), `line` ({x, pred, ci_lb, ci_ub, pi_lb, pi_ub}: a line of your own), `ci`, `pi` (true: bands), `refline`, `names` (\"none\", \"all\" or a number), `measure`, `atransf`, `level`, `xlab`, `ylab`, `width`, `title`, `note`", true},
        },
        returns = {
          {"figure", "the figure"},
        },
        raises = {
          "when data or an option is not of the kind described",
        },
        usage = {
          "hepar.plot.bubble(fit, {mod = data.ablat, xlab = \"Latitude\"})",
        }},
      {name = "hepar.plot.profile", call = "hepar.plot.profile(data[, options])",
        summary = "Profile of the likelihood over tau2, with its maximum and the profile likelihood interval (also as fields of the figure's `profile`). Computed here for models with one mean; for others give the profile.",
        params = {
          {"data", "table or fit or tables", "as for `hepar.plot.forest`, or a profile: `tau2` (or `x`), `ll`, and perhaps `estimate`, `ci_lb`, `ci_ub`", false},
          {"options", "table", "`method` (\"REML\" or \"ML\"), `level` (95), `limits` of tau2, `xlab`, `ylab`, `width`, `title`, `note`", true},
        },
        returns = {
          {"figure", "the figure"},
        },
        raises = {
          "when data or an option is not of the kind described",
        },
        usage = {
          "hepar.plot.profile(fit)",
        }},
      {name = "hepar.plot.drapery", call = "hepar.plot.drapery(data[, options])",
        summary = "Drapery plot of Rücker and Schwarzer (2021), doi 10.1002/jrsm.1410: the p value function of each study, of the pooled estimate, and of a new study.",
        params = {
          {"data", "table or fit or tables", "as for `hepar.plot.forest`", false},
          {"options", "table", "`alpha` ({0.05, 0.1}: lines), `prediction` (true), `limits` and `refline` (printed values), `measure`, `atransf`, `level`, `xlab`, `width`, `title`, `note`", true},
        },
        returns = {
          {"figure", "the figure"},
        },
        raises = {
          "when data or an option is not of the kind described",
        },
        usage = {
          "hepar.plot.drapery(fit)",
        }},
      {name = "hepar.plot.albatross", call = "hepar.plot.albatross(data[, options])",
        summary = "Albatross plot of Harrison and others (2017), doi 10.1002/jrsm.1239: sample size against p value and direction, for studies that report little else, with contours of effects.",
        params = {
          {"data", "table", "`ni` with `p` (two-sided) and `direction` (-1 or 1), or with `yi` and `vi`; `slab`", false},
          {"options", "table", "`effect` (\"SMD\", \"MD\", \"COR\", \"OR\" or \"RR\": kind of the contours), `contours` (up to five effects), `ratio` (1: patients of the first group per patient of the second), `sd` (for MD), `risk` (of the second group, for OR and RR), `yscale` (\"classic\", the square of the logarithm; \"sqrt\"; \"log\"), `limit` (smallest p), `favours` ({left, right}), `names` (\"none\", \"all\" or a number), `width`, `title`, `note`", true},
        },
        returns = {
          {"figure", "the figure"},
        },
        raises = {
          "when data or an option is not of the kind described",
        },
        usage = {
          "hepar.plot.albatross({ni = {40, 90}, p = {0.03, 0.4}, direction = {1, -1}},\n  {effect = \"SMD\"})",
        }},
      {name = "hepar.plot.influence", call = "hepar.plot.influence(data[, options])",
        summary = "Panels of the influence of each study: deleted residual, DFFITS, Cook's distance, covariance ratio, tau2 and Q without the study, leverage, weight; with the usual limits.",
        params = {
          {"data", "table or fit or tables", "a fit, or columns `rstudent`, `dffits`, `cook_d`, `cov_r`, `tau2_del`, `QE_del`, `hat`, `weight` (those there are), `is_infl`, `slab`; and `tau2`, `QE`, `p` of the fit", false},
          {"options", "table", "`panels` (list of names), `columns` of panels, `names` (true: list of studies), `width`, `title`, `note`", true},
        },
        returns = {
          {"figure", "the figure"},
        },
        raises = {
          "when data or an option is not of the kind described",
        },
        usage = {
          "hepar.plot.influence(fit)",
        }},
      {name = "hepar.plot.time_course", call = "hepar.plot.time_course(data[, options])",
        summary = "Time courses of runs of a model: one panel for each output, one line for each run, doses marked below the axis.",
        params = {
          {"data", "run or table", "a run, a list of runs, or plain tables of the same shape: `t` and a column for each name; and perhaps `names`, `outputs` (what is shown when nothing is asked for), `label`, `doses` (list of `{t, label}`), `units` (by name), `time_unit`, `title`", false},
          {"options", "table", "`outputs` (names), `observed` (list of `{output, t, value, low, high, label}`: circles with intervals), `from` and `to` (times), `columns` (panels side by side, 1 to 4), `height` (of a panel, millimetres), `xlab`, and `labels` (your words by name), `width`, `title`, `note`", true},
        },
        returns = {
          {"figure", "the figure; `panels` by name, to draw more"},
        },
        raises = {
          "when data or an option is not of the kind described, or an output is not known",
        },
        usage = {
          "hepar.plot.time_course({one, two}, {outputs = {\"collagen\"}}):save(\"courses.svg\")",
        }},
      {name = "hepar.plot.network", call = "hepar.plot.network(data[, options])",
        summary = "A network: named boxes in layers and curved arrows between them. Layers after Eades, Lin and Smyth (1993), order within them after Sugiyama and others (1981): the same data give the same figure.",
        params = {
          {"data", "table", "`nodes` (list of `{id, label, title, group}`) and `edges` (list of `{from, to, kind, title}`, kind \"flow\" or \"influence\"), `title`", false},
          {"options", "table", "`influences` (true: draw them too), `group_labels` (your words by group), and `labels`, `width`, `title`, `note`", true},
        },
        returns = {
          {"figure", "the figure"},
        },
        raises = {
          "when data or an option is not of the kind described",
        },
        usage = {
          "hepar.plot.network{nodes = {{id = \"a\"}, {id = \"b\"}}, edges = {{from = \"a\", to = \"b\"}}}",
        }},
      {name = "hepar.plot.fan", call = "hepar.plot.fan(data[, options])",
        summary = "Fan plot of a cohort: median and bands of quantiles (5 to 95 and 25 to 75 %) of an output over time, a panel for each arm.",
        params = {
          {"data", "cohort", "what `scenario:run` gave", false},
          {"options", "table", "`output` (the first), `arms` (names), `kind` (\"value\", \"change\" or \"contrast\"), `columns` (panels side by side, 1 to 4), `height` (of a panel, millimetres), `width`, `title`, `note`", true},
        },
        returns = {
          {"figure", "the figure"},
        },
        raises = {
          "when data or an option is not of the kind described",
        },
        usage = {
          "hepar.plot.fan(c, {output = \"collagen\"}):save(\"fan.svg\")",
        }},
      {name = "hepar.plot.spaghetti", call = "hepar.plot.spaghetti(data[, options])",
        summary = "Single courses of the first patients of a cohort, a panel for each arm, with the median of all.",
        params = {
          {"data", "cohort", "what `scenario:run` gave", false},
          {"options", "table", "`output` (the first), `arms` (names), `patients` (how many, 50), `columns`, `height`, `width`, `title`, `note`", true},
        },
        returns = {
          {"figure", "the figure"},
        },
        raises = {
          "when data or an option is not of the kind described",
        },
        usage = {
          "hepar.plot.spaghetti(c, {output = \"MELD\"}):save(\"courses.svg\")",
        }},
      {name = "hepar.plot.waterfall", call = "hepar.plot.waterfall(data[, options])",
        summary = "Waterfall plot of a cohort: the change of each of the first patients, sorted, by arm.",
        params = {
          {"data", "cohort", "what `scenario:run` gave", false},
          {"options", "table", "`output` (the first), `arms` (names), `kind` (\"change\" since the start, or \"contrast\": difference to the reference arm), `limit` (a line), `patients` (how many, 100), `columns`, `height`, `width`, `title`, `note`", true},
        },
        returns = {
          {"figure", "the figure"},
        },
        raises = {
          "when data or an option is not of the kind described",
        },
        usage = {
          "hepar.plot.waterfall(c, {output = \"MELD\", limit = -2})",
        }},
      {name = "hepar.plot.responders", call = "hepar.plot.responders(data[, options])",
        summary = "Distribution of the change of an output over all patients: cumulative shares, a line for each arm.",
        params = {
          {"data", "cohort", "what `scenario:run` gave", false},
          {"options", "table", "`output` (the first), `arms` (names), `kind` (\"value\", \"change\" or \"contrast\"), `limit` (of a response: shares are told), `height`, `width`, `title`, `note`", true},
        },
        returns = {
          {"figure", "the figure"},
        },
        raises = {
          "when data or an option is not of the kind described",
        },
        usage = {
          "hepar.plot.responders(c, {output = \"MELD\", limit = -2})",
        }},
      {name = "hepar.plot.survival", call = "hepar.plot.survival(data[, options])",
        summary = "Survival of the arms of a cohort: Kaplan-Meier curves or cumulative incidences with bands of 95 % and numbers at risk.",
        params = {
          {"data", "survival", "what `cohort:survival` gave", false},
          {"options", "table", "`show` (\"survival\" or \"incidence\"), `cause` (its incidence only), `from` (where the axis begins, 0 to 1), `height`, `width`, `title`, `note`", true},
        },
        returns = {
          {"figure", "the figure"},
        },
        raises = {
          "when data or an option is not of the kind described",
        },
        usage = {
          "hepar.plot.survival(c:survival()):save(\"survival.svg\")",
        }},
      {name = "hepar.plot.tornado", call = "hepar.plot.tornado(data, options)",
        summary = "Tornado: how far an outcome moves when one value at a time goes from low to high, widest first.",
        params = {
          {"data", "table", "list of `{name, low, high}`: the outcome at the low and the high value", false},
          {"options", "table", "`base` (the outcome with all values as they are), `most` (rows, 20), `xlab`, `low` and `high` (words of the legend), `width`, `title`, `note`", false},
        },
        returns = {
          {"figure", "the figure"},
        },
        raises = {
          "when data or an option is not of the kind described",
        },
        usage = {
          "hepar.plot.tornado({{name = \"k_deg\", low = 14, high = 19}}, {base = 16})",
        }},
      {name = "hepar.plot.figure", call = "hepar.plot.figure(options)",
        summary = "An empty figure to draw on, with the methods `line`, `rect`, `circle`, `polygon`, `path`, `text` and `group`. Lengths are points (1/72 inch) from the upper left corner.",
        params = {
          {"options", "table", "`title` (what a screen reader says first), `width` and `height` in millimetres, `name` (\"figure\": begins the ids), `desc` (a longer description)", false},
        },
        returns = {
          {"figure", "the figure"},
        },
        raises = {
          "when an option is missing or wrong",
        },
        usage = {
          "hepar.plot.figure{title = \"A line\", width = 60, height = 20}:line(5, 5, 100, 40)",
        }},
      {name = "hepar.plot.traces", call = "hepar.plot.traces(data[, options])",
        summary = "Traces of the chains of a posterior, a panel a parameter, the warm-up shaded.",
        params = {
          {"data", "calibration", "what `hepar.cohort.calibrate` gave with method \"mcmc\"", false},
          {"options", "table", "`parameters` (list of names; all), `columns` (2), `height` (of a panel, millimetres), `width`, `title`, `note`", true},
        },
        returns = {
          {"figure", "the figure"},
        },
        raises = {
          "when data is no calibration with chains or an option is not of the kind described",
        },
        usage = {
          "hepar.plot.traces(calibration):save(\"traces.svg\")",
        }},
      {name = "hepar.plot.posterior", call = "hepar.plot.posterior(data[, options])",
        summary = "Marginal posteriors as histograms beside the densities of the priors, with medians and intervals.",
        params = {
          {"data", "calibration", "what `hepar.cohort.calibrate` gave with method \"mcmc\"", false},
          {"options", "table", "`parameters` (list of names; all), `columns` (3), `height` (of a panel, millimetres), `width`, `title`, `note`", true},
        },
        returns = {
          {"figure", "the figure"},
        },
        raises = {
          "when data is no calibration with chains or an option is not of the kind described",
        },
        usage = {
          "hepar.plot.posterior(calibration):save(\"posterior.svg\")",
        }},
      {name = "hepar.plot.pairs", call = "hepar.plot.pairs(data[, options])",
        summary = "Pairs of parameters in a posterior: draws below the diagonal, correlations above it.",
        params = {
          {"data", "calibration", "what `hepar.cohort.calibrate` gave with method \"mcmc\"", false},
          {"options", "table", "`parameters` (list of at most 10 names; all), `width`, `title`, `note`", true},
        },
        returns = {
          {"figure", "the figure"},
        },
        raises = {
          "when data is no calibration with chains or an option is not of the kind described",
        },
        usage = {
          "hepar.plot.pairs(calibration, {parameters = {\"k\", \"q\"}}):save(\"pairs.svg\")",
        }},
      {name = "hepar.plot.profiles", call = "hepar.plot.profiles(data[, options])",
        summary = "Profile likelihoods of a calibration: how much worse the best fit is with a parameter held, the threshold, and the verdict.",
        params = {
          {"data", "profiles", "what `calibration:profile` gave", false},
          {"options", "table", "`parameters` (list of names; all), `columns` (2), `height` (of a panel, millimetres), `width`, `title`, `note`", true},
        },
        returns = {
          {"figure", "the figure"},
        },
        raises = {
          "when data are no profiles or an option is not of the kind described",
        },
        usage = {
          "hepar.plot.profiles(calibration:profile()):save(\"profiles.svg\")",
        }},
      {name = "hepar.plot.sensitivity", call = "hepar.plot.sensitivity(data[, options])",
        summary = "Bars of a sensitivity analysis, the most important input on top, with intervals; or, for Morris' method, the plane of mu* and sigma with rays that tell linear, monotone and other effects.",
        params = {
          {"data", "sensitivity", "what `hepar.cohort.sensitivity` gave", false},
          {"options", "table", "`figure` (\"bars\"; \"scatter\" for \"morris\"), `most` (20): how many inputs, `xlab`, and `width`, `title`, `note`", true},
        },
        returns = {
          {"figure", "the figure"},
        },
        raises = {
          "when data is no sensitivity analysis or an option is not of the kind described",
        },
        usage = {
          "hepar.plot.sensitivity(hepar.cohort.sensitivity(function(v) return v.a * v.b end,\n  {method = \"prcc\", parameters = {a = {1, 2}, b = {0, 3}}})):save(\"sensitivity.svg\")",
        }},
      {name = "hepar.plot.search", call = "hepar.plot.search(data[, options])",
        summary = "Benefit against burden of the candidates of a protocol search, with intervals of those on the Pareto front, which have letters.",
        params = {
          {"data", "search", "what `hepar.cohort.search` gave", false},
          {"options", "table", "`key` (true): the protocols of the letters below the figure, `xlab`, `ylab`, `width`, `title`, `note`", true},
        },
        returns = {
          {"figure", "the figure"},
        },
        raises = {
          "when data is no protocol search or an option is not of the kind described",
        },
        usage = {
          "hepar.plot.search(hepar.cohort.search(s, {outcome = \"MELD\", space = {product = \"MSC\",\ndose = {1e7, 5e7}, route = \"HA\"}})):save(\"protocols.svg\")",
        }},
    }},
    {module = "hepar.report", summary = "Reports: a document tree written as one self-contained HTML page or as Markdown. A report is built from the top down and saved once. Text is literal: a string is printed as it stands, whatever signs it holds; emphasis, links, citations and footnotes are made by the inline functions below. Wherever a text is asked for, a string, an integer, an inline node or a list of those will do. The same calls give the same bytes: no clock is read unless `date = \"today\"` asks for it. Every report states that it is no medical device.", usage = "local report = hepar.report\nlocal r = report { title = \"MELD after cell therapy\" }\nr:heading(1, \"Result\")\nr:paragraph(\"Ten of ten rows point to \", report.em(\"benefit\"), \".\")\nr:table { columns = { \"Study\", { title = \"n\", align = \"right\" } },\n  rows = { { \"Suk 2016\", 55 } } }\nr:save(\"meld.html\")", entries = {
      {name = "hepar.report.em", call = "hepar.report.em(...)",
        summary = "Emphasised text.",
        params = {
          {"...", "string or integer or table", "text: strings, integers, inline nodes or lists of those", false},
        },
        returns = {
          {"inline", "an inline node"},
        },
        raises = {
        },
        usage = {
          "r:paragraph(\"a vote count is \", hepar.report.em(\"not\"), \" an effect size\")",
        }},
      {name = "hepar.report.strong", call = "hepar.report.strong(...)",
        summary = "Strong text.",
        params = {
          {"...", "string or integer or table", "text: strings, integers, inline nodes or lists of those", false},
        },
        returns = {
          {"inline", "an inline node"},
        },
        raises = {
        },
        usage = {
          "r:paragraph(hepar.report.strong(\"10 of 10\"), \" rows\")",
        }},
      {name = "hepar.report.code", call = "hepar.report.code(...)",
        summary = "Code, an id, a file name.",
        params = {
          {"...", "string or integer or table", "text: strings, integers, inline nodes or lists of those", false},
        },
        returns = {
          {"inline", "an inline node"},
        },
        raises = {
        },
        usage = {
          "r:paragraph(\"row \", hepar.report.code(\"fiore2018:t1:r16\"))",
        }},
      {name = "hepar.report.sup", call = "hepar.report.sup(...)",
        summary = "Superscript text.",
        params = {
          {"...", "string or integer or table", "text: strings, integers, inline nodes or lists of those", false},
        },
        returns = {
          {"inline", "an inline node"},
        },
        raises = {
        },
        usage = {
          "r:paragraph(\"5 × 10\", hepar.report.sup(\"7\"), \" cells\")",
        }},
      {name = "hepar.report.sub", call = "hepar.report.sub(...)",
        summary = "Subscript text.",
        params = {
          {"...", "string or integer or table", "text: strings, integers, inline nodes or lists of those", false},
        },
        returns = {
          {"inline", "an inline node"},
        },
        raises = {
        },
        usage = {
          "r:paragraph(\"CO\", hepar.report.sub(\"2\"))",
        }},
      {name = "hepar.report.nowrap", call = "hepar.report.nowrap(...)",
        summary = "Text that is never broken across lines.",
        params = {
          {"...", "string or integer or table", "text: strings, integers, inline nodes or lists of those", false},
        },
        returns = {
          {"inline", "an inline node"},
        },
        raises = {
        },
        usage = {
          "r:paragraph(hepar.report.nowrap(\"5 × 10\", hepar.report.sup(\"7\")), \" cells\")",
        }},
      {name = "hepar.report.lines", call = "hepar.report.lines(list)",
        summary = "Several lines in one place, a table cell for example.",
        params = {
          {"list", "table", "the lines, each a text", false},
        },
        returns = {
          {"inline", "an inline node"},
        },
        raises = {
          "when `list` is no list of texts",
        },
        usage = {
          "r:list { hepar.report.lines { \"REF_SHIFT\", \"TYPO\" } }",
        }},
      {name = "hepar.report.link", call = "hepar.report.link(text, url)",
        summary = "A link to the web, to a mail address, or to a place in the page (`#id`).",
        params = {
          {"text", "string or integer or table", "what is printed: a text", false},
          {"url", "string", "begins with `https://`, `http://`, `mailto:` or `#`", false},
        },
        returns = {
          {"inline", "an inline node"},
        },
        raises = {
          "when `url` is anything else",
        },
        usage = {
          "r:paragraph(hepar.report.link(\"Lin 2017\", \"https://doi.org/10.1002/hep.29189\"))",
        }},
      {name = "hepar.report.cite", call = "hepar.report.cite(...)",
        summary = "A citation: the number of one or more references in brackets.",
        params = {
          {"...", "string", "keys given to `reference`", false},
        },
        returns = {
          {"inline", "an inline node"},
        },
        raises = {
          "when a key is no string; `save` raises when no reference has that key",
        },
        usage = {
          "r:paragraph(\"As printed in Table 1 \", hepar.report.cite(\"fiore2018\"), \".\")",
        }},
      {name = "hepar.report.ref", call = "hepar.report.ref(id[, label])",
        summary = "A cross-reference: prints \"Table 2\", \"Figure 1\" or the words of a heading, as a link.",
        params = {
          {"id", "string", "the `id` given to a table, figure, heading or fold, or the `anchor` of a row", false},
          {"label", "string", "what is printed instead", true},
        },
        returns = {
          {"inline", "an inline node"},
        },
        raises = {
          "when `id` is no string; `save` raises when nothing has that id",
        },
        usage = {
          "r:paragraph(\"see \", hepar.report.ref(\"doses\"))",
        }},
      {name = "hepar.report.footnote", call = "hepar.report.footnote(...)",
        summary = "A footnote: a mark here, the text at the end of the page.",
        params = {
          {"...", "string or integer or table", "text: strings, integers, inline nodes or lists of those", false},
        },
        returns = {
          {"inline", "an inline node"},
        },
        raises = {
        },
        usage = {
          "r:paragraph(\"27 patients\", hepar.report.footnote(\"20 in the table.\"))",
        }},
      {name = "hepar.report.new", call = "hepar.report.new(options)",
        summary = "Begin a report. `hepar.report{…}` is the same.",
        params = {
          {"options", "table", "named options: `title` (string, needed); `subtitle`, `author` (strings); `date` (\"2026-11-21\", or \"today\" to ask the clock; absent: no date is printed); `language` (\"en\"); `contents` (boolean, true: a table of contents)", false},
        },
        returns = {
          {"report", "an empty report"},
        },
        raises = {
          "when the title is missing, or an option is not known or has the wrong type",
        },
        usage = {
          "local r = hepar.report.new { title = \"What the reviews show\", date = \"2026-11-21\" }",
        }},
      {name = "hepar.report.evidence", call = "hepar.report.evidence(ev[, options])",
        summary = "The first report: what the records of a store really show. Five findings, what was searched, the rows, contradictions, synthesis by direction, figures, published figures, statements by topic, what the liver model says to those that a model can test, limits, the SWiM checklist, provenance. Every number is computed from the store. The report of a view has its rows, the figures and contradictions of their studies, and all statements.",
        params = {
          {"ev", "evidence", "a store, or a view made by `where`", false},
          {"options", "table", "named options: `title`, `subtitle`, `author`, `date`, `language` as in `new`; `figures` (boolean, true: draw them); `mechanism` (boolean, true: test statements by runs of the models, about a second); `commands` (string: how to make the page again)", true},
        },
        returns = {
          {"report", "a report, ready to save or to extend; member `findings` as `findings` gives them"},
        },
        raises = {
          "when `ev` is no evidence or an option is not known",
        },
        usage = {
          "hepar.report.evidence(hepar.evidence.builtin()):save(\"evidence.html\")",
        }},
      {name = "hepar.report.findings", call = "hepar.report.findings(ev)",
        summary = "The five findings that matter, computed from the rows of a store or of a view. A contradiction counts when a row or study that it names is in the view, or when it names none: statements of the documents belong to every view.",
        params = {
          {"ev", "evidence", "a store, or a view made by `where`", false},
        },
        returns = {
          {"report_findings", "a list that prints itself as short lines"},
        },
        raises = {
          "when `ev` is no evidence",
        },
        usage = {
          "print(hepar.report.findings(hepar.evidence.builtin()))",
        }},
      {name = "hepar.report.next_protocol", call = "hepar.report.next_protocol(ev[, options])",
        summary = "The whole story on one page: the evidence and its contradictions, what pooling can and cannot say, the mechanism, candidate protocols ranked under all that is not known, a proposal for the next trial, what rests on assumptions, and appendices with every row and its place. All numbers are computed while it is written, in some twenty seconds. Research only, never advice on a patient.",
        params = {
          {"ev", "evidence", "a store, or a view made by `where`", false},
          {"options", "table", "named options: `title`, `subtitle`, `author`, `date`, `language` as in `new`; `protocols` (boolean, true: search protocols and plan a trial); `draws` (integer, 64: worlds of the protocol search), `patients` (integer, 6: in each of them), `replicates` (integer, 2000: simulated trials for each line), `seed` (integer, 2026), `threads` (integer, 1; never changes a bit), `progress` (boolean, false: on a terminal), `step` (function: called with a sentence before each part), `commands` (string: how to make the page again)", true},
        },
        returns = {
          {"report or nil", "a report, ready to save; members `findings` and `conclusions` print themselves; or nil, a message and a code when the models cannot be run, or Ctrl-C was pressed"},
        },
        raises = {
          "when `ev` is no evidence or an option is not known",
        },
        usage = {
          "hepar.report.next_protocol(hepar.evidence.builtin(), {threads = 2}):save(\"next.html\")",
        }},
    }},
    {module = "hepar.units", summary = "Units of measurement: conversion with its derivation, dimensions, comparison of doses. A unit is written as it is printed: `mg/dL`, `µmol/L`, `umol/l`, `IU/L`, `10^9/L`, `cells/kg`. The original value is never touched: a conversion returns a new number and one line that says how it was made. Molar masses: bilirubin 584.66 g/mol (ChEBI:16990), creatinine 113.12 g/mol (ChEBI:16737), albumin 66437 g/mol (mature chain, UniProt P02768). A month is 30.4375 d and a year 365.25 d. One katal is 6e7 U.", usage = "", entries = {
      {name = "hepar.units.convert", call = "hepar.units.convert(value, from, to[, options])",
        summary = "Convert a value from one unit to another. Between mass and amount of substance an analyte is needed; between a dose per kg of body weight and a total dose an assumed weight that names its source. Nothing is assumed silently.",
        params = {
          {"value", "number", "in the unit `from`", false},
          {"from", "string", "unit, such as `\"mg/dL\"`", false},
          {"to", "string", "unit, such as `\"umol/L\"`", false},
          {"options", "table", "named options: `analyte` (string: `\"bilirubin\"`, `\"creatinine\"`, `\"albumin\"` or the outcome code), `weight` (table `{value = 70, unit = \"kg\", source = \"…\"}`)", true},
        },
        returns = {
          {"number", "the value in the unit `to`"},
          {"string", "derivation: both values, and the molar mass or weight with its source"},
        },
        raises = {
          "when a unit is not known, the dimensions differ, or the analyte or weight is missing",
        },
        usage = {
          "hepar.units.convert(2.5, \"mg/dL\", \"umol/L\", {analyte = \"bilirubin\"})  --> 42.76, …",
        }},
      {name = "hepar.units.compare", call = "hepar.units.compare(a, b[, options])",
        summary = "Compare two doses as the ratio a / b. A dose per kg and a total dose are refused unless a body weight is assumed openly (rule R6); a concentration without a volume is no dose.",
        params = {
          {"a", "table", "a dose, `{value = 1e6, unit = \"cells\", per = \"kg\"}`; `per` is kg, m2, total or animal", false},
          {"b", "table", "a dose of the same form", false},
          {"options", "table", "named options: `weight` (table `{value, unit, source}`)", true},
        },
        returns = {
          {"number", "a / b"},
          {"string", "derivation of b in the unit of a"},
        },
        raises = {
          "when the two cannot be compared",
        },
        usage = {
          "hepar.units.compare({value = 1e6, unit = \"cells\", per = \"kg\"},\n  {value = 5e7, unit = \"cells\"},\n  {weight = {value = 70, unit = \"kg\", source = \"assumed for adults\"}})  --> 1.4",
        }},
      {name = "hepar.units.dimension", call = "hepar.units.dimension(unit)",
        summary = "Name the dimension of a unit, such as \"mass concentration\".",
        params = {
          {"unit", "string", "as printed", false},
        },
        returns = {
          {"string or nil", "the dimension in words, or nil when the unit is not known"},
        },
        raises = {
        },
        usage = {
          "hepar.units.dimension(\"µmol/L\")  --> \"substance concentration\"",
        }},
      {name = "hepar.units.analyte", call = "hepar.units.analyte(name)",
        summary = "Look up the molar mass of an analyte.",
        params = {
          {"name", "string", "`\"bilirubin\"`, `\"creatinine\"`, `\"albumin\"` or the outcome code", false},
        },
        returns = {
          {"number or nil", "molar mass in g/mol, or nil when it is not known"},
          {"string", "its source"},
        },
        raises = {
        },
        usage = {
          "hepar.units.analyte(\"BIL\")  --> 584.66, \"C33H36N4O6, ChEBI:16990\"",
        }},
      {name = "hepar.units.list", call = "hepar.units.list()",
        summary = "List the preferred spellings of units with their dimensions.",
        params = {
        },
        returns = {
          {"list of table", "rows `{unit, dimension}`; prints as lines"},
        },
        raises = {
        },
        usage = {
          "print(hepar.units.list())",
        }},
    }},
    {module = "hepar.score", summary = "Liver scores with their units, bounds and sources, and the survival that was published with them. Each function takes one table of inputs: numbers, columns, or both; a column in gives a column out. Bare numbers are in conventional units (mg/dL, g/dL) or, with `units = \"SI\"`, in SI units (umol/L, g/L); a value may carry its own: `bilirubin = \"42.8 umol/L\"`, `bilirubin = {value = column, unit = \"umol/L\"}`. Words such as `\"none\"` and `\"female\"` stand where numbers would hide the meaning. Bounds and rounding are those of the source; `unrounded = true` leaves the rounding out. A missing value of a column is NaN and gives NaN. For research: never for decisions on the care of patients.", usage = "hepar.score.MELD{bilirubin = 2.5, INR = 1.5, creatinine = 1.0}  --> 14\nprint(hepar.score.explain(\"MELD\", {bilirubin = 2.5, INR = 1.5, creatinine = 1.0}))", entries = {
      {name = "hepar.score.MELD", call = "hepar.score.MELD(inputs)",
        summary = "MELD with the bounds of UNOS: each input at least 1, creatinine at most 4 mg/dL, 6 to 40. Kamath and others, Hepatology 2001;33:464; Wiesner and others, Gastroenterology 2003;124:91.",
        params = {
          {"inputs", "table", "`bilirubin` (mg/dL), `INR`, `creatinine` (mg/dL), `dialysis` (boolean: twice in the week before, or 24 hours of CVVHD), `units`, `unrounded`", false},
        },
        returns = {
          {"number or column", "the score"},
          {"nil", "of columns: nil, where other scores have classes"},
          {"integer or nil", "of columns: how many patients have no score"},
        },
        raises = {
          "when an input is missing, unknown or what no patient has, naming it",
        },
        usage = {
          "hepar.score.MELD{bilirubin = 2.5, INR = 1.5, creatinine = 1.0}  --> 14\nhepar.score.MELD{bilirubin = 42.8, INR = 1.5, creatinine = 88, units = \"SI\"}",
        }},
      {name = "hepar.score.MELD_original", call = "hepar.score.MELD_original(inputs)",
        summary = "MELD as first published: with the cause of the disease and without bounds. Malinchoc and others, Hepatology 2000;31:864; Kamath and others, Hepatology 2001;33:464.",
        params = {
          {"inputs", "table", "`bilirubin` (mg/dL), `INR`, `creatinine` (mg/dL), `cause` (\"alcohol\", \"cholestatic\", \"viral\" or \"other\"), `units`, `unrounded`", false},
        },
        returns = {
          {"number or column", "the score"},
          {"nil", "of columns: nil, where other scores have classes"},
          {"integer or nil", "of columns: how many patients have no score"},
        },
        raises = {
          "when an input is missing, unknown or what no patient has, naming it",
        },
        usage = {
          "hepar.score.MELD_original{bilirubin = 4.2, INR = 1.2, creatinine = 1.9,\n  cause = \"alcohol\"}  --> 14",
        }},
      {name = "hepar.score.MELD_Na", call = "hepar.score.MELD_Na(inputs)",
        summary = "MELD-Na of OPTN 2016: sodium counts when MELD is above 11. MELD is rounded before the term of sodium, as the policy has it. After Kim and others, N Engl J Med 2008;359:1018.",
        params = {
          {"inputs", "table", "`bilirubin` (mg/dL), `INR`, `creatinine` (mg/dL), `sodium` (mmol/L), `dialysis` (boolean: twice in the week before, or 24 hours of CVVHD), `units`, `unrounded`", false},
        },
        returns = {
          {"number or column", "the score"},
          {"nil", "of columns: nil, where other scores have classes"},
          {"integer or nil", "of columns: how many patients have no score"},
        },
        raises = {
          "when an input is missing, unknown or what no patient has, naming it",
        },
        usage = {
          "hepar.score.MELD_Na{bilirubin = 2.5, INR = 1.5, creatinine = 1.0, sodium = 130}",
        }},
      {name = "hepar.score.MELD_Na_2008", call = "hepar.score.MELD_Na_2008(inputs)",
        summary = "MELD-Na as first published, with sodium from 125 to 140 mmol/L at every MELD. Kim and others, N Engl J Med 2008;359:1018.",
        params = {
          {"inputs", "table", "`bilirubin` (mg/dL), `INR`, `creatinine` (mg/dL), `sodium` (mmol/L), `dialysis` (boolean: twice in the week before, or 24 hours of CVVHD), `units`, `unrounded`", false},
        },
        returns = {
          {"number or column", "the score"},
          {"nil", "of columns: nil, where other scores have classes"},
          {"integer or nil", "of columns: how many patients have no score"},
        },
        raises = {
          "when an input is missing, unknown or what no patient has, naming it",
        },
        usage = {
          "hepar.score.MELD_Na_2008{bilirubin = 2, INR = 1.8, creatinine = 2, sodium = 131}  --> 26",
        }},
      {name = "hepar.score.MELD3", call = "hepar.score.MELD3(inputs)",
        summary = "MELD 3.0, with albumin and sex; adolescents have one constant for both sexes. Creatinine counts from 1 to 3 mg/dL, sodium from 125 to 137 mmol/L, albumin from 1.5 to 3.5 g/dL. Kim and others, Gastroenterology 2021;161:1887.",
        params = {
          {"inputs", "table", "`bilirubin` (mg/dL), `INR`, `creatinine` (mg/dL), `sodium` (mmol/L), `albumin` (g/dL), `sex` (\"female\" or \"male\"), `adolescent` (boolean: registered before the age of 18; then sex is not needed), `dialysis` (boolean: twice in the week before, or 24 hours of CVVHD), `units`, `unrounded`", false},
        },
        returns = {
          {"number or column", "the score"},
          {"nil", "of columns: nil, where other scores have classes"},
          {"integer or nil", "of columns: how many patients have no score"},
        },
        raises = {
          "when an input is missing, unknown or what no patient has, naming it",
        },
        usage = {
          "hepar.score.MELD3{bilirubin = 1.5, INR = 1.2, creatinine = 1.0, sodium = 135,\n  albumin = 3.0, sex = \"female\"}  --> 13",
        }},
      {name = "hepar.score.PELD", call = "hepar.score.PELD(inputs)",
        summary = "PELD, the score of children until 2023; may be negative. The version with creatinine of July 2023 (PELD Cr) is not here: its coefficients could not be verified. McDiarmid and others, Transplantation 2002;74:173.",
        params = {
          {"inputs", "table", "`bilirubin` (mg/dL), `INR`, `albumin` (g/dL), `age` at listing (years), `growth_failure` (boolean: more than two standard deviations below the mean), `units`, `unrounded`", false},
        },
        returns = {
          {"number or column", "the score"},
          {"nil", "of columns: nil, where other scores have classes"},
          {"integer or nil", "of columns: how many patients have no score"},
        },
        raises = {
          "when an input is missing, unknown or what no patient has, naming it",
        },
        usage = {
          "hepar.score.PELD{bilirubin = 3.1, INR = 2, albumin = 2.5, age = 2,\n  growth_failure = true}  --> 19",
        }},
      {name = "hepar.score.mayo_TIPS", call = "hepar.score.mayo_TIPS(inputs)",
        summary = "Mayo risk score of patients before a TIPS: a tenth of the original MELD, without bounds. Malinchoc and others, Hepatology 2000;31:864.",
        params = {
          {"inputs", "table", "`bilirubin` (mg/dL), `INR`, `creatinine` (mg/dL), `cause` (\"alcohol\", \"cholestatic\", \"viral\" or \"other\"), `units`, `unrounded`", false},
        },
        returns = {
          {"number or column", "the score"},
          {"nil", "of columns: nil, where other scores have classes"},
          {"integer or nil", "of columns: how many patients have no score"},
        },
        raises = {
          "when an input is missing, unknown or what no patient has, naming it",
        },
        usage = {
          "hepar.score.mayo_TIPS{bilirubin = 2, INR = 1.4, creatinine = 1.1, cause = \"viral\"}",
        }},
      {name = "hepar.score.UKELD", call = "hepar.score.UKELD(inputs)",
        summary = "United Kingdom model for end-stage liver disease, not rounded; 49 is the threshold of listing. Barber and others, Transplantation 2011;92:469.",
        params = {
          {"inputs", "table", "`bilirubin` (mg/dL), `INR`, `creatinine` (mg/dL), `sodium` (mmol/L), `units`, `unrounded`", false},
        },
        returns = {
          {"number or column", "the score"},
          {"string or table or nil", "what 49 and 60 mean; of columns, a list with false where it is missing"},
          {"integer or nil", "of columns: how many patients have no score"},
        },
        raises = {
          "when an input is missing, unknown or what no patient has, naming it",
        },
        usage = {
          "hepar.score.UKELD{bilirubin = 212, INR = 1.0, creatinine = 54, sodium = 126, units = \"SI\"}",
        }},
      {name = "hepar.score.child_pugh", call = "hepar.score.child_pugh(inputs)",
        summary = "Child-Pugh score, 5 to 15 points, and its class A, B or C. Limits are those in mg/dL and g/dL; SI values are converted. Pugh and others, Br J Surg 1973;60:646.",
        params = {
          {"inputs", "table", "`bilirubin` (mg/dL), `albumin` (g/dL), `INR` or `prothrombin_prolonged` (s above the control), `ascites` (\"none\", \"slight\", \"moderate\" or 0 to 3), `encephalopathy` (grade 0 to 4), `biliary` (boolean: primary biliary cholangitis, with its own limits of bilirubin), `units`, `unrounded`", false},
        },
        returns = {
          {"number or column", "the points"},
          {"string or table or nil", "\"A\", \"B\" or \"C\"; of columns, a list with false where it is missing"},
          {"integer or nil", "of columns: how many patients have no score"},
        },
        raises = {
          "when an input is missing, unknown or what no patient has, naming it",
        },
        usage = {
          "hepar.score.child_pugh{bilirubin = 2.4, albumin = 3.1, INR = 1.5, ascites = \"slight\",\n  encephalopathy = 0}  --> 8, \"B\"",
        }},
      {name = "hepar.score.ALBI", call = "hepar.score.ALBI(inputs)",
        summary = "Albumin-bilirubin score and its grade. Johnson and others, J Clin Oncol 2015;33:550.",
        params = {
          {"inputs", "table", "`bilirubin` (mg/dL), `albumin` (g/dL), `units`, `unrounded`", false},
        },
        returns = {
          {"number or column", "the score"},
          {"string or table or nil", "\"grade 1\", \"grade 2\" or \"grade 3\"; of columns, a list with false where it is missing"},
          {"integer or nil", "of columns: how many patients have no score"},
        },
        raises = {
          "when an input is missing, unknown or what no patient has, naming it",
        },
        usage = {
          "hepar.score.ALBI{bilirubin = 20, albumin = 38, units = \"SI\"}",
        }},
      {name = "hepar.score.FIB4", call = "hepar.score.FIB4(inputs)",
        summary = "FIB-4 index of fibrosis, with the limits 1.45 and 3.25. Sterling and others, Hepatology 2006;43:1317.",
        params = {
          {"inputs", "table", "`age` (years), `AST`, `ALT` (U/L), `platelets` (10^9/L), `units`, `unrounded`", false},
        },
        returns = {
          {"number or column", "the index"},
          {"string or table or nil", "what the limits mean; of columns, a list with false where it is missing"},
          {"integer or nil", "of columns: how many patients have no score"},
        },
        raises = {
          "when an input is missing, unknown or what no patient has, naming it",
        },
        usage = {
          "hepar.score.FIB4{age = 55, AST = 80, ALT = 60, platelets = 140}",
        }},
      {name = "hepar.score.APRI", call = "hepar.score.APRI(inputs)",
        summary = "AST to platelet ratio index, with the limits 0.5 and 1.5 of significant fibrosis. Wai and others, Hepatology 2003;38:518.",
        params = {
          {"inputs", "table", "`AST` (U/L), `AST_limit` (its upper limit of normal, U/L), `platelets` (10^9/L), `units`, `unrounded`", false},
        },
        returns = {
          {"number or column", "the index"},
          {"string or table or nil", "what the limits mean; of columns, a list with false where it is missing"},
          {"integer or nil", "of columns: how many patients have no score"},
        },
        raises = {
          "when an input is missing, unknown or what no patient has, naming it",
        },
        usage = {
          "hepar.score.APRI{AST = 38, AST_limit = 40, platelets = 150}",
        }},
      {name = "hepar.score.maddrey", call = "hepar.score.maddrey(inputs)",
        summary = "Maddrey's discriminant function, modified; 32 is severe alcoholic hepatitis. Carithers and others, Ann Intern Med 1989;110:685.",
        params = {
          {"inputs", "table", "`prothrombin_time` and that of the `control` (s), `bilirubin` (mg/dL), `units`, `unrounded`", false},
        },
        returns = {
          {"number or column", "the function"},
          {"string or table or nil", "severe or not; of columns, a list with false where it is missing"},
          {"integer or nil", "of columns: how many patients have no score"},
        },
        raises = {
          "when an input is missing, unknown or what no patient has, naming it",
        },
        usage = {
          "hepar.score.maddrey{prothrombin_time = 18, control = 12, bilirubin = 10}",
        }},
      {name = "hepar.score.lille", call = "hepar.score.lille(inputs)",
        summary = "Lille model of alcoholic hepatitis after seven days of steroids; 0.45 parts responders. Louvet and others, Hepatology 2007;45:1348.",
        params = {
          {"inputs", "table", "`age` (years), `albumin` (g/dL), `bilirubin` and `bilirubin_day7` (mg/dL), `creatinine` (mg/dL), `prothrombin_time` (s), `units`, `unrounded`", false},
        },
        returns = {
          {"number or column", "0 to 1"},
          {"string or table or nil", "response or none; of columns, a list with false where it is missing"},
          {"integer or nil", "of columns: how many patients have no score"},
        },
        raises = {
          "when an input is missing, unknown or what no patient has, naming it",
        },
        usage = {
          "hepar.score.lille{age = 50, albumin = 2.8, bilirubin = 15, bilirubin_day7 = 10,\n  creatinine = 1.0, prothrombin_time = 20}",
        }},
      {name = "hepar.score.CLIF_OF", call = "hepar.score.CLIF_OF(inputs)",
        summary = "CLIF-C organ failure score, 6 to 18 points. Jalan and others, J Hepatol 2014;61:1038.",
        params = {
          {"inputs", "table", "`bilirubin`, `creatinine` (mg/dL), `renal_replacement` (boolean), `encephalopathy` (0 to 4), `INR`, `MAP` (mmHg), `vasopressors` (boolean), `PaO2_FiO2` (mmHg) or `SpO2_FiO2`, `ventilation` (boolean; then neither is needed), `units`, `unrounded`", false},
        },
        returns = {
          {"number or column", "the points"},
          {"nil", "of columns: nil, where other scores have classes"},
          {"integer or nil", "of columns: how many patients have no score"},
        },
        raises = {
          "when an input is missing, unknown or what no patient has, naming it",
        },
        usage = {
          "hepar.score.CLIF_OF{bilirubin = 14, creatinine = 2.4, encephalopathy = 2, INR = 2.1,\n  MAP = 65, PaO2_FiO2 = 320}",
        }},
      {name = "hepar.score.CLIF_ACLF", call = "hepar.score.CLIF_ACLF(inputs)",
        summary = "CLIF-C score of patients with acute-on-chronic liver failure, 0 to 100. Jalan and others, J Hepatol 2014;61:1038.",
        params = {
          {"inputs", "table", "`OF` (what `CLIF_OF` gives), `age` (years), `WBC` (10^9/L), `units`, `unrounded`", false},
        },
        returns = {
          {"number or column", "the score"},
          {"nil", "of columns: nil, where other scores have classes"},
          {"integer or nil", "of columns: how many patients have no score"},
        },
        raises = {
          "when an input is missing, unknown or what no patient has, naming it",
        },
        usage = {
          "hepar.score.CLIF_ACLF{OF = 12, age = 60, WBC = 10}  --> 58.1063",
        }},
      {name = "hepar.score.CLIF_AD", call = "hepar.score.CLIF_AD(inputs)",
        summary = "CLIF-C score of acute decompensation without ACLF, 0 to 100; 45 and 60 part the risks. Jalan and others, J Hepatol 2015;62:831.",
        params = {
          {"inputs", "table", "`age` (years), `creatinine` (mg/dL), `INR`, `WBC` (10^9/L), `sodium` (mmol/L), `units`, `unrounded`", false},
        },
        returns = {
          {"number or column", "the score"},
          {"string or table or nil", "low, intermediate or high risk; of columns, a list with false where it is missing"},
          {"integer or nil", "of columns: how many patients have no score"},
        },
        raises = {
          "when an input is missing, unknown or what no patient has, naming it",
        },
        usage = {
          "hepar.score.CLIF_AD{age = 60, creatinine = 1.2, INR = 1.5, WBC = 8, sodium = 135}",
        }},
      {name = "hepar.score.ACLF_grade", call = "hepar.score.ACLF_grade(inputs)",
        summary = "Grade of acute-on-chronic liver failure, 0 (none) to 3, by EASL-CLIF. Moreau and others, Gastroenterology 2013;144:1426.",
        params = {
          {"inputs", "table", "`bilirubin`, `creatinine` (mg/dL), `renal_replacement` (boolean), `encephalopathy` (0 to 4), `INR`, `MAP` (mmHg), `vasopressors` (boolean), `PaO2_FiO2` (mmHg) or `SpO2_FiO2`, `ventilation` (boolean; then neither is needed), `units`, `unrounded`", false},
        },
        returns = {
          {"number or column", "the grade"},
          {"string or table or nil", "\"no ACLF\", \"grade 1\" …; of columns, a list with false where it is missing"},
          {"integer or nil", "of columns: how many patients have no score"},
        },
        raises = {
          "when an input is missing, unknown or what no patient has, naming it",
        },
        usage = {
          "hepar.score.ACLF_grade{bilirubin = 14, creatinine = 1.6, encephalopathy = 0,\n  INR = 2.1, MAP = 75, PaO2_FiO2 = 320}",
        }},
      {name = "hepar.score.kings_paracetamol", call = "hepar.score.kings_paracetamol(inputs)",
        summary = "King's College criteria of acute liver failure by paracetamol. O'Grady and others, Gastroenterology 1989;97:439; lactate, when given: Bernal and others, Lancet 2002;359:558.",
        params = {
          {"inputs", "table", "`pH` (arterial), `INR`, `creatinine` (mg/dL), `encephalopathy` (0 to 4), `lactate` early and `lactate_after_fluids` (mmol/L), both may be missing, `units`, `unrounded`", false},
        },
        returns = {
          {"boolean or column", "whether they are met; of columns 1 and 0"},
          {"string or table or nil", "met or not; of columns, a list with false where it is missing"},
          {"integer or nil", "of columns: how many patients have no score"},
        },
        raises = {
          "when an input is missing, unknown or what no patient has, naming it",
        },
        usage = {
          "hepar.score.kings_paracetamol{pH = 7.35, INR = 7, creatinine = 3.6,\n  encephalopathy = 3}  --> true",
        }},
      {name = "hepar.score.kings_other", call = "hepar.score.kings_other(inputs)",
        summary = "King's College criteria of acute liver failure by causes other than paracetamol. O'Grady and others, Gastroenterology 1989;97:439.",
        params = {
          {"inputs", "table", "`INR`, `age` (years), `cause` (\"hepatitis A\", \"hepatitis B\"; unfavourable: \"indeterminate\", \"halothane\", \"drug\"), `jaundice` (days before encephalopathy), `bilirubin` (mg/dL), `units`, `unrounded`", false},
        },
        returns = {
          {"boolean or column", "whether they are met; of columns 1 and 0"},
          {"string or table or nil", "met or not; of columns, a list with false where it is missing"},
          {"integer or nil", "of columns: how many patients have no score"},
        },
        raises = {
          "when an input is missing, unknown or what no patient has, naming it",
        },
        usage = {
          "hepar.score.kings_other{INR = 4, age = 45, cause = \"drug\", jaundice = 5,\n  bilirubin = 12}  --> true",
        }},
      {name = "hepar.score.survival", call = "hepar.score.survival(name, value[, options])",
        summary = "The probability of being alive as published with a score: from its formula, or as observed in classes of its values. `describe` says which, of whom and where it stands.",
        params = {
          {"name", "string", "the score: \"MELD\", \"MELD_Na\", \"MELD_Na_2008\", \"MELD3\", \"mayo_TIPS\", \"child_pugh\", \"lille\", \"CLIF_ACLF\" or \"ACLF_grade\"", false},
          {"value", "number or column or table", "of the score", false},
          {"options", "table", "`days` (integer): after how many; needed when there are several", true},
        },
        returns = {
          {"number or column", "0 to 1"},
        },
        raises = {
          "when the score has none, or none after so many days, or the value is outside the score",
        },
        usage = {
          "hepar.score.survival(\"CLIF_ACLF\", 58.1, {days = 90})",
        }},
      {name = "hepar.score.explain", call = "hepar.score.explain(name, inputs)",
        summary = "A score of one patient with each step: the inputs in the units of the formula and within its bounds, the terms, the value before rounding, class, survival and source.",
        params = {
          {"name", "string", "the score", false},
          {"inputs", "table", "as for the score itself, without columns", false},
        },
        returns = {
          {"explanation", "all of that; prints itself"},
        },
        raises = {
          "as the score does",
        },
        usage = {
          "print(hepar.score.explain(\"MELD3\", {bilirubin = 1.5, INR = 1.2, creatinine = 1.0,\n  sodium = 135, albumin = 3.0, sex = \"female\"}))",
        }},
      {name = "hepar.score.describe", call = "hepar.score.describe(name)",
        summary = "What a score takes, its formula with bounds, its source, and how far that was verified.",
        params = {
          {"name", "string", "the score", false},
        },
        returns = {
          {"score", "the description; prints itself"},
        },
        raises = {
          "when there is no such score",
        },
        usage = {
          "print(hepar.score.describe(\"MELD_Na\"))",
        }},
      {name = "hepar.score.list", call = "hepar.score.list()",
        summary = "All scores, with their inputs and sources.",
        params = {
        },
        returns = {
          {"scores", "list of descriptions; prints as a table"},
        },
        raises = {
        },
        usage = {
          "print(hepar.score.list())",
        }},
    }},
    {module = "hepar.model", summary = "Models of the liver and of whatever else a scientist writes down: states, rates, parameters with unit, value, status and source, in a small language of their own (docs/model-language.md). A model is data: reading one from an untrusted file runs no code. Every parameter says whether its value was verified, recalled, calibrated or assumed, and a model prints what it must reproduce and what it does not do. Research use only: a model is a set of hypotheses, never advice on a patient.", usage = "local m = hepar.model \"liver\"\nlocal run = m:simulate{t = {0, 168}, every = 1}", entries = {
      {name = "hepar.model.builtin", call = "hepar.model.builtin(name)",
        summary = "A built-in model by its name; `hepar.model \"liver\"` is short for it.",
        params = {
          {"name", "string", "as `hepar.model.list()` has it", false},
        },
        returns = {
          {"model", "the model"},
        },
        raises = {
          "when there is no such model; the message names the nearest",
        },
        usage = {
          "local m = hepar.model.builtin(\"liver\")\nlocal m = hepar.model \"liver\"",
        }},
      {name = "hepar.model.list", call = "hepar.model.list()",
        summary = "The built-in models.",
        params = {
        },
        returns = {
          {"list of table", "rows `{name, purpose, states, parameters, time_unit}`; prints itself"},
        },
        raises = {
        },
        usage = {
          "=hepar.model.list()",
        }},
      {name = "hepar.model.define", call = "hepar.model.define(text[, options])",
        summary = "A model of a text.",
        params = {
          {"text", "string", "in the language of models", false},
          {"options", "table", "`check` (boolean, true: units are checked), `file` (the name that messages give the text)", true},
        },
        returns = {
          {"model", "the model"},
        },
        raises = {
          "when the text is no model: file, line, column, one sentence, and a caret below the line",
        },
        usage = {
          "local m = hepar.model.define[[\nmodel decay \"One substance that disappears\"\ntime day\nparam k = 0.35 [1/day] {assumed}\nstate amount = 100 [mg]\namount' = -k * amount\n]]",
        }},
      {name = "hepar.model.read", call = "hepar.model.read(path[, options])",
        summary = "A model of a file: of a text (`.model`), or of an SBML document (`.xml`, `.sbml`; Level 3, and Level 2 where it says the same). What the language cannot say is listed in `m.left_out`. Imports are looked for among the built-in models, then beside the file.",
        params = {
          {"path", "string", "of the file", false},
          {"options", "table", "`check` (boolean, true: units are checked)", true},
        },
        returns = {
          {"model or nil", "the model; or nil, a message and \"io\" or \"format\""},
        },
        raises = {
          "when path is no name of a file or an option is not known",
        },
        usage = {
          "local m = assert(hepar.model.read(\"mine.model\"))",
        }},
      {name = "hepar.model.ledger", call = "hepar.model.ledger([options])",
        summary = "What became of the claims of the reviews that a model can be asked about: reproduced, whole or in part, contradicted, or not representable, with counts. Nothing is written down beforehand: each claim is tested by simulations, about a second for all.",
        params = {
          {"options", "table", "named options: `claims` (list of their ids; all without it)", true},
        },
        returns = {
          {"ledger", "one row a claim; prints itself"},
        },
        raises = {
          "when a claim is not one that a model tests",
        },
        usage = {
          "=hepar.model.ledger{claims = {\"fiore2018:c049\"}}",
        }},
    }},
    {module = "hepar.therapy", summary = "Therapies and injuries in the words of the field, as settings of the liver model: `product` takes a product, its source, donor, passage, route, dose, conditioning, gene, cargo, size and drugs, `injury` takes a cause or an animal model, and `join` puts several together for `simulate`. Every factor comes with its status and reason, nearly all of them assumed; what the model cannot represent is refused with the reason. Research use only, never a bedside device.", usage = "", entries = {
      {name = "hepar.therapy.product", call = "hepar.therapy.product(options)",
        summary = "Turn a product in the words of the field into settings and doses of the liver model. Words are codes of the vocabularies (`hepar.evidence.vocabulary`) or any of their names. Unknown words are misuse, with the nearest known one; what the model cannot represent is refused with the reason.",
        params = {
          {"options", "table", "named options: `product` (string, \"MSC\": also EV, conditioned medium, hepatocyte-like cells, CD34+, CD133+, mononuclear cells, hepatocytes, G-CSF, none), `source`, `donor`, `passage` (number), `route` (string; HA, PV, IV, IH, IS), `dose` (number, cells or particles), `dose_per_kg` with `weight` (kg, 70), `at` (day or list of days, 0), `until` (day, of medium), `conditioning`, `gene`, `cargo`, `drug` (a word or a list), `ev_size` (nm or a word), `targeting` (true or a factor), `cause` (\"antiviral\" or \"abstinence\") with `injury` (1/day)", false},
        },
        returns = {
          {"therapy", "settings, doses and assumptions"},
        },
        raises = {
          "when a word is not known, cannot be represented, or options do not go together",
        },
        usage = {
          "local p = hepar.therapy.product{product = \"MSC\", source = \"BM-MSC\", route = \"HA\", dose =\n5e7, at = {30, 60}}",
        }},
      {name = "hepar.therapy.injury", call = "hepar.therapy.injury(name[, options])",
        summary = "Turn the cause of a liver disease or an animal model of injury into settings of the liver model. Names are codes of the vocabularies `injury_model` and `etiology`, or any of their names, and \"chronic viral\", \"alcoholic\", \"NASH\", \"cholestatic\", \"acute-on-chronic\".",
        params = {
          {"name", "string", "such as \"CCL4_CHRONIC\" or \"chronic viral\"", false},
          {"options", "table", "named options: `rate` (number; the strength, 1/day or as the model has it), `period` and `days` (numbers; of repeated exposures), `species` (string; \"human\", \"rat\" or \"mouse\")", true},
        },
        returns = {
          {"therapy", "settings, changes, doses and assumptions"},
        },
        raises = {
          "when the name is not known or the model cannot represent it",
        },
        usage = {
          "print(hepar.therapy.injury(\"CCL4_CHRONIC\"))",
        }},
      {name = "hepar.therapy.join", call = "hepar.therapy.join(options, ...)",
        summary = "Put injuries and products together as options of `simulate`. Later ones go over earlier ones where both set the same value; doses and changes of all are kept, in the order of their times.",
        params = {
          {"options", "table", "options of `simulate` that the others are added to, such as `t` and `every`", false},
          {"...", "therapy", "what `product` and `injury` gave", false},
        },
        returns = {
          {"table", "options for `hepar.model \"liver\"`:simulate"},
        },
        raises = {
          "when an argument is no therapy, or two of them want different species",
        },
        usage = {
          "hepar.therapy.join({t = {0, 84}}, hepar.therapy.injury(\"CCL4_CHRONIC\"))",
        }},
    }},
    {module = "hepar.scenario", summary = "Scenarios: a model, virtual patients, a disease, arms of treatment, what is recorded and for how long. A scenario file is a Lua script that returns a table; it runs in a sandbox without files, libraries, metatables or string functions, with a limit on instructions and memory. Every field is checked, with units; what is not known is refused with the nearest name and, in a file, its line. Research use only, never a bedside device.", usage = "local s = hepar.scenario.read(\"suk2016.lua\")\nlocal c = s:run{threads = 2, progress = true}", entries = {
      {name = "hepar.scenario.new", call = "hepar.scenario.new(fields)",
        summary = "A scenario of a table; `hepar.scenario{…}` is short for it. docs/scenarios.md describes every field.",
        params = {
          {"fields", "table", "`model` (name, or a model), `horizon` (time), `arms` (table of lists of treatments), `outputs` (list of names), `title`, `record`, `disease`, `preset`, `set`, `initial`, `cohort`, `control` (name of an arm), `every` (time), `survival`, `dropout`, `after_event` (\"keep\" or \"missing\"), `rtol` (tolerance of the solver, 1e-5), `assumed` (list of sentences)", false},
        },
        returns = {
          {"scenario", "the scenario"},
        },
        raises = {
          "when a field is not known, missing or cannot be meant",
        },
        usage = {
          "local s = hepar.scenario.new{model = \"liver\", disease = {name = \"cirrhosis\", etiology =\n\"alcohol\", years = 8}, arms = {control = {}, one = {{product = \"MSC\", route = \"HA\", dose =\n5e7}}}, horizon = {months = 6}, outputs = {\"collagen\"}}",
        }},
      {name = "hepar.scenario.read", call = "hepar.scenario.read(path)",
        summary = "A scenario of a file.",
        params = {
          {"path", "string", "of a Lua script that returns a table", false},
        },
        returns = {
          {"scenario or nil", "the scenario; or nil, a message with the line, and \"io\", \"format\" or \"range\" (a limit of the sandbox)"},
        },
        raises = {
          "when path is no name of a file",
        },
        usage = {
          "local s = assert(hepar.scenario.read(\"examples/scenarios/suk2016.lua\"))",
        }},
      {name = "hepar.scenario.from_record", call = "hepar.scenario.from_record(record[, options])",
        summary = "A scenario of a study record of the evidence: its arms, product, dose, route and schedule. What the record does not say is assumed, and listed. Records without a usable dose or route are refused with the reason.",
        params = {
          {"record", "table", "a record, such as `ev[\"fiore2018:t1:r16\"]`", false},
          {"options", "table", "`n` (patients, 1000), `seed` (1), `outputs` (list of names)", true},
        },
        returns = {
          {"scenario or nil", "the scenario; or nil, a message that says what is missing, and \"not_found\""},
        },
        raises = {
          "when the record is none, or an option is not known",
        },
        usage = {
          "local ev = hepar.evidence.builtin()\nprint(hepar.scenario.from_record(ev[\"fiore2018:t1:r16\"]))",
        }},
    }},
    {module = "hepar.cohort", summary = "Virtual patients: correlations, weights that make a cohort look like a published baseline table; and analyses of models: sensitivity, calibration. A cohort itself comes from a scenario, `hepar.scenario{…}:run{…}`; docs/cohorts.md has the methods. Research use only: virtual patients are a hypothesis about patients.", usage = "", entries = {
      {name = "hepar.cohort.nearest", call = "hepar.cohort.nearest(matrix)",
        summary = "The nearest correlation matrix to one that no patients can have: Higham (2002), alternating projections, eigenvalues of 1e-6 at least. A positive definite matrix comes back as it is.",
        params = {
          {"matrix", "table", "list of rows; symmetric, 1 on the diagonal", false},
        },
        returns = {
          {"table", "list of rows"},
          {"number", "the distance (Frobenius norm); 0 when it is positive definite already"},
        },
        raises = {
          "when the matrix is not symmetric or holds no correlations",
        },
        usage = {
          "hepar.cohort.nearest{{1, 0.9, 0.9}, {0.9, 1, -0.9}, {0.9, -0.9, 1}}",
        }},
      {name = "hepar.cohort.weights", call = "hepar.cohort.weights(patients, targets)",
        summary = "Weights under which patients have given means and SDs: entropy balancing (Hainmueller 2012), the nearest weights to equal ones.",
        params = {
          {"patients", "table", "columns (or lists) by name, all of one length", false},
          {"targets", "table", "`{age = {mean = 53, sd = 8}, female = {mean = 0.3}}`", false},
        },
        returns = {
          {"table or nil", "`weights` (column, mean 1), `effective` (effective sample size); or nil, a message and \"range\" when the targets are out of reach"},
        },
        raises = {
          "when a target names no column, or columns differ in length",
        },
        usage = {
          "hepar.cohort.weights({age = {40, 50, 60}}, {age = {mean = 52}}).effective",
        }},
      {name = "hepar.cohort.merge", call = "hepar.cohort.merge(scenario, files)",
        summary = "The cohort of a run that was computed in shares (`s:run{share = {3, 16}, checkpoint = …}`), each in a process or on a machine of its own: the same, to the bit, as that of one run.",
        params = {
          {"scenario", "scenario", "the scenario", false},
          {"files", "table", "list of the names of the files, in any order", false},
        },
        returns = {
          {"cohort or nil", "the cohort; or nil, a message, a code (\"not_found\" when shares are missing or not finished, and then as the fourth value the list of their numbers)"},
        },
        raises = {
          "when scenario is none, or files is no list of names",
        },
        usage = {
          "local c = assert(hepar.cohort.merge(s, {\"share-1.hepar\", \"share-2.hepar\"}))",
        }},
      {name = "hepar.cohort.sensitivity", call = "hepar.cohort.sensitivity(target, options)",
        summary = "Sensitivity analysis: which inputs an outcome depends on, over stated ranges or distributions. Methods: \"morris\" (elementary effects on trajectories of good spread), \"sobol\" (first and total order, pairs with `second`; Owen-scrambled Sobol points), \"efast\" (by frequencies), \"prcc\" (partial rank correlation with p values). docs/sensitivity.md says which to take when.",
        params = {
          {"target", "function or table or scenario", "a function of named values that gives a number, `{model = m, t = {0, 336}, …}` with options of `m:simulate`, or a scenario", false},
          {"options", "table", "named options: `method`; `parameters` (`{k = {low, high}}`, `{k = {low, high, log = true}}`, `{k = {mean =, sd =}}`, `{k = {median =, omega = or cv =}}`, `{k = {low =, mode =, high =}}`; for a model also a list of names, whose stated ranges hold; for a scenario by default what its patients differ in); `outcome` (of a model: state, output or definition), `at` (time, the end); of a scenario also `arm` (its name; the first after the reference), `relative` (\"difference\" or \"ratio\" to the value at `since`, the start), `against` (an arm that it is compared with, by `comparison`: \"difference\" or \"ratio\"), `patients` (0: the typical patient; else the mean of so many virtual patients), `run_in` (\"each\": what happens before the trial is run with the same values; \"once\": with the scenario's own); `n` (sobol: base points, 1024; morris: trajectories, 20; efast: points of a curve, 257; prcc: points, 500); `seed` (1); `threads` (1, 0 is one for each processor; never changes a bit); `bootstrap` (replicates for intervals, 200; efast: none), `level` (95), `progress` (false); sobol: `second` (false), `estimator` (\"saltelli\", \"jansen\", \"homma\"); morris: `levels` (4), `candidates` (10 n, at most 500); efast: `curves` (3), `harmonics` (4); prcc: `sampling` (\"latin\", \"sobol\")", false},
        },
        returns = {
          {"sensitivity or nil", "the analysis; or nil, a message and a code when too few points gave a number, the outcome does not vary, or Ctrl-C was pressed"},
        },
        raises = {
          "when an option is not of the kind described",
        },
        usage = {
          "hepar.cohort.sensitivity(function(v) return v.a + 2 * v.b end,\n  {method = \"sobol\", parameters = {a = {0, 1}, b = {0, 1}}, n = 256})\nhepar.cohort.sensitivity(s, {method = \"morris\", outcome = \"collagen\", arm = \"one\"})",
        }},
      {name = "hepar.cohort.calibrate", call = "hepar.cohort.calibrate(target, options)",
        summary = "Calibration: the values of parameters under which models, scenarios or functions agree best with data, how well the data determine them, or a whole posterior. Several data sets count at once, each of its own target if need be. docs/calibration.md has the methods.",
        params = {
          {"target", "function or table or scenario or nil", "a function of named values and a data set that gives a list of predictions, `{model = m, …}` with options of `m:simulate` (`t` gives the start), or a scenario; nil when every data set has a `target` of its own", false},
          {"options", "table", "named options: `data`, a list of sets `{values =, sd = (one or a list) or weights =, scale = \"linear\" or \"log\", name =, target = (its own)}`; for a model also `output`, `times`, `relative` (\"difference\" or \"ratio\" to the value at `since`, the start) and its own `set`, `preset`, `initial`, `dose`, `change`, `events`; for a scenario `output`, `times`, `relative`, `since`, `arm`, `against`, `comparison` as in `hepar.cohort.sensitivity`; `free` (`{k = {start, low, high, log = true, prior = {mean =, sd =}}}`, bounds may be absent; a prior on a logarithmic scale has median and omega); `method` (\"local\": Levenberg-Marquardt, with forward sensitivities where all outputs are states; \"global\": over the whole range, then local; \"mcmc\": local, then chains), `seed` (1), `threads` (1; never changes a bit), `level` (95), `iterations` (200); of scenarios `patients` (0: the typical patient) and `run_in` (\"each\", \"once\"); `progress` (false); global: `optimiser` (\"differential_evolution\" with `population`, `generations` (200); \"nlopt\", in a build that has it, with `algorithm` (\"crs\", \"direct\", \"isres\", \"esch\") and `evaluations` (5000)); mcmc: `sampler` (\"ensemble\", \"metropolis\"), `steps` (2000), `warmup` (half of them), `walkers`", false},
        },
        returns = {
          {"calibration or nil", "the calibration; or nil, a message and a code when the target gives no values, or Ctrl-C was pressed"},
        },
        raises = {
          "when an option is not of the kind described",
        },
        usage = {
          "hepar.cohort.calibrate(function(v, set) return {v.a + v.b, v.a + 2 * v.b} end,\n  {data = {{values = {3, 5}, sd = 0.1}}, free = {a = {0}, b = {1}}})",
        }},
      {name = "hepar.cohort.search", call = "hepar.cohort.search(scenario, options)",
        summary = "Protocol search: which protocol to try, under everything that is not known. Every candidate of a stated space is given to the same virtual patients in the same worlds, draws of the uncertain values; its benefit against the control of the scenario is set against its burden. What comes back is the Pareto front with the probability of being on it and of being best, regret, ranks with intervals, and how much of it rests on assumed values. docs/protocol-search.md has the methods. Research use only, never advice on a patient.",
        params = {
          {"scenario", "scenario", "patients, disease, horizon and the control; its other arms take no part", false},
          {"options", "table", "named options: `space` (a table, or a list of tables, of fields of `hepar.therapy.product` but `at`, and `number`, `interval`, `first`; of other models `into`, `amount`, `over`, `set`; each a value, a list of values, or `{from =, to =, log =}`); `outcome` (a name, with `at`, the horizon, and `better`, \"lower\" or \"higher\"; or a list of `{outcome =, at =, better =, weight =}`); `uncertain` (list of statuses, names of parameters and \"product\"; or ranges and distributions as `parameters` of `hepar.cohort.sensitivity`; or false; all that is assumed or calibrated), `draws` (64) and `patients` (12) of each world; `burden` (points by name: `{HA = 3}`, or a function of a protocol), `price` (benefit that a point must bring); `agree` (list of `{treatment =, outcome =, at =, low =, high =}`: only worlds in which that arm less the control lies from low to high, such as the prediction interval of published trials); `candidates` (128 at most; larger spaces are sampled and refined in `rounds`, 2), `seed`, `level` (90), `threads` (1; never changes a bit), `progress` (false)", false},
        },
        returns = {
          {"search or nil", "what was found; or nil, a message and a code when no draws have eligible patients, or Ctrl-C was pressed before anything was done"},
        },
        raises = {
          "when an option is not of the kind described, or every protocol of the space is refused",
        },
        usage = {
          "hepar.cohort.search(s, {outcome = \"MELD\", space = {product = \"MSC\", dose = {1e7, 5e7},\nroute = {\"HA\", \"IV\"}, number = {1, 2}, interval = {weeks = 4}}})",
        }},
    }},
    {module = "hepar.trial", summary = "Trials before they are run: boundaries, sample size, power by formula and by simulation, and priors from the evidence. `n` is the number of patients in all arms together. z values and differences are positive when the treated arm is better. Research use only, never a bedside device.", usage = "hepar.trial.means{difference = 2, sd = 4, power = 0.9}", entries = {
      {name = "hepar.trial.sequential", call = "hepar.trial.sequential([options])",
        summary = "Boundaries of a group-sequential design, by recursive numerical integration. Armitage, McPherson and Rowe, J R Stat Soc A 1969;132:235; Jennison and Turnbull, Group Sequential Methods, 2000. Spending functions of Lan and DeMets (Biometrika 1983;70:659), Hwang, Shih and DeCani (Stat Med 1990;9:1439), the power family (Kim and DeMets, Biometrika 1987;74:149); classic bounds of Wang and Tsiatis (Biometrics 1987;43:193).",
        params = {
          {"options", "table", "`looks` (rising fractions of the information, the last is 1), `alpha` (0.025), `sided` (1), `power` (0.9), `spending` (\"obrien_fleming\", \"pocock\", \"hsd\" with `gamma`, \"power\" with `rho`, or \"wang_tsiatis\" with `delta`: 0 is O'Brien and Fleming, 0.5 Pocock), `futility` (`{spending = …, gamma = …, rho = …, binding = false}`: what spends 1 - power)", true},
        },
        returns = {
          {"boundaries", "the looks and their bounds; or nil, message, code"},
        },
        raises = {
          "when an option is unknown, looks do not rise, or a parameter is missing",
        },
        usage = {
          "hepar.trial.sequential{looks = {0.5, 1}, spending = \"obrien_fleming\"}",
        }},
      {name = "hepar.trial.means", call = "hepar.trial.means(options)",
        summary = "Two means: power, sample size or the difference that can be found. By the noncentral t distribution; equivalence by two one-sided tests, exact. With `correlation` the analysis of covariance: Borm and others, J Clin Epidemiol 2007;60:1234.",
        params = {
          {"options", "table", "`difference` (treated minus control), `sd`, and `n` or `power` (both: then the difference is found); `ratio` (treated to control, 1), `alpha` (0.05, one-sided 0.025), `sided` (2, with a margin 1), `claim` (\"superiority\", \"non_inferiority\", \"equivalence\"), `margin` (above 0), `correlation` of baseline and outcome, `covariates` (how many), `boundaries`", false},
        },
        returns = {
          {"planned", "sizes and power; or nil, message, code when no size gives the power"},
        },
        raises = {
          "when an option is unknown, missing or impossible",
        },
        usage = {
          "hepar.trial.means{difference = 1, sd = 1, power = 0.9}.n  --> 46",
        }},
      {name = "hepar.trial.proportions", call = "hepar.trial.proportions(options)",
        summary = "Two proportions: power or sample size. Tests: \"normal\" (the chi-squared test), \"corrected\" (Casagrande, Pike and Smith, Biometrics 1978;34:483; Fleiss, Tytun and Ury, Biometrics 1980;36:343), \"arcsine\" (Cohen 1988), \"unpooled\", \"fisher\" (all tables counted; the smallest size found going up from below).",
        params = {
          {"options", "table", "`p1` (control), `p2` (treated), and `n` or `power`; `test` (\"normal\"; margins take \"unpooled\"), `better` (\"higher\" or \"lower\", for margins), `ratio`, `alpha`, `sided`, `claim`, `margin`, `boundaries` as for means", false},
        },
        returns = {
          {"planned", "sizes and power; or nil, message, code when no size gives the power"},
        },
        raises = {
          "when an option is unknown, missing or impossible",
        },
        usage = {
          "hepar.trial.proportions{p1 = 0.5, p2 = 0.75, power = 0.9}.n  --> 154",
        }},
      {name = "hepar.trial.survival", call = "hepar.trial.survival(options)",
        summary = "Two survival curves with proportional hazards: power, events and sample size of the log-rank test. Schoenfeld, Biometrika 1981;68:316; Freedman, Stat Med 1982;1:121. Events of exponential times under accrual at a constant rate, follow-up and drop-out: Lachin and Foulkes, Biometrics 1986;42:507.",
        params = {
          {"options", "table", "`hazard_ratio` (treated to control), and `n`, `power` or `events`; `method` (\"schoenfeld\" or \"freedman\"), `hazard` or `median` of the control arm, `accrual` and `follow_up` (times), `dropout_hazard` (0), `ratio`, `alpha`, `sided`, `claim`, `margin` (a hazard ratio above 1, for non-inferiority), `boundaries`. Without a hazard every patient has an event.", false},
        },
        returns = {
          {"planned", "events, sizes and power; or nil, message, code when no size gives the power"},
        },
        raises = {
          "when an option is unknown, missing or impossible",
        },
        usage = {
          "hepar.trial.survival{hazard_ratio = 0.5, median = 12, accrual = 12, follow_up = 12,\n  power = 0.9}",
        }},
      {name = "hepar.trial.analyse", call = "hepar.trial.analyse(data)",
        summary = "One of the tests that trials are simulated with, on data that are given: the treated arm against the control. Missing values are NaN; patients with one are left out, but for \"mmrm\" (a mixed model of every visit that was seen, with the degrees of freedom and standard error of Kenward and Roger, Biometrics 1997;53:983) and \"imputed\" (the last visit multiply imputed from that model, Rubin's rules, then the analysis of covariance); a baseline that is the same for all is left out. Efron's ties; Gray's test with rho = 0; Wilcoxon's without continuity correction. A claim is read off estimate and standard error.",
        params = {
          {"data", "table", "`analysis` (\"t\", \"welch\", \"ancova\", \"mmrm\", \"chi_square\", \"fisher\", \"wilcoxon\", \"proportional_odds\", \"logrank\", \"cox\", \"rmst\", \"gray\", \"fine_gray\", \"cmh\", \"imputed\"), `group` (0 control, 1 treated), and what it reads: `y`, `baseline`, `visits` (a list for each visit), `stratum` (from 1), `time`, `event` (0 censored, 1 event, 2 competing), `tau`, `degrees` (\"kenward_roger\", \"satterthwaite\" or \"residual\"), `imputation` (`{method = \"mar\", \"jump_to_reference\" or \"copy_reference\", count = 20}`), `seed` (1) of imputations; `claim` (\"superiority\", \"non_inferiority\", \"equivalence\") with `margin` and `better` (\"higher\")", false},
        },
        returns = {
          {"analysis", "the estimate and its test; or nil, message, code when the data do not allow it"},
        },
        raises = {
          "when a list is missing, of another length, or holds what it may not",
        },
        usage = {
          "hepar.trial.analyse{analysis = \"t\", group = {0, 0, 0, 1, 1, 1}, y = {1, 2, 3, 3, 4, 5}}",
        }},
      {name = "hepar.trial.new", call = "hepar.trial.new(design)",
        summary = "The design of a trial, to be simulated. Its patients come from plain distributions (baseline and visits are jointly normal, ordered outcomes have given shares, times are exponential), or they are virtual patients whose outcomes in every arm are given, drawn with replacement, or the virtual patients of a scenario. Drop-out is independent of the outcome, unless something else is said. `hepar.trial{…}` is the same call. With `scenario`, patients are simulated in every arm with the same chance events when they are first needed, and each trial draws from them without replacement while there are enough (new ones in every trial are simulated in the arm that they get alone, where it is known beforehand). `arms` are then names of arms of the scenario (all), and `endpoint` has `output` (what the model computes), `at` (a time, or a list for \"mmrm\"; the horizon), `measure` (\"value\", \"change\" or \"percent\" since the start), `noise` (`{sd =}` or `{cv =}`, of every measurement), `baseline` (false leaves it out of the analysis), `below` or `above` (a responder), `cuts` (levels), or `event` (a cause of death, a list, or \"any\"; other causes compete), `better`, `tau`, `name`.",
        params = {
          {"design", "table", "`arms` (by name, 2 to 8: `mean` and `sd`, numbers or lists for visits; `probability`; `probabilities` of the levels, the lowest first; `hazard` or `median`, and `competing_hazard`; or of virtual patients `values`, or `times` and `events`), `control` (its name, \"control\"), `endpoint` (`type` \"continuous\", \"binary\", \"ordinal\" or \"time_to_event\"; `better` \"higher\" or \"lower\", of times the longer is the higher; `baseline` `{mean =, sd =}`, `correlation` one number or a matrix of baseline and visits; `tau` of \"rmst\"; `name`), `n` (100, in all arms), `allocation` (`{1, 1}`, or by name), `analysis` (those of analyse that suit the endpoint), `randomisation` (`type` \"block\", \"simple\" or \"adaptive\", `block`, `strata` a list of `{share =, shift =}`: of the mean, log odds or log hazard), `dropout` (share; of times a hazard; or `{share =, slope =, on = \"observed\" or \"unobserved\"}`: log odds for each SD worse at the visit before, or at the one that is missed), `degrees` and `imputation` as in analyse, `claim` (\"superiority\", \"non_inferiority\", \"equivalence\") and `margin` (a difference, or a ratio of odds or hazards above 1), `accrual` (patients per unit of time), `follow_up`, `events` (that end the trial), `looks`, `spending`, `gamma`, `rho`, `delta`, `futility`, `alpha` (0.025), `sided` (1), `adjust` (of several treated arms: \"bonferroni\", \"none\", \"dunnett\" with up to 3 looks; without looks \"holm\", \"hochberg\", \"hommel\", \"dunnett_step_down\", too), `keep` (treated arms after a look at most), `resize` (`type` \"blinded\" with `at`, or \"promising\" with `from` and `to`; `most`), `borrow` (a prior of the control's mean, log odds or log hazard), `seed` (1, or that of the scenario), `scenario`, `patients` (of a scenario: how many are simulated to be drawn from, 1000, or \"new\" for others in every trial)", false},
        },
        returns = {
          {"trial", "the design; or nil, message, code"},
        },
        raises = {
          "when a field is unknown, missing or impossible",
        },
        usage = {
          "hepar.trial{arms = {control = {mean = 16, sd = 4}, treated = {mean = 13, sd = 4}},\n  endpoint = {type = \"continuous\", better = \"lower\"}, n = 60}",
        }},
      {name = "hepar.trial.adjust", call = "hepar.trial.adjust(p[, options])",
        summary = "Adjusts one-sided p values of several arms against one control, so that the chance of any false claim stays below alpha. \"holm\", \"hochberg\" and \"hommel\" (the closed test of Simes' tests) as in R's p.adjust; \"dunnett\" with the correlation that the shared control makes (J Am Stat Assoc 1955;50:1096), \"dunnett_step_down\" its closed test (Marcus, Peritz and Gabriel, Biometrika 1976;63:655), both for normal z values.",
        params = {
          {"p", "list of number", "one-sided p values, at most 8", false},
          {"options", "table", "`method` (\"holm\"; also \"bonferroni\", \"hochberg\", \"hommel\", \"dunnett\", \"dunnett_step_down\", \"none\"), `allocation` (patients of the control and of each arm; equal)", true},
        },
        returns = {
          {"list of number", "adjusted p values, in the same order"},
        },
        raises = {
          "when a p value is none, or an option is unknown",
        },
        usage = {
          "hepar.trial.adjust({0.012, 0.04, 0.021}, {method = \"dunnett\"})",
        }},
      {name = "hepar.trial.map", call = "hepar.trial.map(fit, options)",
        summary = "The meta-analytic predictive prior: what the studies of a fit say about the mean of a new one, with the uncertainty of the heterogeneity. The mean of all studies is flat, tau has the prior that is asked for; both are integrated out numerically. Neuenschwander and others, Clin Trials 2010;7:5.",
        params = {
          {"fit", "fit", "of hepar.meta.fit, without moderators; its yi and vi are used", false},
          {"options", "table", "`scale` of the prior of tau (needed: it depends on the outcome), `tau` (\"half_normal\", \"half_cauchy\", \"uniform\" up to the scale), `nodes` (200)", false},
        },
        returns = {
          {"prior", "a mixture of normal distributions, one for each node of tau"},
        },
        raises = {
          "when the fit has moderators, or scale is missing",
        },
        usage = {
          "hepar.trial.map(hepar.meta.fit{yi = {16, 15, 17.5}, vi = {0.5, 0.8, 0.6}}, {scale = 2})",
        }},
      {name = "hepar.trial.normal", call = "hepar.trial.normal(options)",
        summary = "A normal prior.",
        params = {
          {"options", "table", "`mean` and `sd`", false},
        },
        returns = {
          {"prior", "the prior"},
        },
        raises = {
          "when mean or sd is missing or no number",
        },
        usage = {
          "hepar.trial.normal{mean = 0, sd = 1}",
        }},
    }},
    {module = "hepar.mpi", summary = "Several ranks of one job, over MPI: `mpirun -n 4 lua5.4 script.lua`, or `srun --mpi=pmix`. A script that uses this part runs unchanged without MPI, as rank 0 of 1. Every rank runs the whole script. Once this part is used, `s:run` shares the patients of a cohort out among the ranks and gives the whole cohort, with the same bits for any number of them, to each. So all ranks must come to the same calls in the same order; what is to happen once goes into `mpi.root` or `mpi.print`. When a rank ends with an error, or is killed, the job ends. docs/many-machines.md has the whole story.", usage = "local mpi = hepar.mpi\nlocal c = s:run{checkpoint = \"suk.checkpoint\"}\nmpi.print(c)", entries = {
      {name = "hepar.mpi.root", call = "hepar.mpi.root(f)",
        summary = "Call a function on rank 0 only, such as one that writes a file. What it calls is not shared out among the ranks; the others do not wait.",
        params = {
          {"f", "function", "the function, called with the number of ranks", false},
        },
        returns = {
          {"any", "what f returns; nothing on other ranks"},
        },
        raises = {
          "when f is no function, or raises",
        },
        usage = {
          "mpi.root(function() c:plot(\"MELD\"):save(\"meld.svg\") end)",
        }},
      {name = "hepar.mpi.print", call = "hepar.mpi.print(value)",
        summary = "Print on rank 0 only.",
        params = {
          {"value", "any", "what print takes, one or more values", false},
        },
        returns = {
        },
        raises = {
        },
        usage = {
          "mpi.print(c:summary(\"MELD\"))",
        }},
      {name = "hepar.mpi.broadcast", call = "hepar.mpi.broadcast(value)",
        summary = "The value of rank 0 on every rank: an answer of the user, a time, a file that only one machine has. It is made of numbers, strings, booleans, columns and tables of them.",
        params = {
          {"value", "any", "the value; it counts on rank 0", false},
        },
        returns = {
          {"any", "the value of rank 0"},
        },
        raises = {
          "when the value has something else in it, or the ranks do not come here together",
        },
        usage = {
          "local stamp = mpi.broadcast(os.time())",
        }},
      {name = "hepar.mpi.map", call = "hepar.mpi.map(n, f)",
        summary = "Call a function for the numbers 1 to n, shared out among the ranks, and gather the results in order on every rank. What the function calls is not shared out further.",
        params = {
          {"n", "integer", "how many calls, at most 10,000,000", false},
          {"f", "function", "called as f(i); its first result (numbers, strings, booleans, columns and tables of them; nil counts as false) is kept", false},
        },
        returns = {
          {"list of any", "the results in order, the same on every rank; or nil, a message and \"interrupted\""},
        },
        raises = {
          "when f raises on some rank, or a result has something else in it",
        },
        usage = {
          "local powers = mpi.map(6, function(i)\n  return design:power{n = 20 * i, replicates = 500}[1].power\nend)",
        }},
    }},
    {module = "hepar.column", summary = "Columns of numbers: contiguous doubles in C that read like a Lua array. A column is what every number-crunching part of hepar takes and gives; a plain array of numbers serves wherever a column is asked for. `column[i]` counts from 1 and is nil out of range; writing out of range is an error. `#column`, `ipairs(column)`, `table.concat(column, \", \")` and `table.unpack(column)` work. `+ - * / ^ %` and unary minus work value by value, between columns of equal length, arrays and numbers; `a .. b` joins; `a == b` compares all values; `print(column)` shows a summary. A missing value is NaN (`0/0`, `hepar.column.missing`): statistics of a column with missing values are NaN unless `na_rm = true` leaves them out, and sorting puts them last. To run out of memory is an error.", usage = "local x = hepar.column{2, 4, 4, 5}\nprint(x:mean(), x:sd(), (x * 2 + 1):sum())", entries = {
      {name = "hepar.column.new", call = "hepar.column.new(values[, value])",
        summary = "A new column: of an array or column (copied), or of n equal values.",
        params = {
          {"values", "table or column or integer", "an array of numbers, a column, or how many values", false},
          {"value", "number", "with a count: the value of all of them (0)", true},
        },
        returns = {
          {"column", "the column"},
        },
        raises = {
          "when an element is no number (the message names it), or the array has a hole",
        },
        usage = {
          "hepar.column.new{1, 2, 3}\nhepar.column(100, 0.5)",
        }},
      {name = "hepar.column.range", call = "hepar.column.range(from, to[, step])",
        summary = "Equally spaced values from `from` up to `to`, which is among them when the steps meet it.",
        params = {
          {"from", "number", "the first value", false},
          {"to", "number", "the bound, never passed", false},
          {"step", "number", "the distance (1); negative to go down", true},
        },
        returns = {
          {"column", "the values"},
        },
        raises = {
          "when the step is 0 or leads away from `to`",
        },
        usage = {
          "hepar.column.range(0, 1, 0.1)",
        }},
      {name = "hepar.column.linspace", call = "hepar.column.linspace(from, to, n)",
        summary = "n equally spaced values, both ends exact.",
        params = {
          {"from", "number", "the first value", false},
          {"to", "number", "the last value", false},
          {"n", "integer", "how many, at least 1 (then it is `from`)", false},
        },
        returns = {
          {"column", "the values"},
        },
        raises = {
        },
        usage = {
          "hepar.column.linspace(0, 24, 7)",
        }},
      {name = "hepar.column.is", call = "hepar.column.is(value)",
        summary = "Whether a value is a column.",
        params = {
          {"value", "any", "anything", false},
        },
        returns = {
          {"boolean", "true for a column, closed or not"},
        },
        raises = {
        },
        usage = {
          "hepar.column.is(fit.beta)",
        }},
    }},
    {module = "hepar.random", summary = "Random numbers that can be looked up: each is a function of seed, stream, purpose and index, so patient 17 is the same person whatever the threads or the order of work. The generator is Philox 4x32-10 (Salmon, Moraes, Dror and Shaw, SC11, 2011). A stream has 2^48 numbers. Every variate takes one index, whatever its kind: the third number of a stream is made of index 3 also when the first two were normal. Give each thing that is drawn a purpose of its own; the purpose counts through its 32-bit FNV-1a hash.", usage = "local r = hepar.random(2016, {stream = 17, purpose = \"dropout\"})\nprint(r:uniform(), r:normal(1000, {mean = 18, sd = 4}), r:at(5):uniform())", entries = {
      {name = "hepar.random.new", call = "hepar.random.new(seed[, options])",
        summary = "A stream of random numbers, at its first index. `hepar.random(seed, options)` is the same.",
        params = {
          {"seed", "integer", "any whole number", false},
          {"options", "table", "`stream` (integer, 0): number of the stream, such as the patient; `purpose` (string, \"\"): what the numbers are for", true},
        },
        returns = {
          {"random", "the stream"},
        },
        raises = {
          "when the seed is missing or an option is not known",
        },
        usage = {
          "hepar.random.new(1, {stream = 17, purpose = \"dropout\"})",
        }},
    }},
    {module = "hepar.help", summary = "Help at the prompt: the same texts as the reference.", usage = "", entries = {
      {name = "hepar.help.help", call = "hepar.help.help([topic])",
        summary = "The help text of a name or an object, as the reference has it. Without an argument, what there is.",
        params = {
          {"topic", "any", "a name such as \"evidence.where\", an object such as a view, or a part such as `hepar.meta`", true},
        },
        returns = {
          {"string", "the text; the prompt prints it"},
        },
        raises = {
          "when nothing of that name is known, or the object is not one of hepar's",
        },
        usage = {
          "hepar.help(\"meta.directions\")\nhepar.help(ev)",
        }},
    }},
  },
  classes = {
    {name = "evidence", page = "evidence", summary = "A view of the records of a store. It is cheap to make, and follows the store when that changes.",
      fields = {
        {"[i]", "record", "the i-th record, counted from 1; nil beyond the last", false},
        {"[id]", "record", "the record with that id; nil when there is none", false},
      },
      operators = {
        {"#evidence", "How many records the view has."},
        {"pairs(evidence)", "Go through places and records: `for i, record in pairs(ev)`."},
        {"tostring(evidence)", "A summary with the next things to ask."},
        {"local evidence <close> = …", "Close the view at the end of the block."},
      },
      entries = {
        {name = "evidence:where", call = "evidence:where(filter)",
          summary = "Narrow the view to the records that fit every condition. A condition is a value, a list of values (any of them), a range `{from = 2010, to = 2015}` (both ends included, either may be left out), `{under = \"ALF\"}` (the code and all codes below it), `{[\"not\"] = …}`, `{missing = true}`, or a function `f(value, record)` that is called for each value a record gives. Fields with several values (route, source, outcome, flag, …) fit when any value does. `outcome`, `direction` and `effect` in one call speak of the same result. `text` searches as `search` does. `hepar.evidence.fields()` lists all fields.",
          params = {
            {"filter", "table", "field = condition", false},
          },
          returns = {
            {"evidence", "a view with the same methods"},
          },
          raises = {
            "when a field or a code is not known (with a suggestion), or a value is of the wrong kind",
          },
          usage = {
            "ev:where{design = \"clinical\", source = \"BM\", route = {\"HA\", \"PV\"}, year = {from = 2010}}",
          }},
        {name = "evidence:get", call = "evidence:get(name)",
          summary = "Get the record with an id, or the records of a study.",
          params = {
            {"name", "string", "the id of a record or the key of a study", false},
          },
          returns = {
            {"record or list of record or nil", "the record; a list of records when the study has several in this view; nil, a message and \"not_found\" when there is none"},
          },
          raises = {
            "when name is no string",
          },
          usage = {
            "ev:get(\"suk2016\").enrolment.n_total",
          }},
        {name = "evidence:each", call = "evidence:each()",
          summary = "Go through the records of the view, in the order they came in.",
          params = {
          },
          returns = {
            {"function", "an iterator that gives one record at a time"},
          },
          raises = {
          },
          usage = {
            "for record in ev:each() do print(record.id) end",
          }},
        {name = "evidence:ids", call = "evidence:ids()",
          summary = "List the ids of the records in the view.",
          params = {
          },
          returns = {
            {"list of string", "in the order the records came in"},
          },
          raises = {
          },
          usage = {
            "table.concat(ev:where{route = \"HA\"}:ids(), \" \")",
          }},
        {name = "evidence:tally", call = "evidence:tally(field[, options])",
          summary = "Count the records by the values of a field. A record counts once under each of its values; records that give none make the last row (`code = \"missing\"`, `missing = true`), so nothing vanishes. Patients are those of the largest record of each study, animals not counted.",
          params = {
            {"field", "string", "a field of `where`, such as \"route\"", false},
            {"options", "table", "named options: `by` (\"records\", \"studies\" or \"patients\")", true},
          },
          returns = {
            {"tally", "an object that prints itself"},
          },
          raises = {
            "when the field is not known",
          },
          usage = {
            "print(ev:tally(\"route\"))",
          }},
        {name = "evidence:cross", call = "evidence:cross(row, column[, options])",
          summary = "Count the records by the values of two fields.",
          params = {
            {"row", "string", "the field whose values make the rows", false},
            {"column", "string", "the field whose values make the columns", false},
            {"options", "table", "named options: `by` (\"records\", \"studies\" or \"patients\")", true},
          },
          returns = {
            {"cross", "an object that prints itself"},
          },
          raises = {
            "when a field is not known",
          },
          usage = {
            "print(ev:cross(\"source\", \"disease\"))",
          }},
        {name = "evidence:search", call = "evidence:search(text[, options])",
          summary = "Search the text of records and claims. Words that stand together must all occur; `\"…\"` is a phrase, `word*` a beginning; AND, OR, NOT and brackets combine; `hepatic artery NEAR fibrosis` wants all three within fifty words of each other (`NEAR/5`: within five). Words with hyphens or signs need no quotation marks. A word or phrase that is a synonym of a code also finds the records that have the code, by its label (`AD-MSC`: \"adipose tissue\"); next to NEAR, words stand for themselves. The claims are searched too when the view is the whole store.",
          params = {
            {"text", "string", "what to look for", false},
            {"options", "table", "named options: `limit` (number, 1000), `kind` (\"record\" or \"claim\")", true},
          },
          returns = {
            {"list of hit or nil", "best first; its `total` counts all hits. Or nil, message, \"format\" when the text cannot be read"},
          },
          raises = {
            "when the text is no string",
          },
          usage = {
            "ev:search(\"hepatic artery NEAR fibrosis\")",
          }},
        {name = "evidence:results", call = "evidence:results([filter])",
          summary = "List the results: one row for each direction that a record reports.",
          params = {
            {"filter", "table", "named conditions as in `where`: `outcome`, `direction`, `effect`, `context`, `role`", true},
          },
          returns = {
            {"list of result", "in the order of the records; its `universe` is the view: a study of it without a row did not report"},
          },
          raises = {
            "when a condition or a code is not known",
          },
          usage = {
            "ev:where{design = \"clinical\"}:results{outcome = \"MELD\"}",
          }},
        {name = "evidence:quantities", call = "evidence:quantities([filter])",
          summary = "List the figures: one row for each arm, outcome and time. Published figures that hang on a study belong to a view when one of its records does; pooled values of meta-analyses belong to the whole store.",
          params = {
            {"filter", "table", "named conditions: `outcome`, `study`, `arm`, `source_id`, `trust` as in `where`; `at` (a time, `{weeks = 24}`; hours, days, weeks, months or years), `tolerance` (a time), `level` (\"arm\" when not said, \"contrast\", \"pooled\" or \"any\")", true},
          },
          returns = {
            {"list of quantity", "in the order they came in"},
          },
          raises = {
            "when a condition or a code is not known",
          },
          usage = {
            "ev:quantities{outcome = \"MELD\", at = {weeks = 24}, tolerance = {weeks = 4}}",
          }},
        {name = "evidence:effects", call = "evidence:effects(options)",
          summary = "Effects ready for `hepar.meta.fit`: the figures of the arms of each study at one time, as one row for each comparison (or, for measures of one group, for each arm), with study, arm, control, days, trust and unit as columns and the route of every number that was not printed: SDs of means with SE or interval, means of medians, counts of percentages, changes from baseline. A control group is told by a word of its arm's name (control, placebo, standard, smt, sham, saline, untreated) or by `control`; one that several arms share is split among them.",
          params = {
            {"options", "table", "named options: `outcome`, `measure` (of two groups such as \"MD\", \"SMD\", \"ROM\", \"OR\", \"RR\", \"RD\"; of one such as \"PLO\", \"MN\", \"MC\"); `at`, `tolerance`, `study`, `trust`, `source_id` as in `quantities` (without `at` the last time of each arm); `control` (an arm's name or a table study = arm); `shared` (\"split\", \"combine\" the treated arms, or \"keep\" the control whole); `scale` (\"final\", or \"change\" from baseline, reported or by `r`); `r` (the correlation of baseline and later values); `add`, `to`, `drop00`, `vtype`, `definition` as in `hepar.meta.effects`", false},
          },
          returns = {
            {"effects", "with `left_out`, a list of {study, arm, reason}; or nil, message, \"not_found\" when no study gives such an effect"},
          },
          raises = {
            "when an option is not known or does not fit the measure",
          },
          usage = {
            "ev:effects{outcome = \"MELD\", measure = \"MD\", at = {weeks = 24}, tolerance = {weeks = 4}}",
          }},
        {name = "evidence:claims", call = "evidence:claims([filter])",
          summary = "List the claims of the sources' text, as statements in our own words.",
          params = {
            {"filter", "table", "named conditions: `topic`, `kind`, `test`, `source_id`, `study`, `id` (a value or a list), `text` (words to search for)", true},
          },
          returns = {
            {"list of claim or nil", "the claims; or nil, message, \"format\" when the text cannot be read"},
          },
          raises = {
            "when a condition is not known, or no claim has that topic or kind",
          },
          usage = {
            "ev:claims{topic = \"homing\"}",
          }},
        {name = "evidence:sources", call = "evidence:sources()",
          summary = "List the documents that the evidence comes from.",
          params = {
          },
          returns = {
            {"list of source", "the documents, with their counts"},
          },
          raises = {
          },
          usage = {
            "print(ev:sources())",
          }},
        {name = "evidence:decisions", call = "evidence:decisions([filter])",
          summary = "List what was decided where two places speak of the same matter.",
          params = {
            {"filter", "table", "named conditions: `kind` (\"conflict\", \"resolved\", \"match\", \"scope\" or \"note\"), `study`, `id`", true},
          },
          returns = {
            {"list of decision", "the decisions, with both sides and the reason"},
          },
          raises = {
            "when a condition is not known",
          },
          usage = {
            "ev:decisions{kind = \"conflict\"}",
          }},
        {name = "evidence:check", call = "evidence:check([options])",
          summary = "Run the validation rules over the store and list what they find.",
          params = {
            {"options", "table", "named options: `rules` (list of names such as \"R2\"; all when not said), `sources` (table source_id = path of the document, to compare quotes with their lines)", true},
          },
          returns = {
            {"findings or nil", "a list that prints itself; a contradiction between sources (SEED_CONFLICT) has both values and both locators in `a` and `b`. Or nil, message, code"},
          },
          raises = {
            "when a rule is not known",
          },
          usage = {
            "print(ev:check())",
          }},
        {name = "evidence:import", call = "evidence:import(what[, options])",
          summary = "Bring in records, sources, figures, claims and decisions from a file or a table. A file is a JSON bundle or NDJSON; a table is a bundle, a record or a list of records. All comes in, or nothing does.",
          params = {
            {"what", "string or table", "the path of a file, or the content itself", false},
            {"options", "table", "named options: `on_error` (\"stop\", or \"skip\" to count and list what is wrong), `on_conflict` (\"error\", \"skip\" or \"replace\": the same id with other content), `who` (string, for the history), `progress` (function, called with the records read so far)", true},
          },
          returns = {
            {"imported or nil", "what was done; or nil, message, code when the file cannot be read or its content is refused"},
          },
          raises = {
            "when an argument is of the wrong kind",
          },
          usage = {
            "assert(ev:import(\"nct.json\")).added",
          }},
        {name = "evidence:amend", call = "evidence:amend(change)",
          summary = "Change one field of a record; what was there, who changed it and why stay in the history.",
          params = {
            {"change", "table", "`id` (record), `field` (a path such as \"enrolment.n_total\" or \"arms[2].n\"), `value` (nil takes the field away), `who` and `why` (strings). Objects that the path needs and the record does not have are made.", false},
          },
          returns = {
            {"record or nil", "the record as it is now; or nil, message, code when the change is refused"},
          },
          raises = {
            "when a member is missing, not known, or of the wrong kind",
          },
          usage = {
            "ev:amend{id = \"fiore2018:t1:r20\", field = \"enrolment.n_total\", value = 27, who = \"AB\",\n  why = \"14 + 13 patients\"}",
          }},
        {name = "evidence:history", call = "evidence:history([id])",
          summary = "List the changes: who changed what, from what to what, when and why.",
          params = {
            {"id", "string", "the id of a record; of the whole store when not said", true},
          },
          returns = {
            {"list of change", "oldest first"},
          },
          raises = {
            "when id is no string",
          },
          usage = {
            "print(ev:history(\"fiore2018:t1:r20\"))",
          }},
        {name = "evidence:save", call = "evidence:save(path)",
          summary = "Write a copy of the store to a new file: the whole store with its history, or, of a view that `where` narrowed, its records alone.",
          params = {
            {"path", "string", "the file to make", false},
          },
          returns = {
            {"boolean or nil", "true; or nil, message, code when the file cannot be written"},
          },
          raises = {
            "when path is no string",
          },
          usage = {
            "assert(ev:save(\"copy.hepar\"))",
          }},
        {name = "evidence:export", call = "evidence:export(path[, options])",
          summary = "Write the records of the view to a text file: JSON, NDJSON or CSV, as its name ends.",
          params = {
            {"path", "string", "a name that ends in .json, .ndjson or .csv", false},
            {"options", "table", "named options: `table` (CSV: \"records\", \"results\", \"quantities\" or \"claims\")", true},
          },
          returns = {
            {"boolean or nil", "true; or nil, message, code when the file cannot be written"},
          },
          raises = {
            "when the name ends in something else",
          },
          usage = {
            "assert(ev:where{design = \"clinical\"}:export(\"clinical.csv\"))",
          }},
        {name = "evidence:close", call = "evidence:close()",
          summary = "Close the view. The view that `open`, `read`, `new` or `builtin` gave closes the store, and with it every view of it; a narrower view closes only itself. Closing twice does nothing.",
          params = {
          },
          returns = {
          },
          raises = {
          },
          usage = {
            "ev:close()",
          }},
      }},
    {name = "record", page = "evidence", summary = "One row of one source: a plain table that reads like its JSON and prints itself as a card. Members that the source does not give are absent.",
      fields = {
        {"id", "string", "such as \"fiore2018:t1:r16\"", false},
        {"study", "string", "the key of the study, shared by all its records", false},
        {"design", "string", "\"clinical\", \"preclinical\", …", false},
        {"subdesign", "string", "\"rct\", \"nrct\", \"single_arm\", …", true},
        {"citation", "table", "first_author, year, ref_printed, …", true},
        {"population", "table", "disease, etiology, …", true},
        {"enrolment", "table", "n_total; by rule arms_sum and consistent", true},
        {"arms", "table", "list of id, label, n, role, …", true},
        {"product", "table", "type, source, donor, passage, routes, doses, …", true},
        {"ev", "table", "vesicles: isolation, markers, size_nm, …", true},
        {"animal", "table", "species, strain, …", true},
        {"injury", "table", "list of models of injury", true},
        {"doses", "table", "list of min, max, unit, per, text", true},
        {"routes", "list of string", "codes of the routes of administration", true},
        {"follow_up", "table", "text, value, unit; by rule days", true},
        {"results", "table", "list of outcome, direction, text; by rule effect", true},
        {"quantities", "table", "list of figures", true},
        {"adverse_events", "table", "status, events, text", true},
        {"flags", "table", "list of code, text and, when a rule found it, rule", true},
        {"provenance", "table", "list of source_id, container, row, lines, quote_sha256, …", true},
        {"verbatim", "table", "the cells as printed, the short ones", true},
      },
      operators = {
      },
      entries = {
      }},
    {name = "tally", page = "evidence", summary = "A count of records by the values of a field; it prints itself. `#tally` is the number of rows.",
      fields = {
        {"rows", "list of count", "the values, most first; what gives no value comes last", false},
        {"total", "integer", "how many records, studies or patients there are", false},
        {"unknown", "integer", "studies that give no number of patients", false},
        {"field", "string", "the field", false},
        {"by", "string", "\"records\", \"studies\" or \"patients\"", false},
      },
      operators = {
      },
      entries = {
      }},
    {name = "count", page = "evidence", summary = "One value of a field with its count.",
      fields = {
        {"code", "any", "the value, \"missing\" for none", false},
        {"label", "string", "what it means", false},
        {"n", "integer", "how many", false},
        {"missing", "boolean", "true in the row of those that give no value", true},
      },
      operators = {
      },
      entries = {
      }},
    {name = "cross", page = "evidence", summary = "A count of records by the values of two fields; it prints itself.",
      fields = {
        {"rows", "list of count", "the values of the first field, most first", false},
        {"columns", "list of count", "the values of the second", false},
        {"cells", "table", "`cells[i][j]` is the count of row i and column j", false},
        {"total", "integer", "how many records, studies or patients there are", false},
        {"unknown", "integer", "studies that give no number of patients", false},
        {"row_field", "string", "the first field", false},
        {"column_field", "string", "the second field", false},
        {"by", "string", "\"records\", \"studies\" or \"patients\"", false},
      },
      operators = {
      },
      entries = {
      }},
    {name = "finding", page = "evidence", summary = "One finding of a rule.",
      fields = {
        {"rule", "string", "such as \"R2\"", false},
        {"code", "string", "such as \"N_MISMATCH\"", false},
        {"id", "string", "the record", true},
        {"study", "string", "the study", true},
        {"severity", "string", "\"error\", \"warning\" or \"note\"", false},
        {"text", "string", "what was found", false},
        {"subject", "string", "of a contradiction: what it is about", true},
        {"a", "table", "of a contradiction: one side, with source_id, lines and value", true},
        {"b", "table", "the other side", true},
      },
      operators = {
      },
      entries = {
      }},
    {name = "findings", page = "evidence", summary = "The findings of `ev:check()`: a list that prints itself.",
      fields = {
        {"[i]", "finding", "a finding, by rule", false},
        {"counts", "table", "how many, by rule", false},
        {"severities", "table", "how many, by severity", false},
      },
      operators = {
        {"tostring(findings)", "A summary: of each rule the first few, with the next things to ask."},
      },
      entries = {
        {name = "findings:text", call = "findings:text()",
          summary = "The text of all findings, without leaving any out.",
          params = {
          },
          returns = {
            {"string", "a line or more for each"},
          },
          raises = {
            "when called on anything but the findings",
          },
          usage = {
            "print(ev:check():text())",
          }},
      }},
    {name = "result", page = "evidence", summary = "One direction that a record reports, as `ev:results()` lists them. What is not given is absent.",
      fields = {
        {"id", "string", "the record", false},
        {"study", "string", "the key of the study", false},
        {"source_id", "string", "the document", false},
        {"first_author", "string", "of the study", true},
        {"year", "integer", "of publication", true},
        {"design", "string", "\"clinical\", \"preclinical\", …", false},
        {"subdesign", "string", "\"rct\", \"nrct\", \"single_arm\", …", true},
        {"source", "string", "origin of the cells; several are joined with \"/\"", true},
        {"donor", "string", "\"AUTO\", \"ALLO\", \"XENO\"", true},
        {"routes", "list of string", "the routes of administration", false},
        {"route", "string", "the same, joined with \"/\"", true},
        {"disease", "string", "code of the disease", true},
        {"species", "string", "code of the species", true},
        {"controlled", "boolean", "whether there is a control arm; absent when no arm is recorded", true},
        {"n_total", "integer", "patients of the record", true},
        {"outcome", "string", "code of the outcome", false},
        {"outcome_label", "string", "its name", false},
        {"domain", "string", "what the outcome is about", true},
        {"desirable", "string", "which way is good: \"up\", \"down\", \"improve\", \"ctx\" (it depends)", true},
        {"direction", "string", "what was reported: \"up\", \"down\", \"improved\", \"no_diff\", …", true},
        {"effect", "string", "\"benefit\", \"harm\", \"null\", \"ambiguous\" or \"unknown\", by rule", false},
        {"text", "string", "as printed", true},
        {"context", "string", "what tells the reading, such as \"tissue expression\"", true},
        {"role", "string", "\"mechanism\" where the result explains another", true},
        {"parent", "string", "the outcome it belongs to", true},
        {"ord", "integer", "its place in the record", false},
        {"flags", "list of string", "the codes of the flags of the record", false},
      },
      operators = {
      },
      entries = {
      }},
    {name = "quantity", page = "evidence", summary = "One figure: a value of an arm at a time, as `ev:quantities()` lists them. What is not given is absent.",
      fields = {
        {"study", "string", "the key of the study", true},
        {"source_id", "string", "the document", false},
        {"level", "string", "\"arm\", \"contrast\" or \"pooled\"", false},
        {"arm", "string", "the arm of the study", true},
        {"n", "integer", "patients behind the value", true},
        {"outcome", "string", "code of the outcome", false},
        {"outcome_label", "string", "its name", false},
        {"value", "number", "in `unit`", true},
        {"unit", "string", "the unit of the vocabulary", true},
        {"stat", "string", "\"mean\", \"median\", \"count\", …", true},
        {"scale", "string", "\"final\", or \"change\" from baseline", true},
        {"disp", "string", "kind of the dispersion: \"sd\", \"iqr\", \"ci\", …", true},
        {"disp_value", "number", "the dispersion, where one number says it", true},
        {"disp_lo", "number", "lower end, where two do", true},
        {"disp_hi", "number", "upper end", true},
        {"events", "integer", "how many had the event", true},
        {"days", "number", "the time after the start of treatment", true},
        {"timepoint", "table", "the time as reported: value, unit, label", true},
        {"trust", "string", "how far to trust it: \"table\", \"typed\", \"abstract\", \"low\"", true},
        {"caution", "string", "what to mind", true},
        {"locator", "string", "where it stands", true},
        {"value_original", "number", "the value as reported", true},
        {"unit_original", "string", "the unit as reported", true},
      },
      operators = {
      },
      entries = {
      }},
    {name = "claim", page = "evidence", summary = "One claim of a source's text, in our own words, as `ev:claims()` lists them.",
      fields = {
        {"id", "string", "such as \"fiore2018:c004\"", false},
        {"source_id", "string", "the document", false},
        {"topic", "string", "what it is about", false},
        {"kind", "string", "\"efficacy\", \"safety\", \"mechanism\", \"count\", …", true},
        {"test", "string", "what would test it: \"record\", \"synthesis\", \"model\", …", true},
        {"statement", "string", "the claim, in our own words", false},
        {"lines", "list of integer", "first and last line of the passage", true},
        {"quote_sha256", "string", "SHA-256 of the passage", true},
        {"refs", "table", "the references that the passage cites", true},
        {"facts", "table", "the numbers in it", true},
        {"check", "string", "how to check it against the records", true},
        {"expected", "table", "what that check should give", true},
      },
      operators = {
      },
      entries = {
      }},
    {name = "source", page = "evidence", summary = "One document that the evidence comes from, as `ev:sources()` lists them.",
      fields = {
        {"source_id", "string", "its key", false},
        {"kind", "string", "\"narrative_review\", \"meta_analysis\", \"trial_report\", …", false},
        {"file", "string", "its file name", true},
        {"sha256", "string", "of the file", true},
        {"citation", "string", "how to cite it", true},
        {"doi", "string", "its DOI", true},
        {"records", "integer", "how many records of the view come from it", false},
        {"claims", "integer", "how many claims come from it", false},
      },
      operators = {
      },
      entries = {
      }},
    {name = "decision", page = "evidence", summary = "One decision on two places that speak of the same matter, as `ev:decisions()` lists them.",
      fields = {
        {"id", "string", "its key", false},
        {"kind", "string", "\"conflict\", \"resolved\", \"match\", \"scope\" or \"note\"", false},
        {"subject", "string", "what it is about", true},
        {"field", "string", "the field it is about", true},
        {"study", "string", "the key of the study", true},
        {"a", "table", "one place: source_id, value and locator", true},
        {"b", "table", "the other place", true},
        {"text", "string", "the reason", true},
      },
      operators = {
      },
      entries = {
      }},
    {name = "hit", page = "evidence", summary = "One hit of a search, as `ev:search()` lists them.",
      fields = {
        {"id", "string", "of the record or claim", false},
        {"kind", "string", "\"record\" or \"claim\"", false},
        {"snippet", "string", "the words found, between « and »", false},
        {"rank", "number", "BM25, lower is better", false},
      },
      operators = {
      },
      entries = {
      }},
    {name = "change", page = "evidence", summary = "One change, as `ev:history()` lists them.",
      fields = {
        {"seq", "integer", "its number", false},
        {"time", "string", "when, UTC", false},
        {"who", "string", "who did it", false},
        {"op", "string", "what was done: \"import\", \"amend\", …", false},
        {"record", "string", "the id of the record", true},
        {"field", "string", "the path of the field", true},
        {"old", "any", "what was there", true},
        {"new", "any", "what is there", true},
        {"why", "string", "the reason", true},
      },
      operators = {
      },
      entries = {
      }},
    {name = "term", page = "evidence", summary = "One code of a vocabulary, as `hepar.evidence.vocabulary()` lists them.",
      fields = {
        {"code", "string", "what records hold", false},
        {"label", "string", "what it means", false},
        {"synonyms", "list of string", "other names that are understood", false},
        {"parent", "string", "the code above it", true},
        {"domain", "string", "of an outcome", true},
        {"desirable", "string", "of an outcome: \"up\", \"down\", \"improve\", \"ctx\" (it depends)", true},
        {"unit", "string", "of an outcome", true},
        {"note", "string", "what to mind", true},
      },
      operators = {
      },
      entries = {
      }},
    {name = "field", page = "evidence", summary = "One field of `where`, as `hepar.evidence.fields()` lists them.",
      fields = {
        {"name", "string", "what the filter calls it", false},
        {"kind", "string", "\"text\", \"code\", \"number\", \"boolean\" or \"search\"", false},
        {"multiple", "boolean", "whether a record may give several values", false},
        {"vocabulary", "string", "the vocabulary of its codes", true},
        {"codes", "list of string", "the codes, where no vocabulary has them", true},
      },
      operators = {
      },
      entries = {
      }},
    {name = "imported", page = "evidence", summary = "What an import did; it prints itself. `records`, `sources`, `quantities`, `claims` and `decisions` are tables of their own counts: added, merged (there already), replaced, skipped.",
      fields = {
        {"added", "integer", "all that is new", false},
        {"merged", "integer", "all that was there already", false},
        {"skipped", "integer", "all that was left out", false},
        {"warnings", "list of string", "the first of them, as sentences", false},
        {"warnings_total", "integer", "how many there were", false},
        {"records", "table", "counts of the records", false},
        {"sources", "table", "counts of the sources", false},
        {"quantities", "table", "counts of the figures", false},
        {"claims", "table", "counts of the claims", false},
        {"decisions", "table", "counts of the decisions", false},
      },
      operators = {
      },
      entries = {
      }},
    {name = "fit", page = "meta", summary = "Missing studies: this file is loaded when one of its methods is first called.",
      fields = {
        {"beta", "column", "estimates, one for each coefficient", false},
        {"se", "column", "their standard errors", false},
        {"zval", "column", "their test statistics, z or t", false},
        {"pval", "column", "their p values", false},
        {"ci_lb", "column", "lower limits of their confidence intervals", false},
        {"ci_ub", "column", "upper limits", false},
        {"coef", "list of string", "names of the coefficients", false},
        {"vb", "list of column", "their variance matrix, by rows", false},
        {"tau2", "number", "variance between studies", false},
        {"tau", "number", "its square root", false},
        {"se_tau2", "number", "its standard error", true},
        {"I2", "number", "percent of the variance that is between studies", true},
        {"H2", "number", "total variance over sampling variance", true},
        {"H", "number", "its square root", true},
        {"R2", "number", "percent of tau2 that the moderators explain", true},
        {"vt", "number", "typical sampling variance", true},
        {"QE", "number", "statistic of (residual) heterogeneity, with k - p degrees of freedom", true},
        {"QEp", "number", "its p value", true},
        {"QM", "number", "statistic of the coefficients `btt`, chi-squared or F", true},
        {"QMdf", "table", "its degrees of freedom: one for chi-squared, two for F", false},
        {"QMp", "number", "its p value", true},
        {"btt", "list of integer", "places of the coefficients that QM tests", false},
        {"ll", "number", "log likelihood", true},
        {"dev", "number", "deviance", true},
        {"AIC", "number", "Akaike's criterion", true},
        {"BIC", "number", "Schwarz's criterion", true},
        {"AICc", "number", "AIC corrected for few studies", true},
        {"ML", "table", "ll, dev, AIC, BIC and AICc by maximum likelihood", false},
        {"REML", "table", "the same by restricted maximum likelihood", false},
        {"k", "integer", "studies in the model", false},
        {"p", "integer", "coefficients", false},
        {"m", "integer", "coefficients that QM tests", false},
        {"parms", "integer", "parameters, tau2 included", false},
        {"k_all", "integer", "rows given", false},
        {"rows", "table", "places of the studies among the rows given, when some are missing", true},
        {"missing", "list of integer", "rows left out because a value is missing", false},
        {"dropped", "list of string", "moderators left out because others determine them", false},
        {"yi", "column", "effects of the studies in the model", false},
        {"vi", "column", "their sampling variances", false},
        {"slab", "list of string", "their labels", false},
        {"ni", "column", "their sample sizes, when the data have them", true},
        {"measure", "string", "what the effects are (\"RR\", \"SMD\" …), when the data say so", true},
        {"method", "string", "such as \"REML\"; \"EE\" stands for FE and CE too", false},
        {"test", "string", "\"z\", \"t\", \"knha\" or \"adhoc\"", false},
        {"level", "number", "percent", false},
        {"ddf", "number", "degrees of freedom of the tests; absent for z", true},
        {"s2w", "number", "factor on the variances by Knapp and Hartung", true},
        {"intercept", "boolean", "whether the model has one", false},
        {"fixed", "boolean", "whether tau2 was given", false},
        {"fallback", "boolean", "whether test z stands in for want of degrees of freedom", false},
        {"converged", "boolean", "whether the iteration for tau2 converged", false},
        {"modes", "integer", "local maxima of the likelihood that were found", false},
        {"zeros", "integer", "sampling variances of 0", false},
        {"columns", "list of integer", "places of the moderators kept, the intercept being 1", false},
        {"as", "string", "\"metafor\", \"RevMan\" or \"Stata\"", false},
        {"conventions", "list of string", "what that program does in another way than metafor, as sentences", false},
        {"pi", "string", "the prediction intervals of that program (\"HTS\")", true},
        {"notes", "list of string", "what a reader should know, one sentence each", false},
      },
      operators = {
        {"tostring(fit)", "The estimates as a table, with what was left out and what to do next."},
      },
      entries = {
        {name = "fit:regtest", call = "fit:regtest([options])",
          summary = "Regression test for funnel plot asymmetry: hepar.meta.regtest of this fit.",
          params = {
            {"options", "table", "named options: `variant`, `model`, `predictor`, `ni`, `level`, `method`, `test`", true},
          },
          returns = {
            {"table", "the test; or nil, message, code"},
          },
          raises = {
            "when an option is not known, or the fit does not allow it",
          },
          usage = {
            "print(fit:regtest{model = \"lm\"})",
          }},
        {name = "fit:ranktest", call = "fit:ranktest([options])",
          summary = "Rank test for funnel plot asymmetry: hepar.meta.ranktest of this fit.",
          params = {
            {"options", "table", "there are no options", true},
          },
          returns = {
            {"table", "`tau`, `pval`, `exact`; or nil, message, code"},
          },
          raises = {
            "when an option is not known, or the fit does not allow it",
          },
          usage = {
            "print(fit:ranktest())",
          }},
        {name = "fit:trimfill", call = "fit:trimfill([options])",
          summary = "Trim and fill: hepar.meta.trimfill of this fit.",
          params = {
            {"options", "table", "named options: `side`, `estimator`", true},
          },
          returns = {
            {"table", "what was filled in, and the fit with it; or nil, message, code"},
          },
          raises = {
            "when an option is not known, or the fit does not allow it",
          },
          usage = {
            "print(fit:trimfill{estimator = \"R0\"})",
          }},
        {name = "fit:fsn", call = "fit:fsn([options])",
          summary = "Fail-safe N: hepar.meta.fsn of this fit.",
          params = {
            {"options", "table", "named options: `type`, `alpha`, `target`, `weighted`", true},
          },
          returns = {
            {"table", "`fsnum` and more; or nil, message, code"},
          },
          raises = {
            "when an option is not known, or the fit does not allow it",
          },
          usage = {
            "print(fit:fsn{type = \"general\"})",
          }},
        {name = "fit:pet_peese", call = "fit:pet_peese([options])",
          summary = "PET-PEESE: hepar.meta.pet_peese of this fit.",
          params = {
            {"options", "table", "named options: `model`, `alpha`, `level`", true},
          },
          returns = {
            {"table", "both regressions and the one to report; or nil, message, code"},
          },
          raises = {
            "when an option is not known, or the fit does not allow it",
          },
          usage = {
            "print(fit:pet_peese())",
          }},
        {name = "fit:tes", call = "fit:tes([options])",
          summary = "Test of excess significance: hepar.meta.tes of this fit.",
          params = {
            {"options", "table", "named options: `H0`, `alternative`, `alpha`, `theta`, `tau2`, `test`, `tes_alternative`, `tes_alpha`, `find_lim`", true},
          },
          returns = {
            {"table", "the test; or nil, message, code"},
          },
          raises = {
            "when an option is not known, or the fit does not allow it",
          },
          usage = {
            "print(fit:tes())",
          }},
        {name = "fit:hc", call = "fit:hc([options])",
          summary = "Interval of Henmi and Copas: hepar.meta.hc of this fit.",
          params = {
            {"options", "table", "named options: `level`", true},
          },
          returns = {
            {"table", "estimate and interval; or nil, message, code"},
          },
          raises = {
            "when an option is not known, or the fit does not allow it",
          },
          usage = {
            "print(fit:hc())",
          }},
        {name = "fit:limit", call = "fit:limit([options])",
          summary = "Limit meta-analysis: hepar.meta.limit of this fit.",
          params = {
            {"options", "table", "named options: `level`", true},
          },
          returns = {
            {"table", "adjusted estimate and interval; or nil, message, code"},
          },
          raises = {
            "when an option is not known, or the fit does not allow it",
          },
          usage = {
            "print(fit:limit())",
          }},
        {name = "fit:selmodel", call = "fit:selmodel(options)",
          summary = "Selection model: hepar.meta.selmodel of this fit.",
          params = {
            {"options", "table", "named options: `type`, `alternative`, `steps`, `delta`, `prec`, `level`", false},
          },
          returns = {
            {"table", "the model; or nil, message, code"},
          },
          raises = {
            "when an option is not known, or the fit does not allow it",
          },
          usage = {
            "print(fit:selmodel{type = \"step\", steps = 0.025})",
          }},
        {name = "fit:forest", call = "fit:forest([options])",
          summary = "Forest plot of this fit: hepar.plot.forest. With moderators, a grey diamond behind each study is what the model expects there.",
          params = {
            {"options", "table", "those of `hepar.plot.forest`", true},
          },
          returns = {
            {"figure", "the figure"},
          },
          raises = {
            "when an option is not of the kind described",
          },
          usage = {
            "fit:forest{favours = {\"Favours cells\", \"Favours control\"}}:save(\"forest.svg\")",
          }},
        {name = "fit:funnel", call = "fit:funnel([options])",
          summary = "Funnel plot of this fit: hepar.plot.funnel. With `regtest` it has the line of that regression test.",
          params = {
            {"options", "table", "those of `hepar.plot.funnel`", true},
          },
          returns = {
            {"figure", "the figure"},
          },
          raises = {
            "when an option is not of the kind described",
          },
          usage = {
            "fit:funnel{contours = true, regtest = fit:regtest()}:save(\"funnel.svg\")",
          }},
        {name = "fit:baujat", call = "fit:baujat([options])",
          summary = "Baujat plot of this fit: hepar.plot.baujat.",
          params = {
            {"options", "table", "those of `hepar.plot.baujat`", true},
          },
          returns = {
            {"figure", "the figure"},
          },
          raises = {
            "when an option is not of the kind described",
          },
          usage = {
            "fit:baujat():save(\"baujat.svg\")",
          }},
        {name = "fit:radial", call = "fit:radial([options])",
          summary = "Radial plot of this fit: hepar.plot.radial.",
          params = {
            {"options", "table", "those of `hepar.plot.radial`", true},
          },
          returns = {
            {"figure", "the figure"},
          },
          raises = {
            "when an option is not of the kind described",
          },
          usage = {
            "fit:radial():save(\"radial.svg\")",
          }},
        {name = "fit:labbe", call = "fit:labbe([options])",
          summary = "L'Abbé plot of the tables behind this fit, studies without events included: hepar.plot.labbe. The data must hold the counts, as those of hepar.meta.effects do.",
          params = {
            {"options", "table", "those of `hepar.plot.labbe`", true},
          },
          returns = {
            {"figure", "the figure"},
          },
          raises = {
            "when there are no counts, or an option is not of the kind described",
          },
          usage = {
            "fit:labbe{scale = \"log\"}:save(\"labbe.svg\")",
          }},
        {name = "fit:qqnorm", call = "fit:qqnorm([options])",
          summary = "Normal quantile plot of the residuals: hepar.plot.qq.",
          params = {
            {"options", "table", "those of `hepar.plot.qq`", true},
          },
          returns = {
            {"figure", "the figure"},
          },
          raises = {
            "when an option is not of the kind described",
          },
          usage = {
            "fit:qqnorm():save(\"quantiles.svg\")",
          }},
        {name = "fit:profile", call = "fit:profile([options])",
          summary = "Profile of the likelihood over tau2, with its maximum and interval: hepar.plot.profile. With moderators the likelihood is that of the whole model.",
          params = {
            {"options", "table", "those of `hepar.plot.profile`", true},
          },
          returns = {
            {"figure", "the figure"},
          },
          raises = {
            "when the fit does not estimate tau2 by ML or REML and has moderators, or an option is not of the kind described",
          },
          usage = {
            "fit:profile():save(\"profile.svg\")",
          }},
        {name = "fit:bubble", call = "fit:bubble([options])",
          summary = "Bubble plot of this meta-regression: hepar.plot.bubble. With several moderators `mod` names the coefficient to show; the others stay at their means.",
          params = {
            {"options", "table", "those of `hepar.plot.bubble`", true},
          },
          returns = {
            {"figure", "the figure"},
          },
          raises = {
            "when the model has no such coefficient, or an option is not of the kind described",
          },
          usage = {
            "fit:bubble{mod = \"dose\"}:save(\"bubble.svg\")",
          }},
        {name = "fit:drapery", call = "fit:drapery([options])",
          summary = "Drapery plot of this fit: hepar.plot.drapery.",
          params = {
            {"options", "table", "those of `hepar.plot.drapery`", true},
          },
          returns = {
            {"figure", "the figure"},
          },
          raises = {
            "when an option is not of the kind described",
          },
          usage = {
            "fit:drapery():save(\"drapery.svg\")",
          }},
        {name = "fit:gosh_plot", call = "fit:gosh_plot([options])",
          summary = "Plot of all subsets of the studies, or of a sample: hepar.plot.gosh of `fit:gosh`.",
          params = {
            {"options", "table", "those of `hepar.plot.gosh`, and `subsets`, `seed`, `threads` and `progress` of `fit:gosh`", true},
          },
          returns = {
            {"figure", "the figure"},
          },
          raises = {
            "when the fit has moderators, or an option is not of the kind described",
          },
          usage = {
            "fit:gosh_plot{out = 3}:save(\"gosh.svg\")",
          }},
        {name = "fit:influence_plot", call = "fit:influence_plot([options])",
          summary = "Panels of the influence of each study: hepar.plot.influence.",
          params = {
            {"options", "table", "those of `hepar.plot.influence`", true},
          },
          returns = {
            {"figure", "the figure"},
          },
          raises = {
            "when an option is not of the kind described",
          },
          usage = {
            "fit:influence_plot():save(\"influence.svg\")",
          }},
        {name = "fit:confint", call = "fit:confint([options])",
          summary = "Confidence intervals of tau2, tau, I2, H2 and H. The Q-profile (Viechtbauer, Statistics in Medicine 2007;26:37-52) inverts the exact distribution of Q; \"PL\" is the profile likelihood (Hardy and Thompson 1996), of fits by ML and REML; \"GENQ\" inverts the generalised Q (Jackson, Research Synthesis Methods 2013;4:220-229), of fits by GENQ and GENQM.",
          params = {
            {"options", "table", "named options: `type` (\"QP\", the default; \"PL\"; \"GENQ\", the default of GENQ and GENQM), `level` (that of the fit)", true},
          },
          returns = {
            {"confint", "`tau2`, `tau`, `I2`, `H2`, `H`, each with `estimate`, `ci_lb`, `ci_ub`; `none`, true when no tau2 agrees with so little spread (both limits are 0 then); or nil, message, code"},
          },
          raises = {
            "when the fit does not estimate tau2, or the type does not suit its method",
          },
          usage = {
            "print(fit:confint{type = \"PL\"})",
          }},
        {name = "fit:predict", call = "fit:predict([options])",
          summary = "What the model expects: mean effects with confidence intervals, prediction intervals for the true effect of a new study, and the probability that this exceeds a threshold. Prediction intervals use the normal distribution for test z, else t with k - p degrees of freedom, as metafor does (a fit `as` RevMan or Stata takes \"HTS\"). `pi = \"HTS\"` takes k - p - 1 (Higgins, Thompson and Spiegelhalter, JRSS A 2009;172:137-159), `pi = \"t\"` k - p for every test, and `pi = \"nagashima\"`, for models without moderators, the parametric bootstrap of Nagashima, Noma and Furukawa (Statistical Methods in Medical Research 2019;28:1689-1702): `iter` draws of the effect of a new study, with tau2 from its exact confidence distribution. That interval is one of the data, whatever the fit's method.",
          params = {
            {"options", "table", "named options: `newmods` (columns or values by name; or rows, or for one moderator a list of its values; without it the studies of the model), `addx` (false): keep x, `transf` (\"exp\", \"ilogit\", \"ztor\" or a function), `level`, `pi`, `above` or `below` (thresholds, before transf); for \"nagashima\" `iter` (25000) and `seed` (1)", true},
          },
          returns = {
            {"prediction", "columns `pred, se, ci_lb, ci_ub, pi_lb, pi_ub`, with a threshold `prob`, and `slab`; prints itself"},
          },
          raises = {
            "when newmods does not suit the model",
          },
          usage = {
            "print(fit:predict{newmods = {dose = {1, 2, 5}}, transf = \"exp\"})",
          }},
        {name = "fit:anova", call = "fit:anova(other)",
          summary = "Compare with another fit of the same effects by a likelihood-ratio test, or test a block of coefficients by Wald's test. Fits by REML can only be compared when they have the same coefficients; use ML else.",
          params = {
            {"other", "fit or location_scale or table", "a fit; or options: `btt` (places or names of coefficients)", false},
          },
          returns = {
            {"comparison or wald", "of two fits `LRT`, `df`, `pval`, `full`, `reduced` (each with `parms, ll, AIC, BIC, AICc, QE, tau2`), `R2`; of coefficients `QM`, `QMdf`, `QMp`, `btt`; prints itself"},
          },
          raises = {
            "when the fits are of different effects or methods",
          },
          usage = {
            "print(fit:anova{btt = \"route\"})",
          }},
        {name = "fit:vif", call = "fit:vif()",
          summary = "Variance inflation factors: how many times larger the variance of each coefficient is than if its moderator were uncorrelated with the others (the intercept is left out).",
          params = {
          },
          returns = {
            {"vif", "`coef` (names) and `vif` (a column), and `sif`, their square roots"},
          },
          raises = {
            "when there are fewer than two moderators",
          },
          usage = {
            "fit:vif().vif",
          }},
        {name = "fit:influence", call = "fit:influence([options])",
          summary = "Influence of each study: what the fit without it would be (Viechtbauer and Cheung 2010). Studies whose deletion leaves no fit have NaN.",
          params = {
            {"options", "table", "named options: `btt` (the coefficients that Cook's distance and the covariance ratio are about, places or names; by default all), `threads` (0: all processors)", true},
          },
          returns = {
            {"table", "columns `rstudent, dffits, cook_d, cov_r, tau2_del, QE_del, hat, weight` (percent), `dfbs` (one column for each coefficient, by name), `is_infl` (a list of booleans), `slab`"},
          },
          raises = {
            "when the fit has one study or an option is not known",
          },
          usage = {
            "print(hepar.meta.fit(data):influence())",
          }},
        {name = "fit:residuals", call = "fit:residuals([options])",
          summary = "Residuals: \"response\" (yi - fitted), \"pearson\" (divided by the square root of vi + tau2), \"rstandard\" (divided by their standard error) or \"rstudent\" (each study against the fit of the others).",
          params = {
            {"options", "table", "named options: `type` (\"response\"), `threads` (0: all processors)", true},
          },
          returns = {
            {"table", "columns `resid`, and for \"rstandard\" and \"rstudent\" also `se` and `z`; `slab`"},
          },
          raises = {
            "when the type or an option is not known",
          },
          usage = {
            "print(fit:residuals{type = \"rstudent\"}.z)",
          }},
        {name = "fit:weights", call = "fit:weights()",
          summary = "Weight of each study in percent.",
          params = {
          },
          returns = {
            {"column", "weights that add up to 100"},
          },
          raises = {
          },
          usage = {
            "print(fit:weights())",
          }},
        {name = "fit:hatvalues", call = "fit:hatvalues()",
          summary = "Hat values: the leverage of each study.",
          params = {
          },
          returns = {
            {"column", "values from 0 to 1 that add up to the number of coefficients"},
          },
          raises = {
          },
          usage = {
            "print(fit:hatvalues())",
          }},
        {name = "fit:blup", call = "fit:blup([options])",
          summary = "Best linear unbiased predictions of the true effects of the studies: between the study's own effect and the fitted one.",
          params = {
            {"options", "table", "named options: `level` (percent; that of the fit)", true},
          },
          returns = {
            {"table", "columns `pred, se, pi_lb, pi_ub`; `slab`"},
          },
          raises = {
            "when the fit has weights of the user, or is unweighted",
          },
          usage = {
            "print(fit:blup())",
          }},
        {name = "fit:leave1out", call = "fit:leave1out([options])",
          summary = "The fit without each study in turn, for models without moderators.",
          params = {
            {"options", "table", "named options: `threads` (0: all processors)", true},
          },
          returns = {
            {"table", "columns `estimate, se, zval, pval, ci_lb, ci_ub, Q, Qp, tau2, I2, H2`; `slab`"},
          },
          raises = {
            "when the fit has moderators or one study",
          },
          usage = {
            "print(fit:leave1out())",
          }},
        {name = "fit:cumul", call = "fit:cumul([options])",
          summary = "Cumulative meta-analysis: the fit of the first study, the first two, and so on.",
          params = {
            {"options", "table", "named options: `order` (a column of the data, or its name; by default the order of the rows; ties keep it), `decreasing` (false), `threads` (0: all processors)", true},
          },
          returns = {
            {"table", "columns as of `fit:leave1out`; `order` (places of the studies), `slab`"},
          },
          raises = {
            "when the fit has moderators, or order has a missing value",
          },
          usage = {
            "print(fit:cumul{order = \"year\"})",
          }},
        {name = "fit:baujat_data", call = "fit:baujat_data([options])",
          summary = "Numbers of a Baujat plot: how much each study adds to the heterogeneity, and how much it moves the result (Baujat and others, Statistics in Medicine 2002;21:2641).",
          params = {
            {"options", "table", "named options: `threads` (0: all processors)", true},
          },
          returns = {
            {"table", "columns `x` (squared Pearson residual), `y` (squared standardised change of the fitted value); `slab`"},
          },
          raises = {
            "when the fit has one study",
          },
          usage = {
            "print(fit:baujat_data())",
          }},
        {name = "fit:qqnorm_data", call = "fit:qqnorm_data([options])",
          summary = "Numbers of a normal quantile plot of the residuals.",
          params = {
            {"options", "table", "named options: `type` (\"rstandard\" or \"rstudent\"), `threads`", true},
          },
          returns = {
            {"table", "columns `x` (quantile of the normal distribution), `y` (residual); `slab`"},
          },
          raises = {
            "when the type or an option is not known",
          },
          usage = {
            "print(fit:qqnorm_data())",
          }},
        {name = "fit:gosh", call = "fit:gosh([options])",
          summary = "Graphical display of study heterogeneity: the fit of all subsets of the studies, or of a random sample of them (Olkin, Dahabreh and Trikalinos, Research Synthesis Methods 2012;3:214). All subsets are taken when there are no more than `subsets`.",
          params = {
            {"options", "table", "named options: `subsets` (1000000), `seed` (1) of the random sample, `threads` (0: all processors), `progress` (false)", true},
          },
          returns = {
            {"table", "columns `k, tau2, I2, H2, Q, Qp, estimate` (with moderators `beta`, a list of columns in the order of `coef`), `exact` (all subsets), `count`; subset i of all has study j when bit j - 1 of i is set, subsets with too few studies left out"},
          },
          raises = {
            "when the fit has one study or an option is not known",
          },
          usage = {
            "local g = fit:gosh{subsets = 10000, seed = 7}",
          }},
        {name = "fit:permutest", call = "fit:permutest([options])",
          summary = "Permutation test: without moderators the signs of the effects change, with moderators their rows change places (Higgins and Thompson, Statistics in Medicine 2004;23:1663). The test is exact when no more than `iter` fits do it, or on request. `permci` inverts it: the limits are where the one-sided p value of the shifted effects first falls below (1 - level) / 2, found by bisection; each limit takes some 30 such tests, and all use the same permutations.",
          params = {
            {"options", "table", "named options: `exact` (false), `iter` (1000), `seed` (1), `alternative` (\"two.sided\", \"greater\", \"less\"), `stat` (\"test\", the z or t values, or \"coef\"), `permci` (true, or places or names of coefficients), `level` (that of the fit, percent), `threads` (0: all processors), `progress` (false)", true},
          },
          returns = {
            {"table", "`pval` (a column, one for each coefficient), `QMp`, `exact`, `iter`, `failed` (fits that do not exist), `zval_perm` and `beta_perm` (lists of columns), `QM_perm`; with `permci` the columns `ci_lb` and `ci_ub`, NaN where there are too few permutations for a limit"},
          },
          raises = {
            "when an option is not known, or an exact test takes more than 10 million fits",
          },
          usage = {
            "print(fit:permutest{exact = true}.pval[1])",
          }},
        {name = "fit:bootstrap", call = "fit:bootstrap([options])",
          summary = "Bootstrap: fits of resampled studies, with percentile intervals.",
          params = {
            {"options", "table", "named options: `iter` (1000), `seed` (1), `level` (that of the fit), `threads` (0: all processors), `progress` (false)", true},
          },
          returns = {
            {"table", "`tau2` and `beta` (a list of columns) of the resamples, `ci` (a list of lower and upper limit for each coefficient), `ci_tau2`, `failed`"},
          },
          raises = {
            "when an option is not known",
          },
          usage = {
            "print(fit:bootstrap{iter = 2000, seed = 5}.ci[1][1])",
          }},
        {name = "fit:robust", call = "fit:robust(cluster[, options])",
          summary = "Standard errors, tests and intervals that stay right when the effects of a cluster depend on one another. CR2 (Bell and McCaffrey; Pustejovsky and Tipton, Journal of Business & Economic Statistics 2018;36:672-683) is unbiased when the fit's own model holds, and comes with Satterthwaite's degrees of freedom and, for several coefficients, the test AHT-HTZ (Tipton and Pustejovsky 2015): what clubSandwich does. CR1 is CR0 times n / (n - p), with n - p degrees of freedom for n clusters: what metafor's robust does; CR1.S1 and CR1.S2 are Stata's factors.",
          params = {
            {"cluster", "column or table or string", "the cluster of each row of the data: a column, a list, or the name of a column", false},
            {"options", "table", "named options: `type` (\"CR2\", \"CR1\", \"CR0\", \"CR1.S1\", \"CR1.S2\"), `test` (\"satterthwaite\", the default of CR2; \"t\", that of the others; \"z\"), `level` (that of the fit), `btt` (coefficients that QM tests: places or names)", true},
          },
          returns = {
            {"robust", "estimates with robust `se, tval, dfs, pval, ci_lb, ci_ub, vb, QM`; prints itself"},
          },
          raises = {
            "when a study has no cluster, or there are not more clusters than coefficients",
          },
          usage = {
            "print(fit:robust(\"laboratory\", {type = \"CR2\"}))",
          }},
      }},
    {name = "derived", page = "meta", summary = "Numbers that were derived from what a paper prints. It has those that the function names, and prints them with the route that led to them.",
      fields = {
        {"sd", "number", "standard deviation", true},
        {"se", "number", "standard error", true},
        {"mean", "number", "mean", true},
        {"n", "number", "patients", true},
        {"events", "number", "patients with the event", true},
        {"r", "number", "correlation", true},
        {"d", "number", "standardised mean difference", true},
        {"g", "number", "the same without small-sample bias", true},
        {"yi", "number", "log hazard ratio", true},
        {"vi", "number", "sampling variance", true},
        {"sei", "number", "its square root", true},
        {"hr", "number", "hazard ratio", true},
        {"oe", "number", "observed less expected events", true},
        {"v", "number", "variance of a log-rank test", true},
        {"skewness", "number", "the statistic of Shi 2023", true},
        {"skewness_limit", "number", "from where on the values look skewed", true},
        {"skewed", "boolean", "whether they do", true},
        {"fits", "boolean", "whether a count fits the percentage", true},
        {"band", "table", "what other correlations would give, a list of r and sd", true},
        {"route", "table", "formula, from, assumption, reference, warnings", false},
      },
      operators = {
      },
      entries = {
      }},
    {name = "directions", page = "meta", summary = "Directions of one outcome, or of several. Of one outcome it has the fields below, and is also the list of that one outcome. Of several it holds one such object for each, `d[1]` with the most votes first and `d.MELD` by code, and of the whole set `records`, `studies`, `entries`, `uncontrolled`, `composition`, `rows`, `warnings`. With option `by`, `groups` holds one object per group, in order and by name.",
      fields = {
        {"outcome", "string", "code of the outcome", true},
        {"label", "string", "its name", true},
        {"domain", "string", "what it is about", true},
        {"benefit", "integer", "studies in the direction of benefit", false},
        {"harm", "integer", "studies in the direction of harm", false},
        {"no_change", "integer", "studies that report no change", false},
        {"mixed", "integer", "studies whose entries disagree", false},
        {"ambiguous_studies", "integer", "studies with ambiguous entries only", false},
        {"unreported", "integer", "studies of the set without a direction", false},
        {"studies", "integer", "the sum of the numbers of studies above", false},
        {"ambiguous", "integer", "entries that cannot be read as benefit or harm", false},
        {"votes", "integer", "benefit + harm", false},
        {"proportion", "number", "of the votes in the direction of benefit; absent without votes", true},
        {"ci_lb", "number", "lower limit of its confidence interval", true},
        {"ci_ub", "number", "upper limit", true},
        {"pval", "number", "of the exact two-sided sign test", true},
        {"rows", "table", "one per study with an entry: study, ids, vote, reason, …", false},
        {"absent", "table", "the studies of the set without an entry", true},
        {"ambiguous_entries", "table", "list of study, id, outcome, direction, text, reason", false},
        {"no_change_entries", "table", "likewise", false},
        {"warnings", "list of string", "sentences that belong beside every use of the numbers", false},
        {"records", "integer", "of the whole set", false},
        {"entries", "integer", "of the whole set", false},
        {"uncontrolled", "integer", "records of the set without a control arm", false},
        {"composition", "table", "of the set: lists of code and n, by field", false},
        {"groups", "table", "with option `by`: one object per group", true},
        {"[i]", "directions", "of several outcomes, the i-th", false},
      },
      operators = {
        {"#directions", "How many outcomes it holds."},
        {"tostring(directions)", "The table of counts, the warnings, and what a vote count cannot say."},
      },
      entries = {
        {name = "directions:effect_direction_table", call = "directions:effect_direction_table()",
          summary = "The data of an effect-direction plot (Boon and Thomson 2021): studies by outcomes. ▲ is benefit to health and ▼ harm, not rise and fall; ◄► is no change or mixed, ? ambiguous, – named without a direction, and an empty symbol no entry. The size class is by patients of the intervention group where results carry `n_experimental`, else by `n_total`: large above 300, medium 50 to 300, small below 50. The colour follows `risk_of_bias` (low green, some amber, high red) where given.",
          params = {
          },
          returns = {
            {"table", "`studies` (list of `study`, `n`, `size`, `design`, `subdesign`, `year`, `risk_of_bias`, `colour`), `outcomes` (list of `code`, `label`, `domain`, and the counts, proportion, interval and p value for the foot of the column), `cells[i][j]` (`symbol`, `vote`, `entries`, `ids`, `reason`), `legend`"},
          },
          raises = {
          },
          usage = {
            "local t = hepar.meta.directions(ev:results()):effect_direction_table()\n  print(t.studies[1].study, t.outcomes[1].code, t.cells[1][1].symbol)",
          }},
        {name = "directions:harvest", call = "directions:harvest()",
          summary = "The data of a harvest plot (Ogilvie and others 2008): for each outcome, one bar per study below the hypothesis it supports. The height is the suitability of the design: 3 randomised, 2 with a control group that was not randomised, 1 any other or not reported.",
          params = {
          },
          returns = {
            {"table", "list of `outcome`, `label`, `domain`, and `benefit`, `no_change`, `harm`, `mixed`, `ambiguous`: lists of bars (`study`, `height`, `n`, `subdesign`, `controlled`)"},
          },
          raises = {
          },
          usage = {
            "print(#hepar.meta.directions(ev:results{outcome = \"MELD\"}):harvest()[1].benefit)",
          }},
      }},
    {name = "effects", page = "meta", summary = "Effects of one measure, a row for each study. The columns of `data` that no field has the name of are fields too, and serve as moderators. `#effects` is the number of rows.",
      fields = {
        {"yi", "column", "the effects; NaN where a row has none", false},
        {"vi", "column", "their sampling variances", false},
        {"sei", "column", "their standard errors", false},
        {"ni", "column", "patients, or time at risk", false},
        {"slab", "list of string", "the labels of the studies", false},
        {"notes", "list of string", "what was done to a row, or why it has no effect; \"\" for nothing", false},
        {"measure", "string", "\"RR\", \"MD\" …", false},
        {"label", "string", "its name", false},
        {"natural", "string", "its name on the natural scale (\"risk ratio\")", true},
        {"transf", "string", "the transformation that leads there, for `hepar.meta.transf`", true},
        {"definition", "string", "\"3.8\" or \"5.1\"", false},
        {"as", "string", "\"metafor\", \"RevMan\" or \"Stata\"", false},
        {"conventions", "list of string", "what that program does in another way than metafor, as sentences", false},
        {"vtype", "string or table", "the variance, or one for each row", false},
        {"add", "number", "what was added to cells", true},
        {"to", "string", "where", true},
        {"drop00", "boolean", "whether rows without events, or with events only, were left out", false},
        {"level", "number", "of intervals, percent", false},
        {"rows", "integer", "number of rows", false},
        {"subset", "list of integer", "with option subset: which of the given rows these are", true},
        {"k", "integer", "rows with an effect and a variance", false},
        {"added", "integer", "rows to whose cells something was added", false},
        {"omitted", "table", "the rows that pooling leaves out: list of row, slab, reason", false},
        {"routes", "table", "for each row the list of how its numbers were derived", true},
        {"left_out", "table", "of `ev:effects`: arms without an effect, list of study, arm, reason", true},
      },
      operators = {
      },
      entries = {
        {name = "effects:list", call = "effects:list()",
          summary = "The rows that have an effect and a variance, as plain tables: row, slab, yi, vi, sei, ni, note.",
          params = {
          },
          returns = {
            {"table", "array of rows, in the order of the input"},
          },
          raises = {
          },
          usage = {
            "for _, row in ipairs(effects:list()) do print(row.slab, row.yi) end",
          }},
      }},
    {name = "fits", page = "meta", summary = "Many fits at once: columns with one entry for each set, NaN where there is no such number. With moderators, `beta` to `ci_ub` are lists of columns, one for each coefficient.",
      fields = {
        {"k", "column", "studies", false},
        {"tau2", "column", "variance between studies", false},
        {"se_tau2", "column", "its standard error", false},
        {"I2", "column", "percent of the variance that is between studies", false},
        {"H2", "column", "total variance over sampling variance", false},
        {"R2", "column", "percent of tau2 that the moderators explain", false},
        {"QE", "column", "statistic of heterogeneity", false},
        {"QEp", "column", "its p value", false},
        {"QM", "column", "statistic of the moderators", false},
        {"QMp", "column", "its p value", false},
        {"ll", "column", "log likelihood", false},
        {"converged", "column", "1 where the iteration for tau2 converged, else 0", false},
        {"beta", "column or table", "estimates", false},
        {"se", "column or table", "standard errors", false},
        {"zval", "column or table", "test statistics", false},
        {"pval", "column or table", "p values", false},
        {"ci_lb", "column or table", "lower limits", false},
        {"ci_ub", "column or table", "upper limits", false},
        {"count", "integer", "how many sets", false},
        {"failed", "table", "why a set has no fit, by its place", false},
        {"[i]", "table", "the numbers of the i-th set by name; `error` when it has no fit", false},
      },
      operators = {
        {"#fits", "How many sets."},
        {"tostring(fits)", "How many sets there are and how many failed, in one line."},
      },
      entries = {
      }},
    {name = "confint", page = "meta", summary = "What `fit:confint` returns. Each quantity is a table of `estimate`, `ci_lb` and `ci_ub`.",
      fields = {
        {"tau2", "table", "variance between studies", false},
        {"tau", "table", "its square root", false},
        {"I2", "table", "percent of the variance that is between studies", true},
        {"H2", "table", "total variance over sampling variance", true},
        {"H", "table", "its square root", true},
        {"type", "string", "\"QP\", \"PL\" or \"GENQ\"", false},
        {"level", "number", "percent", false},
        {"none", "boolean", "no tau2 agrees with so little spread; both limits are 0", false},
      },
      operators = {
      },
      entries = {
      }},
    {name = "prediction", page = "meta", summary = "What `fit:predict` returns: columns with one entry for each row that was asked for.",
      fields = {
        {"pred", "column", "expected effects", false},
        {"se", "column", "their standard errors; absent when transformed", true},
        {"ci_lb", "column", "lower limits of their confidence intervals", false},
        {"ci_ub", "column", "upper limits", false},
        {"pi_lb", "column", "lower limits of the prediction intervals for a new study", true},
        {"pi_ub", "column", "upper limits", true},
        {"prob", "column", "probability that a new study's true effect is beyond the threshold", true},
        {"slab", "list of string", "labels", false},
        {"level", "number", "percent", false},
        {"ddf", "number", "degrees of freedom of the confidence intervals; absent for z", true},
        {"pi_ddf", "number", "those of the prediction intervals", true},
        {"pi", "string", "how those were made: \"default\", \"HTS\", \"t\" or \"nagashima\"", false},
        {"transf", "boolean", "true when a transformation was applied", true},
        {"x", "table", "with `addx`: the rows of coefficients' values", true},
        {"coef", "list of string", "names of the coefficients", false},
      },
      operators = {
      },
      entries = {
      }},
    {name = "wald", page = "meta", summary = "What `fit:anova{btt = …}` returns: a Wald test that some coefficients are all 0.",
      fields = {
        {"QM", "number", "test statistic, chi-squared or F", false},
        {"QMp", "number", "p value", false},
        {"QMdf", "table", "degrees of freedom: one for chi-squared, two for F", false},
        {"btt", "list of integer", "places of the coefficients", false},
        {"coef", "list of string", "names of all coefficients", false},
      },
      operators = {
      },
      entries = {
      }},
    {name = "comparison", page = "meta", summary = "What `fit:anova(other)` returns: a likelihood-ratio test of two nested fits.",
      fields = {
        {"LRT", "number", "twice the difference of the log likelihoods", false},
        {"df", "integer", "difference of the numbers of parameters", false},
        {"pval", "number", "p value", false},
        {"full", "table", "of the larger fit: parms, ll, AIC, BIC, AICc, QE, tau2", false},
        {"reduced", "table", "of the smaller fit, likewise", false},
        {"R2", "number", "percent of the smaller fit's tau2 that the larger one explains", true},
      },
      operators = {
      },
      entries = {
      }},
    {name = "vif", page = "meta", summary = "What `fit:vif` returns.",
      fields = {
        {"coef", "list of string", "names of the coefficients", false},
        {"vif", "column", "variance inflation factors", false},
        {"sif", "column", "their square roots", false},
      },
      operators = {
      },
      entries = {
      }},
    {name = "forensics", page = "meta", summary = "Findings about data, before pooling. `#forensics` is their number.",
      fields = {
        {"findings", "table", "list of check, severity (\"error\", \"warning\", \"note\"), rows, study, text", false},
        {"counts", "table", "findings by check", false},
        {"rows", "integer", "that were looked at", false},
      },
      operators = {
      },
      entries = {
      }},
    {name = "location_scale", page = "meta", summary = "A location-scale model (Viechtbauer and López-López, Research Synthesis Methods 2022;13:697-715): effects with mean X beta and variance v + tau2, tau2 = exp(Z alpha) or Z alpha. Without a maximum `converged` is false, `reason` says why, and there are no estimates.",
      fields = {
        {"converged", "boolean", "whether there is a maximum, and it was found", false},
        {"reason", "string", "why not", true},
        {"beta", "column", "location coefficients", false},
        {"se", "column", "their standard errors", false},
        {"zval", "column", "their test statistics", false},
        {"pval", "column", "their p values", false},
        {"ci_lb", "column", "lower limits of their confidence intervals", false},
        {"ci_ub", "column", "upper limits", false},
        {"vb", "list of column", "their variance matrix, by rows", false},
        {"coef", "list of string", "their names", false},
        {"alpha", "column", "scale coefficients", false},
        {"se_alpha", "column", "their standard errors; NaN when a tau2 is at its bound", false},
        {"zval_alpha", "column", "their test statistics", false},
        {"pval_alpha", "column", "their p values", false},
        {"ci_lb_alpha", "column", "lower limits of their confidence intervals", false},
        {"ci_ub_alpha", "column", "upper limits", false},
        {"va", "list of column", "their variance matrix, by rows", false},
        {"coef_alpha", "list of string", "their names", false},
        {"tau2", "column", "variance between studies, of each study", false},
        {"I2", "column", "percent of the variance that is between studies, of each study", true},
        {"H2", "column", "total variance over sampling variance, of each study", true},
        {"QM", "number", "statistic of the location coefficients `btt`", true},
        {"QMdf", "table", "its degrees of freedom", false},
        {"QMp", "number", "its p value", true},
        {"QS", "number", "statistic of the scale coefficients `att`", true},
        {"QSdf", "table", "its degrees of freedom", false},
        {"QSp", "number", "its p value", true},
        {"QE", "number", "statistic of residual heterogeneity", true},
        {"QEp", "number", "its p value", true},
        {"vt", "number", "typical sampling variance", true},
        {"ll", "number", "log likelihood", false},
        {"dev", "number", "deviance", false},
        {"AIC", "number", "Akaike's criterion", false},
        {"BIC", "number", "Schwarz's criterion", false},
        {"AICc", "number", "AIC corrected for few studies", false},
        {"ML", "table", "ll, dev, AIC, BIC and AICc by maximum likelihood", false},
        {"REML", "table", "the same by restricted maximum likelihood", false},
        {"k", "integer", "studies in the model", false},
        {"p", "integer", "location coefficients", false},
        {"q", "integer", "scale coefficients", false},
        {"parms", "integer", "p + q", false},
        {"k_all", "integer", "rows given", false},
        {"rows", "table", "places of the studies among the rows given, when some are missing", true},
        {"missing", "list of integer", "rows left out because a value is missing", false},
        {"dropped", "list of string", "location moderators that others determine", false},
        {"dropped_alpha", "list of string", "scale moderators that others determine", false},
        {"btt", "list of integer", "places of the coefficients that QM tests", false},
        {"att", "list of integer", "places of the scale coefficients that QS tests", false},
        {"yi", "column", "effects of the studies in the model", false},
        {"vi", "column", "their sampling variances", false},
        {"slab", "list of string", "their labels", false},
        {"method", "string", "\"REML\" or \"ML\"", false},
        {"link", "string", "\"log\" or \"identity\"", false},
        {"test", "string", "\"z\", \"t\", \"knha\" or \"adhoc\"", false},
        {"level", "number", "percent", false},
        {"ddf", "number", "degrees of freedom of the location tests; absent for z", true},
        {"ddf_alpha", "number", "those of the scale tests", true},
        {"s2w", "number", "factor on the variances by Knapp and Hartung", true},
        {"bound", "integer", "studies whose tau2 is at its bound 0 (identity link)", false},
        {"notes", "list of string", "what a reader should know, one sentence each", false},
      },
      operators = {
        {"tostring(location_scale)", "The estimates as two tables, with what was left out."},
      },
      entries = {
        {name = "location_scale:predict", call = "location_scale:predict([options])",
          summary = "What the model expects. Without options, the effects of the studies with prediction intervals by their own tau2; with `newmods`, new effects; with `newscale` beside it, their prediction intervals too; with `newscale` alone, the scale part: log tau2 (transf = \"exp\" makes it tau2), or tau2 with the identity link, with confidence limits.",
          params = {
            {"options", "table", "named options: `newmods` (as for fits; 1 in a model without location moderators), `newscale` (likewise, for the scale), `addx` (false): keep x, `transf` (\"exp\", \"ilogit\", \"ztor\" or a function), `level`", true},
          },
          returns = {
            {"prediction", "columns `pred, se, ci_lb, ci_ub`, of effects `pi_lb, pi_ub`, and `slab`; prints itself; or nil, message, code when the model did not converge"},
          },
          raises = {
            "when newmods or newscale do not suit the model",
          },
          usage = {
            "print(model:predict{newscale = {dose = {1, 2}}, transf = \"exp\"})",
          }},
        {name = "location_scale:confint", call = "location_scale:confint([options])",
          summary = "Confidence intervals of the scale coefficients by profile likelihood; an infinite limit where the likelihood never falls far enough.",
          params = {
            {"options", "table", "named options: `level` (that of the model)", true},
          },
          returns = {
            {"table", "columns `estimate`, `ci_lb`, `ci_ub`, one entry for each scale coefficient; prints itself; or nil, message, code when there is no maximum with standard errors"},
          },
          raises = {
            "when the level is none",
          },
          usage = {
            "print(model:confint())",
          }},
        {name = "location_scale:anova", call = "location_scale:anova(other)",
          summary = "Compare with another model of the same effects by a likelihood-ratio test (a fit without `scale` has one tau2 for all), or test a block of coefficients by Wald's test.",
          params = {
            {"other", "location_scale or fit or table", "a model; or options: `btt` (location) or `att` (scale) coefficients by place or name", false},
          },
          returns = {
            {"comparison or wald", "as `fit:anova`; or nil, message, code when a model did not converge"},
          },
          raises = {
            "when the models are of different effects or methods",
          },
          usage = {
            "print(model:anova(hepar.meta.fit(data, {mods = \"~ dose\"})))",
          }},
      }},
    {name = "robust", page = "meta", summary = "Cluster-robust inference of a fit: standard errors that hold when effects of one cluster (a study with several effects, a laboratory) are correlated, whatever the correlation.",
      fields = {
        {"beta", "column", "estimates, those of the fit", false},
        {"se", "column", "robust standard errors", false},
        {"zval", "column", "test statistics; the same as `tval`", false},
        {"tval", "column", "test statistics", false},
        {"dfs", "column", "degrees of freedom of each; NaN for test z", false},
        {"pval", "column", "p values", false},
        {"ci_lb", "column", "lower limits of the confidence intervals", false},
        {"ci_ub", "column", "upper limits", false},
        {"vb", "list of column", "robust variance matrix, by rows", false},
        {"coef", "list of string", "names of the coefficients", false},
        {"QM", "number", "F statistic of the coefficients `btt`; chi-squared for test z", true},
        {"QMdf", "table", "its degrees of freedom", false},
        {"QMp", "number", "its p value", true},
        {"btt", "list of integer", "places of the coefficients that QM tests", false},
        {"n", "integer", "clusters", false},
        {"k", "integer", "studies", false},
        {"p", "integer", "coefficients", false},
        {"smallest", "integer", "studies in the smallest cluster", false},
        {"largest", "integer", "studies in the largest cluster", false},
        {"type", "string", "\"CR0\", \"CR1\", \"CR1.S1\", \"CR1.S2\" or \"CR2\"", false},
        {"test", "string", "\"satterthwaite\", \"t\" or \"z\"", false},
        {"level", "number", "percent", false},
        {"tau2", "number", "of the fit", false},
        {"fit", "fit", "the fit", false},
        {"notes", "list of string", "what a reader should know, one sentence each", false},
      },
      operators = {
        {"tostring(robust)", "The estimates as a table."},
      },
      entries = {
        {name = "robust:anova", call = "robust:anova([options])",
          summary = "Wald test that some coefficients are all 0, with the robust variance.",
          params = {
            {"options", "table", "named options: `btt` (places or names of coefficients)", true},
          },
          returns = {
            {"wald", "`QM`, `QMdf`, `QMp`, `btt`; prints itself"},
          },
          raises = {
            "when btt names no coefficient",
          },
          usage = {
            "print(fit:robust(\"laboratory\"):anova{btt = \"route\"})",
          }},
      }},
    {name = "subgroups", page = "meta", summary = "A fit of each subgroup, of all studies together, and the test whether the groups differ. `#subgroups` is the number of groups, `subgroups[i]` one of them.",
      fields = {
        {"groups", "list of group", "the groups, in order of first appearance", false},
        {"overall", "fit", "the fit of all studies that have a group, as if there were none", false},
        {"by", "string", "the column of the groups, where it was given by name", false},
        {"tau2", "string", "\"separate\" or \"common\"", false},
        {"QM", "number", "statistic of the differences between groups, chi-squared or F", false},
        {"QMdf", "list of number", "its degrees of freedom: one for chi-squared, two for F", false},
        {"QMp", "number", "its p value", false},
        {"Q_between", "number", "the same as QM when that is chi-squared", false},
        {"df", "number", "groups less one", false},
        {"pval", "number", "the same as QMp", false},
        {"k", "integer", "studies with a group, an effect and a variance", false},
        {"level", "number", "percent", false},
        {"model", "fit", "of a common tau2: the model of all groups together", true},
        {"notes", "list of string", "what a reader should know, one sentence each", false},
      },
      operators = {
        {"tostring(subgroups)", "The groups as a table, and the test of their differences."},
      },
      entries = {
        {name = "subgroups:forest", call = "subgroups:forest([options])",
          summary = "Forest plot with a block for each group: its diamond, prediction interval and heterogeneity, the overall result, and the test of differences.",
          params = {
            {"options", "table", "those of `hepar.plot.forest`, without `group` and `subgroups`", true},
          },
          returns = {
            {"figure", "the figure"},
          },
          raises = {
            "when an option is not of the kind described",
          },
          usage = {
            "hepar.meta.subgroups(eff, {by = \"alloc\"}):forest():save(\"forest.svg\")",
          }},
      }},
    {name = "group", page = "meta", summary = "What `hepar.meta.subgroups` says of one group.",
      fields = {
        {"group", "string", "its name", false},
        {"k", "integer", "studies", false},
        {"beta", "number", "estimate; with `se`, `zval`, `pval`, `ci_lb` and `ci_ub`", false},
        {"pi_lb", "number", "lower limit of the prediction interval, with `pi_ub`; a group of one study has none, unless tau2 is common", true},
        {"tau2", "number", "variance between studies: of the group, or the common one", false},
        {"I2", "number", "percent of the variance that is between studies, with `H2`", true},
        {"QE", "number", "heterogeneity within the group, with `QEp` and `k - 1` degrees of freedom", true},
        {"fit", "fit", "the fit of the group alone", false},
        {"line", "function", "as `figure:line`", false},
        {"rect", "function", "as `figure:rect`", false},
        {"circle", "function", "as `figure:circle`", false},
        {"polygon", "function", "as `figure:polygon`", false},
        {"path", "function", "as `figure:path`", false},
        {"text", "function", "as `figure:text`", false},
        {"group", "function", "as `figure:group`", false},
      },
      operators = {
      },
      entries = {
      }},
    {name = "patients", page = "meta", summary = "Patients behind a Kaplan-Meier curve. `#patients` is their number.",
      fields = {
        {"time", "column", "of the event or of censoring", false},
        {"event", "column", "1, or 0 for censored", false},
        {"events", "integer", "how many had the event", false},
        {"points", "integer", "of the curve", false},
        {"off", "number", "the largest distance of their curve from the one given", false},
        {"route", "table", "formula, assumption, reference, warnings", false},
      },
      operators = {
      },
      entries = {
      }},
    {name = "logrank", page = "meta", summary = "A log-rank test of two groups.",
      fields = {
        {"o1", "number", "observed events of the first group", false},
        {"e1", "number", "expected events", false},
        {"o2", "number", "observed events of the second group", false},
        {"e2", "number", "expected events", false},
        {"oe", "number", "observed less expected in the first group", false},
        {"v", "number", "its variance", false},
        {"chi2", "number", "the statistic, 1 degree of freedom", false},
        {"pval", "number", "its p value", false},
        {"yi", "number", "Peto's log hazard ratio", false},
        {"vi", "number", "its variance", false},
        {"hr", "number", "the hazard ratio", false},
      },
      operators = {
      },
      entries = {
      }},
    {name = "tables", page = "meta", summary = "Pooled tables or rates: what `hepar.meta.mh`, `hepar.meta.peto` and `hepar.meta.glmm` give. Names are metafor's. What the data do not determine is absent, or NaN in a column.",
      fields = {
        {"measure", "string", "OR, RR, RD, IRR, IRD, PLO or IRLN", false},
        {"method", "string", "MH, PETO, or of a mixed model ML or EE", false},
        {"model", "string", "of a mixed model of two groups: UM.FS, UM.RS, CM.EL or CM.AL", true},
        {"k", "integer", "tables pooled", false},
        {"beta", "column", "the estimate, of ratios and proportions on the log or logit scale; se, zval, pval, ci_lb and ci_ub are columns too: of one value, or of a mixed model with moderators one for each coefficient, with names in `coef` and the variance matrix in `vb`", false},
        {"QM", "number", "of a mixed model with moderators: Wald test of the coefficients `btt`, with QMdf and QMp", true},
        {"dropped", "list of string", "of a mixed model with moderators: those left out because others determine them (strict = false)", true},
        {"QE", "number", "heterogeneity of the effect sizes, with QEp, I2 and H2 (mh, peto)", true},
        {"MH", "number", "Cochran-Mantel-Haenszel statistic, with MHp; CO and COp, Cochran's (mh)", true},
        {"BD", "number", "Breslow-Day statistic, with BDp; TA and TAp with Tarone's correction (mh)", true},
        {"yi", "column", "effect sizes of the single tables, with variances vi (mh, peto)", true},
        {"converged", "boolean", "of a mixed model: when false there is no estimate, and `reason` says why", true},
        {"tau2", "number", "variance of the effects, with se_tau2; sigma2: of study levels (UM.RS), rho: the correlation of both (cor)", true},
        {"QE_Wld", "number", "Wald test of heterogeneity, with QEp_Wld; QE_LRT and QEp_LRT by likelihood ratio; both with QE_df (mixed models)", true},
        {"ll", "number", "log-likelihood, with dev, AIC, BIC and AICc", true},
        {"as", "string", "\"metafor\", \"RevMan\" or \"Stata\" (mh)", true},
        {"conventions", "list of string", "what that program does in another way, as sentences (mh)", true},
        {"left_out", "table", "rows that are not in it: row, slab, reason", false},
      },
      operators = {
        {"tostring(tables)", "The estimate, its test and interval, and what is said of heterogeneity."},
      },
      entries = {
        {name = "tables:predict", call = "tables:predict([options])",
          summary = "The pooled effect as one would report it: estimate and interval. A random-effects model adds the prediction interval pi_lb and pi_ub (normal quantiles, or t with test \"t\").",
          params = {
            {"options", "table", "named options: `transform` (\"none\"; \"exp\" gives a ratio or rate, \"ilogit\" a proportion), `level` (percent; that of the fit), `newmods` (of a mixed model with moderators: rows of their values in the order of `coef` without the intercept, or for a formula values or columns by name; without it the studies)", true},
          },
          returns = {
            {"table", "pred, se (untransformed only), ci_lb, ci_ub, pi_lb, pi_ub: numbers, or with moderators columns"},
          },
          raises = {
            "when there is no estimate, or newmods does not suit the model",
          },
          usage = {
            "print(hepar.meta.peto{ai = {4, 6}, n1i = {12, 30}, ci = {9, 11}, n2i = {13, 30}}\n  :predict{transform = \"exp\"}.pred)",
          }},
        {name = "tables:anova", call = "tables:anova(other)",
          summary = "Compare two mixed models of the same tables by a likelihood-ratio test, or test coefficients of one by Wald's test.",
          params = {
            {"other", "tables or table", "another mixed model; or options: `btt` (places or names of coefficients)", false},
          },
          returns = {
            {"comparison or wald", "as of `fit:anova`"},
          },
          raises = {
            "when the models are of different tables, measures or kinds, or there is no estimate",
          },
          usage = {
            "local data = {ai = {4, 6, 3}, n1i = {123, 306, 231}, ci = {11, 29, 11},\n  n2i = {139, 303, 220}, dose = {1, 2, 4}}\nlocal full = hepar.meta.glmm{data = data, mods = \"~ dose\", method = \"EE\"}\nprint(full:anova(hepar.meta.glmm{data = data, method = \"EE\"}))",
          }},
        {name = "tables:labbe", call = "tables:labbe()",
          summary = "The points of a L'Abbé plot: what happened in the two groups of each study, studies without events included. On a log scale, `add` goes to the groups that need it.",
          params = {
          },
          returns = {
            {"table", "x (group 2), y (group 1), vx and vy (their sampling variances): columns; slab and row of each; `scale`: log odds, log risk, risk, log rate or rate"},
          },
          raises = {
            "for a measure of one group",
          },
          usage = {
            "local points = hepar.meta.mh{measure = \"RR\", ai = {4, 6}, n1i = {12, 30}, ci = {9, 11},\n  n2i = {13, 30}}:labbe()",
          }},
      }},
    {name = "figure", page = "plot", summary = "A figure, as the functions of `hepar.plot` return it.",
      fields = {
        {"name", "string", "begins the ids of its elements", false},
        {"title", "string", "what a screen reader says first", false},
        {"desc", "string", "what a screen reader says then", false},
        {"width", "number", "in points", false},
        {"height", "number", "in points", false},
      },
      operators = {
        {"tostring(figure)", "Name, title and size, with the next things to do."},
      },
      entries = {
        {name = "figure:line", call = "figure:line(x1, y1, x2, y2[, given])",
          summary = "Adds a straight line.",
          params = {
            {"x1", "number", "start", false},
            {"y1", "number", "start", false},
            {"x2", "number", "end", false},
            {"y2", "number", "end", false},
            {"given", "table", "`stroke` (default \"ink\"), `width` (points, 0.75), `dash` (\"2 2\"), `cap`, `title` (a tooltip). Paints are \"#rrggbb\", \"none\", a role that follows the theme (ink, muted, rule, grid, paper, shade1, shade2, shade3) or `{pattern = \"hatch\"|\"cross\"|\"bars\"|\"dots\", colour=, back=}`", true},
          },
          returns = {
            {"figure", "the figure itself"},
          },
          raises = {
            "when a number or a style is wrong",
          },
          usage = {
            "fig:line(0, 10, 100, 10, {stroke = \"grid\"})",
          }},
        {name = "figure:rect", call = "figure:rect(x, y, w, h[, given])",
          summary = "Adds a rectangle.",
          params = {
            {"x", "number", "left", false},
            {"y", "number", "top", false},
            {"w", "number", "width", false},
            {"h", "number", "height", false},
            {"given", "table", "`fill`, `stroke`, `width`, `dash`, `title`, see `figure:line`", true},
          },
          returns = {
            {"figure", "the figure itself"},
          },
          raises = {
            "when a number or a style is wrong",
          },
          usage = {
            "fig:rect(10, 10, 80, 20, {fill = \"#0072B2\"})",
          }},
        {name = "figure:circle", call = "figure:circle(x, y, r[, given])",
          summary = "Adds a circle.",
          params = {
            {"x", "number", "centre", false},
            {"y", "number", "centre", false},
            {"r", "number", "radius", false},
            {"given", "table", "see `figure:rect`", true},
          },
          returns = {
            {"figure", "the figure itself"},
          },
          raises = {
            "when a number or a style is wrong",
          },
          usage = {
            "fig:circle(50, 50, 4, {fill = \"paper\", stroke = \"ink\"})",
          }},
        {name = "figure:polygon", call = "figure:polygon(points[, given])",
          summary = "Adds a polygon.",
          params = {
            {"points", "table", "x1, y1, x2, y2 …", false},
            {"given", "table", "see `figure:rect`", true},
          },
          returns = {
            {"figure", "the figure itself"},
          },
          raises = {
            "when there are fewer than three points, or a number or a style is wrong",
          },
          usage = {
            "fig:polygon({0, 10, 5, 0, 10, 10}, {fill = \"ink\"})",
          }},
        {name = "figure:path", call = "figure:path(path[, given])",
          summary = "Adds a path.",
          params = {
            {"path", "table", "SVG commands and numbers in turn, such as `{\"M\", 0, 0, \"L\", 10, 10}`", false},
            {"given", "table", "see `figure:rect`", true},
          },
          returns = {
            {"figure", "the figure itself"},
          },
          raises = {
            "when the list holds anything but commands and numbers",
          },
          usage = {
            "fig:path({\"M\", 0, 0, \"C\", 5, 0, 5, 10, 10, 10}, {stroke = \"ink\"})",
          }},
        {name = "figure:text", call = "figure:text(x, y, content[, given])",
          summary = "Adds a text; the point is the base line at its start, middle or end.",
          params = {
            {"x", "number", "where it is anchored", false},
            {"y", "number", "base line", false},
            {"content", "string or number or table", "a string, or a list of strings and {sup = \"7\"} or {sub = \"2\"}", false},
            {"given", "table", "`size` (points, 8), `bold`, `italic`, `anchor` (\"start\", \"middle\", \"end\"), `rotate` (degrees), `fill` (\"ink\"), `title` (a tooltip)", true},
          },
          returns = {
            {"figure", "the figure itself"},
          },
          raises = {
            "when a number, the content or a style is wrong",
          },
          usage = {
            "fig:text(10, 20, {\"10\", {sup = \"7\"}, \" cells\"}, {size = 8})",
          }},
        {name = "figure:group", call = "figure:group([options])",
          summary = "Adds a group and returns it; it has the same drawing methods.",
          params = {
            {"options", "table", "`title` (a tooltip for all in it), `clip` ({x, y, width, height}), `class` (a CSS class)", true},
          },
          returns = {
            {"group", "the new group"},
          },
          raises = {
            "when an option is wrong",
          },
          usage = {
            "fig:group{title = \"Suk 2016\"}:circle(10, 10, 3, {fill = \"ink\"})",
          }},
        {name = "figure:boxes", call = "figure:boxes()",
          summary = "The measured box of every text, in drawing order, for checks of a layout.",
          params = {
          },
          returns = {
            {"table", "list of {text, x, y, w, h, size} in points"},
          },
          raises = {
          },
          usage = {
            "for _, box in ipairs(fig:boxes()) do assert(box.x >= 0) end",
          }},
        {name = "figure:svg", call = "figure:svg([options])",
          summary = "The figure as SVG text. The same figure always gives the same bytes.",
          params = {
            {"options", "table", "`embed` (boolean: for an HTML page; no white ground, and inks as CSS variables that follow light and dark), `id` (string: the id of the element and prefix of all others, default made from the content)", true},
          },
          returns = {
            {"string", "the SVG document, or the element when `embed` is set"},
          },
          raises = {
            "when an option is wrong",
          },
          usage = {
            "page:write(fig:svg{embed = true})",
          }},
        {name = "figure:save", call = "figure:save(path[, options])",
          summary = "Writes the figure to a file; the ending says what kind. The file is complete or not there. PNG and PDF are made by `rsvg-convert` (Debian: librsvg2-bin).",
          params = {
            {"path", "string", "ends in .svg, .png or .pdf", false},
            {"options", "table", "`dpi` (number, 300: resolution of a PNG), `width` (number: width of a PNG in pixels, instead of dpi)", true},
          },
          returns = {
            {"boolean", "true, or nil, a message and a code (\"io\", \"not_found\") when the file could not be written or `rsvg-convert` is missing"},
          },
          raises = {
            "when the ending or an option is wrong",
          },
          usage = {
            "assert(fig:save(\"directions.pdf\"))",
          }},
      }},
    {name = "report", page = "report", summary = "A report that is being built; every method that adds something returns the report.",
      fields = {
        {"findings", "report_findings", "the five findings, in a report made by `hepar.report.evidence`", true},
        {"conclusions", "table", "what follows from them, in a report made by `hepar.report.next_protocol`: rows `{title, text, short}`; prints findings and conclusions", true},
        {"search", "search", "the protocol search of such a report", true},
        {"trial", "trial", "the trial that it proposes", true},
      },
      operators = {
        {"tostring(report)", "Title and contents, with the next things to do."},
      },
      entries = {
        {name = "report:heading", call = "report:heading(level, text[, options])",
          summary = "Add a heading. Level 1 opens a section; the title of the page stands above all.",
          params = {
            {"level", "integer", "1 to 3", false},
            {"text", "string or integer or table", "a text", false},
            {"options", "table", "named options: `id` (string, for `ref`); `landscape` (boolean, for level 1: the section is printed on landscape pages)", true},
          },
          returns = {
            {"report", "the report"},
          },
          raises = {
            "when the level is out of range or the text cannot be printed",
          },
          usage = {
            "r:heading(1, \"Records\", { id = \"records\" })",
          }},
        {name = "report:paragraph", call = "report:paragraph(...)",
          summary = "Add a paragraph.",
          params = {
            {"...", "string or integer or table", "text: strings, integers, inline nodes or lists of those", false},
          },
          returns = {
            {"report", "the report"},
          },
          raises = {
            "when a part cannot be printed",
          },
          usage = {
            "r:paragraph(\"Of \", 22, \" rows, \", hepar.report.strong(\"9\"), \" have no control arm.\")",
          }},
        {name = "report:listing", call = "report:listing(text)",
          summary = "Add a block of code or commands.",
          params = {
            {"text", "string", "lines as they stand", false},
          },
          returns = {
            {"report", "the report"},
          },
          raises = {
            "when the text is no string",
          },
          usage = {
            "r:listing(\"lua5.4 examples/next_protocol.lua\")",
          }},
        {name = "report:list", call = "report:list(items[, options])",
          summary = "Add a list.",
          params = {
            {"items", "table", "texts, one per item", false},
            {"options", "table", "named options: `ordered` (boolean, false: numbered)", true},
          },
          returns = {
            {"report", "the report"},
          },
          raises = {
            "when an item cannot be printed",
          },
          usage = {
            "r:list({ \"first\", \"second\" }, { ordered = true })",
          }},
        {name = "report:table", call = "report:table(options)",
          summary = "Add a table.",
          params = {
            {"options", "table", "named options: `columns` (list: a title, or `{title =, align = \"right\", key =, least = 20}`, `least` being the characters a column keeps on a screen); `rows` (list of rows: cells by position, or by the keys of the columns; a cell that is absent stays empty; member `anchor`, a string: what `ref` finds the row by, and prints); `caption` (a text; a table with a caption is numbered); `notes` (list of texts below the table); `id` (string, for `ref`); `wide` (boolean: may be wider than the text on a screen); `row_header` (boolean, true: the first cell of a row names the row)", false},
          },
          returns = {
            {"report", "the report"},
          },
          raises = {
            "when an option is not known or a cell cannot be printed",
          },
          usage = {
            "r:table { caption = \"Doses\",\n  columns = { \"Study\", { title = \"cells/kg\", align = \"right\" } },\n  rows = { { \"Shi 2012\", \"0.5 × 10⁶\" } } }",
          }},
        {name = "report:figure", call = "report:figure(figure, options)",
          summary = "Add a figure, drawn inside the page.",
          params = {
            {"figure", "figure", "a figure of `hepar.plot`, or SVG text", false},
            {"options", "table", "named options: `caption` (a text, needed), `id` (string, for `ref`)", false},
          },
          returns = {
            {"report", "the report"},
          },
          raises = {
            "when the figure is no SVG, holds a script, or refers to anything outside of it",
          },
          usage = {
            "r:figure(hepar.plot.timeline(ev), { caption = \"Published trials by year.\" })",
          }},
        {name = "report:note", call = "report:note(content[, options])",
          summary = "Add a box that stands out.",
          params = {
            {"content", "string or integer or table or function", "a text, or a function `f(r)` that fills the box", false},
            {"options", "table", "named options: `title` (a text), `warning` (boolean, false)", true},
          },
          returns = {
            {"report", "the report"},
          },
          raises = {
            "when the content cannot be printed",
          },
          usage = {
            "r:note(\"No preclinical row is negative.\", { title = \"Warning sign\", warning = true })",
          }},
        {name = "report:details", call = "report:details(summary, content[, options])",
          summary = "Add a part that is folded on a screen and open on paper.",
          params = {
            {"summary", "string or integer or table", "a text, always visible", false},
            {"content", "string or integer or table or function", "a text, or a function `f(r)` that fills the part", false},
            {"options", "table", "named options: `open` (boolean, false: unfolded at first), `id` (string, for `ref`)", true},
          },
          returns = {
            {"report", "the report"},
          },
          raises = {
            "when the content cannot be printed",
          },
          usage = {
            "r:details(\"Homing (2 statements)\", function(part) part:list { \"one\", \"two\" } end)",
          }},
        {name = "report:reference", call = "report:reference(key, options)",
          summary = "Register a reference; `cite(key)` prints its number. References that nobody cites follow.",
          params = {
            {"key", "string", "a short name, used once", false},
            {"options", "table", "named options: `text` (a text, needed), `doi` or `url` (strings)", false},
          },
          returns = {
            {"report", "the report"},
          },
          raises = {
            "when the key is taken or the text is missing",
          },
          usage = {
            "r:reference(\"fiore2018\", { text = \"Fiore 2018\", doi = \"10.3748/wjg.v24.i23.2427\" })",
          }},
        {name = "report:references", call = "report:references([title])",
          summary = "Place the list of references here; without this call it stands at the end.",
          params = {
            {"title", "string", "the heading above it", true},
          },
          returns = {
            {"report", "the report"},
          },
          raises = {
            "when the title is no string",
          },
          usage = {
            "r:references()",
          }},
        {name = "report:provenance", call = "report:provenance([options])",
          summary = "Add the appendix that lets a reader trace and remake the report: documents with their hashes, where parameters come from, seed, versions, commands.",
          params = {
            {"options", "table", "named options: `sources` (list of `{source_id, citation, file, sha256}`), `parameters` (list of `{name, value, origin}`, all texts), `seed` (integer), `versions` (list of `{name, version}`; those of hepar and Lua are always there), `commands` (string)", true},
          },
          returns = {
            {"report", "the report"},
          },
          raises = {
            "when an option is not known or has the wrong type",
          },
          usage = {
            "r:provenance { sources = ev:sources(), commands = \"lua5.4 examples/next_protocol.lua\" }",
          }},
        {name = "report:html", call = "report:html()",
          summary = "The report as one HTML page.",
          params = {
          },
          returns = {
            {"string", "the page; the same report gives the same bytes"},
          },
          raises = {
            "when a citation or cross-reference names nothing",
          },
          usage = {
            "local page = r:html()",
          }},
        {name = "report:markdown", call = "report:markdown([prefix])",
          summary = "The report as Markdown.",
          params = {
            {"prefix", "string", "begins the names of the figure files", true},
          },
          returns = {
            {"string", "the text"},
            {"table", "the figures, a list of `{name, text}`"},
          },
          raises = {
            "when a citation or cross-reference names nothing",
          },
          usage = {
            "local text, figures = r:markdown()",
          }},
        {name = "report:save", call = "report:save(path)",
          summary = "Write the report to a file, whole or not at all. Markdown puts its figures beside it as SVG.",
          params = {
            {"path", "string", "ends in .html, .htm, .md or .markdown", false},
          },
          returns = {
            {"boolean", "true, or nil, a message and a code (\"io\") when the file cannot be written"},
          },
          raises = {
            "when the ending is another, or a citation or cross-reference names nothing",
          },
          usage = {
            "assert(r:save(\"next_protocol.html\"))",
          }},
      }},
    {name = "report_findings", page = "report", summary = "The findings of a report: a list that prints itself as short lines.",
      fields = {
        {"[i]", "report_finding", "a finding, in the order of the page", false},
      },
      operators = {
      },
      entries = {
      }},
    {name = "report_finding", page = "report", summary = "One finding of a report.",
      fields = {
        {"title", "string", "the finding as one sentence", false},
        {"text", "table", "its paragraph, as inline content", false},
        {"ids", "list of string", "the records it rests on", false},
        {"about", "string", "what those records are", true},
        {"short", "string", "the finding in a line or two", false},
      },
      operators = {
      },
      entries = {
      }},
    {name = "inline", page = "report", summary = "Inline content of a text: what `hepar.report.em`, `link`, `cite` and the like return. It goes wherever a text is asked for.",
      fields = {
        {"kind", "string", "\"em\", \"strong\", \"link\", …", false},
      },
      operators = {
      },
      entries = {
      }},
    {name = "score", page = "score", summary = "A score: what it takes, its formula and where that comes from.",
      fields = {
        {"name", "string", "as the function is called", false},
        {"title", "string", "what it is", false},
        {"formula", "string", "with its bounds", false},
        {"source", "string", "authors, journal and year", false},
        {"status", "string", "what was verified against a second source and what is recalled", false},
        {"yes_no", "boolean", "the answer is yes or no", false},
        {"classes", "boolean", "its values fall into classes with names", false},
        {"inputs", "table", "list of `{name, about, unit, si, used, low, high, least, most, absent, required, words}`: `unit` of a bare number, `si` under `units = \"SI\"`, `used` in the formula; `low` and `high` of what is accepted, in `unit`; `least` and `most` of the formula, in `used`", false},
        {"survival", "table", "list of `{days, what, formula, source, status}`", false},
      },
      operators = {
      },
      entries = {
      }},
    {name = "scores", page = "score", summary = "The scores; prints as a table.",
      fields = {
        {"[i]", "score", "the scores", false},
      },
      operators = {
      },
      entries = {
      }},
    {name = "explanation", page = "score", summary = "A score of one patient with every step that led to it.",
      fields = {
        {"score", "string", "its name", false},
        {"value", "number or boolean", "what the plain function returns", false},
        {"exact", "number", "before rounding and the bounds of the score", true},
        {"class", "string", "the class of the value", true},
        {"inputs", "table", "list of `{name, unit, given, word, value, used, used_unit}`: `given` in `unit` (`word` when it was one), `value` in the unit of the formula, `used` within its bounds", false},
        {"steps", "table", "list of `{what, value}`", false},
        {"survival", "table", "list of `{days, probability, what, source, status}`", false},
        {"formula", "string", "with its bounds", false},
        {"source", "string", "authors, journal and year", false},
        {"status", "string", "what was verified and what is recalled", false},
      },
      operators = {
      },
      entries = {
      }},
    {name = "ledger", page = "model", summary = "The claims of the reviews that a model can test, and what the models say to them.",
      fields = {
        {"rows", "table", "list of `{id, statement, check, topic, outcome, reason, fitted, untested, assumed, parts}`; `fitted` is what the model was fitted to, or the term of its equations that holds the claim, so that agreement is no evidence; `untested` lists the parts of the claim that no comparison sees, `assumed` what the outcome rests on beyond the model: thresholds, and factors of the product; `parts` are the comparisons `{what, value, relation, against, holds}`", false},
        {"reproduced", "integer", "claims that are tested whole and of which every comparison holds", false},
        {"reproduced_in_part", "integer", "claims of which every comparison holds and a part is untested", false},
        {"fitted", "integer", "reproduced claims, whole or in part, that the model was fitted to or that a term of its equations holds", false},
        {"by_factor", "integer", "reproduced claims, whole or in part, that rest on an assumed factor of the product, whose direction was taken from the same reviews", false},
        {"contradicted", "integer", "claims of which a comparison fails", false},
        {"not_representable", "integer", "claims that no simulation can test", false},
        {"simulations", "integer", "how many runs it took", false},
      },
      operators = {
      },
      entries = {
      }},
    {name = "symbol", page = "model", summary = "A parameter, input, state, definition (let) or output of a model. It prints itself.",
      fields = {
        {"name", "string", "as in the text: `k_deg`, `regen.Q`, `cells[2]`", false},
        {"kind", "string", "\"parameter\", \"input\", \"state\", \"let\" or \"output\"", false},
        {"value", "number", "of a parameter or input: the default; of a state: the value at the start", true},
        {"unit", "string", "as written", true},
        {"doc", "string", "what it is", true},
        {"status", "string", "\"verified\", \"recalled\", \"calibrated\", \"assumed\", \"cited\" (a source without a word on it) or \"unstated\"", false},
        {"source", "string", "where its value is from", true},
        {"low", "number", "lower end of the stated range", true},
        {"high", "number", "upper end", true},
        {"nonnegative", "boolean", "of a state: it may not fall below 0", false},
        {"delivered", "boolean", "of an input: doses arrive here", false},
        {"module", "string", "the prefix under which an import brought it", true},
        {"file", "string", "the text that defines it", true},
        {"line", "integer", "where in that text", true},
      },
      operators = {
      },
      entries = {
      }},
    {name = "preset", page = "model", summary = "Values over the defaults that go together: a species, a patient. It prints itself.",
      fields = {
        {"name", "string", "as in `preset = \"rat\"`", false},
        {"doc", "string", "what it is", true},
        {"status", "string", "as of a symbol", false},
        {"source", "string", "as of a symbol", true},
        {"values", "table", "the parameters that it sets, name to value", false},
        {"order", "list of string", "their names", false},
      },
      operators = {
      },
      entries = {
      }},
    {name = "remark", page = "model", summary = "Something a model must do, may not do, or rests on.",
      fields = {
        {"text", "string", "the words", false},
        {"status", "string", "\"calibrated\" (the model was fitted to it, so agreement is no evidence), \"predicted\", \"contradicted\" or \"verified\"", true},
        {"source", "string", "where the number is from", true},
      },
      operators = {
      },
      entries = {
      }},
    {name = "model", page = "model", summary = "A model: symbols with unit, value, status and source, and equations. It never changes.",
      fields = {
        {"name", "string", "as in its text", false},
        {"purpose", "string", "what it is for", false},
        {"time_unit", "string", "unit of time and of rates: \"day\", \"hour\", …", true},
        {"has_units", "boolean", "false when its text names no unit: nothing is checked then", false},
        {"builtin", "boolean", "part of hepar", false},
        {"file", "string", "where it was read from", true},
        {"text", "string", "its source", false},
        {"parameter", "table", "the parameters by name: `m.parameter.k_deg.source`", false},
        {"state", "table", "the states by name", false},
        {"input", "table", "the inputs by name", false},
        {"output", "table", "the outputs by name", false},
        {"let", "table", "the definitions by name", false},
        {"sources", "list of remark", "what it rests on", false},
        {"reproduces", "list of remark", "what it must reproduce", false},
        {"limits", "list of remark", "what it does not do", false},
        {"notes", "list of remark", "what the checker of units took for granted", false},
        {"events", "table", "list of `{name, doc, condition, sets}`", false},
        {"left_out", "table", "of a model read from SBML: what the language cannot say", true},
      },
      operators = {
      },
      entries = {
        {name = "model:parameters", call = "model:parameters([options])",
          summary = "The parameters, in the order of the text.",
          params = {
            {"options", "table", "`status`: only those of that status", true},
          },
          returns = {
            {"list of symbol", "the list; prints itself as a table"},
          },
          raises = {
            "when the status is not known",
          },
          usage = {
            "=m:parameters{status = \"assumed\"}",
          }},
        {name = "model:states", call = "model:states()",
          summary = "The states, with their values at the start.",
          params = {
          },
          returns = {
            {"list of symbol", "the list; prints itself as a table"},
          },
          raises = {
          },
          usage = {
            "=m:states()",
          }},
        {name = "model:inputs", call = "model:inputs()",
          summary = "The inputs: where doses arrive, and levels that are given from outside.",
          params = {
          },
          returns = {
            {"list of symbol", "the list; prints itself as a table"},
          },
          raises = {
          },
          usage = {
            "=m:inputs()",
          }},
        {name = "model:outputs", call = "model:outputs()",
          summary = "The outputs: what every run has as columns, beside the states.",
          params = {
          },
          returns = {
            {"list of symbol", "the list; prints itself as a table"},
          },
          raises = {
          },
          usage = {
            "=m:outputs()",
          }},
        {name = "model:presets", call = "model:presets()",
          summary = "The presets: values over the defaults that go together, for `preset = \"rat\"`.",
          params = {
          },
          returns = {
            {"list of preset", "the list; prints itself as a table"},
          },
          raises = {
          },
          usage = {
            "=m:presets()",
          }},
        {name = "model:equations", call = "model:equations([options])",
          summary = "The equations.",
          params = {
            {"options", "table", "`style` (\"text\", \"latex\" or \"mathml\"; text when not said), `what` (a name, or a list of names; everything when not said)", true},
          },
          returns = {
            {"string", "the equations, one in a line"},
          },
          raises = {
            "when a style or name is not known",
          },
          usage = {
            "print(m:equations{style = \"latex\", what = \"collagen\"})",
          }},
        {name = "model:graph", call = "model:graph([options])",
          summary = "Draws the network: states as boxes, thick arrows for what leaves one state and enters another, thin arrows for the influence of a state on the rate of another.",
          params = {
            {"options", "table", "those of `hepar.plot.network`, and `states` (a list of names: only these), `stages` (true: a box for each element of an array, which share one otherwise)", true},
          },
          returns = {
            {"figure", "the figure"},
          },
          raises = {
            "when an option is not of the kind described",
          },
          usage = {
            "m:graph():save(\"network.svg\")\nm:graph{influences = false}",
          }},
        {name = "model:extend", call = "model:extend(text)",
          summary = "A new model with definitions that are added to this one or take the place of its own.",
          params = {
            {"text", "string", "statements of the language, without the line `model …`", false},
          },
          returns = {
            {"model", "the new model; this one stays as it is"},
          },
          raises = {
            "when the text is no statement of the language: file, line, column and a caret",
          },
          usage = {
            "local slow = m:extend[[param k_deg = 0.005 [1/day] {assumed}]]",
          }},
        {name = "model:compile", call = "model:compile()",
          summary = "Compiles the model with the C compiler of this machine; runs use that from now on. What was compiled before is taken from the user's cache. The numbers are the same to the bit.",
          params = {
          },
          returns = {
            {"model or nil", "this model; or nil, a message and a code when there is no compiler"},
          },
          raises = {
          },
          usage = {
            "assert(m:compile()):simulate{t = {0, 336}}",
          }},
        {name = "model:sbml", call = "model:sbml()",
          summary = "The model as an SBML Level 3 document.",
          params = {
          },
          returns = {
            {"string or nil", "the document; or nil, a message and \"format\" when SBML cannot say it"},
            {"list of string", "what was left out, in sentences"},
          },
          raises = {
          },
          usage = {
            "local document, left_out = m:sbml()",
          }},
        {name = "model:save", call = "model:save(path)",
          summary = "Writes the model: as text to NAME.model, as SBML to NAME.xml or NAME.sbml. Whole or not at all.",
          params = {
            {"path", "string", "of the file", false},
          },
          returns = {
            {"boolean or nil", "true; or nil, a message and a code"},
            {"list of string", "of SBML: what was left out"},
          },
          raises = {
            "when the ending is none of these",
          },
          usage = {
            "assert(m:save(\"suk_toy.xml\"))",
          }},
        {name = "model:simulate", call = "model:simulate(options)",
          summary = "Simulates: solves the equations from one time to another.",
          params = {
            {"options", "table", "`t` (`{0, 336}`, or one number: the end; more than two are the times of the columns), `every` (a column's value after each such time) and `at` (more times; alone: only these); `set` (parameters and levels of inputs: `{k_deg = 0.02}` or `{k_deg = \"0.02 1/day\"}`), `initial` (states at the start: a table, or what `run:at` or `m:steady().states` gave), `preset` (a name or a list of names), `dose` (list of `{at, into, amount}` or `{at, NAME = amount}` or `{at, cells = 5e7, route = \"HA\"}`, with `over` (an infusion), `every`, `count`, `until`, `lag`, `fraction`), `change` (list of `{at, set}`: parameters and levels of inputs from then on), `outputs` (names of the columns: states, outputs, definitions; all states and outputs when not said), `events` (true; false: the model's events do not happen), `solver` (\"rodas5p\", or \"tsit5\" for models without fast rates), `rtol` (1e-6), `atol` (1e-9, or a table by state), `most_steps` (100000), `backend` (\"auto\", \"interpreter\", \"compiled\"), `label` (the run's name in figures). Times are in the model's unit, or such as `{weeks = 4}`.", false},
          },
          returns = {
            {"run or nil", "the run; or nil, a message and a code when the equations could not be solved: what, where and when"},
          },
          raises = {
            "when an option cannot be meant: unknown names, negative doses, doses before the start, units that clash, tolerances that cannot be reached",
          },
          usage = {
            "local run = m:simulate{t = {0, 336}, every = 1, dose = {{at = 28, cells = 5e7}}}",
          }},
        {name = "model:rates", call = "model:rates([options])",
          summary = "The rates of all states at one point.",
          params = {
            {"options", "table", "`time` (0), `states` (a table of values over those at the start), `set`, `preset` as of `m:simulate`", true},
          },
          returns = {
            {"table", "the rates by name, per unit of time; prints itself"},
          },
          raises = {
            "when a name is not known",
          },
          usage = {
            "m:rates{states = {collagen = 20}}.collagen",
          }},
        {name = "model:jacobian", call = "model:jacobian([options])",
          summary = "The Jacobian at one point: how fast each rate changes with each state.",
          params = {
            {"options", "table", "as of `m:rates`", true},
          },
          returns = {
            {"table", "`jacobian[row][column]` by names of states, entries that are always 0 absent; prints itself"},
          },
          raises = {
            "when a name is not known",
          },
          usage = {
            "m:jacobian{}.collagen.cells",
          }},
        {name = "model:steady", call = "model:steady([options])",
          summary = "The steady state that a patient comes to.",
          params = {
            {"options", "table", "`set`, `initial`, `preset`, `rtol`, `atol`, `most_steps` as of `m:simulate`, `longest` (the time after which it gives up: 1e6 units of the model)", true},
          },
          returns = {
            {"steady or nil", "the state with its stability; or nil, a message and a code when none is found"},
          },
          raises = {
            "when an option cannot be meant",
          },
          usage = {
            "m:steady{set = {injury = 0.001}}.states.collagen",
          }},
        {name = "model:sensitivity", call = "model:sensitivity(options)",
          summary = "Forward sensitivities: a run, and the derivative of every state by some parameters.",
          params = {
            {"options", "table", "those of `m:simulate`, and `parameters`: a list of names of parameters, or of states (their values at the start)", false},
          },
          returns = {
            {"run or nil", "the run with `run.sensitivity[parameter][state]`, columns; or nil, a message and a code"},
          },
          raises = {
            "when an option cannot be meant",
          },
          usage = {
            "m:sensitivity{t = {0, 336}, parameters = {\"k_deg\"}}.sensitivity.k_deg.collagen",
          }},
      }},
    {name = "steady", page = "model", summary = "The steady state of a model. It prints itself.",
      fields = {
        {"states", "table", "value of each state by name", false},
        {"outputs", "table", "value of each output by name", false},
        {"stability", "string", "\"stable\", \"neutral\" (something is conserved), \"unstable\" or \"unknown\"", false},
        {"eigenvalue", "table", "real and imaginary part of the eigenvalue with the largest real part", false},
        {"residual", "number", "largest rate over its tolerance", false},
        {"integrated", "number", "the time it was followed before Newton's method took over", false},
        {"iterations", "integer", "of Newton's method", false},
      },
      operators = {
      },
      entries = {
      }},
    {name = "run", page = "model", summary = "One simulation of a model. Its columns are fields: `run.t`, `run.collagen`, `run[\"cells[2]\"]`; they cannot be changed, and an unknown name is an error that names the nearest.",
      fields = {
        {"t", "column", "the times, in the model's unit", false},
        {"names", "list of string", "the columns beside t: states, then outputs", false},
        {"outputs", "list of string", "what a figure shows when nothing is asked for", false},
        {"units", "table", "unit of each column, by name", false},
        {"doses", "table", "list of `{t, label}`: the doses within the run", false},
        {"model", "model", "what was simulated", false},
        {"time_unit", "string", "\"day\", \"hour\", …", true},
        {"label", "string", "the run's name in figures", true},
        {"title", "string", "of its figures", false},
        {"statistics", "table", "`steps`, `rejected`, `rates`, `jacobians`, `factors`, `solves`, `restarts`, `events`, and `solver`, `backend`", false},
        {"sensitivity", "table", "of `m:sensitivity`: `sensitivity[parameter][state]` is a column, the derivative of the state by the parameter", true},
      },
      operators = {
      },
      entries = {
        {name = "run:column", call = "run:column(name)",
          summary = "A column by its name: also one whose name is that of a field or method, such as `t`.",
          params = {
            {"name", "string", "of a state, output, or definition that was asked for; or \"t\"", false},
          },
          returns = {
            {"column", "its values, one for each time"},
          },
          raises = {
            "when the run has no such column",
          },
          usage = {
            "run:column(\"collagen\"):max()",
          }},
        {name = "run:at", call = "run:at(time)",
          summary = "The values at one time, between the times of the columns as exact as at them. A time that is no time of the columns is asked of the solver again.",
          params = {
            {"time", "number or table", "in the model's unit, or `{weeks = 24}`", false},
          },
          returns = {
            {"table", "`t` and each column's value by name; prints itself"},
          },
          raises = {
            "when the time is outside the run",
          },
          usage = {
            "run:at(168).collagen\n=run:at{months = 6}",
          }},
        {name = "run:plot", call = "run:plot([options])",
          summary = "Draws the course of columns, one panel each, with doses marked; several runs over each other.",
          params = {
            {"options", "table", "the names of columns as a list (when none: the outputs), and `with` (a run or a list of runs to draw over it), and the options of `hepar.plot.time_course`", true},
          },
          returns = {
            {"figure", "the figure"},
          },
          raises = {
            "when a name is not known, or an option is not of the kind described",
          },
          usage = {
            "run:plot{\"collagen\", \"MELD\"}:save(\"run.svg\")\ntwo:plot{\"collagen\", with = {one, control}}",
          }},
        {name = "run:csv", call = "run:csv(path[, options])",
          summary = "Writes the columns as comma-separated values, the times first: whole or not at all. Numbers read back as they were, to the last bit.",
          params = {
            {"path", "string", "of the file", false},
            {"options", "table", "the names of columns as a list (when none: all)", true},
          },
          returns = {
            {"boolean or nil", "true; or nil, a message and \"io\""},
          },
          raises = {
            "when a name is not known",
          },
          usage = {
            "assert(run:csv(\"run.csv\"))",
          }},
      }},
    {name = "therapy", page = "therapy", summary = "What a therapy or an injury does to the liver model; it prints what it sets and assumes.",
      fields = {
        {"set", "table", "parameters and steady inputs, by name", false},
        {"change", "table", "list of `{at, input, value}`: inputs from a day on", false},
        {"dose", "table", "list of `{at, into, amount}`: 1e6 cells, 1e10 particles or livers", false},
        {"preset", "string", "the species, when it is not human", true},
        {"assumptions", "table", "list of `{what, status, reason}`", false},
        {"applied", "table", "list of `{what, status, times}`: which factors came from which word", false},
      },
      operators = {
      },
      entries = {
      }},
    {name = "scenario", page = "scenario", summary = "A scenario: checked, ready to be run. It never changes.",
      fields = {
        {"title", "string", "what it is about", true},
        {"record", "string", "the id of the study record that it follows", true},
        {"model", "model", "the model", false},
        {"arms", "table", "the names of the arms, the reference first", false},
        {"outputs", "table", "the names that are recorded", false},
        {"horizon", "number", "how long, in the unit of the model", false},
        {"n", "integer", "how many patients", false},
        {"seed", "integer", "of all random numbers", false},
        {"assumptions", "table", "list of `{what, status, reason}`", false},
      },
      operators = {
      },
      entries = {
        {name = "scenario:run", call = "scenario:run([options])",
          summary = "Simulate the virtual patients of the scenario in every arm. Patients are streamed: what is held are summaries, times to event and the first courses, so memory does not grow with their number. The same patients, with the same chance events, are in every arm. Ctrl-C returns what is done.",
          params = {
            {"options", "table", "named options: `threads` (integer, 1; 0 takes every processor), `progress` (boolean, false), `checkpoint` (a file that the run goes on from, to the same bits), `sample` (how many first patients are kept whole, 100), `n`, `seed` (instead of the scenario's), `export` (a CSV or SQLite file that every patient, arm and time is written to, see cohort:export), `share` (`{3, 16}`: only the third of sixteen shares of the patients; `checkpoint` names its file, and `hepar.cohort.merge` makes the whole run of the files)", true},
          },
          returns = {
            {"cohort or nil", "the cohort; or nil, a message and a code"},
          },
          raises = {
            "when an option is not of the kind described",
          },
          usage = {
            "local c = s:run{threads = 2, progress = true, checkpoint = \"suk.checkpoint\"}",
          }},
        {name = "scenario:patients", call = "scenario:patients([options])",
          summary = "Draw the virtual patients without simulating their arms: covariates, what differs between them, and what limits and targets look at.",
          params = {
            {"options", "table", "`n` (how many; the scenario's), `first` (the first one's number, 1)", true},
          },
          returns = {
            {"table or nil", "one column for each feature by name, and `number`; prints itself; or nil, a message and a code"},
          },
          raises = {
            "when an option is not of the kind described",
          },
          usage = {
            "print(s:patients{n = 200})",
          }},
      }},
    {name = "calibration", page = "cohort", summary = "What a calibration found; prints itself.",
      fields = {
        {"method", "string", "\"local\", \"global\" or \"mcmc\"", false},
        {"converged", "boolean", "whether the search ended at a minimum (mcmc: every R-hat below 1.05)", false},
        {"rows", "table", "one for each free parameter, by name: `name`, `value`, `se`, `low`, `high` (nil when the data do not determine it), `start`, `at_bound`; of mcmc also `mean`, `sd`, `median`, `rhat`, `ess`, `shrinkage` (1 - SD / SD of the prior, on the scale that is searched; nil without bounds), and low and high are quantiles of the posterior", false},
        {"values", "table", "the best values by name, for `set` of `m:simulate`", false},
        {"rss", "number", "the weighted sum of squares, priors included", false},
        {"sigma", "number", "the residual standard deviation, where the data gave none", false},
        {"correlation", "table", "correlations of the estimates, by name and name; nil when singular", false},
        {"sets", "table", "one for each data set: `name`, `n`, `rss`, `observed`, `fitted`", false},
        {"posterior", "table", "of mcmc: columns of draws after the warm-up, by name", false},
        {"traces", "table", "of mcmc: a column for each walker or chain, by name", false},
      },
      operators = {
      },
      entries = {
        {name = "calibration:profile", call = "calibration:profile([options])",
          summary = "Profile likelihoods: each parameter held at values around its estimate, the others fitted anew; how far the fit bears it, and whether the data identify it (Raue et al. 2009).",
          params = {
            {"options", "table", "`parameters` (list of names; all), `level` (95), `points` (30): at most so many on each side, steps no longer than that part of the range", true},
          },
          returns = {
            {"profiles", "rows `name`, `value`, `low`, `high`, `verdict`, `x` and `rise` (columns); prints itself"},
          },
          raises = {
            "when a name is not that of a free parameter or an option is not of the kind described",
          },
          usage = {
            "=calibration:profile()",
          }},
        {name = "calibration:plot", call = "calibration:plot([options])",
          summary = "Draws the chains of a posterior (method \"mcmc\"): `hepar.plot.traces`, `hepar.plot.posterior` or `hepar.plot.pairs`.",
          params = {
            {"options", "table", "`figure` (\"posterior\", \"traces\", \"pairs\") and those of the figure", true},
          },
          returns = {
            {"figure", "the figure"},
          },
          raises = {
            "when there is no posterior or an option is not of the kind described",
          },
          usage = {
            "calibration:plot{figure = \"traces\"}:save(\"traces.svg\")",
          }},
        {name = "calibration:combinations", call = "calibration:combinations()",
          summary = "Which combinations of the parameters the data determine, and which not: eigenvectors of the posterior covariance (of \"mcmc\") or of the information of the data at the best point, with parameters in units of the standard deviation that their prior, or a flat one between their bounds, has.",
          params = {
          },
          returns = {
            {"combinations", "rows, the best determined first; prints itself"},
          },
          raises = {
            "when a parameter has neither bounds nor a prior",
          },
          usage = {
            "=calibration:combinations()",
          }},
      }},
    {name = "combinations", page = "cohort", summary = "What the data of a calibration determine, one row a combination of parameters, the best determined first; prints itself.",
      fields = {
        {"determined", "number", "how many parameters' worth the data determine: the sum over rows of the share of the prior's variance that is gone", false},
        {"[i]", "table", "row: `left` (the standard deviation that is left, as share of that before the data), `weights` (by name; of parameters in units of their prior's standard deviation), `words`, `verdict` (\"determined\": less than 0.3 is left; \"in part\"; \"not\": 0.9 or more)", false},
      },
      operators = {
      },
      entries = {
      }},
    {name = "cohort", page = "cohort", summary = "A simulated cohort: patients times arms times outputs, as summaries.",
      fields = {
        {"scenario", "scenario", "what was run", false},
        {"n", "integer", "patients that were simulated in every arm", false},
        {"interrupted", "boolean", "true when Ctrl-C ended the run early", false},
        {"tried", "integer", "candidates that were drawn to find them", false},
        {"failed", "integer", "courses that the solver could not finish; they are missing", false},
        {"refused", "table", "how many candidates each limit of eligibility refused", false},
        {"effective", "number", "effective sample size of the weights (n without weights)", false},
        {"matching", "table", "rows of wanted and reached means and SDs, with method", true},
        {"share", "table", "which share of a run it is, `{3, 16}`", true},
        {"arms", "table", "names of the arms, the reference first", false},
        {"outputs", "table", "names of the outputs", false},
        {"t", "column", "times of the results", false},
      },
      operators = {
      },
      entries = {
        {name = "cohort:summary", call = "cohort:summary(output[, at][, options])",
          summary = "Summaries of one output at one time, or at all times.",
          params = {
            {"output", "string", "the name of an output", false},
            {"at", "number or table", "the time (the end), such as `{months = 6}`; the nearest time of the results is taken; \"all\" gives every time", true},
            {"options", "table", "`kind` (\"value\"; \"change\" since the start; \"contrast\": difference to the reference arm, patient by patient), `arm` (all), `quantiles` (list of probabilities)", true},
          },
          returns = {
            {"list of table", "rows `{arm, t, n, mean, sd, se, median, min, max, quantile, exact}`; prints itself"},
          },
          raises = {
            "when the output, time or an option is not known",
          },
          usage = {
            "print(c:summary(\"collagen\", {months = 6}))\nc:summary(\"MELD\", {weeks = 24}, {kind = \"contrast\"})[1].mean",
          }},
        {name = "cohort:proportion", call = "cohort:proportion(output, options)",
          summary = "The share of patients whose output is below or above a limit, such as responders. The interval (Wilson, 95 %) is of the simulation, for its number of patients; it says nothing of the model.",
          params = {
            {"output", "string", "the name of an output", false},
            {"options", "table", "`below` or `above` (number, in the unit of the output), `at` (time, the end), `kind` (\"value\", \"change\" or \"contrast\")", false},
          },
          returns = {
            {"list of table", "rows `{arm, n, share, ci_lb, ci_ub}`; prints itself"},
          },
          raises = {
            "when the output, time or an option is not known",
          },
          usage = {
            "print(c:proportion(\"MELD\", {below = -2, kind = \"change\"}))",
          }},
        {name = "cohort:survival", call = "cohort:survival([arm])",
          summary = "Survival of one arm: Kaplan-Meier, and the cumulative incidence of each cause, from times to event that were drawn with the model's probabilities.",
          params = {
            {"arm", "string", "the name of an arm (all of them)", true},
          },
          returns = {
            {"survival", "curves with numbers at risk; prints itself"},
          },
          raises = {
            "when the arm is not known, or the scenario has no survival",
          },
          usage = {
            "print(c:survival(\"two\"))\nc:survival():plot():save(\"survival.svg\")",
          }},
        {name = "cohort:export", call = "cohort:export(path)",
          summary = "Write every patient, arm and time to a file. CSV has the columns patient, arm, time and the outputs. SQLite has them in the table `value`; `patient` says who they were (covariates, factors, what eligibility looked at, weight), `event` until when they were seen and why, and `run` (seed, version, hash of the model's text …), `output` and `assumption` what the run was. What a run did not keep is simulated again, to the same bits, and streamed; a file is there whole or not at all.",
          params = {
            {"path", "string", "the file: SQLite when its name ends in .sqlite, .sqlite3 or .db, else CSV", false},
          },
          returns = {
            {"boolean or nil", "true; or nil, a message and a code"},
          },
          raises = {
            "when path is no name of a file",
          },
          usage = {
            "c:export(\"c.csv\")",
          }},
        {name = "cohort:plot", call = "cohort:plot(output[, options])",
          summary = "A figure of an output: median and bands of quantiles over time, a panel for each arm.",
          params = {
            {"output", "string", "the name of an output", false},
            {"options", "table", "those of `hepar.plot.fan`, and `figure` (\"fan\"; \"spaghetti\": single courses; \"waterfall\": changes of single patients; \"responders\": distribution of changes)", true},
          },
          returns = {
            {"figure", "the figure"},
          },
          raises = {
            "when the output or an option is not known",
          },
          usage = {
            "c:plot(\"collagen\"):save(\"collagen.svg\")\nc:plot(\"MELD\", {figure = \"waterfall\"}):save(\"waterfall.svg\")",
          }},
        {name = "cohort:courses", call = "cohort:courses(output, arm)",
          summary = "The single courses of the first patients, as they were kept (`sample` of `s:run`).",
          params = {
            {"output", "string", "the name of an output", false},
            {"arm", "string", "the name of an arm", false},
          },
          returns = {
            {"list of table", "for each patient a list of values at the times `c.t`"},
          },
          raises = {
            "when the output or arm is not known",
          },
          usage = {
            "c:courses(\"MELD\", \"two\")[1]",
          }},
      }},
    {name = "profiles", page = "cohort", summary = "Profile likelihoods, one row a parameter; prints itself.",
      fields = {
        {"level", "number", "of the intervals, in percent", false},
        {"[i]", "table", "row: `name`, `value`, `low`, `high` (where the rise passes the limit), `verdict`, `x`, `rise` (columns: values of the parameter, and how much worse the best fit is), `limit`, `log` (searched in the logarithm)", false},
      },
      operators = {
      },
      entries = {
        {name = "profiles:plot", call = "profiles:plot([options])",
          summary = "Draws the curves with the threshold: `hepar.plot.profiles`.",
          params = {
            {"options", "table", "those of `hepar.plot.profiles`", true},
          },
          returns = {
            {"figure", "the figure"},
          },
          raises = {
            "when an option is not of the kind described",
          },
          usage = {
            "calibration:profile():plot():save(\"profiles.svg\")",
          }},
      }},
    {name = "search", page = "cohort", summary = "What a protocol search found: candidates by their value, the Pareto front of benefit against burden, and what the benefit rests on. It prints and draws itself. Research only, never advice on a patient.",
      fields = {
        {"rows", "list of protocol", "the candidates, the one of least expected regret first", false},
        {"shared", "list of string", "what all protocols have in common", false},
        {"control", "table", "of no treatment: `best` (probability that nothing is better than doing it)", false},
        {"refused", "table", "rows `{words, reason}` of protocols that cannot be, with the reason", false},
        {"outcomes", "table", "rows `{outcome, at, better, weight, unit}`", false},
        {"weights", "table", "rows `{name, value, reason, status, replaced}`: points of the burden, each a stated preference", false},
        {"price", "number", "benefit that one point of burden must bring", false},
        {"price_given", "boolean", "whether the user gave it; else it is the benefit for each point of the most effective protocol", false},
        {"reliance", "table", "what the benefit of the first row rests on: `groups`, rows `{status, inputs, share, low, high, lead, lead_low, lead_high}` (share of the variance that stays when all else is known; lead: of its lead over the second row); `parameters`, rows `{name, status, low, high, swing, share, switches, doc, words}`, the widest swing first: the benefit when this one is at the ends of its central 90 % and all others are the model's own, and whether the second row then does better; `base`, the benefit at the model's own values", true},
        {"draws", "integer", "how many worlds, draws of the uncertain values", false},
        {"patients", "integer", "how many virtual patients in each", false},
        {"uncertain", "integer", "how many values are uncertain", false},
        {"tried", "integer", "draws that were tried to find so many with eligible patients", false},
        {"ineligible", "integer", "draws that had too few of them", false},
        {"disagreed", "integer", "draws whose patients did not do what `agree` says", true},
        {"space", "integer", "how many protocols the space holds; absent when it has ranges", false},
        {"sampled", "boolean", "whether they were sampled and refined", false},
        {"interrupted", "boolean", "whether Ctrl-C ended it early", false},
        {"seed", "integer", "the seed", false},
        {"level", "number", "of the intervals", false},
        {"notes", "table", "sentences", false},
      },
      operators = {
      },
      entries = {
        {name = "search:front", call = "search:front()",
          summary = "The protocols on the Pareto front of the means, the least burden first.",
          params = {
          },
          returns = {
            {"list of protocol", "rows"},
          },
          raises = {
          },
          usage = {
            "for _, row in ipairs(r:front()) do print(row.mark, row.words, row.on_front) end",
          }},
        {name = "search:plot", call = "search:plot([options])",
          summary = "Benefit against burden with intervals, the front marked: `hepar.plot.search`.",
          params = {
            {"options", "table", "those of `hepar.plot.search`", true},
          },
          returns = {
            {"figure", "the figure"},
          },
          raises = {
          },
          usage = {
            "r:plot():save(\"search.svg\")",
          }},
        {name = "search:csv", call = "search:csv(path)",
          summary = "Write every candidate as a row of comma-separated values.",
          params = {
            {"path", "string", "the file", false},
          },
          returns = {
            {"boolean or nil", "true; or nil, a message and \"io\""},
          },
          raises = {
            "when path is no name of a file",
          },
          usage = {
            "r:csv(\"protocols.csv\")",
          }},
      }},
    {name = "protocol", page = "cohort", summary = "One candidate protocol.",
      fields = {
        {"words", "string", "the protocol in words", false},
        {"brief", "string", "the same without what all protocols share", false},
        {"mark", "string", "a letter, when it is on the front", false},
        {"benefit", "number", "mean over the worlds; several outcomes are weighted", false},
        {"low", "number", "lower end of its interval", false},
        {"high", "number", "upper end", false},
        {"se", "number", "standard error of the mean: from the number of worlds alone", false},
        {"outcomes", "table", "for each outcome `{mean, low, high}`", false},
        {"burden", "number", "points", false},
        {"front", "integer", "1 when no other dominates it on the means, 2 when only those do …", false},
        {"on_front", "number", "probability of being on the front", false},
        {"best", "number", "probability of having the greatest value, benefit less price times burden", false},
        {"regret", "number", "mean value that is lost against the best of each world", false},
        {"rank", "number", "mean rank by value", false},
        {"rank_low", "number", "lower end of its interval", false},
        {"rank_high", "number", "upper end", false},
        {"procedures", "integer", "how many", false},
        {"cells", "number", "in all", false},
        {"particles", "number", "in all", false},
        {"amount", "number", "in all, of a dose of another model", false},
        {"settings", "table", "field to value, as in the space", false},
        {"treatment", "table", "the arm of a scenario", false},
        {"assumptions", "table", "rows `{what, status, reason}` of the product", false},
      },
      operators = {
      },
      entries = {
      }},
    {name = "sensitivity", page = "cohort", summary = "What a sensitivity analysis found, one row an input; prints and draws itself.",
      fields = {
        {"method", "string", "\"morris\", \"sobol\", \"efast\" or \"prcc\"", false},
        {"outcome", "string", "what was looked at", false},
        {"evaluations", "integer", "how often the target was evaluated", false},
        {"failed", "integer", "how many of these gave no number", false},
        {"seed", "integer", "the seed", false},
        {"rows", "table", "one for each input, as its parameters are sorted: `name`, `words` (its distribution); Sobol and eFAST: `first`, `total`; Morris: `mu`, `mu_star`, `sigma`; PRCC: `prcc`, `p`, and Spearman's rank correlation `spearman`, `spearman_p`; each with `…_low` and `…_high` where there are intervals", false},
        {"second", "table", "of \"sobol\" with `second = true`: rows `a`, `b`, `value`, `low`, `high`", false},
      },
      operators = {
      },
      entries = {
        {name = "sensitivity:ranked", call = "sensitivity:ranked()",
          summary = "The rows, the most important input first: by total index, mu* or size of the correlation.",
          params = {
          },
          returns = {
            {"table", "the same rows in another order"},
          },
          raises = {
          },
          usage = {
            "s:ranked()[1].name",
          }},
        {name = "sensitivity:plot", call = "sensitivity:plot([options])",
          summary = "Draws the indices as bars, the most important input on top: `hepar.plot.sensitivity`.",
          params = {
            {"options", "table", "those of `hepar.plot.sensitivity`", true},
          },
          returns = {
            {"figure", "the figure"},
          },
          raises = {
          },
          usage = {
            "s:plot():save(\"sensitivity.svg\")",
          }},
      }},
    {name = "survival", page = "cohort", summary = "Survival of the arms of a cohort.",
      fields = {
        {"curves", "table", "list, one for each arm: `{arm, n, t, S, ci_lb, ci_ub, risk, incidence}`", false},
      },
      operators = {
      },
      entries = {
        {name = "survival:at", call = "survival:at(at)",
          summary = "Survival, numbers at risk and incidences at some times.",
          params = {
            {"at", "number or table or column", "a time in the unit of the model, or a list of them", false},
          },
          returns = {
            {"list of table", "rows `{arm, t, S, ci_lb, ci_ub, risk, incidence = {cause = F}}`"},
          },
          raises = {
            "when a time is no finite number",
          },
          usage = {
            "c:survival(\"two\"):at{84, 168}[1].S",
          }},
        {name = "survival:plot", call = "survival:plot([options])",
          summary = "Draws the curves with bands of 95 % and numbers at risk.",
          params = {
            {"options", "table", "those of `hepar.plot.survival`", true},
          },
          returns = {
            {"figure", "the figure"},
          },
          raises = {
            "when an option is not of the kind described",
          },
          usage = {
            "c:survival():plot():save(\"survival.svg\")\nc:survival():plot{show = \"incidence\"}",
          }},
      }},
    {name = "analysis", page = "trial", summary = "What a test says of two arms: the treated one (group 1) against the control (group 0). z is positive when the treated arm has more (of y, of time).",
      fields = {
        {"analysis", "string", "the test", false},
        {"n", "integer", "patients", false},
        {"estimate", "number", "the effect, on the scale of the test", true},
        {"se", "number", "its standard error", true},
        {"statistic", "number", "of the test: t, z, chi-squared or W", false},
        {"df", "number", "degrees of freedom", true},
        {"z", "number", "the normal quantile of its p value", false},
        {"pval", "number", "two-sided p value", false},
        {"p_greater", "number", "p value for more in the treated arm", false},
        {"claim", "string", "what was tested against a margin; then z is that of the claim", true},
        {"margin", "number", "of the claim", true},
        {"p_claim", "number", "its one-sided p value (the larger of both of an equivalence)", true},
      },
      operators = {
      },
      entries = {
      }},
    {name = "planned", page = "trial", summary = "A sample size or a power by formula: what means, proportions and survival return. It also holds every option of the call, with its default.",
      fields = {
        {"n", "integer", "patients in all", false},
        {"n1", "integer", "patients in the control arm", false},
        {"n2", "integer", "patients in the treated arm", false},
        {"exact_n", "number", "the size before rounding up, in both arms", false},
        {"power", "number", "with n patients", false},
        {"method", "string", "the test and where the formula comes from", false},
        {"events", "number", "survival: events needed", true},
        {"event_probability", "number", "survival: share of patients that will have an event", true},
        {"difference", "number", "means: of the arms", true},
        {"boundaries", "boundaries", "the group-sequential design", true},
      },
      operators = {
      },
      entries = {
      }},
    {name = "characteristics", page = "trial", summary = "What simulated trials did.",
      fields = {
        {"replicates", "integer", "how many trials", false},
        {"n", "integer", "patients planned", false},
        {"what", "string", "\"power\", \"type I error\" or \"assurance\"", false},
        {"power", "number", "share of trials in which a treated arm was better", false},
        {"power_se", "number", "its Monte Carlo error", false},
        {"ci_lb", "number", "lower limit of the share, 95 %, exact", false},
        {"ci_ub", "number", "upper limit", false},
        {"harm", "number", "share of trials in which the treated arm was worse (two-sided)", false},
        {"futile", "number", "share of trials that stopped for futility", false},
        {"expected_n", "number", "mean number of patients enrolled", false},
        {"expected_n_se", "number", "its Monte Carlo error", false},
        {"duration", "number", "mean time to the end, in units of accrual and follow-up", true},
        {"duration_se", "number", "its Monte Carlo error", true},
        {"events", "number", "mean number of events", true},
        {"estimate", "number", "mean estimate of the effect at the end (of the best arm)", true},
        {"estimate_sd", "number", "its standard deviation over trials", true},
        {"share", "number", "of patients in the first treated arm, percent", false},
        {"looks", "table", "one row for each look: `fraction`, `success`, `futile`, `harm` (shares)", false},
        {"arms", "table", "of several treated arms: how often each was chosen", true},
        {"shown", "table", "of several treated arms: how often each was shown to be better", true},
        {"every", "number", "how often all of them were", true},
        {"missing", "number", "share of patients whose last visit is missing", true},
        {"failed", "integer", "trials with a test that could not be done; it counts as no effect", false},
        {"patients", "integer", "virtual patients that the trials drew from", true},
        {"pool_se", "number", "standard error of the power because these are finitely many", true},
        {"draws", "list of table", "of parameters, of assurance: `{power, difference, values}` each", true},
        {"z", "column", "of each trial at its end", false},
        {"sizes", "column", "patients enrolled in each trial", false},
      },
      operators = {
      },
      entries = {
      }},
    {name = "powers", page = "trial", summary = "Power at several sizes: rows of one number of patients each.",
      fields = {
        {"rows", "table", "list of characteristics", false},
      },
      operators = {
      },
      entries = {
      }},
    {name = "trial", page = "trial", summary = "The design of a trial: what hepar.trial returns. It also holds what it was made with.",
      fields = {
        {"names", "table", "of the arms, the control first", false},
        {"n", "integer", "patients in all arms", false},
        {"analysis", "string", "the test", false},
        {"boundaries", "boundaries", "of its looks, with alpha after the adjustment for several arms", false},
        {"alpha", "number", "type I error of the trial", false},
        {"sided", "integer", "1 or 2", false},
        {"scenario", "scenario", "that its patients come from", true},
        {"patients", "integer or string", "virtual patients to draw from, or \"new\"", true},
      },
      operators = {
      },
      entries = {
        {name = "trial:power", call = "trial:power([options])",
          summary = "The power: the share of simulated trials that find a treated arm better.",
          params = {
            {"options", "table", "`n` (patients in all; a list for several sizes), `replicates` (2000), `seed` (that of the design), `threads` (1; 0 is one for each processor; any number gives the same bits), `progress` (false)", true},
          },
          returns = {
            {"characteristics or powers", "what the trials did; a list of sizes gives one row for each; or nil, message, code when it was interrupted"},
          },
          raises = {
            "when an option is unknown or impossible",
          },
          usage = {
            "hepar.trial{arms = {control = {mean = 0, sd = 4}, treated = {mean = 2, sd = 4}},\n  endpoint = {type = \"continuous\"}}:power{n = {80, 160}, replicates = 500}",
          }},
        {name = "trial:type1_error", call = "trial:type1_error([options])",
          summary = "The type I error: the same trials when every treated arm is like the control.",
          params = {
            {"options", "table", "as for power", true},
          },
          returns = {
            {"characteristics or powers", "what the trials did; or nil, message, code"},
          },
          raises = {
            "when an option is unknown or impossible",
          },
          usage = {
            "hepar.trial{arms = {control = {mean = 0, sd = 4}, treated = {mean = 2, sd = 4}},\n  endpoint = {type = \"continuous\"}}:type1_error{n = 80, replicates = 500}",
          }},
        {name = "trial:sample_size", call = "trial:sample_size([options])",
          summary = "The smallest number of patients with the power asked for, by simulation: sizes are doubled, then halved in between; all of them see the same patients, so that power rises smoothly.",
          params = {
            {"options", "table", "`power` (0.9), `replicates` (2000), `most` (100000), `seed`, `threads`, `progress`", true},
          },
          returns = {
            {"characteristics", "the trials of that size, with `n_lb` and `n_ub`: where the power minus and plus two Monte Carlo errors is reached; or nil, message, code when no size has the power"},
          },
          raises = {
            "when an option is unknown or impossible",
          },
          usage = {
            "hepar.trial{arms = {control = {mean = 0, sd = 2}, treated = {mean = 2, sd = 2}},\n  endpoint = {type = \"continuous\"}}:sample_size{power = 0.8, replicates = 500}",
          }},
        {name = "trial:assurance", call = "trial:assurance(options)",
          summary = "The assurance: the share of trials that succeed when the effect itself is uncertain. With `prior` each trial draws its effect: a difference of means, a log odds ratio or a log hazard ratio of the treated arm (outcomes of virtual patients are shifted so that they have it; times cannot be). O'Hagan, Stevens and Campbell, Pharm Stat 2005;4:187. With `parameters` of a scenario's trial, values of the model's parameters are drawn (Latin hypercube), for each draw new virtual patients are simulated, and trials drawn from them.",
          params = {
            {"options", "table", "`prior` (of the effect: a prior, `{mean =, sd =}`, or a fit without moderators, whose prediction of a new study it is), or `parameters` (a list of names, drawn from the ranges that the model states, or `{name = {low, high}}` as in hepar.cohort.sensitivity) with `draws` (25) and `patients` for each (200), and those of power", false},
          },
          returns = {
            {"characteristics or powers", "what the trials did; or nil, message, code"},
          },
          raises = {
            "when there is no prior, or the trial has several treated arms",
          },
          usage = {
            "hepar.trial{arms = {control = {mean = 0, sd = 4}, treated = {mean = 2, sd = 4}},\n  endpoint = {type = \"continuous\"}}:assurance{prior = {mean = 2, sd = 1}, n = 80,\n  replicates = 500}",
          }},
        {name = "trial:pool", call = "trial:pool([options])",
          summary = "The virtual patients that the trial draws from, simulated now if they were not yet.",
          params = {
            {"options", "table", "`threads` (1), `progress` (false)", true},
          },
          returns = {
            {"trial_patients", "the patients; or nil, message, code"},
          },
          raises = {
            "when the patients do not come from a scenario, or are new in every trial",
          },
          usage = {
            "local s = hepar.scenario{model = \"cell_kinetics\", horizon = {days = 14},\n  outputs = {\"live_cells_liver\"}, cohort = {vary = {residence_liver = 0.3}},\n  arms = {one = {{into = \"dose_portal_vein\", amount = 50, at = 0}},\n    two = {{into = \"dose_portal_vein\", amount = 100, at = 0}}}}\nprint(hepar.trial{scenario = s, patients = 50, endpoint = {output = \"live_cells_liver\", better =\n  \"higher\"}}:pool())",
          }},
      }},
    {name = "trial_patients", page = "trial", summary = "The virtual patients that a trial draws from, each simulated in every arm.",
      fields = {
        {"n", "integer", "how many there are", false},
        {"failed", "integer", "patients that were left out because the solver failed in some arm (with `patients = \"new\"` they stay, and are missing)", false},
        {"tried", "integer", "candidates that were drawn to find them", false},
        {"refused", "table", "how many candidates each limit of eligibility refused", false},
        {"effective", "number", "effective sample size of their weights (n without weights)", false},
        {"number", "column", "of each patient in the scenario", false},
        {"chances", "integer", "how many times to event each patient has, of which a trial draws one", false},
        {"baseline", "column", "of each patient, as the model has it", true},
        {"weights", "column", "of patients matched by weights", true},
        {"arms", "table", "list of `{arm, values, times, events, mean, sd, difference, difference_sd, se}`: `values` is a list of columns, one for each time of the endpoint; a time to event has the columns `times` and `events` (0 not seen any further, 1 the event, 2 another one) instead, all chances of a patient one after the other; mean, SD and difference to the control, patient by patient, are of the last time", false},
      },
      operators = {
      },
      entries = {
      }},
    {name = "prior", page = "trial", summary = "What is known before the trial, as a mixture of normal distributions.",
      fields = {
        {"components", "table", "list of `{weight, mean, sd}`", false},
        {"mean", "number", "of the mixture", false},
        {"sd", "number", "its standard deviation", false},
        {"origin", "string", "where it comes from", false},
        {"tau", "table", "`mean`, `sd`, `median` of the posterior of the heterogeneity", true},
      },
      operators = {
      },
      entries = {
        {name = "prior:density", call = "prior:density(x)",
          summary = "The density of the prior.",
          params = {
            {"x", "number", "where", false},
          },
          returns = {
            {"number", "the density"},
          },
          raises = {
            "when x is no finite number",
          },
          usage = {
            "hepar.trial.normal{mean = 0, sd = 1}:density(0)",
          }},
        {name = "prior:probability", call = "prior:probability(x)",
          summary = "The share of the prior below a value.",
          params = {
            {"x", "number", "the value", false},
          },
          returns = {
            {"number", "the share"},
          },
          raises = {
            "when x is no finite number",
          },
          usage = {
            "hepar.trial.normal{mean = 0, sd = 1}:probability(1.96)",
          }},
        {name = "prior:quantile", call = "prior:quantile(p)",
          summary = "The value below which a share of the prior lies.",
          params = {
            {"p", "number", "the share, above 0 and below 1", false},
          },
          returns = {
            {"number", "the value"},
          },
          raises = {
            "when p is no share",
          },
          usage = {
            "hepar.trial.normal{mean = 0, sd = 1}:quantile(0.975)",
          }},
        {name = "prior:sample", call = "prior:sample(n[, seed])",
          summary = "Random numbers from the prior.",
          params = {
            {"n", "integer", "how many", false},
            {"seed", "integer", "of the random numbers (1)", true},
          },
          returns = {
            {"column", "the numbers"},
          },
          raises = {
            "when n or seed is no whole number",
          },
          usage = {
            "#hepar.trial.normal{mean = 0, sd = 1}:sample(100)  --> 100",
          }},
        {name = "prior:robust", call = "prior:robust(options)",
          summary = "The same prior with a part that allows for a conflict of the new trial with it: Schmidli and others, Biometrics 2014;70:1023.",
          params = {
            {"options", "table", "`weight` of the new part (0.2), its `mean` (that of the prior) and `sd` (needed: the standard deviation of one patient carries the information of one)", false},
          },
          returns = {
            {"prior", "the mixture"},
          },
          raises = {
            "when an option is unknown, sd is missing, or a weight is no share",
          },
          usage = {
            "hepar.trial.normal{mean = 0, sd = 1}:robust{weight = 0.2, sd = 10}",
          }},
        {name = "prior:ess", call = "prior:ess(options)",
          summary = "How many patients the prior is worth. \"elir\": the expected local information ratio, Neuenschwander and others, Biometrics 2020;76:578; \"morita\": the information at the mode over that of one patient (Morita, Thall and Mueller, Biometrics 2008;64:595), which a robust part hardly lowers; \"moment\": the variance of one patient over that of the prior.",
          params = {
            {"options", "table", "`sd` of the outcome of one patient (needed), `method` (\"elir\")", false},
          },
          returns = {
            {"number", "the effective sample size"},
          },
          raises = {
            "when an option is unknown or sd is missing",
          },
          usage = {
            "hepar.trial.normal{mean = 0, sd = 1}:ess{sd = 5}  --> 25",
          }},
        {name = "prior:posterior", call = "prior:posterior(estimate, se)",
          summary = "What is known after an estimate with a normal error.",
          params = {
            {"estimate", "number", "what the trial found", false},
            {"se", "number", "its standard error", false},
          },
          returns = {
            {"prior", "the posterior mixture"},
          },
          raises = {
            "when estimate or se is no number",
          },
          usage = {
            "hepar.trial.normal{mean = 0, sd = 1}:posterior(1, 1).mean  --> 0.5",
          }},
      }},
    {name = "boundaries", page = "trial", summary = "Looks with their bounds: what hepar.trial.sequential returns. Bounds are of the z value that is positive when the treated arm is better.",
      fields = {
        {"looks", "integer", "how many analyses, the last one counted", false},
        {"fraction", "table", "of the information at each look", false},
        {"upper", "table", "bounds of efficacy: stop at or above", false},
        {"lower", "table", "bounds of futility, or of harm when sided is 2; minus infinity: none", false},
        {"spent", "table", "alpha that is spent up to each look", false},
        {"nominal", "table", "p value of each upper bound, of all sides", false},
        {"alpha", "number", "type I error", false},
        {"sided", "integer", "1 or 2", false},
        {"power", "number", "at the alternative", false},
        {"drift", "number", "expected z of the last look at the alternative", false},
        {"inflation", "number", "sample size over that of the same design without interim looks", false},
        {"expected_null", "number", "expected size, as part of the largest, without any effect", false},
        {"expected_alternative", "number", "the same at the alternative", false},
        {"spending", "string", "the family of the bounds", false},
        {"parameter", "number", "gamma, rho or delta of the family", true},
        {"futility", "table", "`spending`, `parameter` and `binding` of the futility bounds", true},
      },
      operators = {
      },
      entries = {
        {name = "boundaries:crossing", call = "boundaries:crossing(drift)",
          summary = "The probabilities of stopping at each look for one size of the effect.",
          params = {
            {"drift", "number", "expected z of the last look: 0 is no effect, `boundaries.drift` the alternative", false},
          },
          returns = {
            {"table", "`above` and `below` (lists, one number for each look), `power` (of all looks; both sides when sided is 2), `futile`, `expected` (size as part of the largest)"},
          },
          raises = {
            "when drift is no number from -50 to 50",
          },
          usage = {
            "hepar.trial.sequential{looks = {0.5, 1}}:crossing(0).power  --> 0.025",
          }},
      }},
    {name = "column", page = "column", summary = "A column of doubles.",
      fields = {
        {"[i]", "number", "the value at place i, counted from 1; nil out of range", false},
      },
      operators = {
        {"#column", "How many values."},
        {"column + other", "Sums, value by value; a column or an array must be as long as this one."},
        {"column - other", "Differences, value by value."},
        {"column * other", "Products, value by value."},
        {"column / other", "Quotients, value by value."},
        {"column ^ other", "Powers, value by value."},
        {"column % other", "Remainders, value by value, with the sign of the right side as in Lua."},
        {"-column", "The values with their signs turned."},
        {"column .. other", "Both joined end to end."},
        {"column == other", "Whether all values are the same."},
        {"tostring(column)", "The first and last values, with mean, standard deviation, least, largest and missing ones."},
        {"local column <close> = …", "Free the memory at the end of the block."},
      },
      entries = {
        {name = "column:slice", call = "column:slice([start][, stop][, step])",
          summary = "A view on some of the values: no copy, writing to the view writes to the column.",
          params = {
            {"start", "integer", "the first place (1; going down, the last); -1 is the last", true},
            {"stop", "integer", "the last place (the last; going down, 1); -1 is the last", true},
            {"step", "integer", "the distance (1); negative reverses", true},
          },
          returns = {
            {"column", "the view"},
          },
          raises = {
            "when start or stop is outside the column",
          },
          usage = {
            "x:slice(2, -2)\nx:slice(nil, nil, -1)",
          }},
        {name = "column:take", call = "column:take(places)",
          summary = "The values at given places, in that order, as a new column.",
          params = {
            {"places", "column or table", "places from 1, repeats allowed", false},
          },
          returns = {
            {"column", "the values"},
          },
          raises = {
            "when a place is outside the column",
          },
          usage = {
            "dose:take(mass:order())",
          }},
        {name = "column:copy", call = "column:copy()",
          summary = "A contiguous copy with memory of its own.",
          params = {
          },
          returns = {
            {"column", "the copy"},
          },
          raises = {
          },
          usage = {
            "local before = x:copy()",
          }},
        {name = "column:totable", call = "column:totable()",
          summary = "The values as a plain Lua array.",
          params = {
          },
          returns = {
            {"table", "array of numbers"},
          },
          raises = {
          },
          usage = {
            "table.sort(x:totable())",
          }},
        {name = "column:concat", call = "column:concat(...)",
          summary = "This column and others, joined end to end, as a new column. `a .. b` is the same.",
          params = {
            {"...", "column or table", "what to append", false},
          },
          returns = {
            {"column", "the joined values"},
          },
          raises = {
          },
          usage = {
            "control:concat(treated, {17})",
          }},
        {name = "column:close", call = "column:close()",
          summary = "Free the memory now instead of at collection (views on it keep it). Using the column afterwards is an error; closing again is not. `local x <close> = …` does it at the end of the block.",
          params = {
          },
          returns = {
          },
          raises = {
          },
          usage = {
            "x:close()",
          }},
        {name = "column:each", call = "column:each()",
          summary = "Iterate over places and values.",
          params = {
          },
          returns = {
            {"function", "iterator for the generic `for`"},
          },
          raises = {
          },
          usage = {
            "for i, x in column:each() do print(i, x) end",
          }},
        {name = "column:map", call = "column:map(f)",
          summary = "A new column of f(value, place).",
          params = {
            {"f", "function", "gives a number for each value (a table that can be called will do)", false},
          },
          returns = {
            {"column", "the results"},
          },
          raises = {
            "when f gives something else than a number",
          },
          usage = {
            "x:map(math.log)",
          }},
        {name = "column:sum", call = "column:sum([options])",
          summary = "The sum, compensated (Neumaier 1974); 0 for no values.",
          params = {
            {"options", "table", "`na_rm` (boolean, false): leave missing values out", true},
          },
          returns = {
            {"number", "the sum"},
          },
          raises = {
          },
          usage = {
            "x:sum{na_rm = true}",
          }},
        {name = "column:mean", call = "column:mean([options])",
          summary = "The arithmetic mean; NaN for no values.",
          params = {
            {"options", "table", "`na_rm` (boolean, false): leave missing values out", true},
          },
          returns = {
            {"number", "the mean"},
          },
          raises = {
          },
          usage = {
            "x:mean()",
          }},
        {name = "column:var", call = "column:var([options])",
          summary = "The variance of a sample, divisor n - 1; NaN below two values.",
          params = {
            {"options", "table", "`na_rm` (boolean, false): leave missing values out", true},
          },
          returns = {
            {"number", "the variance"},
          },
          raises = {
          },
          usage = {
            "x:var()",
          }},
        {name = "column:sd", call = "column:sd([options])",
          summary = "The standard deviation of a sample, divisor n - 1; NaN below two values.",
          params = {
            {"options", "table", "`na_rm` (boolean, false): leave missing values out", true},
          },
          returns = {
            {"number", "the standard deviation"},
          },
          raises = {
          },
          usage = {
            "x:sd()",
          }},
        {name = "column:min", call = "column:min([options])",
          summary = "The least value; NaN for no values.",
          params = {
            {"options", "table", "`na_rm` (boolean, false): leave missing values out", true},
          },
          returns = {
            {"number", "the minimum"},
          },
          raises = {
          },
          usage = {
            "x:min()",
          }},
        {name = "column:max", call = "column:max([options])",
          summary = "The largest value; NaN for no values.",
          params = {
            {"options", "table", "`na_rm` (boolean, false): leave missing values out", true},
          },
          returns = {
            {"number", "the maximum"},
          },
          raises = {
          },
          usage = {
            "x:max()",
          }},
        {name = "column:median", call = "column:median([options])",
          summary = "The median: the middle value, or the mean of the two in the middle; NaN for no values.",
          params = {
            {"options", "table", "`na_rm` (boolean, false): leave missing values out", true},
          },
          returns = {
            {"number", "the median"},
          },
          raises = {
          },
          usage = {
            "x:median()",
          }},
        {name = "column:quantile", call = "column:quantile(p[, options])",
          summary = "Sample quantiles after any of the nine definitions of Hyndman and Fan (The American Statistician 1996;50:361-365), numbered as in R.",
          params = {
            {"p", "number or column or table", "probability, or several, from 0 to 1", false},
            {"options", "integer or table", "the type, 1 to 9 (7), or `type` and `na_rm` (boolean, false)", true},
          },
          returns = {
            {"number or column", "the quantile, or a column with one for each p; NaN for no values"},
          },
          raises = {
          },
          usage = {
            "x:quantile(0.9)\nx:quantile({0.25, 0.75}, {type = 6, na_rm = true})",
          }},
        {name = "column:missing", call = "column:missing()",
          summary = "How many values are missing (NaN).",
          params = {
          },
          returns = {
            {"integer", "the count"},
          },
          raises = {
          },
          usage = {
            "x:missing()",
          }},
        {name = "column:sort", call = "column:sort([options])",
          summary = "Sort in place, stable, missing values last; a view sorts what it shows.",
          params = {
            {"options", "table", "`descending` (boolean, false)", true},
          },
          returns = {
            {"column", "the column itself"},
          },
          raises = {
          },
          usage = {
            "x:sort{descending = true}",
          }},
        {name = "column:sorted", call = "column:sorted([options])",
          summary = "A sorted copy, stable, missing values last.",
          params = {
            {"options", "table", "`descending` (boolean, false)", true},
          },
          returns = {
            {"column", "the sorted copy"},
          },
          raises = {
          },
          usage = {
            "x:sorted()[1]",
          }},
        {name = "column:order", call = "column:order([options])",
          summary = "The places that sort the column: `x:take(x:order())` is sorted. Stable, missing values last.",
          params = {
            {"options", "table", "`descending` (boolean, false)", true},
          },
          returns = {
            {"column", "places from 1"},
          },
          raises = {
          },
          usage = {
            "year:order{descending = true}",
          }},
        {name = "column:cumsum", call = "column:cumsum()",
          summary = "Running sums, compensated; from the first missing value on all are missing.",
          params = {
          },
          returns = {
            {"column", "as long as the column"},
          },
          raises = {
          },
          usage = {
            "recruited:cumsum()",
          }},
      }},
    {name = "random", page = "random", summary = "A stream of random numbers.",
      fields = {
      },
      operators = {
      },
      entries = {
        {name = "random:at", call = "random:at(index)",
          summary = "The same stream at any index, at no cost; this one stays where it is.",
          params = {
            {"index", "integer", "the index of the next number, from 1", false},
          },
          returns = {
            {"random", "the stream there"},
          },
          raises = {
          },
          usage = {
            "r:at(1000000):normal()",
          }},
        {name = "random:position", call = "random:position()",
          summary = "The index of the next number.",
          params = {
          },
          returns = {
            {"integer", "the index, from 1"},
          },
          raises = {
          },
          usage = {
            "r:position()",
          }},
        {name = "random:uniform", call = "random:uniform([n][, options])",
          summary = "Uniform numbers between min and max, 53 bits, with neither 0 nor 1 when these are the bounds.",
          params = {
            {"n", "integer or table", "how many; without it a single number, and the options may stand here", true},
            {"options", "table", "`min` (number, 0), `max` (number, 1), `threads` (integer, 1; 0 is one for each processor; the numbers are the same), `progress` (boolean, false): on a terminal", true},
          },
          returns = {
            {"number or column", "the number, or a column of n; or nil, message and code when interrupted"},
          },
          raises = {
          },
          usage = {
            "r:uniform(10, {min = 18, max = 75})",
          }},
        {name = "random:normal", call = "random:normal([n][, options])",
          summary = "Normal numbers: the normal quantile of the uniform number at the same index.",
          params = {
            {"n", "integer or table", "how many; without it a single number, and the options may stand here", true},
            {"options", "table", "`mean` (number, 0), `sd` (number, 1), `threads`, `progress`", true},
          },
          returns = {
            {"number or column", "the number, or a column of n; or nil, message and code when interrupted"},
          },
          raises = {
          },
          usage = {
            "r:normal(1000000, {mean = 18, sd = 4, threads = 2})",
          }},
        {name = "random:exponential", call = "random:exponential([n][, options])",
          summary = "Exponential numbers with mean 1 / rate, by inversion.",
          params = {
            {"n", "integer or table", "how many; without it a single number, and the options may stand here", true},
            {"options", "table", "`rate` (number, 1), `threads`, `progress`", true},
          },
          returns = {
            {"number or column", "the number, or a column of n; or nil, message and code when interrupted"},
          },
          raises = {
          },
          usage = {
            "r:exponential{rate = 0.1}",
          }},
        {name = "random:gamma", call = "random:gamma([n][, options])",
          summary = "Gamma numbers with mean shape * scale (Marsaglia and Tsang 2000).",
          params = {
            {"n", "integer or table", "how many; without it a single number, and the options may stand here", true},
            {"options", "table", "`shape` (number, 1), `scale` (number, 1), `threads`, `progress`", true},
          },
          returns = {
            {"number or column", "the number, or a column of n; or nil, message and code when interrupted"},
          },
          raises = {
          },
          usage = {
            "r:gamma(100, {shape = 2, scale = 0.5})",
          }},
        {name = "random:beta", call = "random:beta([n][, options])",
          summary = "Beta numbers with mean a / (a + b), from two gamma numbers.",
          params = {
            {"n", "integer or table", "how many; without it a single number, and the options may stand here", true},
            {"options", "table", "`a` (number, 1), `b` (number, 1), `threads`, `progress`", true},
          },
          returns = {
            {"number or column", "the number, or a column of n; or nil, message and code when interrupted"},
          },
          raises = {
          },
          usage = {
            "r:beta(100, {a = 2, b = 8})",
          }},
        {name = "random:poisson", call = "random:poisson([n][, options])",
          summary = "Poisson counts (inversion below a mean of 10, else Hoermann's PTRS, 1993).",
          params = {
            {"n", "integer or table", "how many; without it a single number, and the options may stand here", true},
            {"options", "table", "`mean` (number, 1; up to 1e9), `threads`, `progress`", true},
          },
          returns = {
            {"number or column", "the count, or a column of n; or nil, message and code when interrupted"},
          },
          raises = {
          },
          usage = {
            "r:poisson(100, {mean = 3.2})",
          }},
        {name = "random:binomial", call = "random:binomial([n][, options])",
          summary = "Binomial counts (inversion below a mean of 10, else Hoermann's BTRS, 1993).",
          params = {
            {"n", "integer or table", "how many; without it a single number, and the options may stand here", true},
            {"options", "table", "`trials` (integer, 1; up to 1e9), `p` (number, 0.5), `threads`, `progress`", true},
          },
          returns = {
            {"number or column", "the count, or a column of n; or nil, message and code when interrupted"},
          },
          raises = {
          },
          usage = {
            "r:binomial(100, {trials = 20, p = 0.3})",
          }},
        {name = "random:integer", call = "random:integer(low, high[, n])",
          summary = "Whole numbers from low to high, both possible, all equally likely.",
          params = {
            {"low", "integer", "the least", false},
            {"high", "integer", "the largest", false},
            {"n", "integer", "how many; without it a single one", true},
          },
          returns = {
            {"integer or column", "the number, or a column of n"},
          },
          raises = {
            "when high is below low",
          },
          usage = {
            "r:integer(1, 6)",
          }},
        {name = "random:shuffle", call = "random:shuffle(list)",
          summary = "Shuffle an array or column in place (Fisher and Yates). Takes an index per element, but one.",
          params = {
            {"list", "table or column", "what to shuffle", false},
          },
          returns = {
            {"table or column", "the same, shuffled"},
          },
          raises = {
          },
          usage = {
            "r:shuffle{\"control\", \"one\", \"two\"}",
          }},
        {name = "random:sample", call = "random:sample(from, k[, options])",
          summary = "Draw k elements of an array or column, or of the numbers 1 to n. Takes k indexes.",
          params = {
            {"from", "table or column or integer", "what to draw from", false},
            {"k", "integer", "how many", false},
            {"options", "table", "`replace` (boolean, false): an element may come again", true},
          },
          returns = {
            {"table", "the elements, in the order drawn"},
          },
          raises = {
            "when k is more than there are and replace is not set",
          },
          usage = {
            "r:sample(patients, 20)",
          }},
      }},
  },
}
