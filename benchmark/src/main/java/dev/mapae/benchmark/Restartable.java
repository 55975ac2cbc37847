package dev.mapae.benchmark;

import java.io.IOException;

/// A server that can be stopped, and started again on the data that it has.
interface Restartable extends MeasuredServer {
  /// Stops it, and waits until all of its processes have ended.
  void stop() throws IOException;

  /// Starts it, as its users would, and returns at once. From then on [#processes] are the new
  /// ones.
  void exec() throws IOException;

  /// What it said, for people; read when it ends instead of serving.
  String log() throws IOException;
}
