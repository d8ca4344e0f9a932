# cmake -DTOPIC=… -DSEED=… -DCOUNT=… -DCOMMAND=nodelab -DFOLDER=… -P fresh.cmake: makes random
# programs of the topic, runs them under Node 20 and here, and compares the traces. The files stay
# in FOLDER. NODELAB_SEED in the environment takes the place of SEED.
cmake_minimum_required(VERSION 3.25)

find_program(node NAMES node nodejs)
if(node)
  execute_process(COMMAND "${node}" --version OUTPUT_VARIABLE version OUTPUT_STRIP_TRAILING_WHITESPACE)
endif()
if(NOT version MATCHES "^v20\\.")
  message("skipped: Node 20 not found")
  return()
endif()

if(DEFINED ENV{NODELAB_SEED})
  set(SEED "$ENV{NODELAB_SEED}")
endif()
message("${COUNT} programs of topic ${TOPIC}, seed ${SEED}, Node ${version}")
set(scripts "${CMAKE_CURRENT_LIST_DIR}/node")
set(programs "${FOLDER}/${TOPIC}.jsonl")
set(traces "${FOLDER}/${TOPIC}.txt")
file(MAKE_DIRECTORY "${FOLDER}")
execute_process(
  COMMAND "${node}" "${scripts}/generate.mjs" "${TOPIC}" --seed "${SEED}" --count "${COUNT}"
  OUTPUT_FILE "${programs}" COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND "${node}" "${scripts}/run.mjs" "${programs}"
  OUTPUT_FILE "${traces}" COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND "${COMMAND}" trace "${programs}" --expect "${traces}"
  COMMAND_ERROR_IS_FATAL ANY)
