# Everything comes from Debian's packages; ./quickstart installs them.
find_package(PkgConfig REQUIRED)
pkg_check_modules(CJSON REQUIRED IMPORTED_TARGET libcjson)
pkg_check_modules(LIBUV REQUIRED IMPORTED_TARGET libuv)
pkg_check_modules(CRYPTO REQUIRED IMPORTED_TARGET libcrypto)
find_library(OSIPPARSER2_LIBRARY osipparser2 REQUIRED)
find_path(OSIPPARSER2_INCLUDE_DIR osipparser2/osip_parser.h REQUIRED)
if(SIPCONFORM_TESTS)
  find_library(CUNIT_LIBRARY cunit REQUIRED)
endif()

add_library(osipparser2 INTERFACE)
target_include_directories(osipparser2 SYSTEM INTERFACE ${OSIPPARSER2_INCLUDE_DIR})
target_link_libraries(osipparser2 INTERFACE ${OSIPPARSER2_LIBRARY})
