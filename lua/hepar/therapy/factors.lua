-- The factors of products on the liver model, relative to plain bone-marrow cells or plain
-- vesicles.
-- Every entry: what it sets, with its status and reason; or why the model cannot represent it. All
-- factors are assumptions of the right order, with directions from the two reviews.

local M = {}

-- set: values that replace the default; times: factors on the value so far; add: sums.

-- Codes of vocabulary intervention_type. kind says where a dose goes.
M.products = {
  MSC = { kind = "cells" },
  MSC_PRECOND = { kind = "cells", needs = "conditioning" },
  MSC_GENE = { kind = "cells", needs = "gene" },
  MSC_DIFF = { kind = "cells", times = { cell_trophic = 0.8, cell_immune = 0.7 },
    reason = "differentiated cells secrete less" },
  HLC = { kind = "cells", times = { cell_trophic = 0.8, cell_immune = 0.7 },
    reason = "hepatocyte-like cells secrete less; their own function is in the model's " ..
      "differentiation" },
  BMSC = { kind = "cells", reason = "taken as mesenchymal stromal cells of bone marrow" },
  BMMNC = { kind = "cells", times = { potency = 0.1 },
    reason = "few of the mononuclear cells are progenitors" },
  HSC_CD34 = { kind = "cells", times = { potency = 0.5, cell_immune = 0.5 },
    reason = "trophic factors, less immune effect than stromal cells" },
  HSC_CD133 = { kind = "cells", times = { potency = 0.5, cell_immune = 0.5 },
    reason = "trophic factors, less immune effect; a gain at 3 months was lost at 6 (review2)" },
  MSC_EV = { kind = "vesicles" },
  MSC_EV_ENG = { kind = "vesicles", needs = "cargo" },
  HEP_EV = { kind = "vesicles", set = { cargo_SK = 0.9, vesicle_immune = 0, vesicle_matrix = 0 },
    reason = "hepatocyte vesicles act by SK2/S1P on hepatocytes (Nojima 2016)" },
  HPC_EV = { kind = "vesicles", set = { vesicle_immune = 0, vesicle_matrix = 0 },
    reason = "progenitor vesicles act on hepatocytes" },
  MSC_CM = { kind = "medium" },
  HEP = { kind = "hepatocytes" },
  GCSF = { kind = "drug", drug = "G-CSF" },
  DRUG = { kind = "drug", needs = "drug" },
  NO_TREAT = { kind = "none" },
  PLACEBO = { kind = "none" },
  SOC = { kind = "none" },
  EPC = { refused = "the model has no vessels for endothelial progenitors to make" },
  MSC_AND_CM = { refused = "give cells and medium as two products and join them" },
  MSC_DIFF_MIX = { refused = "give the two kinds of cells as two products and join them" },
  PLEX = { refused = "the model has no plasma to exchange" },
  OTHER = { refused = "the model must know what the product is" },
}

-- Names beyond the vocabulary's own.
M.product_names = {
  ["ev"] = "MSC_EV", ["exosome"] = "MSC_EV", ["vesicles"] = "MSC_EV", ["cd34+"] = "HSC_CD34",
    ["cd133+"] = "HSC_CD133",
  ["mononuclear cells"] = "BMMNC", ["hepatocytes"] = "HEP", ["hepatocyte-like cells"] = "HLC",
    ["g-csf"] = "GCSF",
  ["medium"] = "MSC_CM", ["msc ev"] = "MSC_EV", ["msc-ev"] = "MSC_EV", ["none"] = "NO_TREAT",
}

-- Codes of vocabulary source.
M.sources = {
  BM = { times = { potency = 1 }, reason = "the reference" },
  UC = { times = { potency = 0.85 },
    reason = "bone marrow did better than umbilical cord (Zhao 2018)" },
  AT = { times = { potency = 0.9 }, reason = "no direct comparison" },
  MENB = { times = { potency = 0.9 }, reason = "no direct comparison" },
  IPSC = { times = { potency = 1 },
    reason = "no direct comparison; risk of teratoma is not modelled" },
}
M.source_unknown = "no comparison with bone marrow: taken as equal"

