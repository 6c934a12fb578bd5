# A scenario by deSolve's lsoda with compiled rates, Jacobian and outputs, patient by patient.
#   source("spec/bench/scenario.R"); s <- scenario_load(FOLDER)
#   scenario_patient(s, i)        list of matrices, one for each arm: times x what is recorded
# FOLDER is filled by scenario.lua, and holds scenario.so built of scenario.c.
library(deSolve)

scenario_load <- function(folder) {
  dyn.load(file.path(folder, "scenario.so"))
  words <- scan(file.path(folder, "scenario.txt"), "", quiet = TRUE)
  numbers <- as.numeric(words[1:6])
  doses <- if (file.size(file.path(folder, "doses.txt")) > 1)
    as.matrix(read.table(file.path(folder, "doses.txt"))) else matrix(0, 0, 4)
  width <- numbers[5] + numbers[6]
  values <- readBin(file.path(folder, "values.bin"), "double",
                    numbers[1] * (numbers[2] + 1) * width)
  states <- as.integer(sub(".*STATES = ([0-9]+),.*", "\\1",
                           readLines(file.path(folder, "layout.h"), 1)))
  list(patients = numbers[1], arms = numbers[2], before = numbers[3], horizon = numbers[4],
       names = words[-(1:6)], doses = doses, times = scan(file.path(folder, "times.txt"),
                                                          quiet = TRUE),
       values = array(values, c(width, numbers[2] + 1, numbers[1])), states = states,
       rtol = 1e-6, atol = 1e-9)
}

# One stretch without doses: rows of `times`, states first, then what is recorded.
scenario_stretch <- function(s, values, y, times)
  lsoda(y, times, "rates", parms = values, dllname = "scenario", initfunc = "begin",
        jacfunc = "jacobian", jactype = "fullusr", nout = length(s$names), outnames = s$names,
        rtol = s$rtol, atol = s$atol, maxsteps = 1e6)[, -1, drop = FALSE]

# States of a patient at the start of the trial.
scenario_start <- function(s, i) {
  values <- s$values[, 1, i]
  y <- .C("start", values, double(s$states), PACKAGE = "scenario")[[2]]
  if (s$before > 0) {
    run <- scenario_stretch(s, values, y, c(-s$before, 0))
    y <- run[2, seq_len(s$states)]
  }
  .C("enter", as.double(y), PACKAGE = "scenario")[[1]]
}

# One arm of a patient from those states.
scenario_arm <- function(s, i, arm, y) {
  values <- s$values[, arm + 1, i]
  doses <- s$doses[s$doses[, 1] == arm, , drop = FALSE]
  ends <- sort(unique(c(doses[, 2], s$horizon)))
  out <- matrix(NA, length(s$times), length(s$names), dimnames = list(NULL, s$names))
  from <- 0
  states <- seq_len(s$states)
  for (end in c(if (0 %in% ends) 0, ends[ends > 0])) {
    if (end > from) {
      wanted <- s$times[s$times >= from & s$times <= end]
      at <- unique(c(from, wanted, end))
      run <- scenario_stretch(s, values, y, at)
      # At the time of a dose the row is that before it.
      fresh <- match(wanted, s$times)
      rows <- match(wanted, at)
      keep <- is.na(out[fresh, 1])
      out[fresh[keep], ] <- run[rows[keep], -states]
      y <- run[nrow(run), states]
    } else if (s$times[1] == 0) {
      out[1, ] <- .C("look", values, 0, as.double(y), double(length(s$names)),
                     PACKAGE = "scenario")[[4]]
    }
    for (d in which(doses[, 2] == end & end < s$horizon))
      y <- .C("bolus", values, as.integer(doses[d, 3]), as.double(doses[d, 4]), as.double(y),
              PACKAGE = "scenario")[[4]]
    from <- end
  }
  out
}

scenario_patient <- function(s, i) {
  y <- scenario_start(s, i)
  lapply(seq_len(s$arms), function(arm) scenario_arm(s, i, arm, y))
}
