# Reads Surefire's reports, one after another: names every test that was skipped or failed, with its reason, and ends
# with the line of totals. Fails when a test did, or when there was none.
BEGIN { RS = ">" }

# What a test printed may look like anything.
text { text = $0 !~ /\]\]$/; next }
{ sub(/^[ \t\r\n]+/, "") }
/^<!\[CDATA\[/ { text = $0 !~ /\]\]$/; next }

/^<testcase / { tests++; test = attribute("classname") " " attribute("name"); state = "" }
/^<skipped/ { note("skipped") }
/^<(failure|error)( |$)/ { note("failed") }

END {
  printf "%s%s", lines["skipped"], lines["failed"]
  printf "%d passed, %d failed, %d skipped\n", tests - count["failed"] - count["skipped"], count["failed"], count["skipped"]
  exit count["failed"] > 0 || tests == 0
}

function note(what,   reason) {
  if (state != "") return
  state = what
  count[what]++
  reason = attribute("message")
  if (reason == "") reason = attribute("type")
  gsub(/\n/, "\n    ", reason)
  lines[what] = lines[what] what ": " test ": " reason "\n"
}

function attribute(name,   value) {
  if (!match($0, "[ \n]" name "=\"[^\"]*\"")) return ""
  value = substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4)
  gsub(/&#10;/, "\n", value)
  gsub(/&lt;/, "<", value)
  gsub(/&gt;/, ">", value)
  gsub(/&quot;/, "\"", value)
  gsub(/&apos;/, "'", value)
  gsub(/&amp;/, "\\&", value)
  return value
}
