package dev.mapae.playground;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/// The style sheet and the picture of the page. The name of each holds a checksum of its content,
/// so that browsers may keep it for good.
final class Assets {
  /// A file as it is served.
  record Asset(String contentType, String content) {}

  private final Map<String, Asset> byPath = new LinkedHashMap<>();
  private final String styleSheet = add("playground", "css", "text/css; charset=utf-8");
  private final String icon = add("playground", "svg", "image/svg+xml");

  String styleSheet() {
    return styleSheet;
  }

  String icon() {
    return icon;
  }

  Optional<Asset> find(String path) {
    return Optional.ofNullable(byPath.get(path));
  }

  private String add(String name, String suffix, String contentType) {
    byte[] content = read(name + "." + suffix);
    CRC32C checksum = new CRC32C();
    checksum.update(content);
    String path = "/assets/%s.%08x.%s".formatted(name, checksum.getValue(), suffix);
    byPath.put(path, new Asset(contentType, new String(content, StandardCharsets.UTF_8)));
    return path;
  }

  private static byte[] read(String name) {
    try (InputStream in = Assets.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not on the class path.");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
