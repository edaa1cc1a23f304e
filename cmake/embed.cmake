# cmake -DOUTPUT=file.c -DTABLE=name -DNAMES="a;b" -DFILES="a.json;b.json" -P embed.cmake
# Writes a C file with a table of the files' bytes.
set(arrays "")
set(rows "")
list(LENGTH NAMES count)
math(EXPR last "${count} - 1")
foreach(i RANGE ${last})
  list(GET NAMES ${i} name)
  list(GET FILES ${i} file)
  file(READ ${file} hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  string(REGEX REPLACE "((0x..,){20})" "\\1\n    " bytes "${bytes}")
  string(APPEND arrays "static const unsigned char file_${i}[] = {\n    ${bytes} 0x00};\n")
  string(APPEND rows "    {\"${name}\", (const char *)file_${i}, sizeof(file_${i}) - 1},\n")
endforeach()
file(WRITE ${OUTPUT} "/* Made by cmake/embed.cmake. */
#include \"model/embedded.h\"

${arrays}
const struct embedded_file ${TABLE}[] = {
${rows}    {0, 0, 0},
};
")
