# See compare. The record is one JSON object a line, which begins with the id of the case; a quotation mark
# inside of a JSON text is escaped, so that the keys looked for here cannot stand in one.

function differ(text) {
    print "  " text
    differences++
}

# In a pattern only * means something: case ids are full of brackets.
function fits(id, pattern) {
    gsub(/[][\\.^$+?(){}|]/, "\\\\&", pattern)
    gsub(/\*/, ".*", pattern)
    return id ~ ("^" pattern "$")
}

# The text that stands in front of the first ":", sorted as it is: the requirements that an expectation names.
function requirements_named(reason) {
    if (reason !~ /^SC-[^:]*:/)
        return ""
    sub(/:.*/, "", reason)
    return reason
}

function read_expectation(line,    reason, space) {
    reason = ""
    if (match(line, /  +# /)) {
        reason = substr(line, RSTART + RLENGTH)
        line = substr(line, 1, RSTART - 1)
    }
    space = index(line, " ")
    count++
    verdict[count] = substr(line, 1, space - 1)
    pattern[count] = substr(line, space + 1)
    sub(/^ +/, "", pattern[count])
    named[count] = requirements_named(reason)
    used[count] = 0
    if (verdict[count] !~ /^(PASS|SKIP|STATUS|JUNIT)$/ && reason == "")
        differ("line " FNR " of expected says " verdict[count] " and not why")
    if (verdict[count] == "FAIL" && named[count] == "")
        differ("line " FNR " of expected says FAIL and names no requirement")
}

!/^(#|$)/ { read_expectation($0) }

# The requirements for which this case has the verdict, each once, in the order of their ids.
function requirements_of(line, wanted,    found, ids, i, j, n, id, text, swap) {
    n = 0
    while (match(line, /"requirement":"[^"]*","verdict":"[A-Z]*"/)) {
        found = substr(line, RSTART, RLENGTH)
        line = substr(line, RSTART + RLENGTH)
        if (found !~ ("\"verdict\":\"" wanted "\"$"))
            continue
        id = substr(found, 16)
        sub(/".*/, "", id)
        for (i = 1; i <= n && ids[i] != id; i++) {}
        if (i > n)
            ids[++n] = id
    }
    for (i = 2; i <= n; i++)
        for (j = i; j > 1 && ids[j - 1] > ids[j]; j--) {
            swap = ids[j]
            ids[j] = ids[j - 1]
            ids[j - 1] = swap
        }
    text = ""
    for (i = 1; i <= n; i++)
        text = text (i > 1 ? ", " : "") ids[i]
    return text
}

# "A, B" are exactly these; "A, ..." is A, and whatever else.
function names_fit(wanted, broken) {
    if (wanted ~ /, \.\.\.$/) {
        sub(/, \.\.\.$/, "", wanted)
        return index(", " broken ",", ", " wanted ",") > 0
    }
    return wanted == "" || wanted == broken
}

function judge_case(line,    id, got, broken, i) {
    id = substr(line, 8)
    sub(/","scenario":.*/, "", id)
    match(line, /"verdict":"[A-Z]+"/)
    got = substr(line, RSTART + 11, RLENGTH - 12)
    broken = requirements_of(line, got)
    cases++
    for (i = 1; i <= count; i++)
        if (verdict[i] !~ /^(STATUS|JUNIT)$/ && fits(id, pattern[i]))
            break
    if (i > count) {
        differ(id ": " got (broken != "" && got != "PASS" ? " of " broken : "") ", expected nothing")
        return
    }
    used[i]++
    if (got != verdict[i])
        differ(id ": " got (got == "FAIL" ? " of " broken : "") ", expected " verdict[i])
    else if (!names_fit(named[i], broken))
        differ(id ": " got " of " broken ", expected of " named[i])
}

function junit_names(text,    line, found) {
    found = 0
    while ((getline line < junit) > 0)
        if (line ~ /<failure / && index(line, text))
            found++
    close(junit)
    return found
}

END {
    while ((getline line < record) > 0)
        if (line ~ /^\{"id":"/)
            judge_case(line)
    if (!cases)
        differ("no case was played")
    stated = 0
    for (i = 1; i <= count; i++) {
        if (verdict[i] == "STATUS") {
            stated++
            if (status != pattern[i])
                differ("exit status " status ", expected " pattern[i])
        } else if (verdict[i] == "JUNIT") {
            if (!junit_names(pattern[i]))
                differ("no failure in junit.xml names " pattern[i])
        } else if (!used[i]) {
            differ("no case, expected " verdict[i] " of " pattern[i])
        }
    }
    if (!stated)
        differ("expected states no STATUS")
    exit differences ? 1 : 0
}
