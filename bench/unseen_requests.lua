-- For wrk: every request bears another cookie, so that nothing can be answered from the bytes of the request alone.
local count = 0

function request()
  count = count + 1
  wrk.headers["Cookie"] = "seen=" .. count
  return wrk.format()
end
