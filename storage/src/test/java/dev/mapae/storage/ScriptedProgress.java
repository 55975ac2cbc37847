package dev.mapae.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/// Does something in the middle of an export or import: each time that rows of it are done.
final class ScriptedProgress implements Progress {
  final List<String> said = new ArrayList<>();
  private String step = "";
  private int times;
  private String scripted = "";
  private IntConsumer script = time -> {};

  /// @param what the step in which it happens, like “importing”
  /// @param then gets 1 at the first time, 2 at the second, and so on
  void during(String what, IntConsumer then) {
    scripted = what;
    script = then;
  }

  void doNothing() {
    during("", time -> {});
  }

  /// Breaks off the next attempts of a step, as a kill does, when rows are done for the n-th time.
  void breakOff(String what, int n) {
    during(
        what,
        time -> {
          if (time == n) {
            throw new BrokenOff();
          }
        });
  }

  /// How often rows of the last step were done.
  int times() {
    return times;
  }

  @Override
  public void begins(String what, long rows) {
    step = what;
    times = 0;
  }

  @Override
  public void done(long rows) {
    times++;
    if (step.equals(scripted)) {
      script.accept(times);
    }
  }

  @Override
  public void says(String line) {
    said.add(line);
  }

  static final class BrokenOff extends RuntimeException {
    private static final long serialVersionUID = 1;
  }
}