-- Codes of vocabulary donor.
M.donors = {
  AUTO = { set = { allogeneic = 0 }, reason = "cells of the patient" },
  SYN = { set = { allogeneic = 0 }, reason = "inbred animals: as cells of the patient" },
  ALLO = { set = { allogeneic = 1 }, times = { cell_survival = 0.9 },
    reason = "cells of another donor are rejected in time" },
  XENO = { set = { allogeneic = 1 }, times = { cell_survival = 0.9 },
    reason = "taken as another donor's; rejection between species may be faster" },
  NR = { set = { allogeneic = 0 }, reason = "donor not reported: taken as the patient's own" },
}

-- Codes of vocabulary route: the input of the model that takes the dose.
M.routes = {
  IV = { input = "dose_vein" },
  HA = { input = "dose_hepatic_artery" },
  PV = { input = "dose_portal_vein" },
  IH = { input = "dose_liver" },
  IS = { input = "dose_spleen" },
  IP = { refused = "the model has no peritoneal cavity" },
  PO = { refused = "there are no numbers for uptake from the gut" },
  SC = { refused = "the model has no skin" },
  IBD = { refused = "the model has no bile ducts" },
  VITRO = { refused = "exposure in a dish is no dose" },
  NR = { refused = "the dose must arrive somewhere; choose a route" },
}

-- Codes of vocabulary conditioning that treat the cells.
M.conditioning = {
  HYPOXIA = { times = { cxcr4 = 2, cell_trophic = 1.5, cell_survival = 1.2 },
    reason = "hypoxia raises CXCR4, VEGF and survival" },
  RAPA = { times = { cell_immune = 1.4, cxcr4 = 1.3 },
    reason = "rapamycin: IL-10, IDO, PGE2 and homing rise" },
  MELA = { times = { cxcr4 = 1.5, cell_matrix = 1.3, cell_survival = 1.2 },
    reason = "melatonin: homing and survival rise, fibrosis falls" },
  SDF1A = { times = { cxcr4 = 2 }, reason = "SDF-1 alpha raises CXCR4 and homing" },
  LPS = { times = { cell_trophic = 1.4 }, reason = "lipopolysaccharide raises trophic factors" },
  LL37 = { times = { cell_trophic = 1.3 }, reason = "LL-37 raises trophic factors" },
  TNFA_IFNG = { times = { cell_immune = 1.4, cell_trophic = 1.2 },
    reason = "TNF-alpha with IFN-gamma licenses cells" },
  RESV = { with = "SDF1A", reason = "counted in SDF-1 alpha, with which it was given",
    refused = "resveratrol is known together with SDF-1 alpha only" },
  DIFF_HEP = { times = { cell_trophic = 0.8, cell_immune = 0.7 },
    reason = "differentiated cells secrete less" },
}

-- Codes of vocabulary conditioning that change a gene or a microRNA of the cells.
M.genes = {
  G_HGF = { times = { cell_trophic = 1.8, cell_matrix = 1.4 },
    reason = "HGF: hepatocytes divide, TGF-beta1 falls" },
  G_CXCR4 = { times = { cxcr4 = 3 }, reason = "CXCR4: homing" },
  G_IL1RA = { times = { cell_immune = 1.6 },
    reason = "IL-1 receptor antagonist calms inflammation" },
  G_IGF1 = { times = { cell_trophic = 1.3, cell_matrix = 1.3 },
    reason = "IGF-1: hepatocytes divide, fibrosis falls" },
  M_122 = { times = { cell_matrix = 1.5 }, reason = "miR-122 keeps stellate cells at rest" },
  M_125B = { times = { cell_matrix = 1.3 }, reason = "miR-125b blocks Hedgehog in stellate cells" },
  M_181_5P = { times = { cell_matrix = 1.5 },
    reason = "miR-181-5p: autophagy, less STAT3 in stellate cells" },
  M_27B = { times = { cell_immune = 1.3 }, reason = "miR-27b: inflammation falls, HO-1 rises" },
  M_223 = { refused = "its effect on NLRP3 is known for vesicles; give it as cargo of vesicles" },
  G_HNF4A = { refused = "its effect is known on hepatoma only, and the model has no tumour" },
  G_IFNG = { refused = "its effect is known on hepatoma only, and the model has no tumour" },
}
M.gene_names = { hgf = "G_HGF", cxcr4 = "G_CXCR4", ["il-1ra"] = "G_IL1RA", ["igf-1"] = "G_IGF1",
  hnf4a = "G_HNF4A",
  ["ifn-gamma"] = "G_IFNG", ["mir-122"] = "M_122", ["mir-125b"] = "M_125B",
    ["mir-181-5p"] = "M_181_5P",
  ["mir-27b"] = "M_27B", ["mir-223"] = "M_223" }
