# What `cmake --install` puts where: the libraries with their headers and CMake package (component
# dev), and the command with the demos (component lab), as tools/nodelab/lab.h describes the tree.
include(CMakePackageConfigHelpers)
set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/nodelab")

get_property(libraries GLOBAL PROPERTY NODELAB_LIBRARIES)
install(TARGETS ${libraries} EXPORT nodelab COMPONENT dev FILE_SET HEADERS COMPONENT dev)
install(EXPORT nodelab NAMESPACE nodelab:: FILE nodelabTargets.cmake DESTINATION "${package_dir}"
        COMPONENT dev)
configure_package_config_file(cmake/nodelabConfig.cmake.in nodelabConfig.cmake
  INSTALL_DESTINATION "${package_dir}")
# Before 1.0 a minor version may change what there is.
write_basic_package_version_file(nodelabConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES
    "${CMAKE_CURRENT_BINARY_DIR}/nodelabConfig.cmake"
    "${CMAKE_CURRENT_BINARY_DIR}/nodelabConfigVersion.cmake"
    cmake/Findlibuv.cmake
  DESTINATION "${package_dir}" COMPONENT dev)

if(NOT TARGET nodelab)
  return()
endif()
install(TARGETS nodelab DESTINATION bin COMPONENT lab)
install(TARGETS nodelab-trace DESTINATION libexec/nodelab COMPONENT lab)
install(FILES "${nodelab_BINARY_DIR}/share/nodelab/contents.txt" DESTINATION share/nodelab
        COMPONENT lab)
install(DIRECTORY demos bench DESTINATION share/nodelab COMPONENT lab
        FILES_MATCHING REGEX "\\.(cpp|h|js|out|txt)$" PATTERN CMakeLists.txt EXCLUDE)
# Each program goes into the folder of its topic.
get_property(programs GLOBAL PROPERTY NODELAB_PROGRAMS)
foreach(program IN LISTS programs)
  string(REPLACE "." "/" place "${program}")
  cmake_path(GET place PARENT_PATH folder)
  string(REGEX REPLACE "^demo/" "demos/" folder "${folder}/")
  install(TARGETS ${program} DESTINATION "libexec/nodelab/${folder}" COMPONENT lab)
endforeach()
