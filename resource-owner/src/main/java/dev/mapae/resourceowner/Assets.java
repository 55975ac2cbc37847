package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/// The style sheet, the picture and the two scripts of the pages. The name of each holds a checksum
/// of its content, so that browsers may keep it for good.
final class Assets {
  private final Map<String, Response> byPath = new LinkedHashMap<>();
  private final String styleSheet;
  private final String icon;
  private final String formPostScript;
  private final String passkeyScript;

  /// Reads the assets.
  ///
  /// @param base the path under which they are served, ending in `/`
  Assets(String base) {
    styleSheet = add(base, "mapae", "css", "text/css; charset=utf-8");
    icon = add(base, "mapae", "svg", "image/svg+xml");
    passkeyScript = add(base, "passkeys", "js", "text/javascript; charset=utf-8");
    formPostScript = add(base, "form-post", "js", "text/javascript; charset=utf-8");
  }

  String styleSheet() {
    return styleSheet;
  }

  String icon() {
    return icon;
  }

  String passkeyScript() {
    return passkeyScript;
  }

  String formPostScript() {
    return formPostScript;
  }

  /// GET of anything below the base.
  Response get(Request request) {
    Response asset = byPath.get(request.path());
    return asset != null ? asset : Response.text(404, "There is nothing here.\n");
  }

  private String add(String base, String name, String suffix, String contentType) {
    byte[] content = read(name + "." + suffix);
    CRC32C checksum = new CRC32C();
    checksum.update(content);
    String path = "%s%s.%08x.%s".formatted(base, name, checksum.getValue(), suffix);
    byPath.put(
        path,
        Response.of(200, contentType, content)
            .with("Cache-Control", "public, max-age=31536000, immutable")
            .with("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
            .with("X-Content-Type-Options", "nosniff"));
    return path;
  }

  private static byte[] read(String name) {
    try (InputStream in = Assets.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("The asset " + name + " is not on the class path.");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
