package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/// The style sheet, the picture and the two scripts of the pages. The name of each holds a checksum
/// of its content, so that browsers may keep it for good.
final class Assets {
  private static final String CSS = "text/css; charset=utf-8";
  private static final String SVG = "image/svg+xml";
  private static final String SCRIPT = "text/javascript; charset=utf-8";

  private static final String NOTHING = "default-src 'none'; frame-ancestors 'none'";

  /// A picture stays one for who opens it as a page.
  private static final String PICTURE =
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox";

  private final String base;
  private final Map<String, Response> byPath = new LinkedHashMap<>();
  private final String styleSheet;
  private final String icon;
  private final String formPostScript;
  private final String passkeyScript;

  /// Reads the assets.
  ///
  /// @param base the path under which they are served, ending in `/`
  Assets(String base) {
    this.base = base;
    styleSheet = add("mapae", "css", CSS, read("mapae.css"));
    icon = add("mapae", "svg", SVG, read("mapae.svg"));
    passkeyScript = add("passkeys", "js", SCRIPT, read("passkeys.js"));
    formPostScript = add("form-post", "js", SCRIPT, read("form-post.js"));
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

  /// A picture.
  ///
  /// @param path where it is served
  record Picture(String path, String type) {}

  Picture picture() {
    return new Picture(icon, SVG);
  }

  /// Takes in the picture of an operator.
  ///
  /// @return where it is served
  String add(Logo logo) {
    return add("logo", logo.suffix(), logo.contentType(), logo.content());
  }

  /// Takes in a style sheet of an operator.
  ///
  /// @return where it is served
  String add(String name, String styleSheet) {
    return add(name, "css", CSS, styleSheet.getBytes(StandardCharsets.UTF_8));
  }

  private String add(String name, String suffix, String contentType, byte[] content) {
    CRC32C checksum = new CRC32C();
    checksum.update(content);
    String path = "%s%s.%08x.%s".formatted(base, name, checksum.getValue(), suffix);
    byPath.put(
        path,
        Response.of(200, contentType, content)
            .with("Cache-Control", "public, max-age=31536000, immutable")
            .with("Content-Security-Policy", contentType.startsWith("image/") ? PICTURE : NOTHING)
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
