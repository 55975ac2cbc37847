package dev.mapae.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/// The inputs that a target begins with: in `fuzz/NAME.txt` of the resources, with a line of four
/// dashes between two. One that begins with `base64:` is no text.
final class Seeds {
  private static final String BETWEEN = "\n----\n";
  private static final String BINARY = "base64:";

  private Seeds() {}

  static List<byte[]> of(String target) {
    try (InputStream in = Seeds.class.getResourceAsStream("/fuzz/" + target + ".txt")) {
      if (in == null) {
        throw new IllegalStateException("there are no seeds for " + target);
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Stream.of(text.stripTrailing().split(BETWEEN, -1)).map(Seeds::bytes).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes(String seed) {
    return seed.startsWith(BINARY)
        ? Base64.getDecoder().decode(seed.substring(BINARY.length()))
        : seed.getBytes(StandardCharsets.UTF_8);
  }

  /// Writes those of some targets into a folder, a file each, as [Fuzzed] takes them.
  static void write(List<String> targets, Path folder) throws IOException {
    Files.createDirectories(folder);
    for (int target = 0; target < targets.size(); target++) {
      List<byte[]> seeds = of(targets.get(target));
      for (int i = 0; i < seeds.size(); i++) {
        byte[] prefix = targets.size() == 1 ? new byte[0] : new byte[] {(byte) target};
        byte[] file = new byte[prefix.length + seeds.get(i).length];
        System.arraycopy(prefix, 0, file, 0, prefix.length);
        System.arraycopy(seeds.get(i), 0, file, prefix.length, seeds.get(i).length);
        Files.write(folder.resolve("seed-%s-%03d".formatted(targets.get(target), i)), file);
      }
    }
  }
}
