# Finds libuv by its CMake config, then by pkg-config (Debian and Ubuntu ship only the latter).
# Defines the target libuv::uv. Installed beside nodelabConfig.cmake, which uses it too.
find_package(libuv CONFIG QUIET)
if(libuv_FOUND)
  foreach(candidate libuv::uv libuv::libuv uv uv_a)
    if(TARGET ${candidate} AND NOT TARGET libuv::uv)
      add_library(libuv::uv ALIAS ${candidate})
    endif()
  endforeach()
else()
  find_package(PkgConfig QUIET)
  if(PKG_CONFIG_FOUND)
    pkg_check_modules(libuv_PC QUIET IMPORTED_TARGET libuv>=1.44)
    if(TARGET PkgConfig::libuv_PC AND NOT TARGET libuv::uv)
      add_library(libuv::uv INTERFACE IMPORTED)
      target_link_libraries(libuv::uv INTERFACE PkgConfig::libuv_PC)
    endif()
    set(libuv_VERSION "${libuv_PC_VERSION}")
  endif()
endif()

include(FindPackageHandleStandardArgs)
if(TARGET libuv::uv)
  set(libuv_TARGET libuv::uv)
endif()
find_package_handle_standard_args(libuv
  REQUIRED_VARS libuv_TARGET
  VERSION_VAR libuv_VERSION
  REASON_FAILURE_MESSAGE "on Debian and Ubuntu: apt-get install libuv1-dev pkg-config")
