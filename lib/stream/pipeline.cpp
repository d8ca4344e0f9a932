#include "nodelab/stream/pipeline.h"

#include "nodelab/stream/errors.h"
#include "nodelab/stream/finished.h"
#include "nodelab/stream/readable_side.h"
#include "nodelab/stream/tick.h"
#include "nodelab/stream/writable_side.h"

namespace nodelab::stream {

namespace {
struct Flag : RefCounted<Flag> {
  bool set = false;
};
}  // namespace

// One running pipeline. The listeners on its streams hold it, and it holds the streams until it has
// reported or the loop ends. The numbers are facts of docs/conformance/stream.md.
class Pipeline : public RefCounted<Pipeline>, public LoopResource {
 public:
  Pipeline(std::vector<Ref<Stream>> stages, Callback<void(const Error&)> callback)
      : stages_(std::move(stages)), done_(stages_.size(), false), callback_(std::move(callback)) {
    EventLoop::current().track(*this);
  }

  void start();
  void dispose() override;

 private:
  void watch(std::size_t index);
  void connect(Stream& source, Stream& destination);
  void watchSource(Stream& source);
  void noteError(const Error& error);
  void complete(const Error& error);
  void destroyAll();
  void report();

  std::vector<Ref<Stream>> stages_;
  std::vector<bool> done_;         // by stage: over, so not to be destroyed
  std::vector<Task> lastWatches_;  // taken off a last stage that somebody reads, on success
  Callback<void(const Error&)> callback_;
  Error error_;
  int waitingFor_ = 0;
  bool destroyed_ = false;
};

void Pipeline::start() {
  // Every pair of neighbours completes twice: the source side and the destination side (63).
  waitingFor_ = 2 * (static_cast<int>(stages_.size()) - 1);
  const auto stages = stages_;
  for (std::size_t i = 0; i < stages.size(); ++i) {
    watch(i);
    if (i > 0) connect(*stages[i - 1], *stages[i]);
  }
}

void Pipeline::watch(std::size_t index) {
  Stream& stage = *stages_[index];
  const bool last = index + 1 == stages_.size();
  const Ref<Pipeline> self(this);
  stage.on(event::close, [self, index] { self->done_[index] = true; });
  Task unwatch = finished(stage, {.readable = !last, .writable = index > 0},
                          [self, index](const Error& error) { self->done_[index] = !error; });
  Listener<Error> onError([self](const Error& error) { self->noteError(error); });
  stage.on(event::error, onError);
  if (last && stage.readable_) {
    lastWatches_.push_back(std::move(unwatch));
    lastWatches_.push_back([&stage, onError] { stage.off(event::error, onError); });
  }
}

// An error that a stream emits counts one completion more, unless it only says that it was cut
// short (64, 66).
void Pipeline::noteError(const Error& error) {
  if (error.code() == "ERR_STREAM_PREMATURE_CLOSE" || error.name() == "AbortError") return;
  complete(error);
}

void Pipeline::connect(Stream& source, Stream& destination) {
  const Ref<Pipeline> self(this);
  auto ended = make<Flag>();
  destination.on(event::close, [self, ended] {
    if (!ended->set) self->complete(prematureClose());
  });
  source.readable_->pipe(destination, false);
  auto endDestination = [ended, target = Ref<Stream>(&destination)] {
    ended->set = true;
    target->writable_->end();
  };
  if (source.readable_->finished()) {
    nextTick(source, endDestination);
  } else {
    source.once(event::end, endDestination);
  }
  watchSource(source);
  Task unwatch = finished(destination, {.readable = false, .writable = true},
                          [self](const Error& error) { self->complete(error); });
  if (destination.readable_ && &destination == stages_.back().get()) {
    lastWatches_.push_back(std::move(unwatch));
  }
}

// A source that closed after its last push may still emit 'end' (67).
void Pipeline::watchSource(Stream& source) {
  const Ref<Pipeline> self(this);
  finished(source, {.readable = true, .writable = false}, [self, &source](const Error& error) {
    const bool mayStillEnd = source.readable_->ended() && !source.errored_ && !source.errorEmitted_;
    if (error.code() == "ERR_STREAM_PREMATURE_CLOSE" && mayStillEnd) {
      source.once(event::end, [self] { self->complete({}); });
      source.once(event::error, [self](const Error& reason) { self->complete(reason); });
    } else {
      self->complete(error);
    }
  });
}

// The first error counts; one that only says "cut short" gives way to a later one (64).
void Pipeline::complete(const Error& error) {
  const bool last = --waitingFor_ == 0;
  if (error && (!error_ || error_.code() == "ERR_STREAM_PREMATURE_CLOSE")) error_ = error;
  if (!error_ && !last) return;
  destroyAll();
  if (last) report();
}

// At a good end too, if a stage is not over yet: one that stopped early, say.
void Pipeline::destroyAll() {
  if (std::exchange(destroyed_, true)) return;
  const Error reason = error_ ? error_ : streamDestroyed("pipe");
  const auto stages = stages_;
  for (std::size_t i = 0; i < stages.size(); ++i) {
    if (done_[i]) continue;
    done_[i] = true;
    stages[i]->destroy(reason);
  }
}

void Pipeline::dispose() {
  const Ref<Pipeline> keep(this);
  callback_ = nullptr;
  lastWatches_.clear();
  stages_.clear();
}

void Pipeline::report() {
  if (!error_) {
    for (Task& unwatch : lastWatches_) unwatch();
  }
  // The error that counts is the one of this moment (66).
  process::nextTick([self = Ref<Pipeline>(this), error = error_] {
    auto callback = std::exchange(self->callback_, {});
    self->dispose();
    callback(error);
  });
}

void detail::runPipeline(std::vector<Ref<Stream>> stages, Callback<void(const Error&)> callback) {
  make<Pipeline>(std::move(stages), std::move(callback))->start();
}

}  // namespace nodelab::stream
