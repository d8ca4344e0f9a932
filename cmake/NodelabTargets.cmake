# The helpers that leave each CMakeLists with only its names.
include(GNUInstallDirs)

# Sources say #include "nodelab/<library>/<file>.h", in the tree as when installed.
file(MAKE_DIRECTORY "${nodelab_BINARY_DIR}/include")
file(CREATE_LINK "${nodelab_SOURCE_DIR}/lib" "${nodelab_BINARY_DIR}/include/nodelab" SYMBOLIC)

# What every target of ours is compiled with; nothing of it reaches a consumer but the sanitizer.
add_library(nodelab_settings INTERFACE)
target_compile_features(nodelab_settings INTERFACE cxx_std_20)
target_compile_options(nodelab_settings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 13)
  # From 13 on GCC sees these, where there are none, in what it inlines of fmt and std::variant.
  target_compile_options(nodelab_settings INTERFACE
    -Wno-array-bounds -Wno-maybe-uninitialized -Wno-stringop-overflow)
endif()
if(NODELAB_BUILD_FUZZERS)
  if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    message(FATAL_ERROR "NODELAB_BUILD_FUZZERS needs Clang")
  endif()
  # Lets libFuzzer see which branches an input takes.
  target_compile_options(nodelab_settings INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(NODELAB_SANITIZE)
  target_compile_options(nodelab_settings INTERFACE
    -fsanitize=${NODELAB_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(nodelab_settings INTERFACE -fsanitize=${NODELAB_SANITIZE})
  # GCC tests the address of a thread_local by the flags of an addition, which the linker turns into
  # an instruction that sets none. A null that is used is found by AddressSanitizer all the same.
  target_compile_options(nodelab_settings INTERFACE
    $<$<CXX_COMPILER_ID:GNU>:-fno-sanitize=null>)
endif()

# nodelab_library(NAME HEADERS a.h … SOURCES a.cpp … DEPENDS other … LINK external::target …)
# makes the target nodelab::NAME. DEPENDS names rooms on the same floor or below.
function(nodelab_library name)
  cmake_parse_arguments(arg "" "" "HEADERS;SOURCES;DEPENDS;LINK" ${ARGN})
  set(target nodelab_${name})
  add_library(${target} STATIC)
  add_library(nodelab::${name} ALIAS ${target})
  list(TRANSFORM arg_HEADERS PREPEND "${nodelab_BINARY_DIR}/include/nodelab/${name}/")
  list(TRANSFORM arg_SOURCES PREPEND "${CMAKE_CURRENT_SOURCE_DIR}/${name}/")
  # The rooms below, for the test that no include goes up.
  set(below ${name})
  foreach(room IN LISTS arg_DEPENDS)
    get_target_property(rooms nodelab_${room} NODELAB_ROOMS)
    list(APPEND below ${rooms})
  endforeach()
  list(REMOVE_DUPLICATES below)
  set_target_properties(${target} PROPERTIES NODELAB_ROOMS "${below}")
  list(TRANSFORM arg_DEPENDS PREPEND "nodelab::")
  target_sources(${target}
    PRIVATE ${arg_SOURCES}
    PUBLIC FILE_SET HEADERS BASE_DIRS "${nodelab_BINARY_DIR}/include" FILES ${arg_HEADERS})
  set_target_properties(${target} PROPERTIES
    EXPORT_NAME ${name} POSITION_INDEPENDENT_CODE ON VERIFY_INTERFACE_HEADER_SETS ON)
  target_compile_features(${target} PUBLIC cxx_std_20)
  target_link_libraries(${target} PUBLIC ${arg_DEPENDS} ${arg_LINK}
                                  PRIVATE $<BUILD_INTERFACE:nodelab_settings>)
  set_property(GLOBAL APPEND PROPERTY NODELAB_LIBRARIES ${target})
endfunction()

# nodelab_demo(TOPIC NAME [TOUR] [ALONE] LINK library …) builds demos/TOPIC/NAME.cpp as the program
# demos/TOPIC/NAME of the build folder, and tests it against its recorded lines and its twin. ALONE
# says that it has neither, since Node has nothing like it: then its claims are the test. TOUR: it
# is one of the few that a tour of all topics shows. The order of these calls is that of the demos.
function(nodelab_demo topic name)
  cmake_parse_arguments(arg "ALONE;TOUR" "" "LINK" ${ARGN})
  set(target demo.${topic}.${name})
  list(TRANSFORM arg_LINK PREPEND "nodelab::")
  add_executable(${target} ${topic}/${name}.cpp)
  set_target_properties(${target} PROPERTIES
    OUTPUT_NAME ${name} RUNTIME_OUTPUT_DIRECTORY "${nodelab_BINARY_DIR}/demos/${topic}")
  target_include_directories(${target} PRIVATE "${nodelab_SOURCE_DIR}/demos")
  target_link_libraries(${target} PRIVATE ${arg_LINK} nodelab::process nodelab_settings)
  set(kind "demo")
  if(arg_ALONE)
    set(kind "alone")
  elseif(arg_TOUR)
    set(kind "tour")
  endif()
  set_property(GLOBAL APPEND PROPERTY NODELAB_CONTENTS "${kind} ${topic}/${name}")
  set_property(GLOBAL APPEND PROPERTY NODELAB_PROGRAMS ${target})
  if(TARGET nodelab)
    add_test(NAME demo/${topic}/${name} COMMAND nodelab verify ${topic}/${name})
    set_tests_properties(demo/${topic}/${name} PROPERTIES LABELS ${topic})
  endif()
endfunction()

# nodelab_bench(TOPIC NAME LINK library …) builds bench/TOPIC/NAME.cpp on Google Benchmark, and
# tests that it, and bench/TOPIC/NAME.js where Node is, run to their end.
function(nodelab_bench topic name)
  cmake_parse_arguments(arg "" "" "LINK" ${ARGN})
  set_property(GLOBAL APPEND PROPERTY NODELAB_CONTENTS "bench ${topic}/${name}")
  if(NOT NODELAB_BUILD_BENCH)
    return()
  endif()
  set(target bench.${topic}.${name})
  list(TRANSFORM arg_LINK PREPEND "nodelab::")
  add_executable(${target} ${topic}/${name}.cpp)
  set_target_properties(${target} PROPERTIES
    OUTPUT_NAME ${name} RUNTIME_OUTPUT_DIRECTORY "${nodelab_BINARY_DIR}/bench/${topic}")
  target_link_libraries(${target} PRIVATE ${arg_LINK} nodelab::measure nodelab_settings)
  set_property(GLOBAL APPEND PROPERTY NODELAB_PROGRAMS ${target})
  if(NODELAB_BUILD_TESTS)
    set(test bench/${topic}/${name})
    set(options --round=1 --trial)
    add_test(NAME ${test} COMMAND ${target} ${options})
    set_tests_properties(${test} PROPERTIES LABELS ${topic})
    if(NODELAB_NODE)
      set(script "${CMAKE_CURRENT_SOURCE_DIR}/${topic}/${name}.js")
      add_test(NAME ${test}.js COMMAND "${NODELAB_NODE}" "${script}" ${options})
      set_tests_properties(${test}.js PROPERTIES LABELS ${topic})
    endif()
  endif()
endfunction()

# nodelab_test(LIBRARY file_test.cpp … LINK library …) builds the tests of one library,
# labelled with its name.
function(nodelab_test library)
  cmake_parse_arguments(arg "" "" "LINK" ${ARGN})
  set(target test.${library})
  list(TRANSFORM arg_UNPARSED_ARGUMENTS PREPEND "${library}/")
  list(TRANSFORM arg_LINK PREPEND "nodelab::")
  add_executable(${target} ${arg_UNPARSED_ARGUMENTS})
  target_include_directories(${target} PRIVATE "${nodelab_SOURCE_DIR}/tests")
  target_link_libraries(${target} PRIVATE nodelab::${library} ${arg_LINK}
                                  GTest::gtest_main nodelab_settings)
  gtest_discover_tests(${target} TEST_PREFIX "${library}/" PROPERTIES LABELS "${library}"
                       DISCOVERY_TIMEOUT 60)
endfunction()

# nodelab_fuzz(NAME LINK library …) builds tests/fuzz/NAME.cpp, a libFuzzer target, as a test that
# runs it over some random inputs, labelled with the libraries; and where NODELAB_BUILD_FUZZERS is
# on, as the program tests/fuzz.NAME.
function(nodelab_fuzz name)
  cmake_parse_arguments(arg "" "" "LINK" ${ARGN})
  list(TRANSFORM arg_LINK PREPEND "nodelab::" OUTPUT_VARIABLE libraries)
  add_executable(test.fuzz.${name} fuzz/${name}.cpp fuzz/random_inputs_test.cpp)
  target_link_libraries(test.fuzz.${name} PRIVATE GTest::gtest_main)
  gtest_discover_tests(test.fuzz.${name} TEST_PREFIX "fuzz/${name}/"
                       PROPERTIES LABELS "${arg_LINK}" DISCOVERY_TIMEOUT 60)
  set(targets test.fuzz.${name})
  if(NODELAB_BUILD_FUZZERS)
    add_executable(fuzz.${name} fuzz/${name}.cpp)
    target_link_options(fuzz.${name} PRIVATE -fsanitize=fuzzer)
    list(APPEND targets fuzz.${name})
  endif()
  foreach(target IN LISTS targets)
    target_include_directories(${target} PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}")
    target_link_libraries(${target} PRIVATE ${libraries} nodelab_settings)
  endforeach()
endfunction()

# Gives the build folder the look of an installed tree (tools/nodelab/lab.h), so that the command
# has one way to find the demos. To be called when all of them are named.
function(nodelab_lay_out)
  get_property(contents GLOBAL PROPERTY NODELAB_CONTENTS)
  list(JOIN contents "\n" contents)
  file(CONFIGURE OUTPUT "${nodelab_BINARY_DIR}/share/nodelab/contents.txt" CONTENT "${contents}\n")
  file(MAKE_DIRECTORY "${nodelab_BINARY_DIR}/libexec/nodelab")
  foreach(kind demos bench)
    file(CREATE_LINK "${nodelab_SOURCE_DIR}/${kind}" "${nodelab_BINARY_DIR}/share/nodelab/${kind}"
         SYMBOLIC)
    file(CREATE_LINK "../../${kind}" "${nodelab_BINARY_DIR}/libexec/nodelab/${kind}" SYMBOLIC)
  endforeach()
endfunction()