M.conditioning_names = { ["sdf-1"] = "SDF1A", ["ll-37"] = "LL37",
  ["tnf and ifn-gamma"] = "TNFA_IFNG" }

-- Codes of vocabulary cargo, for vesicles.
M.cargo = {
  ["miR-122"] = { times = { vesicle_matrix = 1.5 },
    reason = "miR-122 keeps stellate cells at rest" },
  ["miR-125b"] = { times = { vesicle_matrix = 1.3 },
    reason = "miR-125b blocks Hedgehog in stellate cells" },
  ["miR-181-5p"] = { set = { cargo_STAT3 = 0.9 }, times = { vesicle_matrix = 1.5 },
    reason = "miR-181-5p: autophagy, less STAT3 in stellate cells" },
  ["miR-223"] = { set = { cargo_NLRP3 = 0.9 }, reason = "miR-223 lowers NLRP3" },
  ["miR-17"] = { set = { cargo_NLRP3 = 0.9 }, reason = "miR-17 lowers TXNIP and NLRP3" },
  ["miR-27a"] = { times = { vesicle_immune = 1.4 }, reason = "miR-27a turns macrophages to M2" },
  ["miR-27b"] = { set = { cargo_GPX1 = 0.9 },
    reason = "miR-27b raises HO-1: less oxidative stress" },
  GPX1 = { set = { cargo_GPX1 = 0.9 }, reason = "glutathione peroxidase removes oxidants" },
  SK1 = { refused = "from endothelium it activates stellate cells; the model has that as a " ..
    "rate, not as a product" },
  SK2 = { set = { cargo_SK = 0.9 }, reason = "sphingosine kinase 2 makes hepatocytes divide" },
  S1P = { set = { cargo_SK = 0.9 }, reason = "sphingosine-1-phosphate makes hepatocytes divide" },
  Twist1 = { times = { vesicle_matrix = 1.3 }, reason = "Twist1 and miR-214 lower CCN2" },
  ["miR-214"] = { times = { vesicle_matrix = 1.3 }, reason = "miR-214 lowers CCN2" },
  ["miR-199a-5p"] = { times = { vesicle_matrix = 1.3 }, reason = "miR-199a-5p lowers CCN2" },
}
M.cargo_unknown = "the model knows no effect of it as a product"

-- Small molecules: inputs of the model and factors.
M.drugs = {
  ["G-CSF"] = { input = { drug_regeneration = 0.2 },
    reason = "mobilised cells; trials in compensated cirrhosis were negative" },
  ["AMD3100"] = { input = { drug_regeneration = 0.1 }, times = { cxcr4 = 0.3 },
    reason = "blocks CXCR4: mobilises the patient's own cells and hinders homing of those given" },
  ["BIO5192"] = { input = { drug_regeneration = 0.1 },
    reason = "blocks VLA-4: mobilises the patient's own cells" },
  ["eltrombopag"] = { input = { drug_platelets = 0.5 },
    reason = "thrombopoietin receptor: more platelets" },
}
M.drug_names = { ["g-csf"] = "G-CSF", ["gcsf"] = "G-CSF", ["filgrastim"] = "G-CSF",
  ["plerixafor"] = "AMD3100",
  ["amd3100"] = "AMD3100", ["bio5192"] = "BIO5192", ["eltrombopag"] = "eltrombopag" }

-- Removal of the cause: what is left of chronic injury.
M.causes = {
  antiviral = { left = 0.05, reason = "sustained response leaves little injury" },
  abstinence = { left = 0.15,
    reason = "as for the arms of Suk 2016, calibrated to the flat control arm",
    status = "calibrated" },
}

M.sizes = { exosome = 90, microvesicle = 300, ["apoptotic body"] = 1000 }

return M
