-- Sends this process a signal once a file is there, and holds it up until the signal has come: so
-- it comes in the middle of the work on a fast machine and on a slow one.
return function(path, name)
  local told = path .. ".told"
  debug.sethook(function()
    local file = io.open(path, "rb")
    if not file then return end
    file:close()
    debug.sethook()
    -- Not at once: while a command runs, a process is deaf to Ctrl-C.
    os.execute(("(sleep 0.01; kill -%s $PPID%s) > /dev/null 2>&1 &"):format(name,
      name == "INT" and " && : > " .. told or ""))
    repeat file = io.open(told, "rb") until file
    file:close()
    os.remove(told)
  end, "", 1000)
end
