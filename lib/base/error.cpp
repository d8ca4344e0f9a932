#include "nodelab/base/error.h"

#include <fmt/format.h>
#include <uv.h>

namespace nodelab {

struct Error::Data {
  std::string name = "Error";
  std::string message;
  std::string code;
  int errnum = 0;
  std::string syscall;
  std::string path;
  Error cause;
  std::vector<Error> errors;
  std::size_t count = 0;
};

namespace {
const std::string empty;
const Error none;
const std::vector<Error> noErrors;
}  // namespace

Error::Error(std::string message) : Error("", std::move(message)) {}

Error::Error(std::string code, std::string message, std::string name) {
  auto data = std::make_shared<Data>();
  data->code = std::move(code);
  data->message = std::move(message);
  data->name = std::move(name);
  data_ = std::move(data);
}

Error Error::withCause(Error cause) const {
  auto data = data_ ? std::make_shared<Data>(*data_) : std::make_shared<Data>();
  data->cause = std::move(cause);
  return Error(std::shared_ptr<const Data>(std::move(data)));
}

const std::string& Error::name() const noexcept { return data_ ? data_->name : empty; }
const std::string& Error::message() const noexcept { return data_ ? data_->message : empty; }
const std::string& Error::code() const noexcept { return data_ ? data_->code : empty; }
int Error::errnum() const noexcept { return data_ ? data_->errnum : 0; }
const std::string& Error::syscall() const noexcept { return data_ ? data_->syscall : empty; }
const std::string& Error::path() const noexcept { return data_ ? data_->path : empty; }
const Error& Error::cause() const noexcept { return data_ ? data_->cause : none; }
const std::vector<Error>& Error::errors() const noexcept {
  return data_ ? data_->errors : noErrors;
}
std::size_t Error::count() const noexcept { return data_ ? data_->count : 0; }

std::string Error::toString() const {
  if (!data_) return "null";
  // System errors carry their code in the message already; an AbortError is a plain object with a
  // code, not one of Node's coded errors.
  const bool showCode = !data_->code.empty() && data_->errnum == 0 && data_->name != "AbortError";
  std::string text = data_->name;
  if (showCode) text += " [" + data_->code + "]";
  if (!data_->message.empty()) text += ": " + data_->message;
  return text;
}

Error systemError(int status, std::string_view syscall, std::string_view path,
                  std::string_view dest) {
  auto data = std::make_shared<Error::Data>();
  data->code = uv_err_name(status);
  data->errnum = status;
  data->syscall = syscall;
  data->path = path;
  data->message = fmt::format("{}: {}, {}", data->code, uv_strerror(status), syscall);
  if (!path.empty()) data->message += fmt::format(" '{}'", path);
  if (!dest.empty()) data->message += fmt::format(" -> '{}'", dest);
  return Error(std::shared_ptr<const Error::Data>(std::move(data)));
}

Error addressError(int status, std::string_view syscall, std::string_view address, int port) {
  auto data = std::make_shared<Error::Data>();
  data->code = uv_err_name(status);
  data->errnum = status;
  data->syscall = syscall;
  data->path = address;
  // Node words a failed listen with the system's text, a failed connect without.
  data->message = fmt::format("{} {}", syscall, data->code);
  if (syscall == "listen") data->message += fmt::format(": {}", uv_strerror(status));
  if (!address.empty()) data->message += fmt::format(" {}", address);
  if (port > 0) data->message += fmt::format(":{}", port);
  return Error(std::shared_ptr<const Error::Data>(std::move(data)));
}

Error callError(int status, std::string_view syscall, std::string_view path) {
  auto data = std::make_shared<Error::Data>();
  data->code = uv_err_name(status);
  data->errnum = status;
  data->syscall = syscall;
  data->path = path;
  data->message = fmt::format("{} {}", syscall, data->code);
  return Error(std::shared_ptr<const Error::Data>(std::move(data)));
}

void throwIfFailed(int status, std::string_view syscall, std::string_view path) {
  if (status < 0) throw systemError(status, syscall, path);
}

Error outOfRange(std::string_view name, std::string_view range, std::string_view received) {
  return Error("ERR_OUT_OF_RANGE",
               fmt::format("The value of \"{}\" is out of range. It must be {}. Received {}", name,
                           range, received),
               "RangeError");
}

std::string numberText(int64_t value) {
  constexpr int64_t plainUpTo = int64_t{1} << 32;
  std::string text = std::to_string(value);
  if (value >= -plainUpTo && value <= plainUpTo) return text;
  const std::size_t first = value < 0 ? 1 : 0;
  for (std::size_t i = text.size(); i > first + 3;) text.insert(i -= 3, 1, '_');
  return text;
}

Error abortError() { return Error("ABORT_ERR", "The operation was aborted", "AbortError"); }

Error aggregateError(std::vector<Error> errors, std::string message) {
  auto data = std::make_shared<Error::Data>();
  data->name = "AggregateError";
  data->message = std::move(message);
  data->errors = std::move(errors);
  return Error(std::shared_ptr<const Error::Data>(std::move(data)));
}

Error maxListenersExceededWarning(std::string message, std::size_t count) {
  auto data = std::make_shared<Error::Data>();
  data->name = "MaxListenersExceededWarning";
  data->message = std::move(message);
  data->count = count;
  return Error(std::shared_ptr<const Error::Data>(std::move(data)));
}

Error toError(std::exception_ptr exception) noexcept {
  if (!exception) return {};
  try {
    std::rethrow_exception(exception);
  } catch (const Error& error) {
    return error;
  } catch (const std::exception& error) {
    return Error(error.what());
  } catch (...) {
    return Error("Unknown exception");
  }
}

}  // namespace nodelab
