package dev.mapae.distribution;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The options of a command: `--name VALUE`, `--name=VALUE`, or `--name` alone.
final class Arguments {
  private final Map<String, String> options = new LinkedHashMap<>();

  private Arguments() {}

  /// Reads what follows the command.
  ///
  /// @param valued options that take a value
  /// @param flags options that take none
  /// @throws Wrong for anything else
  static Arguments parse(List<String> arguments, Set<String> valued, Set<String> flags) {
    Arguments parsed = new Arguments();
    for (int i = 0; i < arguments.size(); i++) {
      String[] parts = arguments.get(i).split("=", 2);
      String name = parts[0];
      if (flags.contains(name) && parts.length == 1) {
        parsed.put(name, "");
      } else if (!valued.contains(name)) {
        throw new Wrong("there is no option '" + name + "' here");
      } else if (parts.length == 2) {
        parsed.put(name, parts[1]);
      } else if (i + 1 < arguments.size()) {
        parsed.put(name, arguments.get(++i));
      } else {
        throw new Wrong(name + " takes a value");
      }
    }
    return parsed;
  }

  private void put(String name, String value) {
    if (options.put(name, value) != null) {
      throw new Wrong(name + " is given twice");
    }
  }

  boolean has(String name) {
    return options.containsKey(name);
  }

  Optional<String> value(String name) {
    return Optional.ofNullable(options.get(name)).filter(v -> !v.isEmpty());
  }

  /// A command line that cannot be understood.
  static final class Wrong extends RuntimeException {
    private static final long serialVersionUID = 1;

    Wrong(String what) {
      super(what, null, false, false);
    }
  }
}
