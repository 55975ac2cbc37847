package dev.mapae.distribution.nodes;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// How many requests were answered, and how many were not, by what they were for.
final class Tally {
  private final Map<Step, LongAdder> answered = new EnumMap<>(Step.class);
  private final Map<Step, LongAdder> unanswered = new EnumMap<>(Step.class);

  Tally() {
    for (Step step : Step.values()) {
      answered.put(step, new LongAdder());
      unanswered.put(step, new LongAdder());
    }
  }

  void answered(Step step) {
    answered.get(step).increment();
  }

  void unanswered(Step step) {
    unanswered.get(step).increment();
  }

  long answered() {
    return answered.values().stream().mapToLong(LongAdder::sum).sum();
  }

  Map<Step, LongAdder> unanswered() {
    return unanswered;
  }

  @Override
  public String toString() {
    return "answered " + answered + ", in flight at a kill " + unanswered;
  }
}
