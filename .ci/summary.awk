# Reads Surefire's reports, one after another: names every test that was skipped or failed, with its reason, and ends
# with the line of totals. Fails when a test did, or when there was none.
BEGIN { RS = ">" }

!text { sub(/^[ \t\r\n]+/, "") }

# What a test printed may look like anything. Only a skipped test has its reason here, in the first line.
text || /^<!\[CDATA\[/ {
  if (untold) why[n] = why[n] $0 ">"
  text = $0 !~ /\]\]$/
  if (untold && (!text || why[n] ~ /\n/)) {
    sub(/^<!\[CDATA\[([A-Za-z0-9_.$]+: )?(Assumption failed: )?/, "", why[n])
    sub(/(\n|\]\]>).*/, "", why[n])
    untold = 0
  }
  next
}

/^<testcase / { tests++; test = attribute("classname") " " attribute("name"); over = 0; untold = 0 }
/^<skipped/ { note("skipped") }
/^<(failure|error)( |$)/ { note("failed") }

END {
  list("skipped")
  list("failed")
  printf "%d passed, %d failed, %d skipped\n", tests - count["failed"] - count["skipped"], count["failed"], count["skipped"]
  exit count["failed"] > 0 || tests == 0
}

# A test has one end, however many elements tell of it.
function note(end) {
  if (over++) return
  count[end]++
  name[++n] = test
  what[n] = end
  why[n] = attribute("message")
  if (why[n] == "" && end == "failed") why[n] = attribute("type")
  untold = why[n] == "" && $0 !~ /\/$/
}

function list(end,   i) {
  for (i = 1; i <= n; i++) {
    if (what[i] != end) continue
    gsub(/\n/, "\n    ", why[i])
    printf "%s: %s: %s\n", end, name[i], why[i]
  }
}

function attribute(key,   value) {
  if (!match($0, "[ \n]" key "=\"[^\"]*\"")) return ""
  value = substr($0, RSTART + length(key) + 3, RLENGTH - length(key) - 4)
  gsub(/&#10;/, "\n", value)
  gsub(/&lt;/, "<", value)
  gsub(/&gt;/, ">", value)
  gsub(/&quot;/, "\"", value)
  gsub(/&apos;/, "'", value)
  gsub(/&amp;/, "\\&", value)
  return value
}
