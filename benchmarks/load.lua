-- Of ten requests seven read, two create and one changes: wrk … URL -- TOKEN
local JSON_API = "application/vnd.api+json"
local READS = {
  "/v1/events/1/faqs?page%5Bsize%5D=10",
  "/v1/faqs/%d",
  "/v1/events/1",
  "/v1/faqs/%d/event",
  "/v1/events?page%5Bsize%5D=10",
  "/v1/faqs/%d?include=event",
  "/v1/events/1/faq-types",
}
local CREATE = '{"data":{"type":"faq","attributes":{"question":"Load %d?","answer":"Yes."},'
  .. '"relationships":{"event":{"data":{"type":"event","id":"1"}}}}}'
local UPDATE = '{"data":{"type":"faq","id":"%d","attributes":{"answer":"Answer %d."}}}'
local FAQS = 300

local threads = {}
local counter = 0
local writing = {}

function setup(thread)
  table.insert(threads, thread)
  thread:set("seed", #threads)
end

function init(args)
  math.randomseed(seed)
  writing["Content-Type"] = JSON_API
  writing["Authorization"] = "JWT " .. args[1]
  fine, refused, failed, other = 0, 0, 0, ""
end

function request()
  counter = counter + 1
  local turn, faq = counter % 10, math.random(FAQS)
  if turn < 7 then
    return wrk.format("GET", (READS[turn + 1]:gsub("%%d", faq)))
  elseif turn < 9 then
    return wrk.format("POST", "/v1/faqs", writing, CREATE:format(counter))
  end
  return wrk.format("PATCH", "/v1/faqs/" .. faq, writing, UPDATE:format(faq, counter))
end

function response(status, _, body)
  if status < 300 then
    fine = fine + 1
  elseif status < 500 then
    refused = refused + 1
    other = status .. " " .. body
  else
    failed = failed + 1
    other = status .. " " .. body
  end
end

function done(summary, latency, _)
  local total = { fine = 0, refused = 0, failed = 0 }
  for _, thread in ipairs(threads) do
    for name in pairs(total) do
      total[name] = total[name] + thread:get(name)
    end
    if thread:get("other") ~= "" then
      io.write("ANSWER " .. thread:get("other") .. "\n")
    end
  end
  local errors = summary.errors
  io.write(string.format(
    'LOAD {"fine": %d, "refused": %d, "failed": %d, "cut": %d, "timed_out": %d, ' ..
    '"median_ms": %.1f, "p99_ms": %.1f, "per_second": %.1f}\n',
    total.fine, total.refused, total.failed,
    errors.connect + errors.read + errors.write, errors.timeout,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    summary.requests / (summary.duration / 1000000)))
end
