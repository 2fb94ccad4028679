include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/plumb)

install(TARGETS plumb EXPORT plumb
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
  INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/plumb)
install(FILES src/core/plumb.h src/core/wire.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/plumb)
if(PLUMB_CHECK)
  install(TARGETS plumb_command RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  install(DIRECTORY man/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
  install(FILES docs/check.schema.json docs/coverage.schema.json docs/shard.schema.json
    DESTINATION ${CMAKE_INSTALL_DATADIR}/plumb)
  install(FILES completion/plumb.bash RENAME plumb
    DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
endif()

# The static library carries no dependency, so the exported targets are the whole package.
install(EXPORT plumb NAMESPACE plumb:: FILE plumb-config.cmake DESTINATION ${package_dir})
write_basic_package_version_file(plumb-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/plumb-config-version.cmake DESTINATION ${package_dir})

# Relative to the file itself, so that an install can be moved.
set(pkgconfig_dir ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
file(RELATIVE_PATH prefix_from_pc ${CMAKE_INSTALL_PREFIX}/${pkgconfig_dir} ${CMAKE_INSTALL_PREFIX})
configure_file(cmake/plumb.pc.in plumb.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/plumb.pc DESTINATION ${pkgconfig_dir})
