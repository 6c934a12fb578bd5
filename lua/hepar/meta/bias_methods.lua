--- Tests and corrections for missing studies as methods of a fit.
-- @module hepar.meta.bias_methods

local bias = require "hepar.meta.bias"
local selmodel = require "hepar.meta.selmodel"

--- Missing studies: this file is loaded when one of its methods is first called.
-- @type fit
local Fit = {}

--- Regression test for funnel plot asymmetry: hepar.meta.regtest of this fit.
-- @tparam[opt] table options named options: `variant`, `model`, `predictor`, `ni`, `level`,
--   `method`, `test`
-- @treturn table the test; or nil, message, code
-- @raise when an option is not known, or the fit does not allow it
-- @usage print(fit:regtest{model = "lm"})
function Fit:regtest(options) return bias.regtest(self, options) end

--- Rank test for funnel plot asymmetry: hepar.meta.ranktest of this fit.
-- @tparam[opt] table options there are no options
-- @treturn table `tau`, `pval`, `exact`; or nil, message, code
-- @raise when an option is not known, or the fit does not allow it
-- @usage print(fit:ranktest())
function Fit:ranktest(options) return bias.ranktest(self, options) end

--- Trim and fill: hepar.meta.trimfill of this fit.
-- @tparam[opt] table options named options: `side`, `estimator`
-- @treturn table what was filled in, and the fit with it; or nil, message, code
-- @raise when an option is not known, or the fit does not allow it
-- @usage print(fit:trimfill{estimator = "R0"})
function Fit:trimfill(options) return bias.trimfill(self, options) end

--- Fail-safe N: hepar.meta.fsn of this fit.
-- @tparam[opt] table options named options: `type`, `alpha`, `target`, `weighted`
-- @treturn table `fsnum` and more; or nil, message, code
-- @raise when an option is not known, or the fit does not allow it
-- @usage print(fit:fsn{type = "general"})
function Fit:fsn(options) return bias.fsn(self, options) end

--- PET-PEESE: hepar.meta.pet_peese of this fit.
-- @tparam[opt] table options named options: `model`, `alpha`, `level`
-- @treturn table both regressions and the one to report; or nil, message, code
-- @raise when an option is not known, or the fit does not allow it
-- @usage print(fit:pet_peese())
function Fit:pet_peese(options) return bias.pet_peese(self, options) end

--- Test of excess significance: hepar.meta.tes of this fit.
-- @tparam[opt] table options named options: `H0`, `alternative`, `alpha`, `theta`, `tau2`,
--   `test`, `tes_alternative`, `tes_alpha`, `find_lim`
-- @treturn table the test; or nil, message, code
-- @raise when an option is not known, or the fit does not allow it
-- @usage print(fit:tes())
function Fit:tes(options) return bias.tes(self, options) end

--- Interval of Henmi and Copas: hepar.meta.hc of this fit.
-- @tparam[opt] table options named options: `level`
-- @treturn table estimate and interval; or nil, message, code
-- @raise when an option is not known, or the fit does not allow it
-- @usage print(fit:hc())
function Fit:hc(options) return bias.hc(self, options) end

--- Limit meta-analysis: hepar.meta.limit of this fit.
-- @tparam[opt] table options named options: `level`
-- @treturn table adjusted estimate and interval; or nil, message, code
-- @raise when an option is not known, or the fit does not allow it
-- @usage print(fit:limit())
function Fit:limit(options) return bias.limit(self, options) end

--- Selection model: hepar.meta.selmodel of this fit.
-- @tparam table options named options: `type`, `alternative`, `steps`, `delta`, `prec`, `level`
-- @treturn table the model; or nil, message, code
-- @raise when an option is not known, or the fit does not allow it
-- @usage print(fit:selmodel{type = "step", steps = 0.025})
function Fit:selmodel(options) return selmodel.selmodel(self, options) end

return Fit
